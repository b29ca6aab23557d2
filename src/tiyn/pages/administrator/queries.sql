-- name: lines
-- The lines of an administrator in a place, at the last month read of each year, the latest year first.
with last as (
  select report, max(month) as month from budget_coverage
  where region = :region and lines > 0 and report in ('regional', 'republican') group by report, substr(month, 1, 4))
select b.*, c.name from budget_line b join last l on l.report = b.report and l.month = b.month
join budget_class c on c.id = b.class_id
where b.region = :region and b.administrator = :code and b.kind = 'administrator'
order by b.month desc, b.section, b.functional_group, b.functional_subgroup, b.id

-- name: names
-- The names an administrator bore in the reports that have this place, from when to when, and how one follows another.
select c.name, min(c.first_month) as first_month, max(c.last_month) as last_month, max(c.judgement) as judgement, max(c.why) as why
from budget_class c
where c.administrator = :code and c.kind = 'administrator' and c.report = :report
  and exists (select 1 from budget_line b where b.region = :region and b.administrator = :code and b.class_id = c.id)
group by c.name order by first_month, c.name

-- name: investments
-- The investment programmes of an administrator at the last month read, the largest plan first.
select b.*, c.name from budget_line b join budget_class c on c.id = b.class_id
where b.region = 'KZ' and b.administrator = :code and b.report = 'republican:priority_investments' and b.kind = 'programme'
  and b.month = (select max(month) from budget_coverage where report = 'republican:priority_investments' and lines > 0)
order by length(b.revised) desc, b.revised desc, b.id

-- name: tied
-- The subjects tied to an administrator, judged, by subject.
select subject, functional_group, judgement from budget_link
where region = :region and administrator = :code order by judgement, subject, functional_group

-- name: parties
-- The parties of the dossier that are this administrator, by id.
select id from party where administrator = :code and coalesce(region, 'KZ') = :region order by id

-- name: differ
-- Months in which two reports print different payments of a republican administrator, the latest first. The place of an
-- issue is budget/LINE/paid: the line is cut out of it, so that it is found by its key.
with flat as materialized (
  select distinct substr(id, 1, instr(id || '~', '~') - 1) as id from budget_class where report = 'republican:abp' and kind = 'administrator' and administrator = :code),
place as materialized (
  select substr(place, 8, length(place) - 12) as line from issue
  where kind = 'reports_differ' and place like 'budget/kz-state-abp.' || :code || '%')
select s.id as state_line, r.id as other_line, s.month from place p
cross join budget_line s on s.id = p.line and s.administrator = :code
cross join flat k
cross join budget_line r on r.id = 'kz-' || k.id || '-' || s.month
order by s.month desc, s.id

-- name: flags
-- The flags raised on the lines of an administrator in a place, the latest month first.
select f.indicator, f.evidence, b.month, b.id from budget_line b join flag f on f.subject = 'budget/' || b.id
where b.region = :region and b.administrator = :code and f.state = 'flag' order by b.month desc, b.id, f.indicator

-- name: selected
-- The administrators that the digital money rule adds up, by place and code.
select distinct b.region, b.administrator from budget_selection s join budget_line b on b.class_id = s.class_id
where s.rule = 'digital-money' and s.adds = 'yes' order by b.region, b.administrator

-- name: entry
-- Why the digital money rule adds up an administrator of a place.
select distinct s.entry from budget_selection s join budget_line b on b.class_id = s.class_id
where s.rule = 'digital-money' and s.adds = 'yes' and b.region = :region and b.administrator = :code order by s.entry
