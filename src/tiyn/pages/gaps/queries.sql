-- name: gaps
-- Every gap, by body, subject and order.
select * from gap order by body, subject, position

-- name: untraced
-- Every computed remainder that could not be traced, the largest first.
select id, subject from derived where state = 'untraced' order by cast(value as real) desc, id
