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
-- The first pairs with what a curator wrote of them, those that are one first, by reason and ids; of one reason when it is given.
select r.left_id, r.right_id, r.outcome, r.reason, r.made_by, r.made_on, (
    select j.why from judgement j where r.reason = 'judged' and r.made_on = j.made_on
      and ((j.left_id = r.left_id and j.right_id = r.right_id) or (j.left_id = r.right_id and j.right_id = r.left_id))
    order by j.position desc limit 1) as why
from resolution r
where :reason = '' or r.reason = :reason
order by r.outcome = 'review', r.outcome desc, r.reason, r.left_id, r.right_id limit :most
