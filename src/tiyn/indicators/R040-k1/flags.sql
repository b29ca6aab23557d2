-- One row per buyer, supplier and year: the supplier's share of the sum of the buyer's contracts. By buyer, supplier, year.
with spent as (
  select buyer, supplier, year, source_id, currency, vat, amount from deal where standing = 1 and buyer is not null and year is not null
),
whole as (
  select buyer, year, source_id, count(*) as n, count(amount) as summed, count(supplier) as named, count(distinct currency) as currencies, count(distinct vat) as bases, sum(amount) as total from spent group by buyer, year, source_id
),
part as (select buyer, supplier, year, source_id, count(*) as n, sum(amount) as total from spent where supplier is not null group by buyer, supplier, year, source_id)
select p.buyer as subject, cast(p.supplier as varchar) || '/' || cast(p.year as varchar) as part,
  case when w.n < $least_n then 'not_computable' when w.summed * 100 < w.n * 95 or w.named * 100 < w.n * 95 then 'not_computable' when w.currencies > 1 then 'not_computable' when w.bases > 1 then 'not_computable'
    when w.total is null or w.total <= 0 then 'not_computable' when ppm(p.total, w.total) >= $least then 'flag' else 'no_flag' end as state,
  case when w.n < $least_n then 'n_below_min' when w.summed * 100 < w.n * 95 or w.named * 100 < w.n * 95 then 'coverage_below_limit' when w.currencies > 1 then 'currency_mismatch' when w.bases > 1 then 'vat_mismatch'
    when w.total is null or w.total <= 0 then 'no_amount' end as reason,
  ppm(p.total, w.total) as value, $least as threshold, w.n
from part p join whole w on w.buyer = p.buyer and w.year = p.year and w.source_id = p.source_id
order by subject, part
