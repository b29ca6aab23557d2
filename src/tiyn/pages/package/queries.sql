-- name: package
-- One package.
select * from fiscal_package where id = :id

-- name: ids
-- Every package, by id.
select id from fiscal_package order by id

-- name: counted
-- Records read and records kept of a package.
select coalesce(sum(rows), 0) as read, (select count(*) from fiscal_row w where w.package = :id) as kept
from fiscal_resource where package = :id

-- name: first_resource
-- The first data file of a package.
select resource from fiscal_resource where package = :id order by position limit 1

-- name: totals
-- The measures and periods of one currency with a printed amount, in the order of the file's columns.
select a.measure, a.period, sum(a.amount is null) as nil
from fiscal_amount a
left join (select package, resource, measure, min(position) as position from fiscal_field where role = 'measure'
  group by package, resource, measure) f
  on f.package = a.package and f.resource = a.resource and f.measure = a.measure
where a.package = :id
group by a.measure, a.period
having count(distinct a.currency) = 1 and sum(a.amount is not null) > 0
order by min(f.position), a.measure, a.period

-- name: fields
-- The columns of a data file, each once, in order.
select name, role, measure from fiscal_field
where package = :id and resource = :resource and use = 1 and constant is null order by position

-- name: rows
-- The first records of a data file.
select resource, row, cells from fiscal_row where package = :id and resource = :resource order by row limit :shown

-- name: amounts
-- The amounts of one record, by measure.
select id, measure, amount, printed from fiscal_amount
where package = :id and resource = :resource and row = :row order by measure
