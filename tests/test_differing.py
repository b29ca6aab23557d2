"""What changed between two editions: every change has a cause, and each cause has a case."""

import html
import json
import re
import shutil
from dataclasses import replace

import pytest

from tests.living import CORRECTION
from tiyn import differing, edition, pipeline
from tiyn.dictionary import tables
from tiyn.history import History
from tiyn.model.errors import InputRefused, NotFound
from tiyn.publishing import Publisher
from tiyn.settings import REPOSITORY


@pytest.fixture(scope="module")
def two(opened, settings, tmp_path_factory):
    """The dossier's edition, and one made from a dossier in which things of every kind are other ones."""
    folder = tmp_path_factory.mktemp("differing")
    own = replace(settings, home=folder / "home", keys=folder / "keys", dossier=folder / "dossier")
    shutil.copytree(opened.folder, own.editions / opened.id)
    shutil.copytree(REPOSITORY / "dossier", own.dossier)
    Publisher(own).publish(own.editions / opened.id)
    documents = own.dossier / "documents"
    for name, old, new in (
        ("tengrinews-700.yml", '"41 миллиард тенге"', '"41,2 миллиарда тенге"'),  # with a correction
        ("tengrinews-700.yml", '"700 миллиардов тенге"', '"701 миллиард тенге"'),  # without one
        ("orda-audit.yml", "5e4e9fabc06f", "5e4e9fabc060"),  # the source's bytes are others
    ):
        text = (documents / name).read_text()
        assert old in text, (name, old)
        (documents / name).write_text(text.replace(old, new, 1))
    (own.dossier / "corrections.yml").write_text(CORRECTION)
    reply = REPOSITORY / "tests" / "web" / "answered" / "replies" / "made-up-reply.yml"
    shutil.copy(reply, own.dossier / "replies" / reply.name)
    built = pipeline.build(own).folder
    return own, opened.id, built.name


@pytest.fixture(scope="module")
def changes(two):
    own, old, new = two
    assert own.changes.is_dir(), "publishing compares with the edition before"
    return History(own).compare(old, new)


CAUSES = [
    ("statement/dk-41bn", "changed", "correction", {"value": ["41000000000", "41200000000"]}),
    ("statement/dk-700bn", "changed", "ours", {"value": ["700000000000", "701000000000"]}),
    ("document/orda-audit", "changed", "source_changed", {}),
    ("derived/digital-kazakhstan-cost-gap", "changed", "computed", {"value": ["659000000000", "659800000000"]}),
    ("correction/c-41", "added", "correction", {}),
    ("reply/made-up-reply", "added", "reply", {}),
]


@pytest.mark.parametrize(("address", "change", "cause", "cells"), CAUSES)
def test_a_change_has_its_cause_and_both_values(changes, address, change, cause, cells):
    (row,) = [one for one in changes.first(50, about=address) if one["address"] == address]
    assert (row["change"], row["cause"]) == (change, cause)
    found = json.loads(row["cells"])
    assert {name: found[name] for name in cells} == cells


def test_a_silent_edit_of_ours_is_never_called_a_correction(changes):
    ours = [one["address"] for one in changes.first(1000, cause="ours") if one["tbl"] == "statement"]
    assert ours == ["statement/dk-700bn"]


def test_counts_add_up_and_nothing_is_without_a_cause(changes):
    rows = changes.first(100_000)
    assert len(rows) == changes.counted() == sum(one["n"] for one in changes.by_table())
    assert sum(changes.causes().values()) == len(rows)
    assert all(one["cause"] for one in rows)


def test_an_edition_against_itself_and_backwards(two):
    own, old, new = two
    assert History(own).compare(old, old).counted() == 0
    forward, back = History(own).compare(old, new), History(own).compare(new, old)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    ahead = sorted((one["tbl"], one["key"], one["change"]) for one in forward.first(100_000))
    behind = sorted((one["tbl"], one["key"], swapped[one["change"]]) for one in back.first(100_000))
    assert ahead == behind


def test_what_is_not_kept_or_not_comparable_says_so(two, monkeypatch):
    own, old, new = two
    with pytest.raises(NotFound, match="no edition never"):
        History(own).compare("never", new)
    monkeypatch.setattr("tiyn.history.MOST_RECORDS", 10)
    History(own).path(old, new).rename(own.changes / "kept")
    with pytest.raises(InputRefused, match="tiyn diff"):
        History(own).compare(old, new)
    (own.changes / "kept").rename(History(own).path(old, new))


def test_the_history_of_a_home_is_that_of_its_log(two):
    own, old, new = two
    entries = History(own).editions()
    assert [(one.number, one.name, one.readable) for one in entries] == [(2, new, True), (1, old, True)]
    assert History(own).before(new).name == old and History(own).before(old) is None  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def portal(two):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    own, _, new = two
    return TestClient(create_app(edition.open_edition(own.editions / new), own), base_url="http://portal.test")


def plain(text):
    """Numbers as readers see them, without what stands between their thousands."""
    return re.sub(r"(?<=\d)[\s,](?=\d{3})", "", text)


FOLLOWED = {
    "/quantity/digital-kazakhstan-cost": "41200000000",
    "/receipt/statement/dk-41bn": "41200000000",
    "/gap/dk-700bn-origin": "701000000000",
    "/search?q=made-up": "",
    "/programme/smart-almaty": "MOST",  # what was replied to stands there as well
    "/source/zakon-2026-02-10": "",
}


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", FOLLOWED)
def test_any_page_can_be_followed(portal, lang, path):
    stem, _, query = path.partition("?")
    answer = portal.get(f"/{lang}{stem}.atom" + (f"?{query}" if query else ""))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    from xml.etree import ElementTree

    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == (1 if FOLLOWED[path] else 0)
    assert FOLLOWED[path] in plain(answer.text)
    assert lang == "en" or ("percent" not in answer.text and "KZT" not in answer.text)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_changed_record_is_named_in_words(portal, two, lang):
    _, old, new = two
    rows = portal.get(f"/{lang}/changes/{old}/{new}.json?about=statement/dk-41bn").json()["page"]["rows"]
    named = portal.get(f"/{lang}/receipt/statement/dk-41bn.json").json()["page"]["title"]
    assert [row["title"] for row in rows if row["table"] == "statement"] == [named]
    page = html.unescape(portal.get(f"/{lang}/changes/{old}/{new}?about=statement/dk-41bn").text)
    assert named in page and tables()["statement"].grain[lang] in page
    value = next(column for column in tables()["statement"].columns if column.name == "value")
    assert value.meaning[lang] in page and "41000000000" in plain(page) and "41000000000" not in page


def test_an_earlier_edition_has_its_own_address_and_date(portal, two):
    _, old, new = two
    answer = portal.get(f"/e/{old}/ru/quantity/digital-kazakhstan-cost")
    assert answer.headers["tiyn-edition"] == old and "GMT" in answer.headers["memento-datetime"]
    assert 'data-amount="41000000000"' in answer.text and 'data-amount="41200000000"' not in answer.text
    assert portal.get("/ru/").headers["tiyn-edition"] == new
    assert portal.get(f"/edition/{old}/manifest.json").json()["edition"] == old
    assert portal.get("/e/2020-01-01-none/ru/").status_code == 404
    for path in ("quantity/digital-kazakhstan-cost", "changes"):  # whoever follows from there follows the page itself
        earlier = html.unescape(portal.get(f"/e/{old}/ru/{path}").text)
        assert f'"/ru/{path}.atom"' in earlier and f"/e/{old}/ru/{path}.atom" not in earlier
        assert portal.get(f"/ru/{path}.atom").status_code == 200
    receipt = portal.get(f"/e/{old}/ru/receipt/statement/dk-41bn.receipt.json").json()
    assert receipt["edition"] == old and "41000000000" in json.dumps(receipt)


def test_what_was_compared_while_a_record_was_withdrawn_is_not_kept(two, monkeypatch):
    own, old, new = two
    History(own).path(old, new).unlink(missing_ok=True)
    before = set(own.changes.iterdir())
    marked = edition.marked
    written = differing.write

    def meanwhile(*given):
        written(*given)
        monkeypatch.setattr("tiyn.edition.marked", lambda folder: marked(folder)[::-1])

    monkeypatch.setattr("tiyn.differing.write", meanwhile)
    with pytest.raises(InputRefused, match="changed while"):
        History(own).compare(old, new)
    assert set(own.changes.iterdir()) == before
