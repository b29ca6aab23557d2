-- name: any_process
select 1 as one from process limit 1

-- name: outcome
-- The answers of each indicator, numbered.
create temp table outcome (indicator varchar, state varchar, reason varchar, code bigint)

-- name: states
select state, sum(subjects) as n from indicator_total group by state order by state

-- name: answered
-- Every subject an indicator of this level answered about.
select subject, part from ({each}) s group by subject, part order by 1, 2

-- name: each
(select subject, part from raw_{number} order by 1, 2)

-- name: reference_rows
select * from reference_rows limit 1

-- name: scaled
cast({name} as decimal(38, 0)) * cast($unit as decimal(38, 18))

-- name: references
insert into reference select $indicator, peers, n, {values} from reference_rows order by peers

-- name: raw
-- Joined by its subjects only, so in no order: to sort every rule's rows would cost more than to ask it.
create temp table {relation} as select subject, {extra}, state, reason, value, threshold from ({sql}) s

-- name: joined
left join result_{k} r{k} on r{k}.subject = s.subject and r{k}.part = s.part

-- name: text
'{id}=' || cast(r{k}.code as varchar)

-- name: unanswered
create temp table answer as select subject, part, cast(0 as bigint) as pattern from subject

-- name: no_pattern
select cast(0 as bigint) as pattern, '' as answers order by 1

-- name: folded
-- Each subject with the set of answers so far and the answers of a few further rules.
create temp table folded as select s.subject, s.part, s.pattern, concat_ws(' ', {texts}) as answers from answer s {joins}

-- name: grown
-- The sets met so far, each once, with the number of the set they grew from.
select row_number() over (order by answers) as pattern, grown, added, answers from (
  select d.pattern as grown, d.answers as added, concat_ws(' ', nullif(p.answers, ''), nullif(d.answers, '')) as answers
  from (select distinct pattern, answers from folded) d join pattern p on p.pattern = d.pattern
)
order by 1

-- name: renumbered
create temp table renumbered as select f.subject, f.part, g.pattern from folded f join grown g on g.grown = f.pattern and g.added = f.answers

-- name: next
alter table renumbered rename to answer

-- name: regrown
select pattern, answers from grown order by 1

-- name: tested
create temp table tested (indicator varchar, subject bigint, part varchar, hits bigint, n bigint, peers varchar, base varchar, shrunk varchar,
  p varchar, rank bigint, tests bigint)

-- name: judged
create temp table {relation} (subject bigint, part varchar, state varchar, reason varchar, value bigint, threshold bigint, peers varchar, n bigint, note varchar)

-- name: rate_units
insert into rate_unit
select t.indicator, o.id, t.part, t.hits, t.n, t.peers, cast(t.base as decimal(38, 18)), cast(t.shrunk as decimal(38, 18)), cast(t.p as decimal(38, 18)), t.rank, t.tests
from tested t join org o on o.org = t.subject order by 1, 2, 3

-- name: subject_lot
-- Every lot, with what its results are listed by.
create temp table subject as select l.lid as subject, '' as part, p.ocid, l.id, p.source_id, p.buyer, c.winner as supplier, p.region, p.year, p.method, l.currency
from piece l join procedure p on p.pid = l.pid join contest c on c.lid = l.lid

-- name: subject_contract
create temp table subject as select d.cid as subject, '' as part, p.ocid, d.id, d.source_id, d.buyer, d.supplier, d.region, d.year, d.method, d.currency
from deal d join procedure p on p.pid = d.pid

-- name: subject_process
create temp table subject as select pid as subject, '' as part, ocid, '' as id, source_id, buyer, cast(null as bigint) as supplier, region, year, method, 'XXX' as currency from procedure

-- name: subject_buyer
-- Whoever the indicators of this level had something to say about; `part` is the period.
create temp table subject as select s.subject, s.part, o.id as ocid, s.part as id, cast(null as varchar) as source_id, s.subject as buyer, cast(null as bigint) as supplier,
  cast(null as varchar) as region, try_cast(left(s.part, 4) as bigint) as year, cast(null as varchar) as method, 'KZT' as currency
from answered s join org o on o.org = s.subject

-- name: subject_supplier
create temp table subject as select s.subject, s.part, o.id as ocid, s.part as id, cast(null as varchar) as source_id, cast(null as bigint) as buyer, s.subject as supplier,
  cast(null as varchar) as region,
  coalesce(try_cast(left(s.part, 4) as bigint), try_cast(split_part(s.part, '/', 4) as bigint)) as year, cast(null as varchar) as method, 'KZT' as currency
from answered s join org o on o.org = s.subject

-- name: subject_pair
-- A buyer and a supplier: `part` is the supplier's number, a slash, the period or code.
create temp table subject as select s.subject, s.part, o.id as ocid, u.id || case when contains(s.part, '/') then substr(s.part, instr(s.part, '/')) else '' end as id,
  cast(null as varchar) as source_id, s.subject as buyer, u.org as supplier, cast(null as varchar) as region,
  case when contains(s.part, '/') then try_cast(substr(s.part, instr(s.part, '/') + 1, 4) as bigint) end as year, cast(null as varchar) as method, 'KZT' as currency
from answered s join org o on o.org = s.subject join org u on u.org = cast(split_part(s.part, '/', 1) as bigint)

-- name: subject_market
-- scheme/code/region/year; nobody's own.
create temp table subject as select s.subject, s.part, '' as ocid, s.part as id, cast(null as varchar) as source_id, cast(null as bigint) as buyer, cast(null as bigint) as supplier,
  nullif(split_part(s.part, '/', 3), '') as region, try_cast(split_part(s.part, '/', 4) as bigint) as year, cast(null as varchar) as method, 'KZT' as currency
from answered s

-- name: outcomes
-- One indicator's answers by number.
create temp table {result} as select r.subject, r.part, o.code from {raw} r
join outcome o on o.indicator = $indicator and o.state = r.state and o.reason = coalesce(r.reason, '')

-- name: codes
-- The numbers of the answers an indicator gave.
insert into outcome
select $indicator, state, reason, row_number() over (order by state, reason) from (select distinct state, coalesce(reason, '') as reason from {raw}) d

-- name: flags
insert into flagged
select $indicator, $kind, s.ocid, s.id, $version, s.source_id, b.id, u.id, s.region, s.year, s.method,
  cast(r.value as decimal(38, 0)) * cast($unit as decimal(38, 18)), case when $named = 'money' then coalesce(s.currency, 'XXX') else $named end, cast(r.threshold as decimal(38, 0)) * cast($unit as decimal(38, 18)),
  r.peers, r.n, r.note
from (select * from {raw} where state = 'flag') r
join subject s on s.subject = r.subject and s.part = r.part
left join org b on b.org = s.buyer
left join org u on u.org = s.supplier

-- name: totals
insert into indicator_total
select $indicator, coalesce(s.source_id, ''), coalesce(s.year, 0), coalesce(s.method, ''), o.state, o.reason, count(*)
from {result} r join outcome o on o.indicator = $indicator and o.code = r.code
join subject s on s.subject = r.subject and s.part = r.part
group by coalesce(s.source_id, ''), coalesce(s.year, 0), coalesce(s.method, ''), o.state, o.reason
order by 2, 3, 4, 5, 6

-- name: patterns
-- Each set of answers once; a subject bears its number.
select pattern, row_number() over (order by answers) + (select coalesce(max(pattern), 0) from check_pattern) as number, answers
from pattern
order by 2

-- name: checked
insert into checked
select $kind, s.ocid, s.id, n.number from answer a join numbered n on n.pattern = a.pattern
join subject s on s.subject = a.subject and s.part = a.part

-- name: sets
insert into check_pattern
select n.number, o.indicator, o.state, nullif(o.reason, '')
from numbered n, unnest(string_split(n.answers, ' ')) as t(answer)
join outcome o on o.indicator = split_part(t.answer, '=', 1) and o.code = cast(split_part(t.answer, '=', 2) as bigint)
order by 1, 2
