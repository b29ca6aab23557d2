-- name: examples
-- Some classes with many prices and some with few, for the site map and the tests.
select scheme, classification from (select * from unit_price where region = '' and year = 0 order by prices desc, classification limit 6)
union select scheme, classification from (select * from unit_price where region = '' and year = 0 order by prices, classification limit 4)
order by 1, 2
