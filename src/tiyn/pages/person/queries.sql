-- name: persons
-- Every person, by id.
select id from party where schema = 'Person' order by id
