-- name: most_tied
-- The three subjects with most ties, by number of ties and id.
select id from node order by degree desc, id limit 3
