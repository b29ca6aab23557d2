-- name: lines_held
-- How many lines of budget reports the edition holds.
select count(*) as n from budget_line
