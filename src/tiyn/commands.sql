-- name: budget_totals
-- One row per source: approved, revised and paid in whole tenge, summed as integers of tiyn.
select
  source_id,
  sum(cast(round(cast(approved as numeric) * 100) as integer)) / 100 as approved,
  sum(cast(round(cast(revised as numeric) * 100) as integer)) / 100 as revised,
  sum(cast(round(cast(paid as numeric) * 100) as integer)) / 100 as paid
from budget_line group by source_id order by source_id

-- name: readings
-- One row per file read.
select file, read, accepted, quarantined from reading order by file
