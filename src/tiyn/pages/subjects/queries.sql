-- name: all
-- Every subject, those that carry money or counts before topics, by id.
select id, kind from subject order by kind = 'topic', kind, id
