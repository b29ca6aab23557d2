"""From a gap to a request: the letters and their files, the term, the receipt of absence, and what an answer changes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cases import load
from tiyn import edition, pipeline
from tiyn.settings import REPOSITORY, read_settings
from tiyn.view import requests
from tiyn.web import docx

CASES = load(Path(__file__).with_name("requests.yml"))
LANGUAGES = ("kk", "ru", "en")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = (
    "<w:t>&amp;</w:t>", "]]><!--", "a\x00b\x07c\x1b", 'lang="x" onload=1', "&lt;", "line\r\nline\rline", "\ud800half", "\ufffe", "Ә" * 5000,
    "{law} {0}", "  spaces  ", "{% raw %}",
)  # fmt: skip


def text_of(content: bytes) -> str:
    """The text of a DOCX: an empty line between paragraphs, a line end for each break."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    paragraphs = []
    for paragraph in root.iter(f"{WORD}p"):
        pieces = [
            "\n" if one.tag == f"{WORD}br" else one.text or "" for one in paragraph.iter() if one.tag in (f"{WORD}t", f"{WORD}br")
        ]
        paragraphs.append("".join(pieces))
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']} {case['gap']}")
def test_the_letter_says_what_is_missing_by_which_law_and_from_which_edition(client, opened, case):
    path = f"/{case['lang']}/gap/{case['gap']}"
    plain = client.get(f"{path}/request.{case['lang']}.txt")
    assert plain.headers["content-type"].startswith("text/plain")
    assert f"request-{case['lang']}" in plain.headers["content-disposition"]
    for words in case["holds"]:
        assert words.format(edition=opened.id, root=opened.root) in plain.text, words
    assert not [words for words in case.get("lacks", ()) if words in plain.text]
    letters = {one["lang"]: one["text"] for one in client.get(f"{path}.json").json()["page"]["letters"]}
    assert letters[case["lang"]] + "\n" == plain.text
    assert not re.search(r"[{}]", plain.text), "a slot was left open"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']} {case['gap']}")
def test_the_document_holds_the_same_text_in_its_language_and_is_the_same_twice(client, case):
    stem = f"/{case['lang']}/gap/{case['gap']}/request.{case['lang']}"
    answer = client.get(f"{stem}.docx")
    assert answer.headers["content-type"] == docx.MEDIA_TYPE
    assert text_of(answer.content) + "\n" == client.get(f"{stem}.txt").text
    assert client.get(f"{stem}.docx?again").content == answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = set(re.findall(r'<w:lang w:val="([^"]+)"', archive.read("word/document.xml").decode()))
        assert told == {docx.LANGUAGES[case["lang"]]}


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_text_and_nothing_else(hostile):
    content = docx.write(hostile, "ru", f"before {hostile} after\n\nlast", "2026-11-22")
    assert text_of(content) == docx.printable(f"before {hostile} after\n\nlast")
    assert content == docx.write(hostile, "ru", f"before {hostile} after\n\nlast", "2026-11-22")
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", docx.printable(hostile))


@pytest.mark.parametrize("path", ["request.fr.docx", "request.docx", "letter.kk.txt", "request.en.docx"])
def test_there_is_no_other_text_below_a_gap(client, path):
    assert client.get(f"/en/gap/smart-almaty-spent/{path}").status_code == 404


def test_an_ending_belongs_to_the_pages_that_have_texts(client):
    assert client.get("/en/programme/smart-almaty/request.kk.docx").status_code == 404
    assert client.get("/en/gap/no-such-gap/request.kk.docx").status_code == 404


def test_every_gap_has_both_letters_and_the_description_names_them(client, opened):
    rows = opened.connect().execute("select id from gap order by id").fetchall()
    assert rows
    for row in rows:
        for lang in ("kk", "ru"):
            assert client.get(f"/en/gap/{row['id']}/request.{lang}.docx").content[:2] == b"PK", row["id"]
    paths = client.get("/openapi.json").json()["paths"]
    assert "/{lang}/gap/{id}/request.kk.docx" in paths and "/{lang}/gap/{id}/request.ru.txt" in paths


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_names_the_term_its_certainty_and_the_day_without_scripts(client, lang):
    page = client.get(f"/{lang}/gap/smart-almaty-spent").text
    sending = client.get(f"/{lang}/gap/smart-almaty-spent.json").json()["page"]["sending"]
    assert sending["term"]["days"] == 15 and sending["term"]["unit"] == "calendar days" and sending["term"]["state"] == "recalled"
    assert (sending["sent"], sending["due"]) == ("2026-11-22", "2026-12-07")
    for words in (sending["deadline"], sending["extension"], sending["certainty"], sending["rule"], *sending["cautions"]):
        assert words and words in page.replace("&quot;", '"')
    assert {"kk": "орташа", "ru": "средняя", "en": "medium"}[lang] in sending["certainty"]
    assert len(sending["cautions"]) == 1 and "2026" in sending["cautions"][0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_law_obliges_anybody_no_term_is_counted(client, lang):
    page = client.get(f"/{lang}/gap/myalmaty-recipient").text
    sending = client.get(f"/{lang}/gap/myalmaty-recipient.json").json()["page"]["sending"]
    assert sending["term"] is None and sending["due"] == "" and sending["counting"] == {} and sending["deadline"] in page
    assert "401-V" not in page and "data-counting" not in page and "request.ru.docx" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_calendar_reaches_the_script_whole_and_nothing_runs_inline(client, lang):
    for path in ("/gap/smart-almaty-spent", "/gaps"):
        page = client.get(f"/{lang}{path}").text
        card = json.loads(re.search(r"data-counting='([^']+)'", page).group(1))
        assert card["days"] == 15 and 2025 in card["years"] and "2025-03-10" in card["off"] and len(card["dates"]) == 12
        assert all("{day}" in one and "{year}" in one for one in card["dates"])
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", page)


def test_without_a_term_in_the_edition_nothing_is_counted(opened, settings, monkeypatch):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    monkeypatch.setattr(requests, "term", lambda visit, key: None)
    client = TestClient(create_app(opened, settings), base_url="http://portal.test")
    for lang in LANGUAGES:
        found = client.get(f"/{lang}/gap/smart-almaty-spent.json").json()["page"]
        assert found["sending"]["due"] == "" and found["sending"]["counting"] == {}
        assert not re.search(r"\b15\b", found["letters"][0]["text"])
        assert "data-counting" not in client.get(f"/{lang}/gap/smart-almaty-spent").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_absence_has_a_receipt(client, opened, lang):
    page = client.get(f"/{lang}/gap/smart-almaty-spent").text
    absence = client.get(f"/{lang}/gap/smart-almaty-spent.json").json()["page"]["absence"]
    assert absence["found"] is False
    assert (absence["built"], absence["edition"], absence["root"]) == (opened.manifest["built"], opened.id, opened.root)
    sources = {one["id"]: one for one in absence["sources"]}
    assert (sources["dossier"]["documents"], sources["dossier"]["statements"], sources["dossier"]["undated"]) == (5, 166, 3)
    budgets = sources["kz_open_budgets"]
    assert (budgets["records"], budgets["first"], budgets["last"], budgets["retrieved"]) == (
        1704,
        "2023-01",
        "2025-03",
        "2025-04-30",
    )
    assert 0 < absence["months_unread"] < absence["months"]
    for words in (absence["sentence"], absence["unread"], *(one["text"] for one in absence["sources"])):
        assert words in page


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A client on an edition in which one gap has an answer."""
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    folder = tmp_path_factory.mktemp("answered")
    shutil.copytree(REPOSITORY / "dossier", folder / "dossier")
    path = folder / "dossier" / "subjects" / "smart-almaty.yml"
    shown = "    statement: smart-no-spending-data\n"
    text = path.read_text(encoding="utf-8")
    answer = f"{shown}    answers: [{{document: zakon-2026-02-10, received: 2026-03-01, at: 10..20}}]\n"
    path.write_text(text.replace(shown, answer, 1), encoding="utf-8")
    settings = replace(read_settings(str(folder / "home")), dossier=folder / "dossier")
    os.environ["SOURCE_DATE_EPOCH"] = "1795305600"
    try:
        opened = edition.open_edition(pipeline.build(settings).folder)
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
    return TestClient(create_app(opened, settings), base_url="http://portal.test")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_published_answer_stands_with_the_gap_as_a_document(answered, client, lang):
    page = answered.get(f"/{lang}/gap/smart-almaty-spent").text
    found = answered.get(f"/{lang}/gap/smart-almaty-spent.json").json()["page"]
    assert found["gap"]["state"] == "answered" and found["absence"] is None and found["letters"] == []
    assert [(one["document"]["id"], one["received"]) for one in found["answers"]] == [("zakon-2026-02-10", "2026-03-01")]
    for words in (f"/{lang}/source/zakon-2026-02-10", found["answers"][0]["day"], found["answers"][0]["locator"], 'id="answers"'):
        assert words in page.replace("&#x2f;", "/")
    for path in ("/gaps", "/programme/smart-almaty"):
        assert "/gap/smart-almaty-spent#answers" in answered.get(f"/{lang}{path}").text.replace("&#x2f;", "/"), path
        assert "/gap/smart-almaty-spent#answers" not in client.get(f"/{lang}{path}").text.replace("&#x2f;", "/")
    counted = [re.search(r"\d+", one.get(f"/{lang}/gaps.json").json()["page"]["sentence"]).group() for one in (answered, client)]
    assert int(counted[0]) == int(counted[1]) - 1
    assert answered.get(f"/{lang}/gap/smart-almaty-spent/request.kk.docx").status_code == 404
