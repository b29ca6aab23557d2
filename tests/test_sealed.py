"""Receipts as files: any record, checked by the program readers have, which needs Python alone."""

import copy
import json
import os
import shlex
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiyn import edition, merkle, pipeline, verifier
from tiyn.dictionary import tables
from tiyn.log.notes import COSIGNATURE, Key, checkpoint, signed
from tiyn.model.errors import NotFound
from tiyn.sealed import MOST, Sealed
from tiyn.settings import read_settings
from tiyn.synth import Synthetic
from tiyn.verifier import Refused, sha256

ALONE = Path(str(verifier.__file__))


@pytest.fixture(scope="module")
def sealed(opened):
    from tiyn.settings import read_settings as read

    return Sealed(opened, read(str(opened.folder.parent.parent)))


@pytest.fixture(scope="module")
def receipt(sealed):
    return sealed.receipt(["statement/dk-41bn"], "/en/receipt/statement/dk-41bn")


def alone(path, *words):
    """The verifier as a reader runs it: isolated Python, nothing of ours on the way, no network asked for."""
    done = subprocess.run([sys.executable, "-I", "-S", str(path.parent / "verifier.py"), str(path), *words], capture_output=True)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.fixture
def beside(tmp_path, receipt):
    (tmp_path / "verifier.py").write_bytes(ALONE.read_bytes())
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt))
    return path


def test_the_verifier_is_one_short_file_of_the_standard_library():
    text = ALONE.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    names = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert names <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    ("lang", "yes", "no"),
    [("en", "VALID", "NOT VALID"), ("ru", "ПОДТВЕРЖДЕНО", "НЕ ПОДТВЕРЖДЕНО"), ("kk", "РАСТАЛДЫ", "РАСТАЛМАДЫ")],
)
def test_a_reader_is_told_in_their_language_what_is_proven_and_what_is_not(beside, receipt, lang, yes, no):
    code, said = alone(beside, "--lang", lang)
    assert code == 0 and said.startswith(yes), said
    words = verifier.WORDS[lang]
    for part in ("unseen", "is", "not"):
        assert words[part] in said
    assert receipt["keys"][0] in said and "41000000000" in said
    assert set(words) == set(verifier.WORDS["en"])
    beside.write_text(beside.read_text().replace("41000000000", "41200000000"))
    code, said = alone(beside, "--lang", lang)
    assert code == 1 and said.startswith(no), said
    file, key, changed = words["parts"].split("|")
    assert changed in said and file not in said
    beside.write_text(beside.read_text()[:-40])
    assert file in alone(beside, "--lang", lang)[1]
    beside.write_text(json.dumps(receipt))
    assert key in alone(beside, "--lang", lang, "--key", "nonsense")[1]


def test_a_key_the_reader_gives_must_have_signed(beside, receipt):
    assert alone(beside, "--key", receipt["keys"][0])[0] == 0
    other = "log.test/a+2515d63a+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
    code, said = alone(beside, "--key", other)
    assert code == 1 and "not signed by log.test/a" in said
    assert alone(beside, "--key", "nonsense")[0] == 1
    assert alone(beside.with_name("none.json"))[0] == 2


def text_of(receipt):
    """What the log and its witnesses sign."""
    return verifier.read_note(receipt["proof"].partition("\n\n")[2])[0]


def test_a_witness_s_key_vouches_for_the_witness_and_not_for_the_log_s_key(receipt):
    """Whoever gives a witness's key is told that it signed, and still to compare the log's own."""
    witness, log = Key("w.test/desk", COSIGNATURE, bytes(31) + b"w"), receipt["keys"][0]
    body = receipt | {"proof": receipt["proof"] + witness.line(text_of(receipt), 1_700_000_000)}
    said = "\n".join(verifier.told(verifier.verify(body, [witness.vkey]), "en"))
    assert "it existed then" in said and f"with --key: {log}" in said and "2023-11-14 22:13 UTC" in said
    assert "with --key" not in "\n".join(verifier.told(verifier.verify(body, [log]), "en"))
    body["keys"] = [log, witness.vkey]
    said = "\n".join(verifier.told(verifier.verify(body, [log]), "en"))
    assert f"the key you gave ({log})" in said and f"use --key: {witness.vkey}" in said, "a witness of the file's own is no proof"


def test_one_byte_changed_anywhere_is_never_taken_for_another_record(sealed, receipt):
    """Every value of the file in turn, one character each: refused, or what is proven is word for word the same."""
    true = verifier.verify(receipt)
    refused = 0
    for path, value in leaves_of(receipt):
        for changed in changes_of(value)[:: 1 if os.environ.get("TIYN_TORTURE") else 2]:
            body = copy.deepcopy(receipt)
            put(body, path, changed)
            try:
                found = verifier.verify(body)
            except Refused:
                refused += 1
                continue
            assert found["records"] == true["records"] and found["name"] == true["name"], path
    assert refused > 150


@pytest.mark.parametrize("write", [str.upper, lambda salt: f"{salt[:32]} {salt[32:]}", lambda salt: f" {salt}"])
def test_a_salt_is_written_in_one_way_only(receipt, write):
    """The page's verifier takes no other spelling either: all judges say the same of every file."""
    body = copy.deepcopy(receipt)
    body["records"][0]["salt"] = write(body["records"][0]["salt"])
    with pytest.raises(Refused):
        verifier.verify(body)


def leaves_of(value, path=()):
    if isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves_of(one, (*path, key))
    else:
        yield path, value


def changes_of(value):
    if isinstance(value, int):
        return [value + 1, -value - 1, str(value), None]
    step = max(1, len(value) // 12)
    flipped = [value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :] for at in range(0, len(value), step)]
    return [*flipped, value[:-1], value + "x", "", None, 7]


def put(body, path, value):
    for key in path[:-1]:
        body = body[key]
    body[path[-1]] = value


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["schema", "proof", "records", "entry", "keys", "leaf", "salt"]), inner, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_anything_else_is_refused_and_nothing_crashes(value):
    with pytest.raises(Refused):
        verifier.verify(value)
    with pytest.raises(Refused):
        verifier.verify({"schema": verifier.SCHEMA, "proof": value, "records": value, "entry": value, "keys": value})


def test_a_hostile_receipt_writes_no_control_characters_to_a_terminal(receipt):
    found = verifier.verify(receipt) | {"name": "\x1b[2J", "built": "\u202e"}
    assert all(mark.isprintable() for line in verifier.told(found, "en") for mark in line)


def test_every_record_of_an_edition_can_be_proven(sealed, opened):
    """Every table, every row of the small ones and every 97th of the others, made from rows and heads on disk."""
    count = 0
    for name, table in tables().items():
        keys = opened.connect().execute(f"select {', '.join(table.key)} from {name} order by {', '.join(table.key)}").fetchall()
        for key in keys[:: 97 if len(keys) > 400 else 7]:
            found = sealed.tree.record(table, tuple(key))
            assert json.loads(found["record"])["table"] == name
            count += 1
    assert count > 200


def test_records_of_tables_with_marks_are_proven_across_their_edges(tmp_path, monkeypatch):
    monkeypatch.setattr("tiyn.tree.FEW", 300)
    own = read_settings(str(tmp_path))
    opened = edition.open_edition(pipeline.synth(own, Synthetic(400)).folder)
    tree = Sealed(opened, own).tree
    marked = [name for name, (_, count) in tree.places.items() if count > 300]
    assert len(marked) > 3
    for name in marked:
        table = tables()[name]
        keys = tree.connection.execute(f"select {', '.join(table.key)} from {name} order by {', '.join(table.key)}").fetchall()
        for at in {0, 1, 255, 256, 257, len(keys) // 2, len(keys) - 1}:
            assert tree.leaf(table, tuple(keys[at])) == tree.places[name][0] + at
            assert tree.record(table, tuple(keys[at]))
    with pytest.raises(NotFound, match="no record"):
        tree.leaf(tables()["process"], ("no such",))


def test_a_sum_is_added_up_again_by_the_verifier(sealed):
    address = "sum/paid/750000000/2023/rule-digital-money"
    body = sealed.receipt([address], f"/en/receipt/{address}")
    assert verifier.verify(json.loads(json.dumps(body)))["sum"] == body["value"]
    with pytest.raises(Refused, match="add up to"):
        verifier.verify(body | {"value": body["value"] + "1"})
    with pytest.raises(Refused):
        verifier.verify(body | {"terms": [body["terms"][0] | {"sign": "9"}, *body["terms"][1:]]})


def test_a_receipt_says_how_much_it_leaves_out(sealed, receipt, monkeypatch):
    monkeypatch.setattr("tiyn.sealed.MOST", 2)
    body = sealed.receipt(["statement/dk-41bn"], "/x")
    assert len(body["records"]) == 2 and body["left_out"] == len(receipt["records"]) - 2
    assert str(body["left_out"]) in "\n".join(verifier.told(verifier.verify(body), "en"))
    assert MOST == 200


def test_canonical_records_are_those_of_the_reference_library(opened):
    """RFC 8785, by its reference implementation; amounts are text, so no number is rounded."""
    for table in tables().values():
        if table.bulk:
            continue
        encode = merkle.encoder(table.name, table.names)
        columns = ", ".join(table.names)
        for row in opened.connect().execute(f"select {columns} from {table.name} order by {', '.join(table.key)} limit 40"):
            body = {"table": table.name} | {name: row[name] for name in table.names if row[name] is not None}
            assert encode(tuple(row)) == rfc8785.dumps(body)


# A page without figures or statements is proven to be of the edition, and no more.
PAGES = {
    "/home": True,
    "/gap/dk-700bn-origin": True,
    "/organisation/most": True,
    "/programme/smart-almaty": True,
    "/receipt/statement/dk-41bn": True,
    "/gaps": True,
    "/verify": False,
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_receipt_file_that_verifies(client, path):
    answer = client.get(f"/ru{path}.receipt.json")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    found = verifier.verify(answer.json())
    assert answer.headers["tiyn-edition"] == found["name"]
    assert bool(found["records"]) == PAGES[path]


def test_the_portal_hands_out_log_and_verifier(client, receipt):
    assert client.get("/log/checkpoint").text in receipt["proof"]
    assert client.get("/log/policy.txt").text.startswith("log localhost/")
    size = verifier.read_checkpoint(client.get("/log/checkpoint").text)[1]
    tile = client.get(f"/log/tile/0/000.p/{size}")
    assert sha256(b"\x00", receipt["entry"].encode()) in [tile.content[at : at + 32] for at in range(0, len(tile.content), 32)]
    assert "no-cache" in tile.headers["cache-control"]  # not a whole one
    assert client.get("/verifier.py").content == ALONE.read_bytes()
    for path in ("origin", "../keys/x.key", "tile/0/../../origin", ".checkpoint.new", "tile/0"):
        assert client.get(f"/log/{path}").status_code == 404


# ---- what a forger writes into a receipt that is true otherwise, and a publisher into an entry that is none


def told_of(body, keys=None):
    try:
        return "\n".join(verifier.told(verifier.verify(body, keys), "en"))
    except Refused as error:
        return " ".join(verifier.told(error, "en"))


def witnessed(receipt, key, moment):
    text = verifier.read_note(verifier.read_proof(receipt["proof"])[2])[0]
    return receipt | {"proof": receipt["proof"] + key.line(text, moment), "keys": [*receipt["keys"], key.vkey]}


def test_a_witness_whose_key_nobody_gave_is_not_said_to_have_seen_anything(receipt):
    invented = Key("witness.test/famous", verifier.COSIGNATURE, b"\x07" * 32)
    body, log = witnessed(receipt, invented, 1_262_304_000), receipt["keys"][0]
    for keys in (None, [log]):
        said = told_of(body, keys)
        assert said.startswith("VALID") and "only if this key" in said and invented.vkey in said
        assert "it existed then" not in said and "No witness" not in said
    assert "it existed then" in told_of(body, [invented.vkey])
    # Whose key was given is said of that key alone.
    assert "the key you gave" not in told_of(body, [invented.vkey]) and "the key you gave" in told_of(body, [log])


def test_a_time_no_calendar_has_is_refused(receipt):
    for moment in (253_402_300_800, 2**64 - 1):
        body = witnessed(receipt, Key("witness.test/w", verifier.COSIGNATURE, b"\x07" * 32), moment)
        assert told_of(body).startswith("NOT VALID")


def test_what_is_refused_steers_no_terminal_either(receipt):
    hostile = copy.deepcopy(receipt)
    hostile["records"][0] |= {"salt": "00", "leaf": "\x1b[2J\x1b[HVALID.\n\u202e"}
    said = told_of(hostile)
    assert said.startswith("NOT VALID") and said.isprintable()
    origin = receipt["proof"].partition("\n\n")[2].split("\n")[0]
    assert told_of(receipt | {"proof": receipt["proof"].replace(origin, "\u202eDILAV\x9b31m"), "keys": []}).isprintable()


def test_no_sum_is_made_of_one_record_many_times_nor_many_records_of_one(receipt):
    texts = [json.loads(one["record"]) for one in receipt["records"]]
    at = next(at for at, one in enumerate(texts) if one.get("value", "").isdigit())
    term = {"sign": "+", "record": at, "column": "value"}
    assert told_of(receipt | {"terms": [term], "value": texts[at]["value"]}).startswith("VALID")
    twice = {"value": str(2 * int(texts[at]["value"]))}
    assert "counted twice" in told_of(receipt | twice | {"terms": [term, term]})
    assert "whole number" in told_of(receipt | twice | {"terms": [term, term | {"record": at - len(texts)}]})
    assert "twice" in told_of(receipt | {"records": receipt["records"] * 2})


OUTSIDE = [
    {"terms": [{"sign": "+", "record": "%900000000d", "column": "value"}]},  # once made gigabytes of text
    {"terms": [{"sign": "+", "record": True, "column": "value"}]},
    {"terms": [{"sign": "+", "record": 0.0, "column": "value"}]},
    {"left_out": "0"},
    {"left_out": 0.5},
    {"left_out": -7},
    {"left_out": None},
    {"value": "699_500000000"},
    {"value": " 699500000000"},
    {"value": "6.995e11"},
    {"value": [0, [6, 9, 9], 9]},
]


@pytest.mark.parametrize("forged", OUTSIDE, ids=str)
def test_what_stands_outside_the_signature_turns_no_check_off_and_is_never_told_as_it_stands(receipt, forged):
    texts = [json.loads(one["record"]) for one in receipt["records"]]
    at = next(at for at, one in enumerate(texts) if one.get("value", "").isdigit())
    honest = {"terms": [{"sign": "+", "record": at, "column": "value"}], "value": texts[at]["value"], "left_out": 0}
    assert told_of(receipt | honest).startswith("VALID")
    assert told_of(receipt | honest | forged).startswith("NOT VALID")


@pytest.mark.parametrize(
    ("words", "expected"), [(["{receipt}"], 0), (["{broken}"], 1), (["--help"], 0), ([], 2), (["no-such-file"], 2), (["-"], 2)]
)
def test_the_exit_code_tells_even_where_nothing_can_be_written(receipt, tmp_path, words, expected):
    files = {"receipt": json.dumps(receipt), "broken": json.dumps(receipt | {"proof": "x"})}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    given = [word.format(**{name: str(tmp_path / name) for name in files}) for word in words]
    alone = tmp_path / "тексеру.py"
    alone.write_bytes(Path(verifier.__file__).read_bytes())
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = f"exec {shlex.quote(sys.executable)} -I {shlex.quote(str(alone))} {shlex.join(given)}"
    for closing in ("<&- >&-", "<&- 2>&-", "<&- >&- 2>&-", "<&-"):
        done = subprocess.run(["sh", "-c", f"{run} {closing}"], env=odd, capture_output=True, check=False)
        assert (done.returncode, b"Traceback" in done.stderr) == (expected, False), (closing, done.stderr)


def test_only_an_entry_that_seals_an_edition_makes_a_receipt():
    """A beginning with the fields of an edition: what reads the log as a whole takes it for a beginning."""
    salt, key = b"\x05" * 32, Key("log.test/own", verifier.ED25519, b"\x01" * 32)

    def receipt_of(schema, record):
        root = b64encode(sha256(b"\x00", salt, record.encode())).decode()
        entry = {"schema": schema, "edition": 1, "name": "2019-01-01-x", "built": "2019", "records": {"n": 1, "root": root}}
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"))
        note = signed(checkpoint(key.name, 1, sha256(b"\x00", text.encode())), key)
        one = {"leaf": 0, "salt": salt.hex(), "record": record, "path": []}
        proof = f"{verifier.PROOF}\nindex 0\n\n{note}"
        return {"schema": verifier.SCHEMA, "address": "/x", "records": [one], "entry": text, "proof": proof, "keys": [key.vkey]}

    assert told_of(receipt_of("edition/v1", '{"value":"1"}')).startswith("VALID")
    for schema in ("beginning/v1", "withdrawal/v1"):
        assert told_of(receipt_of(schema, '{"value":"1"}')).startswith("NOT VALID")
    for record in ('{"value":"1","value":"2"}', '{"value": "1"}', '{"value":NaN}', '{"z":1,"a":2}', '{"value":"\\u0031"}'):
        assert told_of(receipt_of("edition/v1", record)).startswith("NOT VALID"), record
