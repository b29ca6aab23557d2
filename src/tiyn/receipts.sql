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
