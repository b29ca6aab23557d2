-- name: people
-- Every person with the reason why they may be named, public offices first.
select id, coalesce(basis, 'office') as basis from party where schema = 'Person' order by basis <> 'office', basis, id
