-- One row per market (scheme, division, region, year): the sum of squared shares. By market.
with
sold as (
  select supplier, concat_ws('/', scheme, left(class, 2), coalesce(region, ''), cast(year as varchar)) as market, currency, vat, amount from deal
  where standing = 1 and class is not null and scheme is not null and year is not null
),
whole as (
  select market, count(*) as n, count(amount) as summed, count(supplier) as named, count(distinct currency) as currencies, count(distinct vat) as bases, sum(amount) as total, count(distinct supplier) as suppliers from sold group by market
),
part as (select market, supplier, sum(amount) as total from sold where supplier is not null group by market, supplier),
index as (
  select p.market, sum(ppm(p.total, w.total) * ppm(p.total, w.total)) // 1000000 as hhi from part p join whole w on w.market = p.market where w.total > 0 group by p.market
)
select 0 as subject, w.market as part, case when w.n < $least_n then 'not_computable' when w.summed < w.n or w.named * 100 < w.n * 95 then 'not_computable' when w.currencies > 1 then 'not_computable' when w.bases > 1 then 'not_computable' when w.total <= 0 then 'not_computable' when i.hhi >= $least then 'flag' else 'no_flag' end as state,
  case when w.n < $least_n then 'n_below_min' when w.summed < w.n or w.named * 100 < w.n * 95 then 'coverage_below_limit' when w.currencies > 1 then 'currency_mismatch' when w.bases > 1 then 'vat_mismatch' when w.total <= 0 then 'no_amount' end as reason, i.hhi as value, $least as threshold, w.n
from whole w left join index i on i.market = w.market
order by part
