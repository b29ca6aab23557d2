-- name: known
-- Lines known not to be plain join those the fences found.
insert into bad select unnest($lines::bigint[])

-- name: elsewhere
-- Lines whose ocid stands in another place too.
insert into bad select n from "r:" where list_contains($ocids, ocid)

-- name: bad
select distinct n from bad order by n

-- name: taken
select ocid from "r:" order by n
