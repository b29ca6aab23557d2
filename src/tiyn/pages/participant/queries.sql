-- name: same_number
-- Parties of the dossier with the very same valid number.
select id as party from party where bin = :number order by id

-- name: examples
-- Two of each kind and state of number, for the site map and the tests.
select id from (
  select id, row_number() over (partition by kind, bin_state order by id) as n from (select * from participant order by id limit 20000)
) where n <= 4 order by id limit 40
