-- name: tie
-- One relation by its statement.
select * from relation where statement = :statement order by statement

-- name: between
-- The relations that are a contract itself: between its two sides, in statements about it, by statement.
select r.statement from relation r join statement s on s.id = r.statement
where s.about = :about
  and ((r.from_party = :buyer and r.to_party = :supplier) or (r.from_party = :supplier and r.to_party = :buyer))
order by r.statement

-- name: searched
-- What a search looks through: documents, and ties that a source denies, which join nobody.
select
  (select count(*) from document) as documents,
  (select count(*) from relation where stance in ('denies', 'could_not_find')) as denied
limit 1

-- name: untied
-- Parties no tie names, by id.
select id from party where 'party/' || id not in (select id from node) order by id limit 2

-- name: persons
-- Every person, by id.
select id from party where schema = 'Person' order by id
