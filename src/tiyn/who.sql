-- name: of_key
-- Names of one key, one more than are looked at, by subject.
select subject, text, people, bin, region from name where key = :key order by subject, position limit :most

-- name: of_bin
-- The subject of a BIN: the dossier's party first.
select subject from name where bin = :bin order by substr(subject, 1, 6) <> 'party/', subject limit 1

-- name: alike
-- What is one with a subject or alike, by outcome and the other's id.
select left_id, right_id, outcome, reason, made_by, made_on, left_name, right_name from resolution where left_id = :id
union
select left_id, right_id, outcome, reason, made_by, made_on, left_name, right_name from resolution where right_id = :id
order by outcome, left_id, right_id

-- name: canonical
-- The id that stands for this one.
select canonical from canonical where id = :id limit 1

-- name: waiting
-- Pairs that wait for a human and no judgement yet names, by reason and pair.
select r.left_id, r.right_id, r.outcome, r.reason, r.left_name, r.right_name from resolution r
where r.outcome = 'review' and r.made_by = 'rule' and (:reason = '' or r.reason = :reason)
order by r.reason, r.left_id, r.right_id limit :most

-- name: names_of
-- A subject's names with its BIN and region, in order.
select text, people, bin, region from name where subject = :subject order by position limit 20

-- name: counts
-- Pairs by outcome, reason and who judged.
select outcome, reason, made_by, count(*) as n from resolution group by outcome, reason, made_by order by outcome, reason, made_by

-- name: homonyms
-- How many keys of names more than one BIN bears, and how many BINs those are.
select count(*) as names, coalesce(sum(n), 0) as bins from (
  select key, count(distinct bin) as n from name where bin is not null and key <> 0 group by key having count(distinct bin) > 1)
limit 1

-- name: known
-- Whether a subject has a name or a tie.
select subject from name where subject = :id union select id from node where id = :id limit 1
