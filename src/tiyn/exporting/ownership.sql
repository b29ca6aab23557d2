-- name: parties
-- Parties of the dossier with their names in each language, by id.
select p.id, p.schema, p.bin, p.region,
  max(case when l.lang = 'kk' then l.text end) as kk, max(case when l.lang = 'ru' then l.text end) as ru,
  max(case when l.lang = 'en' then l.text end) as en
from party p left join label l on l.owner = 'party/' || p.id and l.role = 'name'
group by p.id, p.schema, p.bin, p.region order by p.id

-- name: relations
-- Ties of the dossier with what their statement says of itself, by statement; what is denied is no tie.
select r.statement, r.from_party, r.relation, r.to_party, r.share_said, r.since, r.until, r.certainty,
  s.said_on, d.title, d.url, d.publisher, f.schema as from_schema, t.schema as to_schema
from relation r
join statement s on s.id = r.statement
join document d on d.id = r.document_id
join party f on f.id = r.from_party
join party t on t.id = r.to_party
where r.stance not in ('denies', 'could_not_find') order by r.statement

-- name: entities
-- Entities of registers with their source, by id.
select e.*, s.url, s.publisher, d.title from entity e
left join source s on s.id = e.source_id left join document d on d.id = e.document_id order by e.id

-- name: relationships
-- Relationships of registers with their source and the kinds of their ends, by id.
select r.*, s.url, s.publisher, d.title, f.schema as from_schema, f.unspecified as from_reason, t.schema as to_schema,
  t.unspecified as to_reason
from relationship r
join entity f on f.id = r.from_entity join entity t on t.id = r.to_entity
left join source s on s.id = r.source_id left join document d on d.id = r.document_id order by r.id

-- name: participants
-- Organizations of contracts, by id; whoever may be a person has no name and is left out.
select id, name, name_kk, scheme, identifier, bin_state, country from participant
where name is not null and kind not in ('natural_person', 'withheld') order by id

-- name: contracts
-- Contracts that name both sides, by process and id.
select ocid, id, coalesce(title, title_kk) as title, number, signed, start, end_date, value, currency, buyer, supplier from contract
where buyer is not null and supplier is not null order by ocid, id

-- name: group
-- Every id that is one with this subject, itself included, by id.
select id from canonical where canonical = (select canonical from canonical where id = :subject)
union select :subject order by id

-- name: first_name
-- A subject's first name.
select text from name where subject = :subject order by position limit 1

-- name: entities_of
-- Some entities of registers with their source, by id.
select e.*, s.url, s.publisher, d.title from json_each(:ids) j join entity e on e.id = j.value
left join source s on s.id = e.source_id left join document d on d.id = e.document_id order by e.id

-- name: relationships_of
-- Some relationships of registers with their source and the kinds of their ends, by id.
select r.*, s.url, s.publisher, d.title, f.schema as from_schema, f.unspecified as from_reason, t.schema as to_schema,
  t.unspecified as to_reason
from json_each(:ids) j join relationship r on r.id = j.value
join entity f on f.id = r.from_entity join entity t on t.id = r.to_entity
left join source s on s.id = r.source_id left join document d on d.id = r.document_id order by r.id

-- name: participants_of
-- Some organizations of contracts, by id; whoever may be a person has no name and is left out.
select p.id, p.name, p.name_kk, p.scheme, p.identifier, p.bin_state, p.country from json_each(:ids) j join participant p on p.id = j.value
where p.name is not null and p.kind not in ('natural_person', 'withheld') order by p.id
