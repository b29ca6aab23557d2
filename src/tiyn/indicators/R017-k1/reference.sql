-- Logarithms of unit prices in millionths: `median`, and in `q3` their median absolute deviation. By peers.
with priced as (
  select concat_ws('/', c.scheme, c.class, c.unit, c.currency, c.vat, cast(d.year as varchar)) as peers, cast(round(ln(cast(c.amount as double)) * 1000000) as bigint) as x, d.supplier
  from price c join deal d on d.cid = c.cid where c.amount > 0 and d.standing = 1
),
middle as (select peers, count(*) as n, count(distinct supplier) as suppliers, quantile8(list(x order by x), 50) as median, min(x) as lowest, max(x) as highest from priced group by peers)
select m.peers, any_value(m.n) as n, any_value(m.suppliers) as suppliers, any_value(m.lowest) as lowest, any_value(m.median) as median, any_value(m.highest) as highest,
  quantile8(list(abs(p.x - m.median) order by abs(p.x - m.median)), 50) as q3
from middle m join priced p on p.peers = m.peers group by m.peers order by m.peers
