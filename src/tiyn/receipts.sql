-- name: statement
-- One statement with the document it stands in.
select s.*, d.title, d.publisher, d.published, d.sha256, d.url
from statement s join document d on d.id = s.document_id where s.id = :id

-- name: derived
-- One computed figure.
select * from derived where id = :id

-- name: inputs
-- The inputs of a computed figure.
select role, receipt from derived_input where derived = :id order by position

-- name: budget
-- One budget line with the document it stands in.
select b.*, c.name, d.title, d.publisher, d.published, d.sha256, d.url
from budget_line b join budget_class c on c.id = b.class_id join document d on d.id = b.document_id where b.id = :id

-- name: fiscal
-- One amount of a fiscal package: its file's hash, its factor, its row as printed, and the document it stands in.
select a.*, r.path, r.sha256 as file_sha256, w.line, w.cells, coalesce(f.factor, '1') as factor,
  d.title, d.publisher, d.published, d.sha256, d.url
from fiscal_amount a
join fiscal_resource r on r.package = a.package and r.resource = a.resource
join fiscal_row w on w.package = a.package and w.resource = a.resource and w.row = a.row
join fiscal_field f on f.package = a.package and f.resource = a.resource and f.measure = a.measure and f.role = 'measure'
join document d on d.id = a.document_id
where a.id = :id

-- name: process
-- Where a process was read.
select document_id, locator from process where ocid = :id

-- name: document
select id, title, publisher, published, sha256, url, file from document where id = :id
