-- One row per contract: the largest distance of its unit prices from the median of like prices, in robust standard deviations. By contract.
with priced as (
  select c.cid, concat_ws('/', c.scheme, c.class, c.unit, c.currency, c.vat, cast(d.year as varchar)) as peers, cast(round(ln(cast(c.amount as double)) * 1000000) as bigint) as ln_price, d.source_id
  from price c join deal d on d.cid = c.cid where c.amount > 0
),
placed as (
  select p.cid, p.peers, r.n, r.suppliers, r.q3, case when r.q3 > 0 then abs(p.ln_price - r.median) * 1000000 // (cast(r.q3 as bigint) * 14826 // 10000) end as distance
  from priced p left join reference_rows r on r.peers = p.peers
),
worst as (
  select cid, count(*) as prices, count(case when n >= $least_n and suppliers >= $least_suppliers then 1 end) as known, max(case when n >= $least_n and suppliers >= $least_suppliers then distance end) as distance,
    arg_max(peers, coalesce(case when n >= $least_n and suppliers >= $least_suppliers then distance end, -1)) as peers, max(case when n >= $least_n then n end) as n
  from placed group by cid
)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when w.prices is null then 'not_computable' when w.known = 0 then 'not_computable' when w.distance is null then 'not_computable'
    when w.distance > $most then 'flag' else 'no_flag' end as state,
  case when d.standing = 0 then 'void' when w.prices is null then 'no_prices' when w.known = 0 then 'n_below_min' when w.distance is null then 'zero_spread' end as reason,
  w.distance as value, $most as threshold, w.peers, w.n
from deal d left join worst w on w.cid = d.cid
order by subject
