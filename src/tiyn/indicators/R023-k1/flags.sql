-- One row per lot: how many pairs of prices differ by a whole per cent exactly; round prices are left out. By lot.
with price as (
  select distinct lid, tenderer, amount from offer where status in ('pending', 'valid', 'disqualified') and amount > 0 and tenderer is not null and joint = 0 and lid is not null
),
priced as (select lid, count(*) as prices from price group by lid),
pair as (
  select a.lid, count(*) as pairs from priced n join price a on a.lid = n.lid and n.prices <= $most join price b on b.lid = a.lid and b.amount > a.amount and b.tenderer <> a.tenderer
  where (b.amount - a.amount) * 100 % a.amount = 0 and a.amount % 100000 <> 0 and b.amount < a.amount * 3
  group by a.lid
)
select c.lid as subject,
  case when p.competitive = 0 then 'not_applicable' when c.bids = 0 or c.adrift_bids > 0 or c.unclear > 0 then 'not_computable' when c.submitted < 3 then 'not_applicable'
    when c.unpriced > 0 or c.currencies > 1 or n.prices > $most then 'not_computable' when coalesce(r.pairs, 0) >= $least then 'flag' else 'no_flag' end as state,
  case when p.competitive = 0 then 'not_competitive' when c.bids = 0 then 'no_bids' when c.adrift_bids > 0 then 'ambiguous_link' when c.unclear > 0 then 'unclear_status'
    when c.submitted < 3 then 'fewer_than_three_bids' when c.unpriced > 0 then 'no_prices' when c.currencies > 1 then 'currency_mismatch' when n.prices > $most then 'too_many_bids' end as reason,
  coalesce(r.pairs, 0) as value, $least as threshold
from contest c join procedure p on p.pid = c.pid left join priced n on n.lid = c.lid left join pair r on r.lid = c.lid
order by subject
