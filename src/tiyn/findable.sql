-- name: labels
-- Every text of ours, by owner.
select owner, role, lang, text from label order by owner, role, lang

-- name: aliases
-- Every further name.
select owner, text from alias order by owner, text

-- name: statements
-- Every statement with its figure, in reading order.
select id, about, said, value from statement order by about, document_id, position

-- name: things
-- Subjects and parties with their addresses, by address.
select 'subject' as thing, id, kind, '/' || kind || '/' || id as url from subject
union all
select
  'party' as thing, id,
  case when schema = 'Person' then 'person' else 'organisation' end as kind,
  case when schema = 'Person' then '/person/' else '/organisation/' end || id as url
from party
order by url

-- name: documents
-- Documents, by id.
select id, title from document order by id

-- name: administrators
-- The administrators of each place in the last month read of each year, with the latest printed name.
with last as (
  select report, region, max(month) as month from budget_coverage
  where lines > 0 and report in ('regional', 'republican') group by report, region, substr(month, 1, 4))
select b.region, b.administrator, max(b.month || c.name) as latest, max(case when s.class_id is null then 0 else 1 end) as digital
from budget_line b
join last l on l.report = b.report and l.region = b.region and l.month = b.month
join budget_class c on c.id = b.class_id
left join budget_selection s on s.class_id = b.class_id and s.rule = 'digital-money' and s.adds = 'yes'
where b.kind = 'administrator' and b.administrator is not null
group by b.region, b.administrator order by b.region, b.administrator

-- name: packages
-- Fiscal packages, by id.
select id, name, coalesce(title, name) as title from fiscal_package order by id

-- name: participants
-- Organizations of the registers that have a name, with how many contracts they have; natural persons are not sought. By id.
with dealt as (
  select member, sum(contracts) as contracts from trace_total where dimension in ('buyer', 'supplier') group by member
)
select p.id, p.name, p.name_kk, p.identifier, coalesce(d.contracts, 0) as contracts
from participant p left join dealt d on d.member = p.id
where p.kind <> 'natural_person' and p.name is not null order by p.id

-- name: entities
-- Entities of registers of ownership that have a name and are no participants of contracts, by id.
select e.id, e.name, e.name_kk, e.name_en, e.identifier from entity e
where e.name is not null and e.schema <> 'unknown' and e.id not in (select id from participant where name is not null) order by e.id
