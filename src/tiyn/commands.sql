-- name: budget_lines
-- Every budget line's measures, as decimal text: they are summed as decimals, never as floats.
select source_id, approved, revised, paid from budget_line order by source_id, id

-- name: readings
-- One row per file read.
select file, read, accepted, quarantined from reading order by file
