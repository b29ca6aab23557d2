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
-- Every budget line, by id.
select id from budget_line order by id
