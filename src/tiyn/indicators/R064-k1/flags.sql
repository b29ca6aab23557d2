-- One row per contract: how often it was changed. By contract.
with changed as (
  select cid, standing, greatest(amendments, case when versions > 0 then versions - 1 else 0 end) as changes,
    case when amendments = 0 and versions = 0 then 1 else 0 end as unknown from deal
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when unknown = 1 then 'not_computable' when changes >= $least then 'flag' else 'no_flag' end as state,
  case when standing = 0 then 'void' when unknown = 1 then 'no_versions' end as reason,
  changes as value, $least as threshold
from changed
order by subject
