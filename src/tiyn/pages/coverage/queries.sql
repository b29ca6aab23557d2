-- name: coverage
-- Every month of every report and place, read or not.
select report, region, month, lines from budget_coverage order by report, region, month

-- name: documents
-- The files that budget lines were read from, by id.
select d.id, d.title, d.file, d.sha256 from document d
where d.id in (select distinct document_id from budget_line) order by d.id
