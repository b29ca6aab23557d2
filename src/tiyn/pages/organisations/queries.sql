-- name: organisations
-- Every party that is not a person, public bodies first.
select id, schema, region from party where schema <> 'Person'
order by schema <> 'PublicBody', schema <> 'Organization', schema, id
