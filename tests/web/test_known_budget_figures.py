"""The digital administrators' money as the portal prints it: on screen, with a receipt, equal to the tenge."""

from decimal import Decimal

import pytest

# (region, year, measure) -> billions to the last printed place: known before the pages were made.
KNOWN = [
    ("KZ", 2023, "paid", "186.5"), ("KZ", 2024, "paid", "237.0"), ("KZ", 2025, "approved", "221.2"),
    ("750000000", 2023, "approved", "8.818"), ("750000000", 2023, "revised", "8.928"), ("750000000", 2023, "paid", "8.306"),
    ("750000000", 2024, "approved", "13.747"), ("750000000", 2024, "paid", "12.697"), ("750000000", 2025, "approved", "16.269"),
    ("710000000", 2023, "paid", "9.422"), ("710000000", 2024, "paid", "10.002"), ("710000000", 2025, "approved", "10.60"),
    ("790000000", 2023, "paid", "1.295"), ("790000000", 2024, "paid", "1.163"),
    ("610000000", 2023, "paid", "6.293"), ("610000000", 2024, "paid", "7.402"), ("610000000", 2025, "approved", "8.65"),
    ("regions", 2023, "paid", "42.4"), ("regions", 2024, "paid", "59.3"),
]  # fmt: skip


def figures(page, prefix):
    found = {}
    if isinstance(page, dict):
        if str(page.get("receipt", "")).startswith(prefix):
            found[page["id"]] = page["value"]
        for value in page.values():
            found |= figures(value, prefix)
    elif isinstance(page, list):
        for value in page:
            found |= figures(value, prefix)
    return found


@pytest.mark.parametrize(("region", "year", "measure", "billions"), KNOWN, ids=["-".join(map(str, case[:3])) for case in KNOWN])
def test_a_known_figure_has_a_receipt_that_adds_up(region, year, measure, billions, client):
    page = client.get(f"/en/receipt/sum/{measure}/{region}/{year}/rule-digital-money.json").json()["page"]
    places = len(billions.partition(".")[2])
    assert round(Decimal(page["figure"]["value"]) / 10**9, places) == Decimal(billions)
    lines = [Decimal(step["f"]["value"]) for step in page["steps"][:-1]]
    assert (sum(lines) if lines else Decimal(page["figure"]["value"])) == Decimal(page["figure"]["value"])


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_known_figures_are_on_the_page_of_digital_money(lang, client):
    shown = client.get(f"/{lang}/digital-money").text
    page = client.get(f"/{lang}/digital-money.json").json()["page"]
    values = {round(Decimal(value) / 10**9, 3) for value in figures(page, f"/{lang}/receipt/").values() if value}
    for region, year, measure, billions in KNOWN:
        if measure in ("approved", "paid", "revised") and (year < 2025 or region != "regions"):
            assert any(round(value, len(billions.partition(".")[2])) == Decimal(billions) for value in values), (
                region,
                year,
                measure,
            )
    assert shown.count("data-receipt") > 100


def test_a_share_of_expenditure_holds_expenditure_against_expenditure(client):
    """Astana 2024: 10.0 bn digital money is 8.72 bn of expenditure and 1.28 bn of assets bought; the page says so."""
    page = client.get("/en/region/710000000.json").json()["page"]
    assert page["assets"]["value"] == "1284960000"
    parts = [
        Decimal(client.get(f"/en/receipt/sum/paid/710000000/2024/{name}-digital-money.json").json()["page"]["figure"]["value"])
        for name in ("spent", "rule")
    ]
    assert parts[0] + 1_284_960_000 == parts[1]
    share = client.get("/en/receipt/share/paid/710000000/2024/spent-digital-money.json").json()["page"]
    assert share["figure"]["value"] == "0.68"


def test_the_pairs_of_regions_and_the_others_make_the_known_sums(client):
    def paid(region, year):
        return Decimal(
            client.get(f"/en/receipt/sum/paid/{region}/{year}/rule-digital-money.json").json()["page"]["figure"]["value"]
        )

    for year, billions in ((2023, "4.97"), (2024, "6.10")):
        assert round((paid("350000000", year) + paid("390000000", year)) / 10**9, 2) == Decimal(billions)
