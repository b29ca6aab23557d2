-- name: open_sums
-- The sums a topic's sources speak of without printing them, in reading order.
select id from statement where about = :subject and says = 'amount_not_given' order by document_id, position

-- name: orders
-- A topic's orders and promises, those with a deadline first, then in reading order.
select id from statement where about = :subject and stance in ('orders', 'promises')
order by coalesce(deadline, 'not stated') = 'not stated', deadline, document_id, position
