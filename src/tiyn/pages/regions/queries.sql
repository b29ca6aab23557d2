-- name: years
-- The years with budget lines.
select distinct year from budget_line order by year
