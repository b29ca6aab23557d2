-- name: years
-- The years for which figures of the body in charge were computed, and the last month in them.
select d.year, max(b.month) as until from derived d
join derived_input i on i.derived = d.id
join budget_line b on i.receipt = 'budget/' || b.id || '/' || d.role
where d.subject = :subject and d.role in ('approved', 'revised', 'paid') group by d.year order by d.year

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
