-- One row per lot: how many tenderers bid exactly its dumping line. By lot.
with tied as (
  select f.lid, count(distinct f.tenderer) as tied from offer f join piece l on l.lid = f.lid
  where f.status in ('pending', 'valid', 'disqualified') and f.currency = l.currency and abs(f.amount - l.floor) <= 1 group by f.lid
)
select c.lid as subject,
  case when p.competitive = 0 then 'not_applicable' when l.floor is null then 'not_computable' when c.bids = 0 or c.adrift_bids > 0 or c.unpriced > 0 then 'not_computable'
    when coalesce(t.tied, 0) >= $least then 'flag' else 'no_flag' end as state,
  case when p.competitive = 0 then 'not_competitive' when l.floor is null then 'law_param_missing' when c.bids = 0 then 'no_bids' when c.adrift_bids > 0 then 'ambiguous_link'
    when c.unpriced > 0 then 'no_prices' end as reason,
  coalesce(t.tied, 0) as value, $least as threshold
from contest c join procedure p on p.pid = c.pid join piece l on l.lid = c.lid left join tied t on t.lid = c.lid
order by subject
