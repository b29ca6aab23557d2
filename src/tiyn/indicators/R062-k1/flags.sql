-- One row per lot: days from the deadline to the award against its peers. By lot.
with spell as (
  select c.lid, p.competitive, p.end_day, c.award_day, c.awards, c.adrift_awards, c.award_day - p.end_day as days, concat_ws('/', p.source_id, coalesce(p.method, '-'), coalesce(p.category, '-'), cast(p.year as varchar)) as peers
  from contest c join procedure p on p.pid = c.pid
)
select s.lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null then 'not_computable'
    when adrift_awards > 0 or awards = 0 or end_day is null or award_day is null or days < 0 then 'not_computable'
    when r.n is null or r.n < $least_n or r.lowest = r.highest then 'not_computable'
    when days > r.q95 and days > $least then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when adrift_awards > 0 then 'ambiguous_link' when awards = 0 then 'no_award'
    when end_day is null or award_day is null then 'no_date' when days < 0 then 'dates_out_of_order' when r.n is null or r.n < $least_n then 'n_below_min'
    when r.lowest = r.highest then 'zero_spread' end as reason,
  days as value, greatest(r.q95, $least) as threshold, s.peers, r.n
from spell s left join reference_rows r on r.peers = s.peers
order by subject
