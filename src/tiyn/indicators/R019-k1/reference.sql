-- Bidders of lots, in thousandths so that quantiles keep their fractions; `q05` holds the tenth percentile this rule uses. By peers.
with bidders as (
  select concat_ws('/', p.source_id, coalesce(p.method, '-'), coalesce(p.category, '-'), cast(p.year as varchar)) as peers, c.submitted * 1000 as x from contest c join procedure p on p.pid = c.pid
  where p.competitive = 1 and c.bids > 0 and c.adrift_bids = 0 and c.unclear = 0
)
select peers, count(*) as n, min(x) as lowest, quantile8(list(x order by x), 10) as q05, quantile8(list(x order by x), 25) as q1,
  quantile8(list(x order by x), 50) as median, quantile8(list(x order by x), 75) as q3, max(x) as highest
from bidders group by peers order by peers
