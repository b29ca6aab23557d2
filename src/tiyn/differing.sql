-- What changed between two editions; old_ and new_ are their tables. The result is a table of its own.

-- name: old_documents
select id, sha256 from old_document order by id

-- name: new_documents
select id, sha256 from new_document order by id

-- name: rules
-- indicators whose rule or numbers are others now
select coalesce(o.indicator, n.indicator) as indicator from old_indicator_version o
full join new_indicator_version n on n.indicator = o.indicator where o.version is distinct from n.version order by 1

-- name: said
-- addresses that a correction or a reply of the new edition names for the first time; a correction goes before a reply
select address, cause, id from (
  select a.address, 'reply' as cause, a.reply as id from new_reply_answers a anti join old_reply_answers o on o.reply = a.reply and o.address = a.address
  union all
  select a.address, 'correction' as cause, a.correction as id from new_correction_affects a
  anti join old_correction_affects o on o.correction = a.correction and o.address = a.address
) order by address, cause desc

-- name: files
-- files that were read anew or are other ones
select n.file from new_reading n left join old_reading o on o.file = n.file where o.sha256 is distinct from n.sha256 order by n.file

-- name: create
create table change (
  n integer primary key, tbl text not null, key text not null, address text not null, about text not null,
  change text not null, cause text not null, detail text not null, cells text not null
)

-- name: create_about
create index change_about on change (about, address)

-- name: insert
insert into change (tbl, key, address, about, change, cause, detail, cells)
values (:table, :key, :address, :about, :change, :cause, :detail, :cells)

-- name: withdrawn
insert into change (tbl, key, address, about, change, cause, detail, cells) values ('', '', '', '', 'removed', 'withdrawal', '', '{}')

-- name: causes
-- how many changes of each cause
select cause, count(*) as n from change group by cause order by n desc, cause

-- name: by_table
select tbl, change, cause, count(*) as n from change where tbl <> '' group by tbl, change, cause order by tbl, change, cause

-- name: first
-- what people look at first: figures and statements before what only follows from them
select tbl, key, address, about, change, cause, detail, cells from change
where tbl <> '' and (:tbl = '' or tbl = :tbl) and (:cause = '' or cause = :cause) and (:about = '' or about = :about or address = :about)
order by case when tbl in ('statement', 'correction', 'reply', 'gap') then 0 when tbl in ('derived', 'flag', 'document') then 1 when tbl = 'label' then 3 else 2 end,
  tbl, n
limit :most offset :skip

-- name: counted
select count(*) as n from change
where tbl <> '' and (:tbl = '' or tbl = :tbl) and (:cause = '' or cause = :cause) and (:about = '' or about = :about or address = :about)
