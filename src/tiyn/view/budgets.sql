-- name: line
-- One budget line with its printed name.
select b.*, c.name from budget_line b join budget_class c on c.id = b.class_id where b.id = :id

-- name: of_kind
-- Expenditure lines of a kind: of a month, or of each region's last month read in a year. Republic only when asked for.
-- The months come first (cross join): each is then one look into the index of kind, year, month and region.
with place as (
  select report, region, max(month) as month from budget_coverage
  where lines > 0 and report in ('regional', 'republican') and substr(month, 1, 4) = cast(:year as text)
    and month = coalesce(:month, month) and (region = :region or (:region is null and region <> 'KZ'))
  group by report, region)
select b.id, b.document_id, b.region, b.month, b.year, b.kind, b.class_id, b.functional_group, b.functional_subgroup, b.administrator,
  b.approved, b.revised, b.adjusted, b.plan_payments, b.plan_obligations, b.obligations, b.paid, b.unpaid, c.name
from place p
cross join budget_line b on b.kind = :kind and b.year = :year and b.month = p.month and b.region = p.region and b.report = p.report
join budget_class c on c.id = b.class_id
where b.section = 'II' and (:administrator is null or b.administrator = :administrator)
  and (:group is null or b.functional_group = :group)
  and (:subgroup is null or b.functional_subgroup = :subgroup)
order by b.region, b.functional_group, b.functional_subgroup, b.administrator, b.id

-- name: of_administrator
-- The expenditure lines of one administrator, found through the index of place, administrator and year.
with place as (
  select report, region, max(month) as month from budget_coverage
  where lines > 0 and report in ('regional', 'republican') and substr(month, 1, 4) = cast(:year as text)
    and month = coalesce(:month, month) and (region = :region or (:region is null and region <> 'KZ'))
  group by report, region)
select b.id, b.document_id, b.region, b.month, b.year, b.kind, b.class_id, b.functional_group, b.functional_subgroup, b.administrator,
  b.approved, b.revised, b.adjusted, b.plan_payments, b.plan_obligations, b.obligations, b.paid, b.unpaid, c.name
from place p
cross join budget_line b on b.region = p.region and b.administrator = :administrator and b.year = :year
  and +b.month = p.month and b.report = p.report
join budget_class c on c.id = b.class_id
where b.section = 'II' and +b.kind = :kind
order by b.region, b.functional_group, b.functional_subgroup, b.administrator, b.id

-- name: of_rule
-- The lines a rule selects and adds: of a month, or of each region's last month read in a year. A line is found by
-- its id, which is region-class-month, the class without the ~2 of a name that came later.
with place as (
  select report, region, max(month) as month from budget_coverage
  where lines > 0 and report in ('regional', 'republican') and substr(month, 1, 4) = cast(:year as text)
    and month = coalesce(:month, month) and (region = :region or (:region is null and region <> 'KZ'))
  group by report, region)
select b.id, b.document_id, b.region, b.month, b.year, b.kind, b.class_id, b.functional_group, b.functional_subgroup, b.administrator,
  b.approved, b.revised, b.adjusted, b.plan_payments, b.plan_obligations, b.obligations, b.paid, b.unpaid, c.name
from place p
cross join budget_selection s on s.rule = :rule and s.adds = 'yes'
cross join budget_line b on b.class_id = s.class_id
  and b.id = lower(p.region) || '-' || substr(s.class_id, 1, instr(s.class_id || '~', '~') - 1) || '-' || p.month
join budget_class c on c.id = b.class_id
where b.kind = 'administrator' and b.report = p.report
  and case :kind when 'rule' then 1 when 'spent' then b.section = 'II' when 'assets' then b.section <> 'II' else 0 end
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
