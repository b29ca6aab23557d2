-- One row per lot: its bidders against its peers. By lot.
with placed as (
  select c.*, p.competitive, r.n, r.q05, r.median, r.lowest, r.highest, concat_ws('/', p.source_id, coalesce(p.method, '-'), coalesce(p.category, '-'), cast(p.year as varchar)) as peers
  from contest c join procedure p on p.pid = c.pid left join reference_rows r on r.peers = concat_ws('/', p.source_id, coalesce(p.method, '-'), coalesce(p.category, '-'), cast(p.year as varchar))
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null or bids = 0 or adrift_bids > 0 or unclear > 0 then 'not_computable'
    when n is null or n < $least_n or lowest = highest then 'not_computable'
    when submitted * 1000 < q05 and submitted * 2000 <= median then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when bids = 0 then 'no_bids' when adrift_bids > 0 then 'ambiguous_link'
    when unclear > 0 then 'unclear_status' when n is null or n < $least_n then 'n_below_min' when lowest = highest then 'zero_spread' end as reason,
  submitted as value, q05 // 1000 as threshold, peers, n
from placed
order by subject
