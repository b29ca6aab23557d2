-- What a witness remembers: of each log the last head it signed.

-- name: create
create table if not exists seen (origin text primary key, size integer not null, root blob not null, note text not null)

-- name: known
select size, root, note from seen where origin = :origin order by origin

-- name: keep
insert into seen (origin, size, root, note) values (:origin, :size, :root, :note)
on conflict (origin) do update set size = excluded.size, root = excluded.root, note = excluded.note
