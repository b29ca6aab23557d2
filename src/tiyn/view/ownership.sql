-- name: group
-- Every id that is one with this subject, itself included, by id.
select id from canonical where canonical = (select canonical from canonical where id = :subject)
union select :subject order by id

-- name: owners
-- Who has an interest or a post in an entity, the current first, so many at most.
select * from relationship where to_entity in (select value from json_each(:entities))
order by current = 'no', kind, coalesce(share_exact, share_high, 0) + 0 desc, id limit :most

-- name: holdings
-- In whom an entity has an interest or a post, the current first, so many at most.
select * from relationship where from_entity in (select value from json_each(:entities))
order by current = 'no', kind, coalesce(share_exact, share_high, 0) + 0 desc, id limit :most

-- name: count_of
-- How many there are on either side.
select (select count(*) from relationship where to_entity in (select value from json_each(:entities))) as owners,
  (select count(*) from relationship where from_entity in (select value from json_each(:entities))) as holdings limit 1

-- name: any
-- Whether any register of owners was read at all.
select count(*) as n from relationship limit 1
