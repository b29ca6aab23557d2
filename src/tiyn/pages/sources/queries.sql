-- name: documents
-- One row per document with how many statements and budget lines were taken from it, newest first.
select
  d.id, d.language, d.kind, d.publisher, d.published,
  (select count(*) from statement s where s.document_id = d.id) as statements,
  (select count(*) from budget_line b where b.document_id = d.id) as lines
from document d where d.kind <> 'portal_answer' order by d.kind desc, d.published = 'not stated', d.published desc, d.id

-- name: readings
-- One row per input file, by name.
select file, read, accepted, quarantined, sha256 from reading order by file

-- name: sources
-- Every source, by id.
select s.id, s.url, s.retrieved, s.licence,
  (select count(*) from document d where d.source_id = s.id and d.kind = 'portal_answer') as answers
from source s order by s.id
