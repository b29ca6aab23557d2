-- One row per lot: whether a plan item came before its announcement. By lot.
with planned as (select distinct buyer, year from point where buyer is not null),
first as (select id, min(edited_day) as edited_day from point group by id)
select l.lid as subject,
  case when p.competitive = 0 then 'not_applicable' when l.lots = 0 then 'not_computable' when d.buyer is null then 'not_computable'
    when l.plan_item is null then 'flag' when f.id is null or f.edited_day is null or p.announced_day is null then 'not_computable' when f.edited_day > p.announced_day then 'flag' else 'no_flag' end as state,
  case when p.competitive = 0 then 'not_competitive' when l.lots = 0 then 'no_lots' when d.buyer is null then 'no_plan'
    when l.plan_item is not null and f.id is null then 'no_plan' when l.plan_item is not null and (f.edited_day is null or p.announced_day is null) then 'no_date' end as reason,
  case when f.edited_day > p.announced_day then f.edited_day - p.announced_day else 0 end as value, 0 as threshold, case when l.plan_item is null then 'no_item' else 'later' end as note
from piece l join procedure p on p.pid = l.pid left join planned d on d.buyer = p.buyer and d.year = p.year left join first f on f.id = l.plan_item
order by subject
