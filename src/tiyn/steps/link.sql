-- name: stale
-- A statement whose speaker later updated it is on an earlier date.
update statement set state = 'stale'
where id in (select to_id from statement_link where kind = 'supersedes')

-- name: open_ended
-- A figure with an open end is a range, said aloud.
update statement set state = 'range'
where value is not null and (low is null or high is null) and state = 'one_source'

-- name: corroborated
-- The same thing from two documents that do not copy each other, with intervals that overlap.
update statement set state = 'corroborated'
where id in (
  select a.id
  from statement a
  join statement b on b.about = a.about and b.property = a.property and b.unit = a.unit
    and b.document_id <> a.document_id and b.stage is not distinct from a.stage
    and b.period is not distinct from a.period and b.scope is not distinct from a.scope
  where a.value is not null and a.stance = 'asserts' and b.stance = 'asserts'
    and (a.low is null or b.high is null or a.low <= b.high)
    and (b.low is null or a.high is null or b.low <= a.high)
    and not exists (
      select 1 from statement_link l
      where l.kind = 'repeats' and ((l.from_id = a.id and l.to_id = b.id) or (l.from_id = b.id and l.to_id = a.id))
    )
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
