-- One row per direct contract: days between the last change of its plan item and its signature. By contract.
with item as (
  select d.cid, min(case when n.edited_day <= d.signed_day then d.signed_day - n.edited_day end) as days, count(*) as points, count(n.edited_day) as dated
  from deal d join procedure p on p.pid = d.pid join contract_plan t on t.ocid = p.ocid and t.contract = d.id join point n on n.id = t.plan_item group by d.cid
)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when d.direct is null then 'not_computable' when d.direct = 0 then 'not_applicable' when i.points is null then 'not_computable'
    when i.dated = 0 or d.signed_day is null then 'not_computable' when i.days <= $most then 'flag' else 'no_flag' end as state,
  case when d.standing = 0 then 'void' when d.direct is null then 'no_method' when d.direct = 0 then 'not_direct' when i.points is null then 'no_plan' when i.dated = 0 or d.signed_day is null then 'no_date' end as reason,
  coalesce(i.days, 0) as value, $most as threshold
from deal d left join item i on i.cid = d.cid
order by subject
