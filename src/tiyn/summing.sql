-- name: budget_lines
-- The measures of every expenditure line of each year's last month, as decimal text: they are summed as decimals, never as floats.
select b.source_id, b.level, b.year, b.approved, b.revised, b.paid from budget_line b
where b.kind = 'administrator' and b.section = 'II' and b.report in ('regional', 'republican') and b.month = (
  select max(v.month) from budget_coverage v where v.report = b.report and v.region = b.region
  and v.lines > 0 and substr(v.month, 1, 4) = cast(b.year as text))
order by b.source_id, b.level, b.year, b.id

-- name: readings
-- One row per file read.
select file, read, accepted, quarantined from reading order by file

-- name: stages
-- Published sums of every stage, by source, currency and status.
select source_id, stage, currency, status, records, value from stage_total order by source_id, currency, stage, status
