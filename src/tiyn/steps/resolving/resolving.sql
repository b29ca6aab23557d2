-- name: named
-- Every name of every known subject, natural persons of contracts left out, by subject and name.
with all_names as (
  select 'participant/' || id as subject, name as text, 'no' as people, case when bin_state = 'valid' then identifier end as bin, region
  from participant where kind <> 'natural_person' and name is not null
  union all
  select 'participant/' || id, name_kk, 'no', case when bin_state = 'valid' then identifier end, region
  from participant where kind <> 'natural_person' and name_kk is not null and name_kk is distinct from name
  union all
  select 'entity/' || id, unnest([name, name_kk, name_en]), case when schema = 'Person' then 'yes' else 'no' end,
    case when bin_state = 'valid' then identifier end, null
  from entity where schema <> 'unknown'
  union all
  select 'party/' || p.id, l.text, case when p.schema = 'Person' then 'yes' else 'no' end,
    case when p.bin <> 'not collected' then p.bin end, p.region
  from party p join label l on l.owner = 'party/' || p.id and l.role = 'name'
  union all
  select 'party/' || p.id, a.text, case when p.schema = 'Person' then 'yes' else 'no' end,
    case when p.bin <> 'not collected' then p.bin end, p.region
  from party p join alias a on a.owner = 'party/' || p.id
)
select distinct subject, text, people, bin, region from all_names where text is not null and text <> ''
order by subject, text

-- name: held_by_many
-- Keys that more subjects bear than are compared pair by pair: how many such keys, and how many subjects bear the most common.
with borne as (select key, count(distinct subject) as n from name where key <> 0 group by key)
select count(*) as keys, coalesce(max(n), 0) as most from borne where n > $most order by keys

-- name: pairs
-- Pairs of subjects that bear names of one key, at most one of them with a BIN, with the names, equal ones first, by pair.
-- Subjects of two BINs are two: nothing needs to be said of each such pair.
with few as (select key from name where key <> 0 group by key having count(distinct subject) between 2 and $most),
placed as (
  select key, people, region, count(distinct coalesce(bin, subject)) as bearers from name
  where region is not null group by key, people, region
)
select
  a.subject as left_id, b.subject as right_id, a.text as left_name, b.text as right_name, a.people,
  a.bin as left_bin, b.bin as right_bin, p.bearers
from name a
join few f on f.key = a.key
join name b on b.key = a.key and b.people = a.people and b.subject > a.subject
left join placed p on p.key = a.key and p.people = a.people and p.region = a.region and p.region = b.region
where a.bin is null or b.bin is null
order by left_id, right_id, a.text <> b.text, left_name, right_name

-- name: numbered
-- Subjects of different kinds with one valid BIN, by pair.
with one as (select distinct subject, bin from name where bin is not null)
select a.subject as left_id, b.subject as right_id
from one a join one b on b.bin = a.bin and b.subject > a.subject
order by left_id, right_id

-- name: judged
-- What curators judged of parties, participants and entities, later judgements last.
select left_id, right_id, verdict, made_by, made_on, position from judgement
where regexp_matches(left_id, '^(party|participant|entity)/') and regexp_matches(right_id, '^(party|participant|entity)/')
order by made_on, position

-- name: same
-- Pairs that are one subject, curators' first.
select left_id, right_id from resolution where outcome = 'same' order by made_by = 'rule', left_id, right_id

-- name: apart
-- Pairs a curator keeps apart.
select left_id, right_id from resolution where outcome = 'different' and made_by <> 'rule' order by left_id, right_id

-- name: with_bin
-- Subjects of those pairs that have a valid BIN.
with one as (select left_id as id from resolution where outcome = 'same' union select right_id from resolution where outcome = 'same')
select distinct n.subject from name n join one on one.id = n.subject where n.bin is not null order by n.subject
