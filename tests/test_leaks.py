"""No personal number, e-mail address or phone in any published byte; and the scanner finds them where masking is bypassed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.sources.goszakup import TOKEN, Portal, standin, world
from tiyn import edition, leaks, pipeline, shelf
from tiyn.exporting import Kept, Wanted
from tiyn.exporting.contracts import make as make_contracts
from tiyn.exporting.ocds import make as make_ocds
from tiyn.model.identifier import check_digit
from tiyn.readers._goszakup_values import text
from tiyn.readers._personal import scan
from tiyn.settings import read_settings
from tiyn.steps.reading import apart, parse
from tiyn.steps.reading.job import Job

IIN = "90010130012"
PLANTED = (IIN + str(check_digit(IIN)), "ivan.petrov@example.kz", "+7 701 123 45 67", "8 (727) 250-12-34")
WORDS = ("{}", "Звонить {} до обеда", "жауапты: {}; кеңсе 5")


def planted() -> bytes:
    """Releases that say each personal thing in each free text, and in the fields made for it."""
    releases = []
    for number, secret in enumerate(PLANTED * len(WORDS)):
        said = WORDS[number % len(WORDS)].format(secret)
        buyer = {"id": f"b{number}", "name": "Больница № 1"}
        person = {"name": f"Иванов Иван {secret}", "email": PLANTED[1], "telephone": PLANTED[2]}
        releases.append({
            "ocid": f"ocds-test-{number}", "id": "1", "date": "2024-05-01T00:00:00Z", "tag": ["tender", "award", "contract"], "initiationType": "tender",
            "parties": [{"id": f"b{number}", "name": f"Больница {said}", "contactPoint": person, "roles": ["buyer"], "address": {"streetAddress": said, "region": said}},
                        {"id": f"s{number}", "name": f"ИП {said}", "identifier": {"scheme": "KZ-IIN", "id": PLANTED[0]}, "roles": ["supplier"]}],
            "buyer": buyer, "language": "ru", "planning": {"rationale": said, "budget": {"id": said, "project": said}},
            "tender": {"id": said, "title": said, "description": said, "status": "complete", "procurementMethodRationale": said, "procurementMethodDetails": said,
                       "items": [{"id": "1", "description": said, "classification": {"scheme": "CPV", "id": "72000000", "description": said}}],
                       "documents": [{"id": "1", "title": said, "url": f"https://example.kz/?to={PLANTED[1]}"}],
                       "lots": [{"id": "1", "title": said, "description": said}], "unheardOf": {said: said}},
            "awards": [{"id": "1", "title": said, "status": "active", "value": {"amount": 5, "currency": "KZT"}, "suppliers": [{"id": f"s{number}", "name": said}]}],
            "contracts": [{"id": "1", "awardID": "1", "title": said, "description": said, "value": {"amount": 5, "currency": "KZT"}, "dateSigned": "2024-05-01",
                           "amendments": [{"id": "1", "rationale": said, "description": said}],
                           "implementation": {"transactions": [{"id": "1", "source": said, "value": {"amount": 1, "currency": "KZT"}, "payee": {"id": f"s{number}", "name": said}}]}}],
        })  # fmt: skip
    return json.dumps({"version": "1.1", "releases": releases}, ensure_ascii=False).encode()


def exported(opened: edition.Edition, home: Path) -> Path:
    """Every kind of export of an edition, made as the portal makes them."""
    kept = Kept(home / "exports", opened.folder, 1 << 30)
    kept.folder.mkdir(parents=True, exist_ok=True)
    wanted = [Wanted("contracts", one, lang="ru") for one in ("csv", "jsonl", "parquet", "xlsx")]
    for number, one in enumerate([*wanted, Wanted("ocds", "jsonl")]):
        scratch = home / f"scratch-{number}"
        scratch.mkdir()
        target = scratch / f"made.{one.ending}"
        rows = (make_ocds if one.what == "ocds" else make_contracts)(kept, one, target, scratch)
        kept.put(one, target, rows)
        shutil.rmtree(scratch)
    return kept.folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """What a sync of a stand-in of the procurement register left; its records hold people's data everywhere."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch, standin.StandIn(world.World(60)) as server:
        patch.setenv("TIYN_GOSZAKUP_TOKEN", TOKEN)
        Portal(folder, server).collect()
    (folder / "planted.json").write_bytes(planted())
    return folder


def test_no_published_byte_holds_anything_personal(home):
    opened = edition.open_edition(pipeline.build(read_settings(str(home)), 1, (home / "planted.json",), True).folder)
    assert opened.manifest["tables"]["contract"]["rows"] > 60
    found = [one for folder in (opened.folder, exported(opened, home)) for one in leaks.leaks(folder)]
    assert not found, f"{len(found)}: {found[:10]}"


def test_where_the_readers_mask_nothing_every_kind_of_file_is_found_out(home, tmp_path, monkeypatch):
    """The same file read without masking: or else the test above could not fail."""
    shelf.modules("readers")  # all of them imported
    for name in [one for one in sys.modules if one.startswith("tiyn.readers._ocds")]:
        if hasattr(sys.modules[name], "hide"):
            monkeypatch.setattr(f"{name}.hide", lambda text: text)
    monkeypatch.setattr(apart, "_once", lambda path: parse.run(Job.load(path)))
    opened = edition.open_edition(pipeline.build(read_settings(str(tmp_path)), 1, (home / "planted.json",), True).folder)
    found = leaks.leaks(opened.folder)
    for secret in PLANTED:
        assert any(one.found == secret for one in found), secret
    files = {one.file for one in found}
    for name in ("tables/contract.parquet", "tables/process.parquet", "bulk-1.sqlite", "bulk-2.sqlite", "register"):
        assert name in files, f"{name} is not among {sorted(files)}"
    kinds = {one.file.rpartition(".")[2] for one in leaks.leaks(exported(opened, tmp_path))}
    assert kinds == {"csv", "jsonl", "parquet", "xlsx"}


@pytest.mark.parametrize("secret", PLANTED)
def test_free_texts_of_the_procurement_register_are_masked_too(secret):
    for words in WORDS:
        assert not scan(text(words.format(secret)) or "")


def test_every_kind_of_file_is_read(tmp_path):
    for name in ("a.txt", "b.json", "c.jsonl", "d.csv", "e.bin"):
        secret = PLANTED[1]
        body = {"b": json.dumps({"x": [secret]}), "c": json.dumps({secret: 1}) + "\n", "d": f"x,y\r\n1,{secret}\r\n"}.get(
            name[0], f"… {secret} …"
        )
        (tmp_path / name).write_text(body, encoding="utf-8")
    assert {one.file for one in leaks.leaks(tmp_path)} == {"a.txt", "b.json", "c.jsonl", "d.csv", "e.bin"}
    assert leaks.main([str(tmp_path)]) == 1


def test_a_sum_of_twelve_digits_is_no_person(tmp_path):
    (tmp_path / "a.csv").write_text(f"ocid,amount\r\nx,{PLANTED[0]}\r\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps({"amount": PLANTED[0], "value": int(PLANTED[0])}) + "\n", encoding="utf-8")
    assert leaks.leaks(tmp_path) == []
