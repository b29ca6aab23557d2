-- name: examples
-- Two processes of each status, method and source, for the site map and the tests.
select ocid from (
  select ocid, row_number() over (partition by status, method, source_id order by ocid) as n
  from (select * from process order by ocid limit 5000)
) where n <= 2 order by ocid limit 60
