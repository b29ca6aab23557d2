-- One row per administrator, region and year of the last month read: the share of December in the year's payments. By subject.
with line as (
  select region, administrator, year, month, id, paid from budget_line
  where kind = 'administrator' and section = 'II' and report in ('regional', 'republican')
),
seen as (
  select region, year, max(month) as last_month, bool_or(month like '%-11') as november, bool_or(month like '%-12') as december
  from line group by region, year
),
body as (
  select l.region, l.administrator, l.year, any_value(s.last_month) as last_month, bool_or(s.november) as november,
    bool_or(s.december) as december,
    sum(l.paid) filter (l.month like '%-12') as until_december,
    coalesce(sum(l.paid) filter (l.month like '%-11'), 0) as until_november,
    string_agg('budget/' || l.id || '/paid', ',' order by l.month desc, l.id) filter (l.month like '%-12' or l.month like '%-11') as evidence
  from line l join seen s on s.region = l.region and s.year = l.year
  group by l.region, l.administrator, l.year
),
share as (
  select *, case when december and november and until_december > 0
    then round(cast((until_december - until_november) * 100 as decimal(38, 4)) / until_december, 4) end as december_share
  from body where not december or until_december is not null
)
select
  'sum/paid/' || region || '/' || last_month || '/administrator-' || administrator as subject,
  case
    when not december or not november then 'not_computable'
    when until_december <= 0 then 'not_applicable'
    when december_share >= $least_share and december_share >= $times * 100 / 12 then 'flag'
    else 'no_flag'
  end as state,
  case
    when not december then 'no_december_report'
    when not november then 'no_november_report'
    when until_december <= 0 then 'nothing_paid'
  end as reason,
  cast(december_share as decimal(28, 4)) as value,
  cast($least_share as decimal(28, 4)) as threshold,
  coalesce(evidence, '') as evidence
from share
order by subject
