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

-- name: packages
-- Fiscal packages, by id.
select id, name, coalesce(title, name) as title from fiscal_package order by id
