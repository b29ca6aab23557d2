-- name: documents
-- The documents that speak of a contract, one row each, by id.
select distinct document_id from statement where about = :subject order by document_id
