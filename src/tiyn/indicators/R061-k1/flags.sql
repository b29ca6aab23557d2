-- One row per lot: days from the deadline to the award. By lot.
with spell as (
  select c.lid, p.competitive, p.way, p.end_day, c.award_day, c.awards, c.adrift_awards, c.award_day - p.end_day as days
  from contest c join procedure p on p.pid = c.pid
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null then 'not_computable' when way in ('3', '188', '8') then 'not_applicable'
    when adrift_awards > 0 or awards = 0 or end_day is null or award_day is null or days < 0 then 'not_computable'
    when days <= $most then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when way in ('3', '188', '8') then 'machine_decides'
    when adrift_awards > 0 then 'ambiguous_link' when awards = 0 then 'no_award' when end_day is null or award_day is null then 'no_date' when days < 0 then 'dates_out_of_order' end as reason,
  days as value, $most as threshold
from spell
order by subject
