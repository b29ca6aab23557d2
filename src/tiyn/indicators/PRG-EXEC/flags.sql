-- One row per administrator's line in the last month read of each region and year: payments below $least_share per cent of the revised plan? By subject.
with line as (
  select id, month, revised, paid, round(cast(paid * 100 as decimal(38, 4)) / nullif(revised, 0), 4) as share
  from budget_line where kind = 'administrator' and section = 'II' and report in ('regional', 'republican')
  qualify month = max(month) over (partition by report, region, year)
)
select
  'budget/' || id as subject,
  case
    when month not like '%-12' then 'not_computable'
    when revised <= 0 then 'not_applicable'
    when share < $least_share then 'flag'
    else 'no_flag'
  end as state,
  case
    when month not like '%-12' then 'no_december_report'
    when revised <= 0 then 'no_revised_plan'
  end as reason,
  case when month like '%-12' and revised > 0 then cast(share as decimal(28, 4)) end as value,
  cast($least_share as decimal(28, 4)) as threshold,
  'budget/' || id || '/revised,budget/' || id || '/paid' as evidence
from line
order by subject
