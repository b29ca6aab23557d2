-- name: parties
-- Every party, by id.
select id, schema from party order by id

-- name: ties
-- Every tie between two parties, by statement.
select statement, from_party, relation, to_party, stance, certainty, since, until from relation order by statement
