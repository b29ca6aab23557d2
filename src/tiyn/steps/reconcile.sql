-- name: coverage
-- Which months of which report and region were read, and which are missing between its first and last month anywhere.
insert into budget_coverage
with edge as (select min(month || '-01') as first, max(month || '-01') as last from budget_line),
month as (
  select strftime(unnest(generate_series(cast(first as date), cast(last as date), interval 1 month)), '%Y-%m') as month
  from edge where first is not null
),
place as (select distinct report, region from budget_line),
span as (select report, min(month) as first, max(month) as last from budget_line group by report),
found as (select report, region, month, count(*) as n from budget_line group by all)
select p.report, p.region, m.month, coalesce(f.n, 0)
from place p
join span s on s.report = p.report
join month m on m.month between s.first and s.last
left join found f on f.report = p.report and f.region = p.region and f.month = m.month

-- name: revisions
-- Approved is a year's law: a later month that prints it otherwise revised it without saying so. Paid runs from January:
-- when it goes down, something was taken back. Expenditure lines; a month against the one printed before it.
insert into budget_revision
with run as (
  select b.id, c.chain, b.region, b.report, b.year, b.month, b.approved, b.paid,
    lag(b.id) over line as earlier_line, lag(b.approved) over line as earlier_approved, lag(b.paid) over line as earlier_paid
  from budget_line b join budget_class c on c.id = b.class_id
  where b.section = 'II' or b.report like '%:%'
  window line as (partition by b.report, b.region, c.chain, b.year order by b.month, b.id)
)
select id, 'approved', earlier_line, 'approved_changed', earlier_approved, approved, approved - earlier_approved
from run where earlier_line is not null and approved <> earlier_approved
union all
select id, 'paid', earlier_line, 'paid_fell', earlier_paid, paid, paid - earlier_paid
from run where earlier_line is not null and paid < earlier_paid
on conflict do nothing

-- name: identities
-- The portal's own identities, wherever they apply: unpaid = obligations - paid on expenditure rows.
select 'unpaid_differs' as kind, 'budget/' || id || '/unpaid' as place, cast(unpaid as varchar) as found,
  cast(obligations - paid as varchar) as expected
from budget_line
where (section = 'II' or (report like '%:%' and report <> 'republican:priority_investments')) and unpaid <> obligations - paid
order by place

-- name: percentages
-- Per cent = paid / plan on expenditure rows, to a millionth of a per cent of what is printed; the plan of nought has nought.
select 'percent_differs' as kind, place, printed as found, cast(computed as varchar) as expected from (
  select 'budget/' || id || '/' || 'percent_of_period_plan' as place, percent_of_period_plan as printed,
    case when plan_payments = 0 then 0 else cast(paid as double) * 100 / cast(plan_payments as double) end as computed
  from budget_line where section = 'II' or report like '%:%'
  union all
  select 'budget/' || id || '/' || 'percent_of_year_plan', percent_of_year_plan,
    case when adjusted = 0 then 0 else cast(paid as double) * 100 / cast(adjusted as double) end
  from budget_line where section = 'II' or report like '%:%'
) where abs(cast(printed as double) - computed) > greatest(0.000001, abs(computed) * 0.000000000001)
order by place

-- name: children
-- Children add up to their parent, measure by measure. Every line is printed rounded to the tenge, so a sum of n lines
-- may be n + 1 tenge off and agrees; below the sections it agrees to the tenge.
with child as (
  select parent, sum(approved) as approved, sum(revised) as revised, sum(adjusted) as adjusted,
    sum(plan_payments) as plan_payments, sum(plan_obligations) as plan_obligations, sum(obligations) as obligations,
    sum(paid) as paid, sum(unpaid) as unpaid, count(*) as n
  from budget_line where parent is not null and kind <> 'economic' and report not like '%:abp' and report not like '%:functional'
  group by parent
),
pair as (
  unpivot (
    select b.id, c.n, b.approved - c.approved as approved, b.revised - c.revised as revised, b.adjusted - c.adjusted as adjusted,
      b.plan_payments - c.plan_payments as plan_payments, b.plan_obligations - c.plan_obligations as plan_obligations,
      b.obligations - c.obligations as obligations, b.paid - c.paid as paid, b.unpaid - c.unpaid as unpaid
    from budget_line b join child c on c.parent = b.id
    where coalesce(b.section, '') not in ('III', 'IV', 'VII') or b.kind <> 'section'
  ) on approved, revised, adjusted, plan_payments, plan_obligations, obligations, paid, unpaid into name measure value difference
)
select 'children_differ' as kind, 'budget/' || id || '/' || measure as place, cast(difference as varchar) as found, '0' as expected
from pair where abs(difference) > n + 1 order by place

-- name: balances
-- Sections III, IV and VII are balances: what is lent or bought or borrowed less what comes back.
with part as (
  select b.parent, b.report, b.id, b.paid, c.name
  from budget_line b join budget_class c on c.id = b.class_id
  where b.section in ('III', 'IV', 'VII') and b.kind = 'item' and b.parent in (select id from budget_line where kind = 'section')
),
balance as (
  select parent,
    sum(case when name in ('ПОГАШЕНИЕ БЮДЖЕТНЫХ КРЕДИТОВ', 'ПОСТУПЛЕНИЯ ОТ ПРОДАЖИ ФИНАНСОВЫХ АКТИВОВ ГОСУДАРСТВА', 'ПОГАШЕНИЕ ЗАЙМОВ')
      then -paid else paid end) as paid
  from part group by parent
)
select 'balance_differs' as kind, 'budget/' || b.id || '/paid' as place, cast(cast(b.paid as decimal(28, 0)) as varchar) as found,
  cast(cast(p.paid as decimal(28, 0)) as varchar) as expected
from budget_line b join balance p on p.parent = b.id where b.section in ('III', 'IV') and abs(b.paid - p.paid) > 2
order by place

-- name: reports
-- One administrator in two reports of the same month: the consolidated state budget, and the republican one, where no
-- local budget has that administrator. Both are shown; transfers taken out in consolidation may explain the difference.
select 'reports_differ' as kind, 'budget/' || s.id || '/paid' as place, cast(s.paid as varchar) as found,
  cast(r.paid as varchar) as expected
from budget_line s
join budget_line r on r.report = 'republican:abp' and r.month = s.month and r.administrator = s.administrator
where s.report = 'state:abp' and s.kind = 'administrator' and s.paid <> r.paid
  and not exists (select 1 from budget_line l where l.report = 'local:abp' and l.month = s.month and l.administrator = s.administrator)
order by place

-- name: trees
-- The republican tree against the flat republican report, administrator by administrator: expenditure, loans given,
-- assets bought and loans repaid. More than the rounding of each printed line apart.
with tree as (
  select administrator, month, sum(paid) as paid, count(*) as n from budget_line
  where report = 'republican' and kind = 'administrator' group by administrator, month
)
select 'reports_differ' as kind, 'budget/' || f.id || '/paid' as place, cast(f.paid as varchar) as found,
  cast(t.paid as varchar) as expected
from budget_line f join tree t on t.administrator = f.administrator and t.month = f.month
where f.report = 'republican:abp' and f.kind = 'administrator' and abs(f.paid - t.paid) > t.n + 1
order by place
