-- name: results
-- Every result of an indicator, by subject.
select subject, state, reason, value, threshold, evidence from flag where indicator = :id order by subject
