-- A relation `chosen` in the formats of a file. {cells}, {order} and {form} come from forms.py: names and expressions of ours.

-- name: count
select count(*) as n from chosen

-- name: laid
-- The rows lie in the order of their key in the one file they come from, and the engine keeps that order: nothing is sorted or held.
copy (select {cells} from chosen) to $file ({form})

-- name: sorted
copy (select {cells} from chosen order by {order}) to $file ({form})
