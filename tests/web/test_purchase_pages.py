"""Pages of purchases on a small made-up country: facts equal the rows, every figure opens, nobody private is named."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.conftest import synthetic_home
from tiyn import edition
from tiyn.settings import read_settings
from tiyn.view.purchases import segment

LANGS = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return synthetic_home(tmp_path_factory, 600)


@pytest.fixture(scope="module")
def opened_synthetic(made):
    return edition.open_edition(edition.current(read_settings(str(made)).editions))


@pytest.fixture(scope="module")
def portal(opened_synthetic, made):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    return TestClient(create_app(opened_synthetic, read_settings(str(made))), base_url="http://portal.test")


@pytest.fixture(scope="module")
def store(opened_synthetic):
    return opened_synthetic.connect()


def examples(portal) -> list[str]:
    """The pages of purchases that the site map names."""
    found = re.findall(r"<loc>http://portal\.test/en(/[^<]+)</loc>", portal.get("/sitemap.xml").text)
    return [path for path in found if re.match(r"/(contract/.+/|process/|participant/|market|trace|contracts|plan/)", path)]


def figures(value):
    if isinstance(value, dict):
        if "receipt" in value and "value" in value:
            yield value
        else:
            for one in value.values():
                yield from figures(one)
    elif isinstance(value, list):
        for one in value:
            yield from figures(one)


def test_every_example_is_whole_in_every_language(portal):
    paths = examples(portal)
    assert {path.split("/")[1] for path in paths} >= {
        "contract",
        "process",
        "participant",
        "market",
        "trace",
        "contracts",
        "plan",
    }
    for number, path in enumerate(paths):
        for lang in LANGS if number % 10 == 0 else LANGS[number % 3 : number % 3 + 1]:
            page = portal.get(f"/{lang}{path}")
            assert page.status_code == 200, (lang, path, page.text[:300])
            shown = set(re.findall(r'data-amount="([^"]+)"', page.text))
            said = {one["value"] for one in figures(portal.get(f"/{lang}{path}.json").json())}
            assert said <= shown, (path, said - shown)
            assert "None" not in re.sub(r"<script.*?</script>", "", page.text, flags=re.S), path


def test_receipts_of_figures_resolve(portal):
    seen = set()
    for path in examples(portal)[::7]:
        for one in list(figures(portal.get(f"/ru{path}.json").json()))[:6]:
            seen.add(one["receipt"])
    for receipt in sorted(seen)[:60]:
        assert portal.get(receipt).status_code == 200, receipt


def test_a_contracts_page_says_what_its_rows_say(portal, store):
    for row in store.execute(
        "select * from contract_trace where paid is not null and contracted is not null order by ocid limit 12"
    ):
        page = portal.get(f"/en/contract/{segment(row['ocid'])}/{segment(row['contract'])}.json").json()["page"]
        assert page["state"] == row["state"]
        assert Decimal(page["contracted"]["value"]) == Decimal(row["contracted"]) and Decimal(page["paid"]["value"]) == Decimal(
            row["paid"]
        )
        left = Decimal(row["contracted"]) - Decimal(row["paid"])
        assert page["remainder"] is None if left == 0 else Decimal(page["remainder"]["value"]) == left


def test_no_natural_person_is_named(portal, store):
    people = [row["id"] for row in store.execute("select id from participant where kind = 'natural_person' order by id limit 5")]
    assert people
    for one in people:
        page = portal.get(f"/en/participant/{segment(one)}")
        assert page.status_code == 200 and "natural person, not named" in page.text


@pytest.mark.parametrize(
    "path", ["/contract/no/such", "/process/no", "/participant/no", "/market/ENSTRU/no", "/trace/no", "/contract/a~1b/c~0d"]
)
def test_what_is_not_there_is_not_found(portal, path):
    assert portal.get(f"/en{path}").status_code == 404


def test_the_list_counts_what_the_store_holds(portal, store):
    count = store.execute("select count(*) from contract").fetchone()[0]
    count += store.execute(
        "select count(*) from process p where not exists (select 1 from contract c where c.ocid = p.ocid)"
    ).fetchone()[0]
    assert portal.get("/en/contracts.json").json()["page"]["count"] == count
    year = portal.get("/en/contracts.json?year=2024").json()["page"]["count"]
    assert year == store.execute("select count(*) from contract_trace where year = 2024").fetchone()[0] + store.execute(
        "select count(*) from process p where year = 2024 and not exists (select 1 from contract c where c.ocid = p.ocid)").fetchone()[0]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "q=%22",
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "year=%27",
        "at=z&sort=amount",
        "min=x&max=-1",
        "buyer=%00",
        "sort=nothing",
        "at=o99999&q=a",
    ],
)
def test_strange_questions_are_answered(portal, query):
    page = portal.get(f"/ru/contracts?{query}")
    assert page.status_code == 200 and "<script>alert" not in page.text


def test_the_default_edition_says_it_has_no_register(client):
    for path in ("/contracts", "/trace", "/market"):
        for lang in LANGS:
            assert client.get(f"/{lang}{path}").status_code == 200
    assert "no register of purchases" in client.get("/en/contracts").text


# ---- search over everything

ANSWERS = [
    ("гиперболоид", "Поставка гиперболоида для сельской библиотеки"), ("giperboloid", "Поставка гиперболоида для сельской библиотеки"),
    ("кумысомеры", "Разработка информационной системы «Электронный кумысомер»"), ("«электронный кумысомер»", "Разработка информационной системы «Электронный кумысомер»"),
    ("Тулпар деректер", "Сопровождение портала «Тұлпар-Деректер»"), ("synthetic/2024/0", "Поставка гиперболоида для сельской библиотеки"),
    ("88 888 888", "Поставка гиперболоида для сельской библиотеки"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "title"), ANSWERS, ids=[query for query, _ in ANSWERS])
def test_the_planted_answers_are_found(portal, query, title):
    for lang in LANGS:
        found = portal.get(f"/{lang}/search.json", params={"q": query}).json()
        assert title in [one["title"] for one in found["results"] if one["kind"] == "purchase"], (lang, found)


def test_a_supplier_is_found_before_its_purchases_and_suggested(portal):
    found = portal.get("/ru/search.json", params={"q": "Сегизаяк Цифра"}).json()
    kinds = [one["kind"] for one in found["results"]]
    assert kinds[0] == "participant" and "purchase" in kinds and kinds == sorted(kinds), "participants, then purchases"
    said = portal.get("/ru/suggest.json", params={"q": "сегиза"}).json()["results"]
    assert any("Сегізаяқ" in one["title"] for one in said)


@pytest.mark.parametrize("query", ["услуги", "цифра", "school", "KZ-BIN-000000000000", "программалық жүйе"])
def test_pages_of_results_join_without_gap_or_repeat(portal, query):
    first = portal.get("/en/search.json", params={"q": query}).json()
    assert first["count"] == sum(first["kinds"].values())
    seen, page = [], 1
    while len(seen) < min(first["count"], 90):
        results = portal.get("/en/search.json", params={"q": query, "page": page}).json()["results"]
        assert results, (query, page)
        seen += [one["id"] for one in results]
        page += 1
    assert len(seen) == len(set(seen))


def test_one_kind_alone_counts_itself(portal):
    whole = portal.get("/en/search.json", params={"q": "школа"}).json()
    for kind, count in whole["kinds"].items():
        own = portal.get("/en/search.json", params={"q": "школа", "kind": kind}).json()
        assert own["count"] == count and {one["kind"] for one in own["results"]} <= {kind} and own["kinds"] == whole["kinds"]


def test_a_receipt_of_words_says_them(portal, store):
    row = store.execute("select ocid, id from contract where title is not null order by ocid limit 1").fetchone()
    for column in ("title", "id", "ocid"):
        address = f"/en/receipt/record/contract/{segment(row['ocid'])}/{segment(row['id'])}/{column}"
        assert portal.get(address).status_code == 200, column


def test_the_front_page_leads_into_the_register_and_says_nothing_false(portal):
    page = portal.get("/ru/").text.replace("&#x2f;", "/")
    assert "/ru/contracts?state=paid_above" in page and "мы ещё не собрали" in page  # owners, not contracts
    said = dict(portal.get("/ru/home.json").json()["page"]["coverage"])
    assert "закуп" in said["Договоры государственных закупок"]
    assert "умный город" not in page and ">Спорные числа</h2>" not in page


def test_a_search_without_an_answer_says_which_language_to_try(portal):
    page = portal.get("/en/search?q=koumiss+meter+nowhere").text
    assert "Russian or Kazakh titles" in page


def test_a_list_says_how_many_of_its_purchases_are_in_no_sum(portal, store):
    void = store.execute("select count(*) from contract_trace where state = 'void'").fetchone()[0]
    assert void > 1
    for address in ("/en/contracts", "/en/contracts?state=void"):
        said = portal.get(address.replace("contracts", "contracts.json")).json()["page"]["void"]
        assert said.startswith(f"{void} of them are cancelled") and said in portal.get(address).text
    assert portal.get("/en/contracts.json?state=paid_in_full").json()["page"]["void"] == ""
    year, n = store.execute(
        "select year, count(*) from contract_trace where state = 'void' group by year order by 2 desc"
    ).fetchone()
    assert portal.get(f"/en/contracts.json?year={year}").json()["page"]["void"].startswith(f"{n} of them ")
    assert "Из них" in portal.get("/ru/contracts").text and "сомаларға кірмейді" in portal.get("/kk/contracts").text


def evidence_links(html: str) -> list[str]:
    plain = html.replace("&#x2f;", "/").replace("&amp;", "&")
    return [
        link
        for part in re.findall(r'class="flag-rows">(.*?)</p>', plain, re.DOTALL)
        for link in re.findall(r'href="([^"]+)"', part)
    ]


def test_every_question_leads_to_the_rows_it_rests_on(portal, store):
    """One click: the place exists on a page that answers, for every kind of rows the rules of this country name."""
    seen: dict[str, str] = {}
    for row in store.execute(
        "select indicator, kind, ocid, id from flagged where kind in ('lot', 'contract') order by indicator, ocid, id"
    ):
        if row["indicator"] not in seen:
            page = (
                f"contract/{segment(row['ocid'])}/{segment(row['id'])}"
                if row["kind"] == "contract"
                else f"process/{segment(row['ocid'])}"
            )
            html = portal.get(f"/en/{page}").text
            links = evidence_links(html)
            assert links, f"{row['indicator']} shows no rows on {page}"
            seen[row["indicator"]] = page
            for link in links:
                path, _, place = link.partition("#")
                answer = portal.get(path)
                assert answer.status_code == 200, link
                assert not place or f'id="{place}"' in answer.text, f"{link}: no such place"
    assert len(seen) >= 5


@pytest.mark.parametrize("lang", LANGS)
def test_the_coverage_of_indicators_by_source_and_year(portal, store, lang):
    year = store.execute("select max(year) as year from indicator_total").fetchone()["year"]
    html = portal.get(f"/{lang}/indicators/coverage").text
    assert f"year={year}" in html.replace("&#x2f;", "/")
    whole = portal.get(f"/{lang}/indicators/coverage.json").json()
    of_year = portal.get(f"/{lang}/indicators/coverage.json?year={year}").json()
    assert whole != of_year
    assert portal.get(f"/{lang}/indicators/coverage?year=nonsense&source=%00x").status_code in (200, 400)
    years = [row["year"] for row in store.execute("select distinct year from indicator_total")]
    assert all(year == 0 or 1990 <= year <= 2100 for year in years), years


def test_a_market_says_what_was_asked_of_it(portal, store):
    row = store.execute("select id from checked where kind = 'market' order by id limit 1").fetchone()
    scheme, division, *_ = row["id"].split("/")
    price = store.execute(
        "select scheme, classification as code from unit_price where scheme = ? and classification like ? order by 2",
        (scheme, f"{division}%"),
    ).fetchone()
    html = portal.get(f"/en/market/{segment(price['scheme'])}/{segment(price['code'])}").text
    assert 'id="questions"' in html and "R051-k1" in html


def test_the_year_the_law_changed_is_marked_on_every_series(portal, store):
    for row in store.execute("select distinct indicator from indicator_total where year = 2025 order by indicator"):
        assert "2025-01-01" in portal.get(f"/en/indicator/{row['indicator']}").text, row["indicator"]


def test_purchases_are_found_by_the_question_they_raise(portal, store):
    """The list, its file and the flags agree; a lot's question is a contract's where the process has no other."""
    for indicator, kind in store.execute(
        "select indicator, kind from flagged where kind in ('contract', 'lot') group by 1, 2 order by 1"
    ):
        flags = {
            (row["ocid"], row["id"])
            for row in store.execute("select ocid, id from flagged where indicator = ? order by 1, 2", (indicator,))
        }
        if kind == "contract":
            expected = flags
        else:
            expected = set()
            for ocid in {ocid for ocid, _ in flags}:
                own = [row["id"] for row in store.execute("select id from contract where ocid = ? order by id", (ocid,))]
                expected |= {(ocid, own[0] if own else "")} if len(own) < 2 else set()
        found = portal.get(f"/en/contracts.json?question={indicator}").json()["page"]
        assert found["count"] == len(expected), indicator
        file = portal.get(f"/en/export/contracts.csv?question={indicator}")
        assert file.status_code == 200 and len(file.text.splitlines()) - 1 == len(expected), indicator
    assert portal.get("/en/contracts.json?question=R999").json()["page"]["count"] == 0
