-- name: package
-- One package.
select * from fiscal_package where id = :id

-- name: ids
-- Every package, by id.
select id from fiscal_package order by id

-- name: counted
-- Records read and records kept of a package.
select coalesce(sum(rows), 0) as read, (select count(*) from fiscal_row w indexed by fiscal_row_number where w.package = :id) as kept
from fiscal_resource where package = :id
