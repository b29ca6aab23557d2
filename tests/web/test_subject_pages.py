"""The subject pages carry the figures of the dossier, none that must not be computed, and the same in every form."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = yaml.safe_load(Path(__file__).with_name("subjects.yml").read_text(encoding="utf-8"))
LANGUAGES = ("kk", "ru", "en")


def of_every_language(case: dict[str, Any]) -> str:
    return case["path"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=of_every_language)
def test_amounts(client, case, lang):
    page = client.get(f"/{lang}{case['path']}")
    assert page.status_code == 200
    amounts = set(re.findall(r'data-amount="([^"]+)"', page.text))
    assert set(case["amounts"]) <= amounts, f"{case['path']} lacks {set(case['amounts']) - amounts}"
    assert not amounts & set(case["never"]), f"{case['path']} must not carry {amounts & set(case['never'])}"


@pytest.mark.parametrize("case", CASES, ids=of_every_language)
def test_three_forms_say_the_same(client, case):
    page = client.get(f"/en{case['path']}").text
    drawn = {found.replace("&#x2f;", "/") for found in re.findall(r'data-receipt="([^"]+)"', page)}
    stored = {figure["receipt"] for figure in _figures(json.loads(client.get(f"/en{case['path']}.json").text))}
    lines = csv.DictReader(io.StringIO(client.get(f"/en{case['path']}.csv").text.removeprefix("\ufeff")))
    listed = {line["receipt"].removeprefix("http://portal.test") for line in lines}
    assert drawn == stored == listed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contract_starts_a_path(client, lang):
    page = client.get(f"/{lang}/contract/almaty-most").text.replace("&#x2f;", "/")
    assert f'action="/{lang}/path"' in page
    for field in ('name="from" value="almaty-digitalization"', 'name="contract" value="almaty-most"', 'name="to"'):
        assert field in page


def test_countdown_is_counted_from_the_edition(client):
    assert "39 days left" in client.get("/en/topic/system-unification").text
    assert "39 days left" in client.get("/en/orders").text


def test_filter_by_body(client):
    page = client.get("/en/systems?body=nit").text
    assert 'data-amount="34"' in page
    assert 'data-amount="115"' not in page


def _figures(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "receipt" in value and "unit" in value:
            yield value
        for one in value.values():
            yield from _figures(one)
    elif isinstance(value, list):
        for one in value:
            yield from _figures(one)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/quantity/digital-kazakhstan-cost", "Деньги программы «Цифровой Казахстан» за два года"),
        ("/gap/smart-almaty-spent", "Сколько тратилось каждый год с 2015 года на концепцию «Умный город»"),
        ("/organisation/almaty-akimat", "Акимат города Алматы"),
        ("/receipt/statement/dk-41bn", "Деньги, выделенные, по словам вице-министра"),
        ("/programme/digital-kazakhstan-cost", "Страница /programme/digital-kazakhstan-cost"),
        ("/contracts", "Страница /contracts"),
    ],
)
def test_a_citation_names_a_page_by_its_title_where_it_has_one_of_its_own(client, path, said):
    assert client.get(f"/ru/cite.json?page={path}").json()["page"]["text"].startswith(f"Tiyn. {said}")
