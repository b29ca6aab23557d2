-- name: evidence
-- Where a participant stands and how many contracts it has on either side.
select p.source_id, coalesce((
  select sum(t.contracts) from trace_total t where t.member = p.id and t.dimension in ('buyer', 'supplier')), 0) as contracts
from participant p where p.id = :id limit 1
