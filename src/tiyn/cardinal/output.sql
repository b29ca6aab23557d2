-- Cardinal's output as text, a line per subject; ids are JSON text already.

-- name: subjects
-- the subjects of one part, each with the values it has, as they are printed
create temp table chosen as
select id,
  max(value) filter (code = 'R003') as R003,
  max(value) filter (code = 'R018') as R018,
  max(value) filter (code = 'R024') as R024,
  max(value) filter (code = 'R025') as R025,
  max(value) filter (code = 'R028') as R028,
  max(value) filter (code = 'R030') as R030,
  max(value) filter (code = 'R035') as R035,
  max(value) filter (code = 'R036') as R036,
  max(value) filter (code = 'R038') as R038,
  max(value) filter (code = 'R048') as R048,
  max(value) filter (code = 'R058') as R058
from result where part = $part group by id

-- name: subject_lines
-- each subject as `,"id":{"R003":1.0}`
select ',' || id || ':{' || concat_ws(',',
    '"R003":' || case when isfinite(R003) then R003::varchar when R003 is not null then 'null' end,
    '"R018":' || case when isfinite(R018) then R018::varchar when R018 is not null then 'null' end,
    '"R024":' || case when isfinite(R024) then R024::varchar when R024 is not null then 'null' end,
    '"R025":' || case when isfinite(R025) then R025::varchar when R025 is not null then 'null' end,
    '"R028":' || case when isfinite(R028) then R028::varchar when R028 is not null then 'null' end,
    '"R030":' || case when isfinite(R030) then R030::varchar when R030 is not null then 'null' end,
    '"R035":' || case when isfinite(R035) then R035::varchar when R035 is not null then 'null' end,
    '"R036":' || case when isfinite(R036) then R036::varchar when R036 is not null then 'null' end,
    '"R038":' || case when isfinite(R038) then R038::varchar when R038 is not null then 'null' end,
    '"R048":' || case when isfinite(R048) then R048::varchar when R048 is not null then 'null' end,
    '"R058":' || case when isfinite(R058) then R058::varchar when R058 is not null then 'null' end
  ) || '}' as line
from chosen
order by id

-- name: subject_count
select count(*) as n from chosen

-- name: pairs
-- the processes of the chosen pairs, each as `,"ocid":["id"]`
select ',' || ocid || ':[' || string_agg(distinct id, ',' order by id) || ']' as line
from chosen
group by ocid
order by ocid

-- name: singles
-- the processes of the chosen pairs with one organisation each, as `,"ocid":"id"`
select ',' || ocid || ':' || max(id) as line from chosen group by ocid order by ocid

-- name: no_pairs
create temp table chosen as select '' as ocid, '' as id where false

-- name: tenderers
create temp table chosen as select l.ocid, m.id from member m join line l on l.rowid = m.pid

-- name: buyers
create temp table chosen as select ocid, buyer as id from process_bids where k > 0 and buyer is not null

-- name: entities
create temp table chosen as select ocid, entity as id from process_bids where k > 0 and entity is not null

-- name: flagged_tenderers
create temp table chosen as select ocid, id from result where code = $code and part = 'Tenderer'

-- name: ranked_ratio
-- values in order, so that the i-th is the row of that number
create temp table ranked as
select ratio as value from ratio order by 1

-- name: ranked_often
create temp table ranked as
select n::double as value from participation order by 1

-- name: ranked_won
create temp table ranked as
select k::double / n as value from participation order by 1

-- name: ranked_share
create temp table ranked as
select value from share order by 1

-- name: ranked_variety
create temp table ranked as
select value from variety order by 1

-- name: at
select value from ranked where rowid = $at limit 1

-- name: counted
select count(*) as n from ranked

-- name: read
select count(*) as lines, count(*) filter (where starts_with(ocid, '"')) as objects from line
