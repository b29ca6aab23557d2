-- Days from signature to the end of the contract. By peers.
with spell as (
  select concat_ws('/', d.source_id, coalesce(d.category, '-'), cast(d.year as varchar)) as peers, d.end_day - d.signed_day as days from deal d  where d.standing = 1
)
select peers, count(*) as n, min(days) as lowest, quantile8(list(days order by days), 5) as q05, quantile8(list(days order by days), 25) as q1, quantile8(list(days order by days), 50) as median,
  quantile8(list(days order by days), 75) as q3, quantile8(list(days order by days), 95) as q95, max(days) as highest
from spell where days >= 0 group by peers order by peers
