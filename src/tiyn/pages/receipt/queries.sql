-- name: tied_both
-- The statements tied to one, with the direction and kind of tie, in order.
select 'to' as direction, kind, to_id as other from statement_link where from_id = :id
union all
select 'by' as direction, kind, from_id as other from statement_link where to_id = :id
order by direction desc, kind, other

-- name: gaps_shown
-- The gaps a statement shows, by id.
select * from gap where statement = :id order by id

-- name: addresses
-- Every statement and computed figure, by kind and id.
select 'statement' as kind, id from statement
union all
select 'derived' as kind, id from derived
order by kind, id

-- name: lines
-- The digital money lines of each year's last month read, by id.
select b.id from budget_selection s join budget_line b on b.class_id = s.class_id
where s.rule = 'digital-money' and s.adds = 'yes' and b.month = (
  select max(v.month) from budget_coverage v where v.report = b.report and v.region = b.region
  and v.lines > 0 and substr(v.month, 1, 4) = cast(b.year as text))
order by b.id

-- name: sums
-- The regions and years with digital money.
select distinct b.region, b.year from budget_selection s join budget_line b on b.class_id = s.class_id
where s.rule = 'digital-money' and s.adds = 'yes' order by b.region, b.year

-- name: fiscal_row
-- The record of an amount of a fiscal package, its file, its factor and its package's title; by id.
select w.cells, r.path, r.sha256, coalesce(f.factor, '1') as factor, coalesce(p.title, p.name) as title
from fiscal_amount a
join fiscal_row w on w.package = a.package and w.resource = a.resource and w.row = a.row
join fiscal_resource r on r.package = a.package and r.resource = a.resource
join fiscal_field f on f.package = a.package and f.resource = a.resource and f.measure = a.measure and f.role = 'measure'
join fiscal_package p on p.id = a.package
where a.id = :id order by f.position

-- name: fiscal_package
-- A package.
select * from fiscal_package where id = :id

-- name: fiscal_total
-- Whether the amount's measure and period have a total: one currency only.
select t.id from fiscal_amount a join fiscal_total t
  on t.package = a.package and t.field = 0 and t.measure = a.measure and t.period = a.period
where a.id = :id order by t.id

-- name: package_totals
-- Every whole of every package, with one amount of it.
select t.id as total, (select min(a.id) from fiscal_amount a where a.package = t.package and a.measure = t.measure
  and a.period = t.period and a.amount is not null) as id
from fiscal_total t where t.field = 0 order by t.id

-- name: first_contract
-- One row of the table, for the site map and the tests.
select *, 'value' as shown from contract where value is not null order by ocid, id limit 1

-- name: first_contract_trace
-- One row of the table, for the site map and the tests.
select *, 'contracted' as shown from contract_trace where contracted is not null order by ocid, contract limit 1

-- name: first_trace_total
-- One row of the table, for the site map and the tests.
select *, 'contracted' as shown from trace_total where contracted is not null order by dimension, member, source_id, year, currency limit 1

-- name: first_payment
-- One row of the table, for the site map and the tests.
select *, 'value' as shown from payment where value is not null order by ocid, contract, id limit 1

-- name: first_pair_total
-- One row of the table, for the site map and the tests.
select *, 'contracted' as shown from pair_total where contracted is not null order by buyer, supplier, source_id, currency limit 1

-- name: first_stage_total
-- One row of the table, for the site map and the tests.
select *, 'value' as shown from stage_total where value is not null order by source_id, stage, currency, status limit 1
