-- name: joined
-- Every tie between two subjects by their canonical ids; what a source denies joins nobody.
create temp table joined as
with told as (
  select 'party/' || from_party as a, 'party/' || to_party as b, 'statement/' || statement as origin, relation as kind,
    certainty, since, until
  from relation where stance not in ('denies', 'could_not_find')
  union all
  select 'entity/' || from_entity, 'entity/' || to_entity, 'relationship/' || id, kind, 'record', since, until
  from relationship
)
select coalesce(ca.canonical, a) as a, coalesce(cb.canonical, b) as b, origin, told.kind,
  coalesce(t.link, 'connection') as link, certainty,
  case when regexp_full_match(since, '\d{4}') then since || '-01-01' when regexp_full_match(since, '\d{4}-\d\d') then since || '-01'
    when regexp_full_match(since, '\d{4}-\d\d-\d\d') then since end as since_day,
  case when regexp_full_match(until, '\d{4}') then until || '-12-31' when regexp_full_match(until, '\d{4}-\d\d') then until || '-31'
    when regexp_full_match(until, '\d{4}-\d\d-\d\d') then until end as until_day
from told
left join canonical ca on ca.id = told.a
left join canonical cb on cb.id = told.b
left join tie_link t on t.kind = told.kind

-- name: nodes
-- Every subject with a tie, numbered in the order of ids.
insert into node
with ends as (select a as id from joined union all select b from joined where a <> b)
select row_number() over (order by id) - 1 as number, id, count(*) as degree from ends group by id

-- name: ties
-- Each tie from both its ends.
insert into tie
with both_ways as (
  select a as here, b as there, 'yes' as forward, * exclude (a, b) from joined
  union all
  select b, a, 'no', * exclude (a, b) from joined where a <> b
)
select n.number, o.number, e.origin, e.forward, e.kind, e.link, e.certainty, e.since_day, e.until_day
from both_ways e join node n on n.id = e.here join node o on o.id = e.there
