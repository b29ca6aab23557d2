-- name: issues
-- Every issue, by step and place.
select step, kind, place, message from issue order by step, kind, place, id
