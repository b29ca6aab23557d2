-- name: statement
-- Every statement, by id.
select * from statement order by id

-- name: statement_link
-- Every tie between statements, in key order.
select from_id, kind, to_id from statement_link order by from_id, kind, to_id

-- name: member
-- Every member of every subject, in the order of the file.
select subject, role, position, target_kind, target from member order by subject, role, position

-- name: subject
-- Every subject, by id.
select id, kind from subject order by id

-- name: budget_line
-- Every budget line, by id.
select id, region, administrator, year, month, approved, revised, paid from budget_line order by id

-- name: budget_link
-- Every judged tie between a subject and an administrator's budget.
select subject, region, administrator, certainty from budget_link order by subject, region, administrator
