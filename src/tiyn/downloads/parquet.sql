-- What turns the figures of a page into Parquet. {value}, {low} and {high} are column types chosen by parquet.py.

-- name: folder
-- The one folder the engine may write to.
set allowed_directories = [$folder]

-- name: close
-- From here on the engine touches no file outside that folder, and nothing can open it again.
set enable_external_access = false;
set lock_configuration = true

-- name: figures
-- One row per figure, in the order of the page; every value arrives as text and is cast, never computed.
create table figures as
select
  figure, label, cast(value as {value}) as value, cast(low as {low}) as low, cast(high as {high}) as high,
  unit, state, line, said, badges, beside, receipt, edition, position
from (
  select
    unnest($position::integer[]) as position,
    unnest($figure::varchar[]) as figure, unnest($label::varchar[]) as label,
    unnest($value::varchar[]) as value, unnest($low::varchar[]) as low, unnest($high::varchar[]) as high,
    unnest($unit::varchar[]) as unit, unnest($state::varchar[]) as state, unnest($line::varchar[]) as line,
    unnest($said::varchar[]) as said, unnest($badges::varchar[]) as badges, unnest($beside::varchar[]) as beside,
    unnest($receipt::varchar[]) as receipt, unnest($edition::varchar[]) as edition
)
order by position

-- name: write
-- The file: rows in the order of the page, where it is from in the file's own key-value pairs.
copy (select * exclude (position) from figures order by position)
to $file (
  format parquet, compression zstd,
  kv_metadata {title: $title, address: $address, language: $language, edition: $id, root: $root, date: $date, licence: $licence}
)
