-- One row per statement that has itemised parts: do parts said to be complete make the whole? By subject.
with part as (
  select
    l.to_id as whole,
    count(*) as n,
    sum(p.value) as value,
    case when count(p.low) = count(*) then sum(p.low) end as low,
    case when count(p.high) = count(*) then sum(p.high) end as high,
    string_agg('statement/' || p.id, ',' order by p.id) as evidence
  from statement_link l
  join statement p on p.id = l.from_id
  join statement w on w.id = l.to_id and w.unit = p.unit
  where l.kind = 'part_of' and p.value is not null
  group by l.to_id
)
select
  'statement/' || w.id as subject,
  case
    when w.partition is distinct from 'claimed' then 'not_computable'
    when part.n < 2 then 'not_computable'
    when (part.low is null or w.high is null or part.low <= w.high)
      and (part.high is null or w.low is null or part.high >= w.low) then 'no_flag'
    else 'flag'
  end as state,
  case
    when w.partition is distinct from 'claimed' then 'no_partition_claimed'
    when part.n < 2 then 'fewer_than_two_parts'
  end as reason,
  case when w.partition = 'claimed' then part.value - w.value end as value,
  case when w.partition = 'claimed' then cast(0 as decimal(28, 4)) end as threshold,
  'statement/' || w.id || ',' || part.evidence as evidence
from part
join statement w on w.id = part.whole
order by subject
