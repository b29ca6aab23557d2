-- name: amount
-- One amount of a fiscal package.
select * from fiscal_amount where id = :id
