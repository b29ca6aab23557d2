-- name: amount
-- One amount of a fiscal package.
select * from fiscal_amount where id = :id

-- name: amounts
-- Every printed amount of one measure and period of a package, by record.
select id, amount, currency, phase, period from fiscal_amount
where package = :package and measure = :measure and period = :period and amount is not null
order by resource, row, id
