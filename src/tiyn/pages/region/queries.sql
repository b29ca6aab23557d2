-- name: subjects
-- The subjects of a region, by kind and id.
select id, kind from subject where region = :region order by kind, id

-- name: bodies
-- The parties of a region that are not persons, by id.
select id from party where region = :region and schema <> 'Person' order by id

-- name: limits
-- What the digital money rule cannot see.
select text from label where role = 'cannot_see' and lang = :lang and owner = 'rule/digital-money' order by owner

-- name: selected
-- The administrators of a place that the digital money rule adds up, with the entry that selects them, by code.
select distinct c.administrator, s.entry, c.name from budget_selection s join budget_class c on c.id = s.class_id
where s.rule = 'digital-money' and s.adds = 'yes'
  and exists (select 1 from budget_line b where b.region = :region and b.administrator = c.administrator and b.class_id = c.id)
order by c.administrator, s.entry, c.name

-- name: revised
-- How many figures of a place a later month prints otherwise, by kind.
select r.kind, count(*) as n from budget_revision r join budget_line b on b.id = r.line
where b.region = :region group by r.kind order by r.kind
