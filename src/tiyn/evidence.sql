-- name: node
-- A node by its id.
select number, degree from node where id = :id limit 1

-- name: ids
-- Ids of nodes by their numbers.
select n.number, n.id, n.degree from json_each(:nodes) j join node n on n.number = j.value order by n.number

-- name: hubs
-- Of these nodes those with more ties than are passed through.
select n.number, n.degree from json_each(:nodes) j join node n on n.number = j.value where n.degree > :cap order by n.number

-- name: next
-- Neighbours of nodes by ties that may count and were not over by a day, nor begun after it.
select t.node, t.other from json_each(:nodes) j join tie t on t.node = j.value
where (:institutional or t.link = 'connection')
  and (:from_day is null or t.until_day is null or t.until_day >= :from_day)
  and (:to_day is null or t.since_day is null or t.since_day <= :to_day)
  and (:without = '[]' or t.origin not in (select value from json_each(:without)))
order by t.node, t.other

-- name: between
-- The ties between two nodes, as seen from the first.
select t.origin, t.forward, t.kind, t.link, t.certainty, t.since_day, t.until_day from tie t
where t.node = :node and t.other = :other
order by t.origin, t.forward

-- name: around
-- A node's ties, so many at most, to its neighbours by their ids.
select n.id as other_id, n.degree, t.origin, t.forward, t.kind, t.link, t.certainty, t.since_day, t.until_day
from tie t join node n on n.number = t.other where t.node = :node
order by t.other, t.origin, t.forward limit :most

-- name: size
-- How large the whole graph is.
select (select count(*) from node) as nodes, (select count(*) / 2 from tie) as ties limit 1
