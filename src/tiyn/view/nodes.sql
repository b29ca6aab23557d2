-- name: entity
-- One entity of a register of ownership or posts.
select * from entity where id = :id limit 1

-- name: participant
-- One contract party.
select id, name, name_kk, kind from participant where id = :id limit 1

-- name: relationship
-- One relationship.
select * from relationship where id = :id limit 1

-- name: canonical
-- The id that stands for this one.
select canonical from canonical where id = :id limit 1
