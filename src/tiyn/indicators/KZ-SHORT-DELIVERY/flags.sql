-- One row per contract: days from signature to the end of the contract, against its peers. By contract.
with spell as (
  select d.cid, d.standing, d.end_day - d.signed_day as days, concat_ws('/', d.source_id, coalesce(d.category, '-'), cast(d.year as varchar)) as peers from deal d 
)
select s.cid as subject,
  case when standing = 0 then 'not_applicable' when days is null then 'not_computable' when days < 0 then 'not_computable'
    when r.n is null or r.n < $least_n or r.lowest = r.highest then 'not_computable' when days < r.q05 then 'flag' else 'no_flag' end as state,
  case when standing = 0 then 'void' when days is null then 'no_date' when days < 0 then 'dates_out_of_order'
    when r.n is null or r.n < $least_n then 'n_below_min' when r.lowest = r.highest then 'zero_spread' end as reason,
  days as value, r.q05 as threshold, s.peers, r.n
from spell s left join reference_rows r on r.peers = s.peers
order by subject
