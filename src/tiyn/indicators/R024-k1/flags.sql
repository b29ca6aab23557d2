-- One row per lot: the gap between the winning lowest price and the next. By lot.
with
price as (
  select lid, tenderer, min(amount) as amount from offer where status = 'valid' and amount > 0 and tenderer is not null and joint = 0 and lid is not null group by lid, tenderer
),
ranked as (select lid, tenderer, amount, row_number() over (partition by lid order by amount, tenderer) as place from price),
low as (
  select lid, min(case when place = 1 then amount end) as first, min(case when place = 2 then amount end) as second, min(case when place = 1 then tenderer end) as cheapest
  from ranked where place <= 2 group by lid
),
floors as (
  select l.lid, max(case when l.floor is not null and abs(w.first - l.floor) <= 1 then 2
    when l.floor is null and abs(w.first * 10000 - l.planned * (10000 - g.number)) <= 10000 then 1 else 0 end) as floored
  from piece l join low w on w.lid = l.lid join procedure p on p.pid = l.pid
  left join law g on g.key = 'dumping_line' and g.country = p.country and p.law_day between g.from_day and g.to_day
  group by l.lid
),
gap as (
  select c.*, p.competitive, w.cheapest, coalesce(o.floored, 0) as floored, ppm_up(w.second - w.first, w.first) as gap
  from contest c join procedure p on p.pid = c.pid left join low w on w.lid = c.lid left join floors o on o.lid = c.lid
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null then 'not_computable'
    when bids = 0 or adrift_bids > 0 or adrift_awards > 0 or unclear > 0 then 'not_computable'
    when valid < 2 then 'not_applicable' when unpriced > 0 or currencies > 1 or open_awards > 0 or awards <> 1 then 'not_computable'
    when cheapest <> winner then 'not_applicable' when gap > $most then 'no_flag'
    when floored = 2 then 'not_applicable' when floored = 1 then 'not_computable' else 'flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when bids = 0 then 'no_bids'
    when adrift_bids > 0 or adrift_awards > 0 then 'ambiguous_link' when unclear > 0 then 'unclear_status' when valid < 2 then 'fewer_than_two_bids'
    when unpriced > 0 then 'no_prices' when currencies > 1 then 'currency_mismatch' when open_awards > 0 then 'status_not_final'
    when awards = 0 then 'no_award' when awards > 1 then 'several_awards' when cheapest <> winner then 'lowest_did_not_win' when gap > $most then null
    when floored = 2 then 'price_at_floor' when floored = 1 then 'price_may_be_floor' end as reason,
  gap as value, $most as threshold
from gap
order by subject
