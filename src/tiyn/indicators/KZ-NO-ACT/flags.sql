-- One row per contract: what was paid before any act, beyond the grace. By contract.
with published as (select d.source_id from acceptance a join deal d on d.cid = a.cid group by d.source_id),
act as (select cid, min(day) as day, count(*) as acts, count(day) as dated, cast(sum(coalesce(advance, 0)) as bigint) as advance from acceptance where standing = 1 group by cid),
early as (
  select y.cid, count(*) as payments, sum(case when y.day is null or y.amount is null then 1 else 0 end) as unclear,
    cast(sum(case when y.day + $grace < coalesce(a.day, 3000000) then y.amount else 0 end) as bigint) as early
  from settlement y left join act a on a.cid = y.cid group by y.cid
)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when s.source_id is null then 'not_computable' when e.payments is null then 'not_computable' when e.unclear > 0 then 'not_computable'
    when a.acts > a.dated then 'not_computable' when e.early - coalesce(a.advance, 0) > 0 then 'flag' else 'no_flag' end as state,
  case when d.standing = 0 then 'void' when s.source_id is null then 'no_acts' when e.payments is null then 'no_payments' when e.unclear > 0 then 'no_date' when a.acts > a.dated then 'no_date' end as reason,
  e.early - coalesce(a.advance, 0) as value, 0 as threshold
from deal d left join published s on s.source_id = d.source_id left join early e on e.cid = d.cid left join act a on a.cid = d.cid
order by subject
