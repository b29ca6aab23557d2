"""Pages of places and bodies of the budget: known figures, three forms that agree, computed figures with receipts, empty states."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tiyn import receipts
from tiyn.model.errors import NotFound
from tiyn.view.budget_ratios import Term, compute

LANGUAGES = ("kk", "ru", "en")
ALMATY = "750000000"
PAGES = [
    f"/region/{ALMATY}", "/region/430000000", "/region/KZ", f"/administrator/{ALMATY}/313", "/administrator/KZ/223",
    "/coverage", "/revisions", "/revisions/paid_fell", "/digital-money", "/regions",
]  # fmt: skip
# Almaty's department in 2024 and 2023, both lines together, and the republic's ministry: sums of the bundled lines.
KNOWN = {
    f"/region/{ALMATY}": ["12697130589", "8305717100", "0.80", "52.87"],
    f"/administrator/{ALMATY}/313": ["12697130589", "2918942760", "22.99", "5409201695", "2896515405"],
    "/digital-money": ["12697130589", "8305717100"],
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_every_language(client, path, lang):
    page = client.get(f"/{lang}{path}")
    assert page.status_code == 200
    assert not re.search(r'<a href="">|>None<|undefined', page.text)


@pytest.mark.parametrize("path", KNOWN)
def test_known_figures_stand_on_the_page(client, path):
    amounts = {Decimal(one) for one in re.findall(r'data-amount="([^"]+)"', client.get(f"/en{path}").text)}
    wanted = {Decimal(one) for one in KNOWN[path]}
    assert wanted <= amounts, f"{path} lacks {wanted - amounts}"


@pytest.mark.parametrize("path", PAGES)
def test_three_forms_say_the_same(client, path):
    page = client.get(f"/en{path}").text
    drawn = {found.replace("&#x2f;", "/") for found in re.findall(r'data-receipt="([^"]+)"', page)}
    stored = {figure["receipt"] for figure in _figures(json.loads(client.get(f"/en{path}.json").text))}
    lines = csv.DictReader(io.StringIO(client.get(f"/en{path}.csv").text.removeprefix("\ufeff")))
    listed = {line["receipt"].removeprefix("http://portal.test") for line in lines}
    assert drawn == stored == listed


@pytest.mark.parametrize("path", [f"/region/{ALMATY}", f"/administrator/{ALMATY}/313", "/revisions"])
def test_every_receipt_resolves_on_its_page_and_on_the_command_line(client, opened, path):
    page = client.get(f"/ru{path}").text.replace("&#x2f;", "/")
    found = set(re.findall(r'data-receipt="([^"]+)" data-amount="([^"]+)"', page))
    assert found
    for receipt, value in found:
        assert client.get(receipt).status_code == 200, receipt
        assert Decimal(receipts.read_receipt(opened, receipt.removeprefix("/ru/receipt/"))["value"]) == Decimal(value), receipt


def test_a_computed_figure_says_what_goes_in(client, opened):
    address = f"change/paid/{ALMATY}/2024-11/2024-12/administrator-313"
    body = receipts.read_receipt(opened, address)
    later, earlier = (Decimal(one["value"]) for one in body["inputs"])
    assert Decimal(body["value"]) == later - earlier == Decimal(2918942760)
    page = client.get(f"/en/receipt/{address}").text.replace("&#x2f;", "/")
    for one in body["inputs"]:
        assert f"/en/receipt/{one['receipt']}" in page
    assert "later month − earlier month" in page


@pytest.mark.parametrize(
    "address",
    [
        f"growth/paid/{ALMATY}/2024/2025/rule-digital-money",  # January of 2025 against a whole 2024
        f"growth/paid/{ALMATY}/2022/2023/rule-digital-money",  # 2022 was not read
        f"change/paid/{ALMATY}/2025-01/2025-02/administrator-313",  # February was not read
        f"change/paid/{ALMATY}/2023-12/2024-01/administrator-313",  # each year begins anew
        "share/paid/430000000/2024/rule-digital-money",  # no such administrator there
    ],
)
def test_what_cannot_be_compared_is_not_computed(client, opened, address):
    assert client.get(f"/en/receipt/{address}").status_code == 404
    with pytest.raises(NotFound, match="cannot be computed"):
        receipts.read_receipt(opened, address)


@pytest.mark.parametrize("address", ["share/paid/KZ/2024", "change/paid/KZ/2024/x", "growth/none/KZ/2023/2024/expenditure"])
def test_a_wrong_address_is_answered_with_the_forms(opened, address):
    with pytest.raises(NotFound, match="write share or part/MEASURE"):
        receipts.read_receipt(opened, address)


def test_percentages_are_rounded_once_and_never_divide_by_nothing():
    def find(region, when, what):
        paid = {"2023": "3", "2024": "4", "2025": "0", "2026": "5"}[when]
        return [{"id": f"x-{when}", "region": region, "month": f"{when}-12", "paid": "1" if what == "administrator-1" else paid}]

    assert compute(find, "share/paid/KZ/2023/administrator-1").value == Decimal("33.33")
    assert compute(find, "growth/paid/KZ/2023/2024/expenditure").value == Decimal("33.33")
    assert compute(find, "growth/paid/KZ/2025/2026/expenditure") is None
    assert compute(find, "growth/paid/KZ/2023/2025/expenditure") is None, "not the year before"
    assert Term("paid", "KZ", "2023", "expenditure", find("KZ", "2023", "")).receipt == "budget/x-2023/paid"


def test_a_month_not_read_is_said_and_never_filled(client):
    page = client.get(f"/en/region/{ALMATY}").text
    assert "February 2025, March 2025" in page
    body = client.get(f"/en/administrator/{ALMATY}/313.json").json()["page"]
    assert [row["month"] for row in body["months"]][-1] == "2025-01"
    assert [row[1] for row in body["charts"]["own"]["rows"]][-2:] == ["month not read"] * 2
    coverage = client.get("/en/coverage.json").json()["page"]
    almaty = next(row for row in coverage["places"] if row["name"]["text"] == "Almaty City")
    assert almaty["read"][-2:] == [False, False] and almaty["missing"] == 2
    assert coverage["missing"] == sum(row["missing"] for row in (*coverage["places"], *coverage["reports"]))


def test_an_edition_of_digital_lines_says_that_it_holds_no_more(client):
    assert "holds only the lines of digitalization administrators" in client.get(f"/en/region/{ALMATY}").text
    assert "no report of republican investments" in client.get("/en/digital-money").text
    page = client.get("/en/region/430000000").text
    assert "no administrator with digitalization in its name" in page and "data-amount" in page


def test_the_rule_names_the_region_it_finds_nobody_in_and_adds_no_unequal_months(client):
    body = client.get("/en/digital-money.json").json()["page"]
    assert [one["url"] for one in body["nobody"]] == ["/en/region/430000000"]
    assert [bool(year["paid"]) for year in body["total"]["years"]] == [True, True, False]
    for number in (0, 1):
        parts = [Decimal(row["years"][number]["paid"]["value"]) for row in body["rows"] if row["years"][number]["paid"]]
        assert sum(parts) == Decimal(body["total"]["years"][number]["paid"]["value"])


def test_a_hypothesis_stands_apart_with_its_reason(client):
    body = client.get(f"/en/administrator/{ALMATY}/313.json").json()["page"]
    assert [one["url"] for one in body["hypotheses"]] == ["/en/contract/almaty-most"]
    assert "enters no sum" in body["hypotheses"][0]["why"]
    assert [one["url"] for one in body["confirmed"]] == ["/en/programme/smart-almaty"]
    assert [one["url"] for one in body["bodies"]] == ["/en/organisation/almaty-digitalization"]


def test_revisions_go_by_size_as_decimals(client):
    listed = client.get("/en/revisions/paid_fell.json").json()["page"]["listed"]
    sizes = [abs(Decimal(one["later"]["value"]) - Decimal(one["earlier"]["value"])) for one in listed]
    assert len(sizes) > 1 and sizes == sorted(sizes, reverse=True)
    assert client.get("/en/revisions/none").status_code == 404


def test_an_unknown_place_or_code_is_not_found(client):
    for path in ("/region/1", "/administrator/1/313", f"/administrator/{ALMATY}/999", "/revisions/paid_fell/1"):
        assert client.get(f"/en{path}").status_code == 404


def _figures(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "receipt" in value and "unit" in value:
            yield value
        for one in value.values():
            yield from _figures(one)
    elif isinstance(value, list):
        for one in value:
            yield from _figures(one)
