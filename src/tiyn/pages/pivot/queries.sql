-- name: coverage
-- The places read in each month and year, and of all regions how many.
with read as (
  select region, month as time from budget_coverage where lines > 0 and report in ('regional', 'republican')
  union
  select region, substr(month, 1, 4) from budget_coverage where lines > 0 and report in ('regional', 'republican'))
select region, time, 1 as places from read
union all
select 'regions', time, count(*) from read where region <> 'KZ' group by time
order by region, time

-- name: months
-- The months read anywhere.
select distinct month as time from budget_coverage where lines > 0 and report in ('regional', 'republican') order by month

-- name: cells
-- The lines of a kind taken together by the axes asked for. Values stay texts, for the adding is done in decimals.
-- A year is each region's last month of it that was read. The months come first (cross join), then the index.
with place as (
  select report, region, substr(month, 1, 4) as time, max(month) as month from budget_coverage
  where :monthly = 0 and lines > 0 and report in ('regional', 'republican') group by report, region, substr(month, 1, 4)
  union all
  select report, region, month, month from budget_coverage
  where :monthly = 1 and lines > 0 and report in ('regional', 'republican')),
line as (
  select p.region, p.time, b.month, b.id, b.document_id, b.class_id,
    case when :by_group then b.functional_group else '' end as functional_group,
    case when :by_administrator then b.administrator else '' end as administrator,
    case :measure when 'approved' then b.approved when 'revised' then b.revised when 'adjusted' then b.adjusted
      when 'plan_payments' then b.plan_payments when 'plan_obligations' then b.plan_obligations
      when 'obligations' then b.obligations when 'paid' then b.paid when 'unpaid' then b.unpaid end as value
  from place p
  cross join budget_line b on b.kind = :kind and b.year = cast(substr(p.time, 1, 4) as integer) and b.month = p.month
    and b.region = p.region and b.report = p.report
  where b.section = 'II' and (:year is null or substr(p.time, 1, 4) = :year)
    and (:region = p.region or (:region = 'regions' and (p.region <> 'KZ' or :by_region)))),
cell as (
  select case when :by_region then region else :region end as region, time, functional_group, administrator, count(*) as n,
    min(id) as id, min(class_id) as class_id, min(document_id) as document_id, min(month) as first_month,
    max(month) as last_month, group_concat(value, ' ') as said
  from line group by 1, 2, 3, 4)
select cell.*, c.name from cell join budget_class c on c.id = cell.class_id
order by cell.region, cell.time, cell.functional_group, cell.administrator

-- name: has_groups
-- One line of a functional group, if the edition holds any.
select id from budget_line where kind = 'group' and section = 'II' order by kind limit 1
