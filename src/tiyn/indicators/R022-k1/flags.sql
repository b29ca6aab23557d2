-- One row per lot: squared coefficient of variation of the admitted prices, against its peers. By lot.
with price as (
  select lid, pid, tenderer, min(amount) as amount from offer where status = 'valid' and amount > 0 and tenderer is not null and joint = 0 and lid is not null group by lid, pid, tenderer
),
scaled as (
  select p.lid, p.pid, ppm(p.amount, m.first) // 1000 as r from price p join (select lid, min(amount) as first from price group by lid) m on m.lid = p.lid
),
spread as (
  select lid, count(*) as n, case when max(r) < 1000000 then ppm(count(*) * sum(r * r) - sum(r) * sum(r), sum(r) * sum(r)) end as cv2 from scaled group by lid
),
placed as (
  select c.*, p.competitive, s.cv2, r.n as peers_n, r.q1, r.q3, r.q95, concat_ws('/', p.source_id, c.currency, p.method, coalesce(p.category, '-'), cast(p.year as varchar)) as peers
  from contest c join procedure p on p.pid = c.pid left join spread s on s.lid = c.lid
  left join reference_rows r on r.peers = concat_ws('/', p.source_id, c.currency, p.method, coalesce(p.category, '-'), cast(p.year as varchar))
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when bids = 0 or adrift_bids > 0 or unclear > 0 then 'not_computable' when valid < 3 then 'not_applicable'
    when unpriced > 0 or currencies > 1 or cv2 is null or peers_n is null or peers_n < $least_n or q1 = q3 then 'not_computable'
    when cv2 > q95 then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when bids = 0 then 'no_bids' when adrift_bids > 0 then 'ambiguous_link' when unclear > 0 then 'unclear_status'
    when valid < 3 then 'fewer_than_three_bids' when unpriced > 0 then 'no_prices' when currencies > 1 then 'currency_mismatch' when cv2 is null then 'no_prices'
    when peers_n is null or peers_n < $least_n then 'n_below_min' when q1 = q3 then 'zero_spread' end as reason,
  cv2 as value, q95 as threshold, peers, peers_n as n
from placed
order by subject
