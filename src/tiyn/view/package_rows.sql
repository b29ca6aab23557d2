-- name: files
-- The data files of a package with their accepted records, in order.
select r.package, r.resource, r.path,
  (select count(*) from fiscal_row w indexed by fiscal_row_number where w.package = r.package and w.resource = r.resource) as kept
from fiscal_resource r where r.package = :id order by r.position

-- name: fields
-- The columns of a data file, each once, in order.
select name, role, measure from fiscal_field
where package = :package and resource = :resource and use = 1 and constant is null order by position

-- name: rows
-- Some accepted records of a data file, by number.
select package, resource, row, cells from fiscal_row
where package = :package and resource = :resource and row in (
  select n.row from fiscal_row n indexed by fiscal_row_number where n.package = :package and n.resource = :resource
  order by n.row limit :shown offset :skip)
order by row

-- name: amounts
-- The amounts of one record, by measure.
select id, measure, amount, printed from fiscal_amount indexed by fiscal_amount_row
where package = :package and resource = :resource and row = :row order by measure
