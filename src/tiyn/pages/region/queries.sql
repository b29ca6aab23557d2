-- name: years
-- The years with budget lines in a region.
select distinct year from budget_line where region = :region order by year

-- name: lines
-- The budget lines of a region, by year and line.
select id, document_id, year, administrator, administrator_name, functional_group, functional_group_name from budget_line
where region = :region order by year, administrator, functional_group, functional_subgroup, id

-- name: subjects
-- The subjects of a region, by kind and id.
select id, kind from subject where region = :region order by kind, id

-- name: bodies
-- The parties of a region that are not persons, by id.
select id from party where region = :region and schema <> 'Person' order by id

-- name: limits
-- What the budget source does not show.
select text from label where role = 'limits' and lang = :lang
and owner in (select distinct 'source/' || source_id from budget_line) order by owner
