-- One row per lot: how often its plan item was announced, where it was cancelled repeatedly. By lot.
with announced as (
  select plan_root, count(distinct pid) as times, count(distinct case when status = 'cancelled' then pid end) as cancelled, sum(case when status is null then 1 else 0 end) as unknown
  from piece where plan_root is not null group by plan_root
)
select l.lid as subject,
  case when l.plan_root is null then 'not_computable' when a.times >= $least and a.cancelled >= $least_cancelled then 'flag' when a.unknown > 0 then 'not_computable' else 'no_flag' end as state,
  case when l.plan_root is null then 'no_plan' when a.times >= $least and a.cancelled >= $least_cancelled then null when a.unknown > 0 then 'unclear_status' end as reason,
  a.times as value, $least as threshold
from piece l left join announced a on a.plan_root = l.plan_root
order by subject
