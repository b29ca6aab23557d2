-- Cardinal's output as text, a line per subject; ids are JSON text already.

-- name: nothing
-- the answer of an indicator that is not asked for, or whose fence is not above zero
select '' as part, '' as id, 0.0::double as value, '' as ocid where false

-- name: no_pairs
select '' as ocid, '' as id where false

-- name: result
-- a row is an indicator's value for a subject; a subject that comes twice has the same value twice, but for a process of two lines
create or replace temp table result as
select 'R003' as code, part, id, value from result_R003
union all select 'R018', part, id, value from result_R018
union all select 'R024', part, id, value from result_R024
union all select 'R025', part, id, value from result_R025
union all select 'R028', part, id, value from result_R028
union all select 'R030', part, id, value from result_R030
union all select 'R035', part, id, value from result_R035
union all select 'R036', part, id, value from result_R036
union all select 'R038', part, id, value from result_buyer
union all select 'R038', part, id, value from result_entity
union all select 'R038', part, id, value from result_tenderer
union all select 'R048', part, id, value from result_R048
union all select 'R058', part, id, value from result_R058

-- name: parts
select part, count(distinct id) as n from result group by part order by part

-- name: chosen
select id, code, max(value) as value from result where part = $part group by id, code

-- name: subjects
-- the chosen subjects, each as `,"id":{"R003":1.0}`
select ',' || id || ':{' || string_agg('"' || code || '":' || case when isfinite(value) then value::varchar else 'null' end, ',' order by code)
  || '}' as line
from chosen
group by id
order by id

-- name: pairs
-- the processes of the chosen pairs, each as `,"ocid":["id"]`
select ',' || ocid || ':[' || string_agg(distinct id, ',' order by id) || ']' as line
from chosen
group by ocid
order by ocid

-- name: singles
-- the processes of the chosen pairs with one organisation each, as `,"ocid":"id"`
select ',' || ocid || ':' || max(id) as line from chosen group by ocid order by ocid

-- name: tenderers
select l.ocid, m.id from member m join line l on l.rowid = m.pid

-- name: buyers
select ocid, buyer as id from process_bids where k > 0 and buyer is not null

-- name: entities
select ocid, entity as id from process_bids where k > 0 and entity is not null

-- name: R024
select ocid, id from result_R024 where part = 'Tenderer'

-- name: R028
select ocid, id from result_R028 where part = 'Tenderer'

-- name: R030
select ocid, id from result_R030 where part = 'Tenderer'

-- name: R035
select ocid, id from result_R035 where part = 'Tenderer'

-- name: R058
select ocid, id from result_R058 where part = 'Tenderer'

-- name: ranked_ratio
-- values in order, so that the i-th is the row of that number
select ratio as value from ratio order by 1

-- name: ranked_often
select n::double as value from participation order by 1

-- name: ranked_won
select k::double / n as value from participation order by 1

-- name: ranked_share
select value from share order by 1

-- name: ranked_variety
select value from variety order by 1

-- name: at
select value from ranked where rowid = $at

-- name: counted
select count(*) as n from ranked

-- name: read
select count(*) as lines, count(*) filter (where starts_with(ocid, '"')) as objects from line
