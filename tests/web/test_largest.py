"""A buyer's largest supplier: one source, currency and VAT basis, its arithmetic, its receipts, its coverage."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.web.test_plan_path import made, opened_synthetic, portal, store  # noqa: F401
from tiyn.view.largest import LEAST, largest
from tiyn.view.purchases import segment


@pytest.fixture(scope="module")
def buyer(store):  # noqa: F811
    return store.execute(
        "select buyer from contract_trace where buyer is not null group by buyer order by count(*) desc, buyer limit 1"
    ).fetchone()["buyer"]


def test_the_share_is_what_the_rows_give(portal, store, buyer):  # noqa: F811
    sums, counts = defaultdict(lambda: defaultdict(Decimal)), defaultdict(int)
    rows = store.execute("select * from contract_trace where buyer = ? and state <> 'void'", (buyer,)).fetchall()
    for row in rows:
        if row["contracted"] is not None:
            basis = (row["currency"] or "", row["vat"] or "")
            counts[basis] += 1
            sums[basis][row["supplier"]] += Decimal(row["contracted"])
    shares = portal.get(f"/en/participant/{segment(buyer)}.json").json()["page"]["shares"]
    assert len(shares) == min(3, sum(count >= LEAST for count in counts.values())) > 0
    basis = max(counts, key=lambda one: (counts[one], one))
    part, whole = max(value for name, value in sums[basis].items() if name), sum(sums[basis].values())
    first = shares[0]
    assert Decimal(first["part"]["value"]) == part and Decimal(first["whole"]["value"]) == whole
    assert Decimal(first["share"]["value"]) == (part * 100 / whole).quantize(Decimal("0.01"))
    assert f"{counts[basis]} contracts of {len(rows)} " in first["coverage"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_figure_opens_a_receipt_with_its_arithmetic(portal, buyer, lang):  # noqa: F811
    share = portal.get(f"/{lang}/participant/{segment(buyer)}.json").json()["page"]["shares"][0]
    for name in ("share", "part", "whole"):
        answer = portal.get(share[name]["receipt"])
        assert answer.status_code == 200
        page = portal.get(share[name]["receipt"] + ".json").json()["page"]
        assert page["figure"]["value"] == share[name]["value"] and page["kind"] == "largest"
        if name == "share":
            assert [step["op"] for step in page["steps"]] == ["", "÷", "="]
            assert page["steps"][0]["f"]["receipt"] == share["part"]["receipt"]
        elif len(page["others"]) < 50:
            assert sum(Decimal(one["value"]) for one in page["others"]) == Decimal(share[name]["value"])


def test_two_currencies_and_two_vat_bases_are_never_added():
    def row(value, supplier, currency="KZT", vat="incl"):
        given = {"ocid": "o", "contract": str(value), "source_id": "s", "supplier": supplier}
        return {**given, "currency": currency, "vat": vat, "contracted": None if value is None else str(value)}

    rows = [row(10, "a"), row(20, "b"), row(5, "a"), row(1, "b"), row("0.5", None)]
    rows += [row(1000, "c", vat="excl")] * 5 + [row(7, "d", "USD")] * 4 + [row(None, "a")]

    class Purchases:
        @staticmethod
        def read(sql, values):
            return rows

    found = largest(Purchases, "x")
    assert [(one.currency, one.vat, one.supplier, one.part, one.whole, one.all) for one in found] == [
        ("KZT", "excl", "c", 5000, 5000, 15),
        ("KZT", "incl", "b", 21, Decimal("36.5"), 15),
    ]


@pytest.mark.parametrize("rest", ["share", "share/s/KZT/incl", "more/s/KZT/incl/x", "share/s/KZT/incl/nobody"])
def test_another_address_is_not_found(portal, rest):  # noqa: F811
    assert portal.get(f"/en/receipt/largest/{rest}").status_code == 404
