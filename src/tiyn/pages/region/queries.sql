-- name: subjects
-- The subjects of a region, by kind and id.
select id, kind from subject where region = :region order by kind, id

-- name: bodies
-- The parties of a region that are not persons, by id.
select id from party where region = :region and schema <> 'Person' order by id

-- name: limits
-- What the digital money rule cannot see.
select text from label where role = 'cannot_see' and lang = :lang and owner = 'rule/digital-money' order by owner
