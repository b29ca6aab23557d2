-- name: packages
-- Every fiscal package, by its own name.
select id, name, title, country from fiscal_package order by name, id
