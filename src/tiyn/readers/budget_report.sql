-- name: columns
-- The columns of a Parquet file, by name.
select name from parquet_schema($path) order by name

-- name: rows
-- Every row as text, in the order of the file.
select
  coalesce(cast(report as varchar), ''), coalesce(cast(kato as varchar), ''), coalesce(cast(region as varchar), ''),
  coalesce(cast(month as varchar), ''), coalesce(cast(row_id as varchar), ''), coalesce(cast(level as varchar), ''),
  coalesce(cast(section as varchar), ''), coalesce(cast(code as varchar), ''), coalesce(cast(name as varchar), ''),
  coalesce(cast(path as varchar), ''), coalesce(cast(approved as varchar), ''), coalesce(cast(revised as varchar), ''),
  coalesce(cast(adjusted_year_plan as varchar), ''), coalesce(cast(period_plan_payments as varchar), ''),
  coalesce(cast(period_plan_obligations as varchar), ''), coalesce(cast(obligations_accepted as varchar), ''),
  coalesce(cast(executed_paid as varchar), ''), coalesce(cast(obligations_unpaid as varchar), ''),
  coalesce(cast(pct_of_period_plan as varchar), ''), coalesce(cast(pct_of_year_plan as varchar), '')
from read_parquet($path, file_row_number = true) order by file_row_number
