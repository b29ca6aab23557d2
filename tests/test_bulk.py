"""Bulk tables: records built by the engine, the tree folded as a stream, repeated keys and flipped bits refused."""

import json
import shutil
import sqlite3
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiyn import edition, merkle, pipeline, readback, store
from tiyn.dictionary import tables
from tiyn.engine import Engine
from tiyn.leaves import places, plan
from tiyn.model.errors import EditionRefused
from tiyn.model.identifier import read_bin
from tiyn.settings import read_settings
from tiyn.synth import Synthetic

SIZE = 300
# What is quoted, escaped, or looks as if it were: controls, U+2028, an emoji, a text that spells an escape.
NASTY = ['"', "\\", "\\u000B", "\\u0000", "\x00", "\x0b", "\x1f", "\x7f", "\n", "\t", "\u2028", "\u2029", "😀", "ә", "/", "", " "]
TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs"])), max_size=8).map("".join)
NUMBER = st.decimals(min_value=-(10**19), max_value=10**19, places=18, allow_nan=False, allow_infinity=False)
WHOLE = st.integers(-(2**63), 2**63 - 1)
KINDS = {"text": TEXT, "integer": WHOLE, "number": NUMBER}


def rows_of(name):
    """Rows of a table with everything that may stand in them."""
    columns = tables()[name].columns
    return st.fixed_dictionaries({c.name: KINDS[c.type] if c.required else st.none() | KINDS[c.type] for c in columns})


@pytest.fixture(scope="module")
def plain_engine():
    return Engine()


@settings(max_examples=40, deadline=None)
@given(st.lists(rows_of("act"), min_size=1, max_size=4))
def test_the_engine_builds_the_same_canonical_records_as_python(plain_engine, rows):
    table = tables()["act"]
    plain_engine.run("truncate act")
    marks = ", ".join("?" for _ in table.names)
    for row in rows:
        plain_engine.connection.execute(f"insert into act values ({marks})", [row[name] for name in table.names])
    encode = merkle.encoder(table.name, table.names)
    expected = [merkle.record(table.name, table.names, [row[name] for name in table.names]) for row in rows]
    assert sorted(record for batch in plain_engine.records(table) for record in batch) == sorted(expected)
    assert sorted(encode(row) for row in plain_engine.laid(table)) == sorted(expected)


@given(st.integers(0, 70), st.lists(st.integers(0, 70), max_size=4), st.integers(1, 9))
def test_a_tree_folded_in_pieces_has_the_root_of_the_whole(count, cuts, size):
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(count)]
    whole, edges = merkle.Span(), sorted({0, count, *(cut for cut in cuts if cut < count)})
    for begin, end in zip(edges, edges[1:], strict=False):
        span = merkle.Span(begin)
        for start in range(begin, end, size):
            span.extend(leaves[start : min(start + size, end)])
        whole.join(readback.from_text(json.loads(readback.to_text({"x": span})))["x"])
    assert whole.root() == merkle.root(leaves)
    assert len(whole.nodes) <= 7


def test_spans_that_do_not_follow_one_another_are_refused():
    with pytest.raises(ValueError, match="join them in order"):
        merkle.Span().join(merkle.Span(3))
    with pytest.raises(ValueError, match="has no root"):
        merkle.Span(3).root()


def test_every_table_stands_in_one_file_of_the_store():
    names = [table.name for name in (store.STORE, *store.BULK) for table in store.held(name)]
    assert sorted(names) == list(tables()) == sorted(tables())
    assert set(tables()) >= store.SECOND
    assert len(store.indexes(tables())) == store.INDEXES.read_text(encoding="utf-8").count("create index")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return edition.open_edition(pipeline.synth(read_settings(str(tmp_path_factory.mktemp("synth"))), Synthetic(SIZE)).folder)


@pytest.fixture
def copy(built, tmp_path):
    shutil.copytree(built.folder, tmp_path / "e")
    return tmp_path / "e"


def test_the_same_seed_draws_the_same_country_whatever_the_threads_and_the_batches(built, tmp_path, monkeypatch):
    monkeypatch.setattr("tiyn.synth.BATCH", 77)
    _salted(built, tmp_path)
    one = pipeline.synth(read_settings(str(tmp_path)), Synthetic(SIZE), threads=1).folder
    assert edition.open_edition(one).root == built.root
    other = pipeline.synth(read_settings(str(tmp_path)), Synthetic(SIZE, seed=2), threads=1).folder
    assert edition.open_edition(other).root != built.root


def _salted(built, home):
    """Another home builds the same root when it takes the salts."""
    shutil.copytree(built.folder.parent.parent / "salts", home / "salts")


def test_a_large_editions_way_gives_the_small_ones_root(built, tmp_path, monkeypatch):
    """With FEW at nought every table's records are built by the engine, every store file written and read apart."""
    monkeypatch.setattr(readback, "FEW", 0)
    _salted(built, tmp_path)
    folder = pipeline.synth(read_settings(str(tmp_path)), Synthetic(SIZE)).folder
    assert edition.open_edition(folder).root == built.root
    readback.verify_records(edition.open_edition(folder))
    rows = {name: entry["rows"] for name, entry in built.manifest["tables"].items()}
    assert readback.root(readback.of_tables(folder / "tables", plan(rows))) == built.root


def test_a_drawn_country_has_every_kind_of_row_and_of_failure(built):
    connection, rows = built.connect(), built.manifest["tables"]
    assert built.synthetic and rows["process"]["rows"] == SIZE
    for name in (
        "plan_item",
        "budget_part",
        "lot",
        "item",
        "bid",
        "award",
        "contract",
        "contract_version",
        "amendment",
        "act",
        "payment",
    ):
        assert rows[name]["rows"], name
    for what in ("value is null", "status = 'cancelled'", "lots is null and direct = 'no'", "status = 'active' and year < 2026"):
        assert connection.execute(f"select count(*) from contract where {what}").fetchone()[0], what
    for row in connection.execute("select identifier from participant where bin_state = 'valid'"):
        assert read_bin(row["identifier"]).registered.startswith("99")
    shares = [connection.execute("select count(*) from process where method = 'direct'").fetchone()[0] / SIZE]
    assert 0.5 < shares[0] < 0.8


def test_the_planted_answers_are_there(built):
    connection = built.connect()
    odd = connection.execute("select supplier from contract where title like '%гиперболоид%'").fetchall()
    assert [row["supplier"] for row in odd] == ["synthetic-segizayaq"]
    twice = "select title from contract where buyer = 'synthetic-kokbulaq' group by title having count(*) = 2"
    assert ["Электронный кумысомер" in row["title"] for row in connection.execute(twice)] == [True]
    paid = connection.execute(
        "select c.value, p.value as paid from contract c join payment p on p.ocid = c.ocid where c.supplier = 'synthetic-tulpar'"
    ).fetchall()
    assert sum(Decimal(row["paid"]) for row in paid) == Decimal(paid[0]["value"]) + 30_000_000


def test_bulk_tables_are_published_as_parquet_and_reached_through_any_connection(built):
    assert (built.folder / "tables" / "contract.parquet").is_file()
    assert not (built.folder / "exports" / "csv" / "contract.csv").exists()
    assert "contract" not in [table.name for table, _ in built.content()]
    lines = (built.folder / "exports" / "records.jsonl").read_text(encoding="utf-8")
    assert '"table":"process"' not in lines and '"table":"source"' in lines
    plan = built.connect().execute("explain query plan select * from contract where buyer = 'x' and year = 2020").fetchall()
    assert "contract_buyer" in plan[0]["detail"]


@pytest.mark.parametrize("name", ["tables/contract.parquet", store.BULK[0], store.BULK[1]])
def test_one_flipped_bit_of_a_bulk_table_is_refused(copy, name):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(EditionRefused, match=name.rsplit("/", 1)[-1]):
        edition.open_edition(copy)


@pytest.mark.parametrize("statement", ["update payment set value = '1' where id = 'payment-1'", "delete from award"])
def test_rows_changed_with_their_hashes_are_still_not_those_of_the_root(copy, statement):
    name = store.file_of(tables()[statement.split()[1] if statement.startswith("update") else "award"])
    with sqlite3.connect(copy / name) as connection:
        connection.execute(statement)
    with pytest.raises(EditionRefused):
        readback.verify_records(edition.Edition(copy, json.loads((copy / edition.MANIFEST).read_bytes())))


def test_a_worker_opens_what_was_verified_and_verifies_again_what_was_written_since(copy):
    opened = edition.open_edition(copy)
    assert edition.open_verified(copy, opened.seen).root == opened.root
    path = copy / store.BULK[0]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(EditionRefused, match=store.BULK[0]):
        edition.open_verified(copy, opened.seen)


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_key_given_twice_is_refused_by_its_name(tmp_path, monkeypatch, few):
    monkeypatch.setattr(readback, "FEW", few)
    twice = Synthetic.fill

    def fill(self, engine, said):
        found = twice(self, engine, said)
        engine.run("insert into act select * from act order by ocid limit 1")
        return found

    monkeypatch.setattr(Synthetic, "fill", fill)
    with pytest.raises(EditionRefused, match=r"act.*(ocds-synth0-\d+/\d+/act-1|ocid)"):
        pipeline.synth(read_settings(str(tmp_path)), Synthetic(SIZE))
    assert not edition.published(tmp_path / "editions")


def test_the_lines_are_the_processes_of_the_edition(built, tmp_path):
    Synthetic(SIZE).write_lines(Engine(), tmp_path / "x.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "x.jsonl").read_bytes().splitlines()]
    titles = {row["ocid"]: row["title"] for row in built.connect().execute("select ocid, title from process")}
    assert {line["ocid"]: line["tender"]["title"] for line in lines} == titles
    assert sum(len(line["contracts"]) for line in lines) == built.manifest["tables"]["contract"]["rows"]


def test_a_small_drawn_edition_serves_its_home_page_with_the_banner(built, settings):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    client = TestClient(create_app(built, settings), base_url="http://portal.test")
    for lang in ("kk", "ru", "en"):
        answer = client.get(f"/{lang}/")
        assert answer.status_code == 200 and "synthetic" in answer.text, lang


def test_the_engine_builds_every_record_of_the_dossiers_edition_as_python_does(opened, monkeypatch):
    """Budgets and dates too: the whole edition's root from records built in SQL."""
    monkeypatch.setattr(readback, "FEW", 0)
    where = places(opened.manifest)
    assert readback.root(readback.of_tables(opened.folder / "tables", where)) == opened.root


def test_a_killed_builds_scratch_folder_goes_and_a_living_ones_stays(tmp_path):
    import fcntl

    for name in ("dead", "living"):
        (tmp_path / f".scratch.{name}").mkdir()
        (tmp_path / f".scratch.{name}" / "lock").touch()
    with (tmp_path / ".scratch.living" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pipeline.synth(read_settings(str(tmp_path)), Synthetic(100))
    assert [path.name for path in tmp_path.glob(".scratch.*/")] == [".scratch.living"]


def test_what_two_readers_give_under_one_key_is_kept_once(empty):
    row = {"source_id": "a", "name": "Первый", "bin_state": "valid", "kind": "organization"}
    empty.load(
        tables()["participant"],
        [{"id": "KZ-BIN-1", **row}, {"id": "KZ-BIN-2", **row}, {"id": "KZ-BIN-1", **row, "name": "Второй"}],
    )
    assert empty.keep_first(tables()["participant"]) == ["KZ-BIN-1"]
    assert [(one["id"], one["name"]) for one in empty.rows("select id, name from participant order by id")] == [
        ("KZ-BIN-1", "Первый"),
        ("KZ-BIN-2", "Первый"),
    ]
