-- Planned sums of lots by class and year. By peers.
with placed as (
  select concat_ws('/', p.source_id, l.currency, l.scheme, left(l.class, 6), cast(p.year as varchar)) as peers, l.planned as x, p.buyer
  from piece l join procedure p on p.pid = l.pid where l.class is not null and l.planned > 0 and l.currency is not null and coalesce(l.status, '') <> 'cancelled'
)
select peers, count(*) as n, count(distinct buyer) as buyers, min(x) as lowest, quantile8(list(x order by x), 5) as q05, quantile8(list(x order by x), 25) as q1, quantile8(list(x order by x), 50) as median,
  quantile8(list(x order by x), 75) as q3, quantile8(list(x order by x), 95) as q95, max(x) as highest
from placed group by peers order by peers
