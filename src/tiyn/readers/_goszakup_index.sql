-- The index a reader keeps of one reading: which version of a record is the newest, and who belongs to whom.
-- It lies in the reader's scratch folder and is gone with it.

-- name: schema
create table record (kind text, id integer, walk integer, seq integer, primary key (kind, id)) without rowid;
create table revision (
  id integer primary key, walk integer, seq integer, chain text, number integer, root integer, buy integer, has_units integer,
  buyer text, supplier text
);
create table plan (
  id integer primary key, walk integer, seq integer, root integer, name text, name_kk text, class text, unit text, kato text,
  ground text, has_parts integer
);
create table removed (kind text, id integer, at text, action text, primary key (kind, id)) without rowid;
create table winner (lot integer, award integer, participant text, primary key (lot, award)) without rowid;
create table once (kind text, id integer, primary key (kind, id)) without rowid;
create table lot_place (lot integer primary key, buy integer);
create table needed (ocid text primary key, row text) without rowid;
create table kato (plan integer, code text, primary key (plan, code)) without rowid;

-- name: seen
-- The newest version of a record: a later walk, or a later page of the same walk.
insert into record (kind, id, walk, seq) values (:kind, :id, :walk, :seq)
on conflict (kind, id) do update set walk = excluded.walk, seq = excluded.seq
where (excluded.walk, excluded.seq) > (record.walk, record.seq);

-- name: revision_seen
insert into revision (id, walk, seq, chain, number, root, buy, has_units, buyer, supplier)
values (:id, :walk, :seq, :chain, :number, :root, :buy, :has_units, :buyer, :supplier)
on conflict (id) do update set walk = excluded.walk, seq = excluded.seq, chain = excluded.chain, number = excluded.number,
  root = excluded.root, buy = excluded.buy, has_units = excluded.has_units, buyer = excluded.buyer, supplier = excluded.supplier
where (excluded.walk, excluded.seq) > (revision.walk, revision.seq);

-- name: plan_seen
insert into plan (id, walk, seq, root, name, name_kk, class, unit, kato, ground, has_parts)
values (:id, :walk, :seq, :root, :name, :name_kk, :class, :unit, :kato, :ground, :has_parts)
on conflict (id) do update set walk = excluded.walk, seq = excluded.seq, root = excluded.root, name = excluded.name,
  name_kk = excluded.name_kk, class = excluded.class, unit = excluded.unit, kato = excluded.kato, ground = excluded.ground,
  has_parts = excluded.has_parts
where (excluded.walk, excluded.seq) > (plan.walk, plan.seq);

-- name: action_seen
insert into removed (kind, id, at, action) values (:kind, :id, :at, :action)
on conflict (kind, id) do update set at = excluded.at, action = excluded.action where excluded.at >= removed.at;

-- name: winner_seen
insert or ignore into winner (lot, award, participant) values (:lot, :award, :participant);

-- name: lot_seen
insert or replace into lot_place (lot, buy) values (:lot, :buy);

-- name: once_seen
insert or ignore into once (kind, id) values (:kind, :id);

-- name: kato_seen
insert or ignore into kato (plan, code) values (:plan, :code);

-- name: needed_seen
-- Whoever knows most of a process speaks for it.
insert into needed (ocid, row) values (:ocid, :row)
on conflict (ocid) do update set row = excluded.row where length(excluded.row) > length(needed.row);

-- name: settle
-- A contract is its revisions: those of one register number, or of one root where a number is unreadable.
-- The last that the register has not removed speaks for it.
create table place as
select id, chain, walk, seq, number,
  row_number() over (partition by first order by number, id) as position,
  row_number() over (partition by first order by gone, number desc, id desc) as from_last,
  gone, first as root, max(buy) over (partition by first) as buy, buyer, supplier, has_units
from (
  select revision.*,
    coalesce(min(root) over (partition by chain), min(id) over (partition by chain)) as first,
    exists (
      select 1 from removed where removed.kind = 'contract' and removed.id = revision.id and removed.action = 'D'
    ) as gone
  from revision
);
create unique index place_id on place (id);
create index place_root on place (root);
create table plan_place as
select id, walk, seq, root, name, name_kk, class, unit, kato, ground, has_parts,
  row_number() over (partition by root order by id) as version,
  row_number() over (partition by root order by id desc) as from_last
from plan;
create unique index plan_place_id on plan_place (id);

-- name: newest
select walk, seq from record where kind = :kind and id = :id;

-- name: place_of
select chain, position, from_last, gone, root, buy, buyer, supplier, has_units from place where id = :id;

-- name: place_of_root
select chain, position, from_last, gone, root, buy, buyer, supplier, has_units from place
where root = :id order by from_last limit 1;

-- name: plan_of
select root, name, name_kk, class, unit, kato, ground, version, from_last, has_parts from plan_place where id = :id;

-- name: buy_of_lot
select buy from lot_place where lot = :id;

-- name: removal_of
select at from removed where kind = :kind and id = :id and action = 'D';

-- name: award_of
select award from winner where lot = :lot and participant = :participant order by award limit 1;

-- name: places_of_plan
select code from kato where plan = :id order by code;

-- name: all_needed
select ocid, row from needed order by ocid;

-- name: all_removed
select kind, id, at from removed where action = 'D' order by kind, id;

-- name: roots_disagree
select chain, count(distinct root) as roots from revision where root is not null group by chain having count(distinct root) > 1
order by chain;
