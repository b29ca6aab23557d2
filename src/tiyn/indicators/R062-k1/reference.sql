-- Days from deadline to award. By peers.
with spell as (
  select concat_ws('/', p.source_id, coalesce(p.method, '-'), coalesce(p.category, '-'), cast(p.year as varchar)) as peers, c.award_day - p.end_day as days from contest c join procedure p on p.pid = c.pid
  where p.competitive = 1 and c.awards > 0 and c.adrift_awards = 0 and c.award_day >= p.end_day
)
select peers, count(*) as n, min(days) as lowest, quantile8(list(days order by days), 25) as q1, quantile8(list(days order by days), 50) as median,
  quantile8(list(days order by days), 75) as q3, quantile8(list(days order by days), 95) as q95, max(days) as highest
from spell group by peers order by peers
