-- name: repeated
-- Ocids that several files of ocids hold, or that one holds and a line put aside has too; with the files that hold them.
with taken as (select ocid, filename from read_parquet($files, filename = true)),
hinted as (
  select unhex(t) as hint
  from read_csv($hints, header = false, auto_detect = false, delim = ',', quote = '', columns = {'t': 'varchar'})
),
several as (
  select ocid from taken group by ocid having count(*) > 1
  union
  select ocid from taken where encode(ocid) in (select hint from hinted)
)
select filename, ocid from taken where ocid in (select ocid from several) order by filename, ocid

-- name: latest
-- Of every organization the words of its latest release, over all parts.
select key, max(latest) as latest from read_parquet($files) group by key order by key

-- name: roles
-- Of every organization its roles, over all parts.
select key, string_agg(distinct role, ',' order by role) as roles from read_parquet($files) group by key order by key
