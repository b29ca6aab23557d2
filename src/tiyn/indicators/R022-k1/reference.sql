-- Squared coefficients of variation of lots with three or more admitted prices. By peers.
with price as (
  select lid, pid, tenderer, min(amount) as amount from offer where status = 'valid' and amount > 0 and tenderer is not null and joint = 0 and lid is not null group by lid, pid, tenderer
),
scaled as (
  select p.lid, p.pid, ppm(p.amount, m.first) // 1000 as r from price p join (select lid, min(amount) as first from price group by lid) m on m.lid = p.lid
),
spread as (
  select concat_ws('/', d.source_id, c.currency, d.method, coalesce(d.category, '-'), cast(d.year as varchar)) as peers,
    ppm(count(*) * sum(s.r * s.r) - sum(s.r) * sum(s.r), sum(s.r) * sum(s.r)) as cv2
  from scaled s join contest c on c.lid = s.lid join procedure d on d.pid = s.pid
  where d.competitive = 1 and c.unpriced = 0 and c.currencies = 1 and c.unclear = 0 and c.valid >= 3
  group by s.lid, d.source_id, c.currency, d.method, d.category, d.year having max(s.r) < 1000000
)
select peers, count(*) as n, min(cv2) as lowest, quantile8(list(cv2 order by cv2), 25) as q1, quantile8(list(cv2 order by cv2), 50) as median,
  quantile8(list(cv2 order by cv2), 75) as q3, quantile8(list(cv2 order by cv2), 95) as q95, max(cv2) as highest
from spread group by peers order by peers
