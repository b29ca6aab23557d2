-- One row per buyer and year: December's share of the sum of its contracts. By buyer, year.
with dated as (
  select buyer, source_id, currency, vat, amount, signed_day, year,
    cast(extract(month from (date '1970-01-01' + signed_day)) as bigint) as month, cast(extract(year from (date '1970-01-01' + signed_day)) as bigint) as signed_year, start_day
  from deal where standing = 1 and buyer is not null and signed_day is not null
),
kept as (
  select *, case when month = 12 and start_day is not null and extract(year from (date '1970-01-01' + start_day)) > signed_year then 1 else 0 end as next_year from dated
),
summed as (
  select buyer, source_id, signed_year, count(*) as n, count(amount) as known, count(distinct month) as months, count(distinct currency) as currencies, count(distinct vat) as bases,
    sum(case when next_year = 0 then amount end) as total, coalesce(sum(case when month = 12 and next_year = 0 then amount end), 0) as december
  from kept group by buyer, source_id, signed_year
)
select buyer as subject, cast(signed_year as varchar) as part,
  case when n < $least_n then 'not_computable' when months < $least_months then 'not_computable' when known < n then 'not_computable' when currencies > 1 then 'not_computable' when bases > 1 then 'not_computable' when total is null or total <= 0 then 'not_computable'
    when ppm(december, total) >= $least then 'flag' else 'no_flag' end as state,
  case when n < $least_n then 'n_below_min' when months < $least_months then 'coverage_below_limit' when known < n then 'no_amount' when currencies > 1 then 'currency_mismatch' when bases > 1 then 'vat_mismatch' when total is null or total <= 0 then 'no_amount' end as reason,
  ppm(december, total) as value, $least as threshold, n
from summed
order by subject, part
