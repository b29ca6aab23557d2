-- name: years
-- The years with contracts, the latest first.
select distinct year from trace_total where dimension = 'all' order by year desc

-- name: members
-- The members of a dimension with the largest contracted sums of a year.
select * from trace_total where dimension = :dimension and year = :year order by contracted + 0 desc limit :most

-- name: how_many
select count(*) as n from trace_total where dimension = :dimension and year = :year
