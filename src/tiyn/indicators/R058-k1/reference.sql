-- Gaps between the two lowest admitted prices, by method, category and year. By peers.
with gap as (
  select concat_ws('/', p.source_id, f.currency, p.method, coalesce(p.category, '-'), cast(p.year as varchar)) as peers, f.lid,
    ppm(min(case when f.place = 2 then f.amount end) - min(case when f.place = 1 then f.amount end), min(case when f.place = 1 then f.amount end)) as gap
  from (
    select lid, pid, amount, currency, row_number() over (partition by lid order by amount, tenderer) as place
    from (select lid, pid, tenderer, currency, min(amount) as amount from offer where status = 'valid' and amount > 0 and tenderer is not null and joint = 0
      group by lid, pid, tenderer, currency) b
  ) f
  join procedure p on p.pid = f.pid
  join contest c on c.lid = f.lid
  where p.competitive = 1 and c.currencies = 1 and c.unpriced = 0 and c.unclear = 0 and c.valid >= 2
  group by p.source_id, f.currency, p.method, p.category, p.year, f.lid
)
select peers, count(*) as n, min(gap) as lowest, quantile8(list(gap order by gap), 25) as q1, quantile8(list(gap order by gap), 50) as median,
  quantile8(list(gap order by gap), 75) as q3, quantile8(list(gap order by gap), 95) as q95, max(gap) as highest
from gap group by peers order by peers
