-- Divisions of suppliers with 20 and more coded contracts, in thousandths. By peers.
with coded as (
  select supplier, year, source_id, count(*) as n, count(distinct left(class, 2)) * 1000 as x from deal where standing = 1 and supplier is not null and year is not null and class is not null
  group by supplier, year, source_id having count(*) >= 20
),
placed as (
  select *, concat_ws('/', source_id, cast(year as varchar), case when n < 40 then '20-39' when n < 80 then '40-79' when n < 160 then '80-159' else '160+' end) as peers from coded
)
select peers, count(*) as n, min(x) as lowest, quantile8(list(x order by x), 25) as q1, quantile8(list(x order by x), 50) as median, quantile8(list(x order by x), 75) as q3,
  quantile8(list(x order by x), 95) as q95, max(x) as highest
from placed group by peers order by peers
