-- name: package
-- One package.
select * from fiscal_package where id = :id

-- name: ids
-- Every package, by id.
select id from fiscal_package order by id
