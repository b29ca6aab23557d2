-- name: gaps
-- Every gap, by id.
select id from gap order by id

-- name: searched
-- Every source with what this edition holds of it: documents, statements, records read, and the time they are about. By id.
with papers as (
  select source_id, count(*) as documents, sum(published = 'not stated') as undated,
    min(nullif(published, 'not stated')) as first_day, max(nullif(published, 'not stated')) as last_day
  from document group by source_id
),
said as (select source_id, count(*) as statements from statement group by source_id),
taken as (
  select d.source_id, sum(r.accepted) as records from document d join reading r on r.sha256 = d.sha256 group by d.source_id
),
months as (select source_id, min(month) as first_day, max(month) as last_day from budget_line group by source_id),
years as (
  select source_id, cast(min(year) as text) as first_day, cast(max(year) as text) as last_day
  from indicator_total where year between 1990 and 2100 group by source_id
)
select s.id, s.retrieved, coalesce(p.documents, 0) as documents, coalesce(p.undated, 0) as undated,
  coalesce(t.statements, 0) as statements, coalesce(k.records, 0) as records,
  coalesce(m.first_day, y.first_day, p.first_day) as first_day, coalesce(m.last_day, y.last_day, p.last_day) as last_day
from source s
left join papers p on p.source_id = s.id left join said t on t.source_id = s.id left join taken k on k.source_id = s.id
left join months m on m.source_id = s.id left join years y on y.source_id = s.id
order by s.id

-- name: unread
-- How many months of budget reports were not read, and of how many.
select count(*) as months, coalesce(sum(lines = 0), 0) as unread from budget_coverage limit 1
