-- name: kinds
-- How many issues there are of each kind, by kind.
select kind, count(*) as n from issue group by kind order by kind

-- name: issues
-- The first issues of a kind, by place.
select place, message from issue where kind = :kind order by place, id limit :most
