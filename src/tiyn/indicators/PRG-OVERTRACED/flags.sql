-- One row per figure named for a programme and a single year: by how much the payments of the bodies tied to it exceed it. By subject.
with named as (
  select m.subject, s.id, s.value, coalesce(s.low, s.value) as low, coalesce(s.high, s.value) as high, cast(s.period as integer) as year
  from member m join statement s on s.id = m.target
  where m.role = 'named' and m.target_kind = 'statement' and s.unit = 'KZT' and regexp_full_match(s.period, '20[0-9][0-9]')
),
tied as (
  select n.subject, n.id, l.region, l.administrator, l.functional_group, l.same_scope, n.year
  from named n join budget_link l on l.subject = n.subject and l.judgement = 'confirmed'
),
-- A line that two ties reach is one line.
line as (
  select distinct t.subject, t.id, b.id as line, b.paid
  from tied t join budget_line b on b.region = t.region and b.administrator = t.administrator and b.year = t.year
    and t.functional_group in ('any', b.functional_group) and b.kind = 'administrator' and b.section = 'II'
    and b.report in ('regional', 'republican')
  qualify b.month = max(b.month) over (partition by b.region, b.year)
),
months as (
  select t.subject, t.id, min(n) as months from tied t join (
    select region, year, count(distinct month) as n from budget_line where report in ('regional', 'republican') group by region, year
  ) r on r.region = t.region and r.year = t.year group by t.subject, t.id
),
traced as (
  select n.subject, n.id, n.year,
    (select count(*) from line l where l.subject = n.subject and l.id = n.id) as lines,
    coalesce((select case when bool_and(t.same_scope = 'yes') then 'yes' else 'no' end from tied t
      where t.subject = n.subject and t.id = n.id), 'no') as scope,
    coalesce(max(m.months), 0) as months,
    (select max(month) from budget_line) as latest,
    n.low - coalesce((select sum(l.paid) from line l where l.subject = n.subject and l.id = n.id), 0) as untraced,
    round(cast((n.low - coalesce((select sum(l.paid) from line l where l.subject = n.subject and l.id = n.id), 0)) * 100
      as decimal(38, 4)) / n.low, 4) as share,
    greatest(0, round(cast((coalesce((select sum(l.paid) from line l where l.subject = n.subject and l.id = n.id), 0) - n.high) * 100
      as decimal(38, 4)) / n.high, 4)) as over,
    'statement/' || n.id || coalesce((select ',' || string_agg('budget/' || l.line || '/paid', ',' order by l.line) from line l
      where l.subject = n.subject and l.id = n.id), '') as evidence
  from named n left join months m on m.subject = n.subject and m.id = n.id
  group by n.subject, n.id, n.year, n.low, n.high
)
select
  'subject/' || subject as subject,
  case
    when lines = 0 or scope <> 'yes' then 'not_computable'
    when over > $quality_gate then 'error'
    when over > $least_over then 'flag'
    else 'no_flag'
  end as state,
  case
    when lines = 0 then 'no_budget_line'
    when scope <> 'yes' then 'scope_unknown'
    when over > $quality_gate then 'quality_gate'
  end as reason,
  case when lines > 0 and scope = 'yes' and over <= $quality_gate then cast(over as decimal(28, 4)) end as value,
  cast($least_over as decimal(28, 4)) as threshold,
  evidence
from traced
order by subject, evidence
