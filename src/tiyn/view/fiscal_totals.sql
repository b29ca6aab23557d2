-- name: total
-- One total of a package.
select * from fiscal_total where id = :id

-- name: wholes
-- The whole of every measure and period of a package, in the order of the file's columns.
select t.* from fiscal_total t
left join (select f.measure, min(10000 * (r.position - 1) + f.position) as number from fiscal_field f
  join fiscal_resource r on r.package = f.package and r.resource = f.resource
  where f.package = :package and f.role = 'measure' group by f.measure) f on f.measure = t.measure
where t.package = :package and t.field = 0
order by f.number, t.measure, t.period

-- name: codes
-- The largest codes below an address, largest first.
select * from fiscal_total where id >= :low and id < :high order by rank, id limit :shown

-- name: counted
-- How many codes stand below an address.
select count(*) as codes from fiscal_total where id >= :low and id < :high

-- name: columns
-- The columns a package's totals are divided by, in order.
select :by_file * (r.position - 1) + f.position as number, f.name, f.title, f.dimension, f.attribute,
  case when exists (select 1 from fiscal_total t where t.package = f.package
    and t.field = :by_file * (r.position - 1) + f.position and t.within is not null) then f.parent end as parent
from fiscal_field f join fiscal_resource r on r.package = f.package and r.resource = f.resource
where f.package = :package and f.role = 'dimension'
  and exists (select 1 from fiscal_total t where t.package = f.package and t.field = :by_file * (r.position - 1) + f.position)
group by r.position, f.position
order by r.position, f.position

-- name: amounts
-- Every printed amount of one measure and period of a package, by record.
select a.id, a.amount, a.locator, a.printed, a.currency from fiscal_amount a
join fiscal_resource r on r.package = a.package and r.resource = a.resource
where a.package = :package and a.measure = :measure and a.period = :period and a.amount is not null
order by r.position, a.row, a.id

-- name: amounts_of_code
-- Those of them whose record has a code in a column, and the code above it in its parent's; by record.
with cell as (
  select f.resource, f.attribute, min(f.position) as position, min(f.constant) as constant from fiscal_field f
  where f.package = :package and f.dimension = :dimension and f.attribute in (:attribute, :parent)
  group by f.resource, f.attribute
)
select a.id, a.amount, a.locator, a.printed, a.currency from fiscal_amount a
join fiscal_resource r on r.package = a.package and r.resource = a.resource
join fiscal_row w on w.package = a.package and w.resource = a.resource and w.row = a.row
left join cell c on c.resource = a.resource and c.attribute = :attribute
left join cell u on u.resource = a.resource and u.attribute = :parent
where a.package = :package and a.measure = :measure and a.period = :period and a.amount is not null
  and coalesce(c.constant, json_extract(w.cells, '$[' || (c.position - 1) || ']'), '') = :code
  and (:within is null or coalesce(u.constant, json_extract(w.cells, '$[' || (u.position - 1) || ']'), '') = :within)
order by r.position, a.row, a.id
