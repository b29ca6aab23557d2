-- What came and went between two editions: old and new are their tables. Causes: `indicator_added`, `indicator_removed`,
-- `rule` (another query), `parameter` (other numbers of the card), `law` (other rows of a legal parameter the rule reads), `data`.

-- name: old_rules
select * from old_indicator_version order by indicator

-- name: new_rules
select * from new_indicator_version order by indicator

-- name: causes
-- a row is an indicator of either edition, with what of it changed; the first that applies is the cause of its flags
create table cause as
with law_changed as (
  select distinct key from (
    (select * from old_legal_parameter except select * from new_legal_parameter)
    union all (select * from new_legal_parameter except select * from old_legal_parameter)
  )
),
touched as (
  select indicator, bool_or(l.key is not null) as touched
  from (
    select indicator, unnest(string_split(coalesce(law, ''), ' ')) as key from old_indicator_version
    union select indicator, unnest(string_split(coalesce(law, ''), ' ')) from new_indicator_version
  ) k left join law_changed l on l.key = k.key
  group by indicator
)
select coalesce(o.indicator, n.indicator) as indicator, o.version as old_version, n.version as new_version,
  case when o.indicator is null then 'indicator_added' when n.indicator is null then 'indicator_removed' when o.rule <> n.rule then 'rule'
    when o.parameters <> n.parameters then 'parameter' when t.touched then 'law' else 'data' end as cause
from old_indicator_version o
full join new_indicator_version n on n.indicator = o.indicator
left join touched t on t.indicator = coalesce(o.indicator, n.indicator)

-- name: moved
-- a row is a flag that came, went, or stands with another value or threshold
create table moved as
select coalesce(n.indicator, o.indicator) as indicator, coalesce(n.kind, o.kind) as kind, coalesce(n.ocid, o.ocid) as ocid,
  coalesce(n.id, o.id) as id, case when o.indicator is null then 'came' when n.indicator is null then 'went' else 'changed' end as change,
  o.value as old_value, n.value as new_value, o.threshold as old_threshold, n.threshold as new_threshold, coalesce(n.unit, o.unit) as unit
from old_flagged o
full join new_flagged n on n.indicator = o.indicator and n.kind = o.kind and n.ocid = o.ocid and n.id = o.id
where o.indicator is null or n.indicator is null or o.value is distinct from n.value or o.threshold is distinct from n.threshold

-- name: counts
select m.indicator, c.cause, m.change, count(*) as n from moved m join cause c on c.indicator = m.indicator
group by m.indicator, c.cause, m.change order by m.indicator, m.change

-- name: indicators
select indicator, old_version, new_version, cause from cause where cause <> 'data' order by indicator

-- name: stood
select count(*) as n from old_flagged o semi join new_flagged n on n.indicator = o.indicator and n.kind = o.kind and n.ocid = o.ocid and n.id = o.id

-- name: rows
select m.change, c.cause, m.indicator, m.kind, m.ocid, m.id, m.old_value, m.new_value, m.old_threshold, m.new_threshold, m.unit
from moved m join cause c on c.indicator = m.indicator
order by m.indicator, m.kind, m.ocid, m.id, m.change
