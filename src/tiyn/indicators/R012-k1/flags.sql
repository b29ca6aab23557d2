-- One row per contract: plan items that name a competitive method. By contract.
with planned as (
  select d.cid, count(*) as points, count(w.competitive) as known, sum(w.competitive) as competitive
  from deal d join procedure p on p.pid = d.pid join contract_plan t on t.ocid = p.ocid and t.contract = d.id join point n on n.id = t.plan_item
  left join way w on w.way = split_part(n.method, ' ', 1) or w.name = n.method group by d.cid
)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when d.way = '6' then 'not_applicable' when d.direct is null then 'not_computable' when i.points is null then 'not_computable' when i.known < i.points then 'not_computable'
    when d.direct = 1 and i.competitive = i.points then 'flag' else 'no_flag' end as state,
  case when d.standing = 0 then 'void' when d.way = '6' then 'after_failure' when d.direct is null then 'no_method' when i.points is null then 'no_plan' when i.known < i.points then 'no_method' end as reason,
  coalesce(i.competitive, 0) as value, 1 as threshold
from deal d left join planned i on i.cid = d.cid
order by subject
