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
