-- name: entity
-- One entity.
select * from entity where id = :id limit 1

-- name: examples
-- Two of every schema, by schema and id.
select id, schema from (select id, schema, row_number() over (partition by schema order by id) as n from entity)
where n <= 2 order by schema, id
