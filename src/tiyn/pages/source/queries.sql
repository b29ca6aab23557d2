-- name: lines
-- The budget lines of a document, by region, year and line.
select id, region, year, administrator, functional_group, functional_group_name, functional_subgroup
from budget_line where document_id = :document
order by region, year, functional_group, functional_subgroup, id

-- name: documents
-- Every document, by id.
select id from document order by id
