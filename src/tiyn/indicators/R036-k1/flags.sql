-- One row per lot: by how much the cheapest rejected price undercuts the cheapest admitted one. By lot.
with judged as (
  select c.*, p.competitive, ppm(c.lowest_valid - c.lowest_disqualified, c.lowest_valid) as gap
  from contest c join procedure p on p.pid = c.pid
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when bids = 0 or adrift_bids > 0 or adrift_awards > 0 or unclear > 0 then 'not_computable'
    when disqualified = 0 then 'not_applicable' when awards = 0 or open_awards > 0 or unpriced > 0 or currencies > 1 or valid = 0 then 'not_computable'
    when lowest_disqualified < lowest_valid then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when bids = 0 then 'no_bids' when adrift_bids > 0 or adrift_awards > 0 then 'ambiguous_link'
    when unclear > 0 then 'unclear_status' when disqualified = 0 then 'none_rejected' when open_awards > 0 then 'status_not_final'
    when awards = 0 then 'no_award' when unpriced > 0 then 'no_prices' when currencies > 1 then 'currency_mismatch' when valid = 0 then 'none_admitted' end as reason,
  gap as value, 0 as threshold
from judged
order by subject
