-- name: line
-- One budget line with its printed name.
select b.*, c.name from budget_line b join budget_class c on c.id = b.class_id where b.id = :id

-- name: of_kind
-- Expenditure lines of a kind: of a month, or of each region's last month read in a year. Republic only when asked for.
select b.id, b.document_id, b.region, b.month, b.year, b.kind, b.class_id, b.functional_group, b.functional_subgroup, b.administrator,
  b.approved, b.revised, b.adjusted, b.plan_payments, b.plan_obligations, b.obligations, b.paid, b.unpaid, c.name
from budget_line b join budget_class c on c.id = b.class_id
where b.section = 'II' and b.kind = :kind and b.year = :year and b.report in ('regional', 'republican')
  and b.region = coalesce(:region, b.region) and (:region is not null or b.region <> 'KZ')
  and b.month = coalesce(:month, (
    select max(v.month) from budget_coverage v
    where v.report = b.report and v.region = b.region and v.lines > 0 and substr(v.month, 1, 4) = cast(:year as text)))
  and (:administrator is null or b.administrator = :administrator)
  and (:group is null or b.functional_group = :group)
  and (:subgroup is null or b.functional_subgroup = :subgroup)
order by b.region, b.functional_group, b.functional_subgroup, b.administrator, b.id

-- name: of_rule
-- The lines a rule selects and adds: of a month, or of each region's last month read in a year.
select b.id, b.document_id, b.region, b.month, b.year, b.kind, b.class_id, b.functional_group, b.functional_subgroup, b.administrator,
  b.approved, b.revised, b.adjusted, b.plan_payments, b.plan_obligations, b.obligations, b.paid, b.unpaid, c.name
from budget_selection s
join budget_class c on c.id = s.class_id
join budget_line b on b.class_id = c.id and b.year = :year
where s.rule = :rule and s.adds = 'yes' and b.kind = 'administrator' and :kind = 'rule'
  and b.region = coalesce(:region, b.region) and (:region is not null or b.region <> 'KZ')
  and b.month = coalesce(:month, (
    select max(v.month) from budget_coverage v
    where v.report = b.report and v.region = b.region and v.lines > 0 and substr(v.month, 1, 4) = cast(:year as text)))
order by b.region, b.functional_group, b.functional_subgroup, b.administrator, b.id

-- name: years
-- The years with lines of the regional or republican report.
select distinct cast(substr(month, 1, 4) as integer) as year from budget_coverage
where lines > 0 and report in ('regional', 'republican') order by year

-- name: full_years
-- The years whose December was read.
select distinct cast(substr(month, 1, 4) as integer) as year from budget_coverage
where lines > 0 and month like '%-12' and report in ('regional', 'republican') order by year

-- name: months
-- The months read for a place.
select month from budget_coverage where region = :region and lines > 0 and report in ('regional', 'republican') order by month

-- name: missing
-- The months of the span that were not read for a place.
select month from budget_coverage where region = :region and lines = 0 and report in ('regional', 'republican') order by month
