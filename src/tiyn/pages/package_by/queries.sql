-- name: package
-- One package.
select * from fiscal_package where id = :id

-- name: columns
-- Every column of codes of the first level, by package and number.
select distinct package, field as by from fiscal_total where field > 0 and within is null order by package, field
