-- name: inputs
-- The inputs of a computed figure, in order.
select position, receipt from derived_input where derived = :id order by position

-- name: words
-- What a statement is called, a row a language.
select owner, role, lang from label where owner = :owner order by role, lang

-- name: document
select document_id from statement where id = :id
