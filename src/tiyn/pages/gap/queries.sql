-- name: gaps
-- Every gap, by id.
select id from gap order by id
