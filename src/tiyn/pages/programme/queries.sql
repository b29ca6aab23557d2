-- name: years
-- The years for which figures of the body in charge were computed.
select distinct year from derived where subject = :subject and role in ('approved', 'revised', 'paid') order by year

-- name: budget_why
-- Why each administrator's budget is shown beside the programme.
select text from label where owner = :owner and lang = :lang and role like 'budget:%' order by role

-- name: quantities
-- Disputed quantities of a programme.
select id from subject where kind = 'quantity' and id like :prefix order by id

-- name: not_found_out
-- What a source looked for and did not find about a programme, in reading order.
select id from statement where about = :subject and stance = 'could_not_find' order by document_id, position

-- name: registers
-- The register documents with lines of the administrators in charge, one row each, by id.
select distinct b.document_id from budget_link l
join budget_line b on b.region = l.region and b.administrator = l.administrator and b.kind = 'administrator'
where l.subject = :subject and l.judgement = 'confirmed' and b.section = 'II' order by b.document_id
