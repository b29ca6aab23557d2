"""The engine's arithmetic where an optimizer is known to have spoilt it."""

from pathlib import Path

from tiyn.engine import Engine

TABLES = """
create table settlement (cid bigint, id varchar, amount bigint, currency varchar, day integer);
insert into settlement values (1, 'p', 10000, 'KZT', 19000);
create table acceptance (cid bigint, amount bigint, advance bigint, day integer, standing integer);
create table deal (cid bigint, standing integer);
insert into deal values (1, 1)
"""
# A sum beside an empty relation, ordered: DuckDB 2.0.0 as delivered answers 16, which is 10000 cut to a byte.
QUERY = """
with act as (
  select cid, min(day) as day, count(*) as acts, cast(sum(coalesce(advance, 0)) as bigint) as advance
  from acceptance where standing = 1 group by cid
),
early as (
  select y.cid, count(*) as payments,
    cast(sum(case when y.day + 30 < coalesce(a.day, 3000000) then y.amount else 0 end) as bigint) as early
  from settlement y left join act a on a.cid = y.cid group by y.cid
)
select d.cid, e.early, e.early - coalesce(a.advance, 0) as value
from deal d left join early e on e.cid = d.cid left join act a on a.cid = d.cid order by 1
"""


def test_a_sum_beside_an_empty_relation_is_the_sum(tmp_path: Path):
    for number, engine in enumerate(
        (Engine(), Engine(2, tmp_path), Engine.bare(tmp_path / "bare", "1GB"), Engine.over(tmp_path, []))
    ):
        engine.run(TABLES)
        assert engine.rows(QUERY) == [{"cid": 1, "early": 10000, "value": 10000}], number
