-- The contracting processes of a relation `chosen`.

-- name: lay
-- A table and no view: it is streamed by another connection than the one that holds what was asked for.
create table chosen_process as select distinct ocid from chosen order by ocid

-- name: count
select count(*) as n from chosen_process

-- name: processes
select ocid from chosen_process order by ocid
