-- One row per lot: the gap between the two lowest admitted prices where the lowest won, against its peers. By lot.
with lowest as (
  select lid, min(case when place = 1 then amount end) as first, min(case when place = 2 then amount end) as second, min(case when place = 1 then tenderer end) as cheapest
  from (
    select lid, tenderer, amount, row_number() over (partition by lid order by amount, tenderer) as place
    from (select lid, tenderer, min(amount) as amount from offer where status = 'valid' and amount > 0 and tenderer is not null and joint = 0 group by lid, tenderer) b
  ) f
  where place <= 2 group by lid
),
gap as (
  select c.lid, p.competitive, c.bids, c.adrift_bids, c.adrift_awards, c.unclear, c.unpriced, c.currencies, c.valid, c.awards, c.open_awards, c.winner, w.cheapest,
    concat_ws('/', p.source_id, c.currency, p.method, coalesce(p.category, '-'), cast(p.year as varchar)) as peers, ppm(w.second - w.first, w.first) as gap
  from contest c join procedure p on p.pid = c.pid left join lowest w on w.lid = c.lid
),
placed as (
  select g.*, r.n, r.q1, r.q3, r.q95 from gap g left join reference_rows r on r.peers = g.peers
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null then 'not_computable'
    when bids = 0 or adrift_bids > 0 or adrift_awards > 0 or unclear > 0 or unpriced > 0 or currencies > 1 then 'not_computable'
    when valid < 2 then 'not_applicable' when open_awards > 0 or awards <> 1 then 'not_computable' when cheapest <> winner then 'not_applicable'
    when n < $least_n or n is null or q1 = q3 then 'not_computable'
    when gap > q95 and gap >= $least then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when bids = 0 then 'no_bids'
    when adrift_bids > 0 or adrift_awards > 0 then 'ambiguous_link' when unclear > 0 then 'unclear_status' when unpriced > 0 then 'no_prices'
    when currencies > 1 then 'currency_mismatch' when valid < 2 then 'fewer_than_two_bids' when open_awards > 0 then 'status_not_final'
    when awards = 0 then 'no_award' when awards > 1 then 'several_awards' when cheapest <> winner then 'lowest_did_not_win'
    when n < $least_n or n is null then 'n_below_min' when q1 = q3 then 'zero_spread' end as reason,
  gap as value, greatest(q95, $least) as threshold, peers, n
from placed
order by subject
