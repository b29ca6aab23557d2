-- One row per lot: whether a single tenderer bid under a competitive method. By lot.
with counted as (
  select c.lid, p.competitive, l.status,
    case when c.bids > 0 and c.adrift_bids = 0 then c.submitted when l.lots <= 1 then p.tenderers end as tenderers,
    c.adrift_bids as adrift, case when c.bids > 0 then c.unclear else 0 end as unclear,
    case when c.bids > 0 then c.nameless else 0 end as nameless
  from contest c join piece l on l.lid = c.lid join procedure p on p.pid = c.pid
)
select lid as subject,
  case when competitive is null then 'not_computable' when competitive = 0 then 'not_applicable' when status = 'cancelled' then 'not_applicable'
    when adrift > 0 or unclear > 0 or nameless > 0 or tenderers is null then 'not_computable'
    when tenderers = $one then 'flag' else 'no_flag' end as state,
  case when competitive is null then 'no_method' when competitive = 0 then 'not_competitive' when status = 'cancelled' then 'cancelled'
    when adrift > 0 then 'ambiguous_link' when unclear > 0 then 'unclear_status' when nameless > 0 then 'no_tenderer'
    when tenderers is null then 'no_bids' end as reason,
  tenderers as value, $one as threshold
from counted
order by subject
