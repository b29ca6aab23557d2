"""The shared blocks and the frame, rendered in every language with undefined names refused."""

import gzip
import re
from pathlib import Path

import minijinja
import pytest

from tiyn.web import assets

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "tiyn" / "web"
STATIC = WEB / "static"
LANGUAGES = ("kk", "ru", "en")
EVERY = pytest.mark.parametrize("lang", LANGUAGES)


def words(lang: str) -> dict[str, str]:
    lines = (ROOT / "locales" / lang / "words.yml").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r'(\w+): "(.*)"', line) for line in lines if line and not line.startswith("#")]
    assert all(found)
    return {match[1]: match[2] for match in found if match}


def render(lang: str, body: str, **context: object) -> str:
    def load(name: str) -> str:
        return (WEB / "templates" / name).read_text(encoding="utf-8") if name != "test.html" else body

    names = words(lang)
    env = minijinja.Environment(loader=load, undefined_behavior="strict")
    env.add_global("lang", lang)
    env.add_function("w", lambda key, **values: names[key].format(**values))
    env.add_function("u", lambda path: f"/{lang}" + ("" if path == "/" else path))
    env.add_function("asset", lambda name: f"/static/{name}")
    return env.render_template("test.html", **context).replace("&#x2f;", "/")  # minijinja escapes slashes too


def macro(call: str, lang: str = "ru", **context: object) -> str:
    return render(lang, '{% import "macros.html" as m %}{{ ' + call + " }}", **context)


def figure(**changes: object) -> dict[str, object]:
    plain = {"text": "166,7\u00a0млрд\u00a0₸", "exact": "166 700 000 000 ₸", "value": "166700000000", "unit": "KZT"}
    return {**plain, "state": "one_source", "state_name": "один источник", "receipt": "/ru/receipt/x", **changes}


PAGE = {
    "title": "Smart <City>",
    "path": "/programme/x",
    "kind": "programme",
    "breadcrumbs": [{"text": "Программы", "url": "/ru/p"}],
}


def frame(lang: str, **changes: object) -> str:
    context: dict[str, object] = {
        "page": PAGE,
        "languages": [{"code": c, "name": c, "url": f"/{c}/programme/x", "current": c == lang} for c in LANGUAGES],
        "edition": {"id": "2026-11-20", "date": "20.11.2026", "root": "9f3c2b7d" * 8, "url": "/e", "seal": None},
        "theme": "",
        "siblings": [
            {"name": "JSON", "kind": "application/json", "url": "/x.json"},
            {"name": "CSV", "kind": "text/csv", "url": "/x.csv"},
        ],
        **changes,
    }
    return render(lang, '{% extends "layout.html" %}{% block main %}<h1>x</h1>{% endblock %}', **context)


def test_every_language_has_every_word_and_no_other() -> None:
    used = set(
        re.findall(
            r"w\(['\"](\w+)", "".join((WEB / "templates" / n).read_text(encoding="utf-8") for n in ("layout.html", "macros.html"))
        )
    )
    for lang in LANGUAGES:
        assert set(words(lang)) == set(words("en"))
        assert used <= set(words(lang))
        assert all(words(lang).values())


def test_words_take_the_same_parameters_in_every_language() -> None:
    for key, text in words("en").items():
        for lang in LANGUAGES:
            assert re.findall(r"{\w+}", words(lang)[key]) == re.findall(r"{\w+}", text), (lang, key)


@EVERY
def test_frame(lang: str) -> None:
    html = frame(lang)
    assert f'<html lang="{lang}">' in html and "Smart &lt;City&gt;" in html
    assert all(f'hreflang="{code}"' in html for code in (*LANGUAGES, "x-default"))
    assert f'action="/{lang}/search"' in html and 'name="q"' in html
    assert f"/theme?to=dark&amp;back=/{lang}/programme/x" in html.replace("%2F", "/")
    assert "2026-11-20" in html and "9f3c2b7d9f3c2b7d…" in html
    assert 'data-theme="dark"' in frame(lang, theme="dark")
    assert 'content="noindex"' in frame(lang, page={**PAGE, "noindex": True})


@EVERY
def test_nothing_needs_an_inline_style_or_script(lang: str) -> None:
    html = frame(lang)
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href)="https?://', html)


def test_amount_carries_what_machines_read_and_opens_its_receipt() -> None:
    html = macro("m.amount(f)", f=figure(low="166000000000", high="167000000000"))
    for part in (
        'href="/ru/receipt/x"',
        'data-receipt="/ru/receipt/x"',
        'data-amount="166700000000"',
        'data-low="166000000000"',
        'data-high="167000000000"',
        'data-state="one_source"',
        'title="166 700 000 000 ₸"',
        "один источник",
        "g-one_source",
    ):
        assert part in html
    assert "data-currency" not in html and "data-unit" not in html


@pytest.mark.parametrize(
    ("unit", "mark"), [("EUR", 'data-currency="EUR"'), ("percent", 'data-unit="percent"'), ("startups", 'data-unit="startups"')]
)
def test_amount_says_its_unit_when_it_is_not_tenge(unit: str, mark: str) -> None:
    assert mark in macro("m.amount(f)", f=figure(unit=unit))


def test_amount_without_a_value_has_its_state_and_no_number() -> None:
    html = macro("m.amount(f)", f=figure(value=None, text="", receipt="", state="withheld", state_name="закрыто по закону"))
    assert "data-amount" not in html and "href" not in html and "закрыто по закону" in html


@pytest.mark.parametrize("hostile", ['"><script>x</script>', "</a><b>"])
def test_blocks_escape_what_sources_wrote(hostile: str) -> None:
    said = {
        "what": hostile,
        "figure": figure(text=hostile),
        "stance": "asserts",
        "stance_name": hostile,
        "speaker": {"name": hostile, "url": ""},
    }
    said |= {
        "capacity": hostile,
        "quote": hostile,
        "document": {"title": hostile, "url": "/d", "n": 1},
        "locator": hostile,
        "note": hostile,
    }
    assert hostile not in macro("m.statement(s)", s=said)
    assert hostile not in macro("m.letter(t)", t=hostile)
    assert hostile not in macro("m.table(['a'], [[t]], t)", t=hostile)


def test_disputed_claims_stand_side_by_side_as_equals() -> None:
    one = {"what": "потрачено", "figure": figure(), "stance": "alleges", "stance_name": "утверждается"}
    html = macro("m.claims_side_by_side([s, s])", s=one)
    assert html.count("<article") == 2 and "Говорящий не назван" in html and "дата не указана" in html


def test_a_gap_offers_a_request() -> None:
    html = macro(
        "m.gap(g)", g={"what": "Сколько?", "body": {"name": "акимат"}, "reason_name": "не опубликовано", "ask_url": "/ask"}
    )
    assert "Подготовить запрос" in html and "не опубликовано" in html


def test_a_chart_has_title_key_table_and_footer() -> None:
    chart = {
        "id": "c",
        "title": "Вывод",
        "svg": "<svg></svg>",
        "key": [{"code": "paid", "label": "заплачено"}],
        "head": ["a"],
        "rows": [["b"]],
    }
    html = macro("m.chart(c)", c={**chart, "sources": [{"n": 1}], "as_of": "2024", "links": {"csv": "/a.csv", "png": "/a.png"}})
    for part in ("<figure", "Вывод", "sw-paid", "<details", "<table", "#source-1", "CSV", "PNG", "<svg></svg>"):
        assert part in html


def test_a_path_names_a_shared_end_once() -> None:
    edges = [
        {"from": {"name": "A"}, "relation": "r", "to": {"name": "B"}, "state": "one_source", "state_name": "s"},
        {"from": {"name": "B"}, "relation": "r", "to": {"name": "C"}, "state": "one_source", "state_name": "s"},
    ]
    assert macro("m.path_edges(e)", e=edges).count('class="node"') == 3


def test_the_thirteen_states_each_have_a_glyph() -> None:
    css = (STATIC / "style.css").read_text(encoding="utf-8")
    states = "register corroborated one_source disputed derived range untraced asked withheld not_collected zero stale superseded"
    assert all(f".g-{state}{{" in css for state in states.split())


def test_weight() -> None:
    def packed(pattern: str) -> int:
        return sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.glob(pattern))

    assert packed("*.css") <= 20_000 and packed("*.js") <= 18_000  # every page's together; one page loads a part


def test_a_kazakh_page_loads_at_most_151_kb_of_fonts() -> None:
    if not assets.complete(assets.VENDOR):
        pytest.skip("fonts are not fetched: run python -m tiyn.web.assets")
    loaded = [
        f"{family}-{script}-wght-normal.woff2"
        for family in ("onest", "literata")
        for script in ("cyrillic", "cyrillic-ext", "latin")
    ]
    assert sum((assets.VENDOR / name).stat().st_size for name in loaded) <= 151_000


def test_assets_are_copied_with_a_manifest_that_notices_a_change(tmp_path: Path) -> None:
    for source in assets.FILES:
        path = tmp_path / "node_modules" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode())
    vendor = tmp_path / "vendor"
    assert not assets.complete(vendor)
    assert set(assets.copy(tmp_path / "node_modules", vendor)) == assets.NAMES
    assert assets.complete(vendor)
    (vendor / "onest-latin-wght-normal.woff2").write_bytes(b"other")
    assert not assets.complete(vendor)
