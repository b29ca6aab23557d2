-- name: latest_year
-- The latest year whose December was read.
select max(cast(substr(month, 1, 4) as integer)) as year from budget_coverage
where lines > 0 and month like '%-12' and report in ('regional', 'republican') order by year

-- name: not_found
-- What was named and not found among payments, the largest first, with the statement that names it.
select d.id, d.subject, d.year, i.receipt as named
from derived d join derived_input i on i.derived = d.id and i.role = 'whole'
where d.role = 'not-found' order by cast(d.value as real) desc, d.id

-- name: others
-- Every subject that is neither a programme nor a disputed quantity, by kind.
select id, kind from subject where kind not in ('programme', 'quantity')
order by case kind when 'audit' then 0 when 'contract' then 1 when 'cohort' then 2 when 'systems' then 3
  when 'earmarked' then 4 when 'series' then 5 else 6 end, id

-- name: some_gaps
-- The first gap of each subject that was asked about money, at most six.
select * from gap where position = 0 and subject in (
  select id from subject where kind in ('programme', 'quantity', 'contract', 'cohort', 'audit', 'earmarked')
) order by subject limit 6

-- name: span
-- From which month to which the regional and republican reports were read, what is missing between, and how many lines.
select min(month) as first, max(month) as last, count(*) filter (where lines = 0) as missing, sum(lines) as lines
from budget_coverage where report in ('regional', 'republican') order by first

-- name: statements
-- How many statements the edition holds.
select count(*) as n from statement

-- name: owners
-- How many ties of owners and posts registers gave.
select count(*) as n from relationship limit 1

-- name: answered
-- How many corrections, refusals left out, and how many replies.
select (select count(*) from correction where outcome = 'corrected') as corrections, (select count(*) from reply) as replies
