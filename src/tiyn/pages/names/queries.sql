-- name: counts
-- Pairs by outcome, reason and who judged.
select outcome, reason, made_by, count(*) as n from resolution group by outcome, reason, made_by
order by outcome = 'review', outcome desc, reason, made_by

-- name: homonyms
-- How many names more than one BIN bears, and how many BINs those are.
select count(*) as names, coalesce(sum(n), 0) as bins from (
  select key, count(distinct bin) as n from name where bin is not null and key <> 0 group by key having count(distinct bin) > 1)
limit 1

-- name: pairs
-- The first pairs, those that are one first, by reason and ids; of one reason when it is given.
select left_id, right_id, outcome, reason from resolution where :reason = '' or reason = :reason
order by outcome = 'review', outcome desc, reason, left_id, right_id limit :most
