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
-- What a search looks through: documents, ties that join two parties, ties that a source denies.
select
  (select count(*) from document) as documents,
  (select count(*) from relation where stance not in ('denies', 'could_not_find')) as ties,
  (select count(*) from relation where stance in ('denies', 'could_not_find')) as denied
