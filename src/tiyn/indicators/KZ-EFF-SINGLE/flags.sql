-- One row per lot: admitted tenderers where at most one competed in fact; note a or b says by which route. By lot.
with parent as (
  select p.pid, max(c.valid) as valid, count(*) as lots, sum(case when c.bids = 0 or c.unclear > 0 then 1 else 0 end) as unknown
  from procedure p join procedure b on b.ocid = p.previous join contest c on c.pid = b.pid group by p.pid
),
judged as (
  select c.*, p.competitive, p.way, p.method, l.status as lot_status, a.valid as parent_valid, a.unknown as parent_unknown
  from contest c join procedure p on p.pid = c.pid join piece l on l.lid = c.lid left join parent a on a.pid = c.pid
)
select lid as subject,
  case when way = '6' and parent_valid is null then 'not_computable' when way = '6' and parent_unknown > 0 then 'not_computable'
    when way = '6' then case when parent_valid <= 1 then 'flag' else 'no_flag' end
    when competitive = 0 then 'not_applicable' when competitive is null then 'not_computable' when lot_status = 'cancelled' then 'not_applicable'
    when bids = 0 or adrift_bids > 0 or unclear > 0 or nameless > 0 then 'not_computable' when valid = 0 then 'not_applicable'
    when valid = 1 then 'flag' else 'no_flag' end as state,
  case when way = '6' and parent_valid is null then 'no_failed_parent' when way = '6' and parent_unknown > 0 then 'no_bids' when way = '6' then null
    when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when lot_status = 'cancelled' then 'cancelled'
    when bids = 0 then 'no_bids' when adrift_bids > 0 then 'ambiguous_link' when unclear > 0 then 'unclear_status' when nameless > 0 then 'no_tenderer'
    when valid = 0 then 'none_admitted' end as reason,
  case when way = '6' then parent_valid else valid end as value, 1 as threshold, case when way = '6' then 'b' else 'a' end as note
from judged
order by subject
