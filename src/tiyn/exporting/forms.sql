-- A relation `chosen` in the formats of a file. {cells}, {order} and {form} come from forms.py: names and expressions of ours.

-- name: count
select count(*) as n from chosen

-- name: copy
copy (select {cells} from chosen order by {order}) to $file ({form})

-- name: close
-- From here on the engine touches no file outside these folders, and nothing can open it again.
set allowed_directories = $folders;
set enable_external_access = false;
set lock_configuration = true
