-- One row per lot: its planned sum against the log fence of its class and year. By lot.
with placed as (
  select l.*, concat_ws('/', p.source_id, l.currency, l.scheme, left(l.class, 6), cast(p.year as varchar)) as peers from piece l join procedure p on p.pid = l.pid
)
select s.lid as subject,
  case when s.class is null then 'not_computable' when s.planned is null or s.planned <= 0 or s.currency is null then 'not_computable'
    when r.n is null or r.n < $least_n or r.buyers < $least_buyers or r.q1 = r.q3 then 'not_computable'
    when cast(s.planned as double) / r.q3 * (cast(s.planned as double) / r.q3) > cast(r.q3 as double) / r.q1 * (cast(r.q3 as double) / r.q1) * (cast(r.q3 as double) / r.q1) and s.planned > r.q3 then 'flag'
    else 'no_flag' end as state,
  case when s.class is null then 'no_code' when s.planned is null or s.planned <= 0 or s.currency is null then 'no_amount'
    when r.n is null or r.n < $least_n or r.buyers < $least_buyers then 'n_below_min' when r.q1 = r.q3 then 'zero_spread' end as reason,
  s.planned as value, r.q3 as threshold, s.peers, r.n
from placed s left join reference_rows r on r.peers = s.peers
order by subject
