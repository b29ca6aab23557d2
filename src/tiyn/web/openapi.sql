-- What the description's examples need of the edition.

-- name: process
-- Some contracting process.
select ocid from process order by ocid limit 1
