-- One row per lot: days from publication to the deadline against the law's least. By lot.
with rule as (
  select p.pid, min(case when g.way = p.way then g.number end) as own, min(case when g.way = '' then g.number end) as general,
    min(case when g.way = p.way or g.way = '' then g.verified end) as verified
  from procedure p join law g on g.key = 'submission_min' and g.country = p.country and p.law_day between g.from_day and g.to_day group by p.pid
),
spell as (
  select l.lid, p.competitive, p.country, p.announced_day as first_day, p.end_day, coalesce(r.own, r.general) as least, r.verified, b.number as until, a.number as since,
    least(a.verified, b.verified) as counted, p.end_day - p.announced_day as calendar_days, p.law_day
  from piece l join procedure p on p.pid = l.pid left join rule r on r.pid = p.pid left join workday a on a.day = p.announced_day left join workday b on b.day = p.end_day
),
measured as (
  select *, case when law_day < 20089 then calendar_days else until - since end as days from spell
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null then 'not_computable' when first_day is null or end_day is null then 'not_computable'
    when end_day < first_day then 'not_computable' when least is null or days is null then 'not_computable'
    when days >= least then 'no_flag' when verified = 0 or (law_day >= 20089 and counted = 0) then 'suppressed' else 'flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when first_day is null or end_day is null then 'no_date'
    when end_day < first_day then 'dates_out_of_order' when least is null or days is null then 'law_param_missing' when days >= least then null
    when verified = 0 or (law_day >= 20089 and counted = 0) then 'law_unverified' end as reason,
  days as value, least as threshold, case when law_day < 20089 then 'calendar_days' else 'working_days' end as note
from measured
order by subject
