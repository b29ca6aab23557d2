"""Corrections and replies stand beside the fact: in three languages, in every form, never as anything but text."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tiyn import edition, pipeline
from tiyn.settings import read_settings
from tiyn.web.app import create_app

MADE_UP = Path(__file__).with_name("answered")
LANGUAGES = ("kk", "ru", "en")
EVERY = pytest.mark.parametrize("lang", LANGUAGES)
# path: what stands beside something there
SHOWN = {
    "/contract/almaty-most": ("made-up-reply", "made-up-value", "made-up-refusal"),
    "/receipt/statement/most-891-1mn": ("made-up-reply", "made-up-value"),
    "/receipt/derived/almaty-most-of-smart-20-3bn": ("made-up-value",),
    "/source/expert-kz-almaty": ("made-up-reply", "made-up-value"),
    "/organisation/most": ("made-up-reply", "made-up-value"),
    "/gap/almaty-most-method": ("made-up-refusal", "made-up-reply", "made-up-value"),
    "/gaps": ("made-up-refusal",),
    "/corrections": ("made-up-value", "made-up-refusal"),
    "/replies": ("made-up-reply",),
}
NAMES = {
    "kk": ("Түзету", "Түзетілмеді", "Жауап"),
    "ru": ("Исправление", "В исправлении отказано", "Ответ"),
    "en": ("Correction", "Correction refused", "Reply"),
}
COUNTS = {"kk": ("1 түзету", "1 жауап"), "ru": ("1 исправление", "1 ответ"), "en": ("1 correction", "1 reply")}
NONE = {"kk": ("0 түзету", "0 жауап"), "ru": ("0 исправлений", "0 ответов"), "en": ("0 corrections", "0 replies")}
REPLY = """\
id: to-{id}
party: most
answers: statement/{id}
received: 2026-11-01
published: 2026-11-02
signed_off_by: editor
language: ru
text: "Проба."
"""


def served(folder: Path, dossier: Path) -> TestClient:
    settings = dataclasses.replace(read_settings(str(folder)), dossier=dossier)
    return TestClient(create_app(edition.open_edition(pipeline.build(settings).folder), settings), base_url="http://portal.test")


@pytest.fixture(scope="module")
def answered(tmp_path_factory, settings):
    """A client on the dossier with a made-up correction, refusal and reply."""
    folder = tmp_path_factory.mktemp("answered")
    shutil.copytree(settings.dossier, folder / "dossier")
    shutil.copytree(MADE_UP, folder / "dossier", dirs_exist_ok=True)
    return served(folder / "home", folder / "dossier")


@pytest.fixture(scope="module")
def all_answered(tmp_path_factory, settings, opened):
    """A client on the dossier with a reply to every statement of it."""
    folder = tmp_path_factory.mktemp("all")
    shutil.copytree(settings.dossier, folder / "dossier")
    (folder / "dossier" / "replies").mkdir(exist_ok=True)
    for row in opened.connect().execute("select id from statement order by id"):
        (folder / "dossier" / "replies" / f"to-{row[0]}.yml").write_text(REPLY.format(id=row[0]), encoding="utf-8")
    return served(folder / "home", folder / "dossier")


def notices(page: str) -> list[str]:
    """The ids of the corrections and replies shown in full on a page, in order."""
    return re.findall(r'class="notice-head"><a href="[^"]*(?:corrections|replies)#([\w-]+)"', page.replace("&#x2f;", "/"))


@EVERY
@pytest.mark.parametrize("path", SHOWN)
def test_what_was_corrected_and_replied_stands_beside_the_fact(answered, path, lang):
    page = answered.get(f"/{lang}{path}")
    assert page.status_code == 200
    assert set(notices(page.text)) == set(SHOWN[path])
    assert page.text.count('class="answered"') >= 1


@EVERY
def test_each_is_called_by_its_own_name(answered, lang):
    page = answered.get(f"/{lang}/contract/almaty-most").text
    heads = set(re.findall(r'class="notice-head"><a [^>]*>([^<]+)</a>', page))
    assert heads == set(NAMES[lang])


@EVERY
def test_the_reply_is_verbatim_in_its_own_language_and_nothing_but_text(answered, lang):
    page = answered.get(f"/{lang}/replies").text.replace("&#x2f;", "/").replace("&quot;", '"')
    assert '<blockquote lang="ru"><p>Пробный ответ &lt;script&gt;alert("x")&lt;/script&gt; &amp; подпись.\n=1+1 стоит' in page
    assert "<script>alert" not in page


@EVERY
def test_no_page_says_that_there_is_no_reply_when_there_is_one(answered, client, lang):
    assert "reply-slot" in client.get(f"/{lang}/contract/almaty-most").text
    assert "reply-slot" not in answered.get(f"/{lang}/contract/almaty-most").text


@EVERY
def test_the_front_page_counts_both_and_none_is_a_count_too(answered, client, lang):
    for portal, counts in ((answered, COUNTS), (client, NONE)):
        page = portal.get(f"/{lang}/").text.replace("&#x2f;", "/")
        for path, count in zip(("corrections", "replies"), counts[lang], strict=True):
            assert f'<a href="/{lang}/{path}">{count}</a>' in page
            assert portal.get(f"/{lang}/{path}").status_code == 200


@EVERY
def test_the_way_to_a_reply_says_the_terms_and_leads_to_both_lists(client, lang):
    page = client.get(f"/{lang}/reply").text.replace("&#x2f;", "/")
    assert f'href="/{lang}/corrections"' in page and f'href="/{lang}/replies"' in page


def test_a_figure_without_room_names_them_and_leads_to_their_text(answered):
    page = answered.get("/en/contract/almaty-most").text.replace("&#x2f;", "/")
    assert '<a class="beside-mark is-corrected" href="/en/corrections#made-up-value">Correction</a>' in page


def test_json_carries_them_with_the_statement_the_figure_and_the_gap(answered):
    page = json.loads(answered.get("/en/contract/almaty-most.json").text)["page"]
    assert [one["id"] for one in page["value"]["beside"]["replies"]] == ["made-up-reply"]
    assert page["value"]["figure"]["beside"] == ["correction/made-up-value", "reply/made-up-reply"]
    assert page["beside"]["replies"][0]["times"][0] == {
        "name": "asked", "label": "asked", "day": "2026-10-20", "text": "20 October 2026",
    }  # fmt: skip


def lines(client: TestClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).text.removeprefix("\ufeff"), newline="")))


def test_csv_carries_them_with_the_figure(answered):
    found = {line["figure"]: line["beside"] for line in lines(answered, "/en/contract/almaty-most.csv")}
    assert found["statement/most-891-1mn"] == "correction/made-up-value reply/made-up-reply"
    assert found["statement/smart-20-3bn"] == ""


def test_csv_of_the_lists_is_the_lists(answered, client):
    refused, corrected = lines(answered, "/ru/corrections.csv")
    assert (refused["outcome"], refused["reported"], refused["affected"]) == ("refused", "", "gap/almaty-most-method")
    assert (corrected["wrong"], corrected["right"], corrected["decided"]) == ("819,1 млн тенге", "891,1 млн тенге", "2026-11-05")
    (reply,) = lines(answered, "/kk/replies.csv")
    assert reply["text"].startswith("Пробный ответ <script>") and reply["received"] == "2026-11-01"
    assert lines(client, "/en/corrections.csv") == lines(client, "/en/replies.csv") == []
    assert client.get("/en/replies.csv").text.removeprefix("\ufeff").startswith("who,")


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "fdp.zip", "json"])
@pytest.mark.parametrize("path", ["/en/corrections", "/en/replies"])
def test_every_form_of_the_lists_is_given(answered, client, path, ending):
    assert answered.get(f"{path}.{ending}").status_code == client.get(f"{path}.{ending}").status_code == 200


def test_the_lists_say_how_long_each_decision_took(answered):
    page = answered.get("/en/corrections").text
    assert "1 correction · 1 refusal" in page
    assert "decided in 3 days" in page and "decided in 1 day<" in page


def test_they_are_tables_of_the_edition_like_any_other(answered):
    assert "made-up-reply" in answered.get("/en/export/table/reply.csv").text
    assert "gap/almaty-most-method" in answered.get("/en/export/table/correction_affects.csv").text


def test_every_page_that_shows_a_statement_shows_the_reply_to_it(all_answered):
    """Every page of the site map that carries a statement in its JSON names the reply to it, in full or by its mark."""
    paths = re.findall(r"<loc>http://portal.test/en(/[^<]*)</loc>", all_answered.get("/sitemap.xml").text)
    seen = 0
    for path in sorted(set(paths)):
        if path.startswith(("/receipt", "/gap/", "/replies", "/region/")):
            continue  # one template each, tested above; the list itself; pages without statements
        body = json.loads(all_answered.get(f"/en{'/home' if path == '/' else path}.json").text)
        spoken = {one["id"] for one in sayings(body)}
        if spoken:
            page = all_answered.get(f"/en{path}").text.replace("&#x2f;", "/")
            shown = {one.removeprefix("to-") for one in re.findall(r'href="/en/replies#([\w-]+)"', page)}
            assert spoken <= shown, f"{path} shows no reply to {sorted(spoken - shown)}"
            seen += len(spoken)
    assert seen > 166


def sayings(value: Any) -> Iterator[dict[str, Any]]:
    """Every statement in a page's JSON."""
    if isinstance(value, dict):
        if "stance" in value and "locator" in value:
            yield value
        for one in value.values():
            yield from sayings(one)
    elif isinstance(value, list):
        for one in value:
            yield from sayings(one)
