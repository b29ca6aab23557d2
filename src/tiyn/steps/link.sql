-- name: stale
-- A statement whose speaker later updated it is on an earlier date.
update statement set state = 'stale'
where id in (select to_id from statement_link where kind = 'supersedes')

-- name: open_ended
-- A figure with an open end is a range, said aloud.
update statement set state = 'range'
where value is not null and (low is null or high is null) and state = 'one_source'

-- name: corroborated
-- The same thing from two documents by two named speakers, copies of neither one origin nor each other, every typed
-- dimension equal and stated, both ends closed and overlapping. Only a figure that stood alone is raised.
with recursive origin(id, root) as (
  select id, id from statement where id not in (select from_id from statement_link where kind = 'repeats')
  union
  select l.from_id, origin.root from statement_link l join origin on origin.id = l.to_id where l.kind = 'repeats'
)
update statement set state = 'corroborated'
where state = 'one_source' and id in (
  select a.id
  from statement a
  join origin oa on oa.id = a.id
  join statement b on b.about = a.about and b.property = a.property and b.unit = a.unit
    and b.document_id <> a.document_id and b.speaker <> a.speaker
    and b.stage is not distinct from a.stage and b.period = a.period and b.scope is not distinct from a.scope
    and b.level is not distinct from a.level and b.vat is not distinct from a.vat
  join origin ob on ob.id = b.id
  where oa.root <> ob.root and a.stance = 'asserts' and b.stance = 'asserts'
    and a.speaker <> 'unnamed' and b.speaker <> 'unnamed' and a.period <> 'not stated'
    and b.state <> 'stale' and a.low <= b.high and b.low <= a.high
)

-- name: disputed
-- A figure that somebody answers with another, and the answer: both sides, same rank.
update statement set state = 'disputed'
where value is not null and id in (
  select target from member where role = 'claims' and target_kind = 'statement'
  union all
  select l.to_id from statement_link l join statement s on s.id = l.from_id where l.kind = 'answers'
  union all
  select l.from_id from statement_link l join statement s on s.id = l.to_id
  where l.kind = 'answers' and s.value is not null
)

-- name: states
-- One row per state: how many statements have it.
select state, count(*) as n from statement group by state order by state
