"""From a gap to a request marked as sent: the letters, the files, the due day and the overdue count, kept in the browser alone."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cases import load

CASES = load(Path(__file__).parents[1] / "model" / "due_dates.yml")
GAP = "/gap/smart-almaty-spent"
OVERDUE = {"kk": r"мерзімінен \d+ жұмыс күні кешікті", "ru": r"просрочено на \d+ рабоч", "en": r"overdue by \d+ working day"}
LEFT = {"kk": r"\d+ жұмыс күні қалды", "ru": r"остал(ся|ось) \d+ рабоч", "en": r"\d+ working days? left"}
MEDIUM = {"kk": "орташа", "ru": "средняя", "en": "medium"}


def scripts(reader):
    return reader.page.evaluate("document.querySelector('.sending form').hidden === false")


def to_the_gap(reader):
    words = {"kk": "ақылды қала", "ru": "умный город Алматы", "en": "smart city Almaty"}[reader.lang]
    reader.home().search(words).open("/programme/smart-almaty")
    reader.page.locator(f'main a[href*="{GAP}#request"]').first.click()
    reader.page.wait_for_load_state()


def mark(reader, days_ago):
    day = (date.today() - timedelta(days=days_ago)).isoformat()
    reader.page.locator("#sent-day").fill(day)
    reader.page.locator(".sending [type=submit]").click()
    return reader.page.locator(".sending [role=status]").inner_text()


def test_a_gap_becomes_a_request_that_can_be_saved(reader):
    to_the_gap(reader)
    letters = {one: reader.page.locator(f'.letter-in[lang="{one}"] pre').inner_text() for one in ("kk", "ru")}
    assert "Алматы қаласының әкімдігі" in letters["kk"] and "Акимат города Алматы" in letters["ru"]
    for text in letters.values():
        assert "401-V" in text and f"{reader.base}/" in text and re.search(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{12}", text)
    assert MEDIUM[reader.lang] in reader.page.locator("#request").inner_text()
    for lang in ("kk", "ru"):
        for ending in ("docx", "txt"):
            with reader.page.expect_download() as saved:
                reader.page.locator(f'a[href$="/request.{lang}.{ending}"]').click()
            assert saved.value.suggested_filename.endswith(f".{ending}")
    assert reader.page.locator("section:has(#searched) li").count() >= 2
    assert re.search(r"\d{4}", reader.page.locator("#sending > p").first.inner_text()), "no due day without scripts"


def test_marked_as_sent_it_has_a_due_day_and_a_count_and_can_be_forgotten(reader):
    to_the_gap(reader)
    if not scripts(reader):
        assert not reader.page.locator("#sent-day").is_visible(), "a form that does nothing is shown"
        reader.page.goto(f"{reader.base}/{reader.lang}/gaps")
        assert not reader.page.locator("[data-requests]").is_visible()
        return
    reader.page.wait_for_load_state("networkidle")
    asked = []
    reader.page.on("request", lambda request: asked.append(request.url))
    assert re.search(LEFT[reader.lang], mark(reader, 1))
    assert re.search(OVERDUE[reader.lang], mark(reader, 40))
    assert not asked, f"marking asked the server: {asked}"
    assert [cookie["name"] for cookie in reader.page.context.cookies()] == []
    reader.page.reload()
    assert re.search(OVERDUE[reader.lang], reader.page.locator(".sending [role=status]").inner_text())
    reader.page.goto(f"{reader.base}/{reader.lang}/gaps")
    listed = reader.page.locator("[data-requests]")
    assert re.search(r"\b1\b.*\b1\b", listed.locator("[role=status]").inner_text())
    assert re.search(OVERDUE[reader.lang], listed.inner_text())
    assert listed.locator(f'a[href$="{GAP}"]').count() == 1
    reader.check()
    listed.locator("li button").click()
    assert not listed.is_visible()
    assert reader.page.evaluate("localStorage.length") == 0


def test_what_the_browser_holds_cannot_break_the_pages(reader):
    """A day that is none is left alone, a gap this edition does not have is listed by its id, markup stays text."""
    reader.page.goto(f"{reader.base}/{reader.lang}{GAP}")
    if not scripts(reader):
        return
    held = {"smart-almaty-spent": "2026-99-99", "gone": "2025-03-06", "<img src=x onerror=alert(1)>": "2025-03-06", "x": "soon"}
    reader.page.evaluate(
        "held => Object.entries(held).forEach(([gap, day]) => localStorage.setItem('tiyn.request.' + gap, day))", held
    )
    reader.page.reload()
    assert reader.page.locator(".sending [role=status]").inner_text() == ""
    reader.page.goto(f"{reader.base}/{reader.lang}/gaps")
    rows = reader.page.locator("[data-requests] li")
    assert rows.count() == 2
    assert reader.page.locator("[data-requests] img").count() == 0
    assert rows.locator(f'a[href$="/{reader.lang}/gap/gone"]').count() == 1
    for _ in range(2):
        rows.first.locator("button").click()
    assert not reader.page.locator("[data-requests]").is_visible()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_browser_counts_as_the_portal_does(chromium, base, case):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{base}/en{GAP}")
    found = page.evaluate(
        """async (one) => {
          const { calendar, dayOf, standing } = await import(document.querySelector('script[src*="request.js"]').src);
          const card = JSON.parse(document.querySelector("[data-counting]").dataset.counting);
          const days = calendar(card);
          const due = days.due(dayOf(one.sent), Number(one.days), one.unit);
          const said = standing({ ...card, days: Number(one.days), unit: one.unit }, one.sent, one.today);
          const text = (years) => years.map(String);
          return { due: new Date(due * 86400000).toISOString().slice(0, 10), left: days.between(dayOf(one.today), due),
            unknown: text(days.unknown(dayOf(one.sent), due)), unchecked: text(days.unchecked(dayOf(one.sent), due)), said: said.said[1][0] };
        }""",
        case,
    )
    context.close()
    assert found["due"] == case["due"] and found["left"] == int(case["left"])
    assert found["unknown"] == case["unknown"] and found["unchecked"] == case["unchecked"]
    if int(case["left"]) < 0:
        assert f"overdue by {-int(case['left'])} working day" in found["said"]
    elif int(case["left"]):
        assert f"{case['left']} working day" in found["said"]
    else:
        assert re.search("last day|has ended", found["said"])
