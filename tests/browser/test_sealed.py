"""Cite, verify, follow, correct, withdraw: one portal over three states, in three languages, while it goes on being served."""

import json
import re
import subprocess
import sys

import pytest

from tests.browser.conftest import Reader
from tests.living import Living
from tiyn import verifier

LANGS = ("kk", "ru", "en")
HERE = {"kk": "Браузерде тексеру", "ru": "Проверить в браузере", "en": "Verify in the browser"}
CORRECTION = {"kk": "түзету", "ru": "исправление", "en": "correction"}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def living(tmp_path_factory, base):
    one = Living(tmp_path_factory.mktemp("living"))
    try:
        one.witnessed()
        one.tiyn("build")
        one.serve()
        yield one
    finally:
        one.stop()


@pytest.fixture
def readers(chromium, living):
    """A reader in each language: wide, on a phone, in the dark."""
    contexts = [
        chromium.new_context(viewport=view, color_scheme=scheme)
        for view, scheme in ((WIDE, "light"), (NARROW, "light"), (WIDE, "dark"))
    ]
    found = [Reader(context.new_page(), living.base, lang) for context, lang in zip(contexts, LANGS, strict=True)]
    yield found
    for reader, context in zip(found, contexts, strict=True):
        context.close()
        assert reader.troubles == []


def first(living):
    """The first edition's name."""
    return json.loads(living.tiyn("list", "--json"))[0]["edition"]


def test_a_figure_is_cited_and_verified_in_the_browser_and_alone(readers, living, tmp_path):
    (tmp_path / "verifier.py").write_bytes(living.get("/verifier.py"))
    for reader in readers:
        page, lang = reader.page, reader.lang
        reader.home().search("Цифровой Казахстан 700 млрд").open("/quantity/digital-kazakhstan-cost")
        page.locator('[data-receipt$="/receipt/statement/dk-41bn"]').first.click()
        page.wait_for_load_state()
        cited = page.locator(".copyable, [data-copy-label]").last.inner_text()
        assert re.search(r"\d{4}-\d\d-\d\d-[0-9a-f]{12}", cited)
        with page.expect_download() as saved:
            page.locator('a[download][href$=".receipt.json"]').click()
        path = tmp_path / f"{lang}.json"
        saved.value.save_as(path)
        page.get_by_text(HERE[lang]).click()
        page.wait_for_selector(".verify-out[data-valid=yes]")
        assert f"verifier.py {saved.value.suggested_filename} --lang {lang}" in page.locator("[data-verify-command]").inner_text()
        shown = page.locator(".verify-out").inner_text()
        words = verifier.WORDS[lang]
        assert words["is"] in shown and words["not"] in shown and "witness.test/newsroom" in shown
        # What was saved says the same to the program alone, and no longer does with one byte changed.
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verifier.py", str(path), "--lang", lang], cwd=tmp_path, capture_output=True
        )
        assert done.returncode == 0 and words["not"] in done.stdout.decode()
        path.write_text(path.read_text().replace("41000000000", "41000000001"))
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verifier.py", str(path), "--lang", lang], cwd=tmp_path, capture_output=True
        )
        assert done.returncode == 1 and done.stdout.decode().startswith(words["void"].split("{")[0])
        page.locator("#receipt-file").set_input_files(path)
        page.wait_for_selector(".verify-out[data-valid=no]")
        assert f"verifier.py {path.name} --lang {lang}" in page.locator("[data-verify-command]").inner_text()
        assert page.locator(".verify-out").inner_text().startswith(words["void"].split("{")[0])


def test_hostile_receipts_are_refused_in_the_browser_as_they_are_alone(readers, living, tmp_path):
    """The two verifiers agree on every changed value of a receipt (F1)."""
    whole = json.loads(living.get("/ru/receipt/derived/audit-46-5bn-sum.receipt.json"))
    from tests.test_sealed import OUTSIDE, changes_of, leaves_of, put

    reader = readers[2]
    reader.page.goto(f"{living.base}/en/verify")
    cases = [whole, *(whole | forged for forged in OUTSIDE)]
    for path, value in list(leaves_of(whole)):
        for changed in changes_of(value)[:: 3 if len(cases) < 400 else 9]:
            body = json.loads(json.dumps(whole))
            put(body, path, changed)
            cases.append(body)
    script = "async cases => { const {verify} = await import(document.querySelector('script[src*=\"verify.js\"]').src); const found = []; for (const one of cases) { try { await verify(one); found.push(true); } catch { found.push(false); } } return found; }"
    there = reader.page.evaluate(script, cases)
    here = []
    for one in cases:
        try:
            here.append(bool(verifier.verify(one)))
        except verifier.Refused:
            here.append(False)
    differing = [number for number, (a, b) in enumerate(zip(here, there, strict=True)) if a != b]
    assert here[0] and there[0] and len(cases) > 200
    assert not differing, f"{len(differing)} of {len(cases)} differ, the first: {json.dumps(cases[differing[0]])[:2000]}"


def test_a_correction_and_a_reply_appear_beside_the_fact_and_in_feeds_while_the_portal_is_served(readers, living):
    before = first(living)
    living.correct()
    living.tiyn("build")
    new = json.loads(living.tiyn("list", "--json"))
    name = next(one["edition"] for one in new if one["current"])
    living.until(lambda: name.encode() in living.get("/healthz"), 20)
    for reader in readers:
        page, lang = reader.page, reader.lang
        page.goto(f"{living.base}/{lang}/quantity/digital-kazakhstan-cost")
        assert reader.amount("statement/dk-41bn")[0] == "41200000000"
        assert CORRECTION[lang] in page.locator("main").inner_text().lower()
        feed = re.sub(r"(?<=\d)[\s,](?=\d{3})", "", living.get(f"/{lang}/quantity/digital-kazakhstan-cost.atom").decode())
        assert "41000000000" in feed and "41200000000" in feed and feed.count("<entry>") == 1
        assert name in living.get(f"/{lang}/changes.atom").decode()
        page.goto(f"{living.base}/{lang}/changes")
        page.locator(f'main a[href$="/changes/{before}/{name}"]').first.click()
        page.wait_for_load_state()
        row = re.sub(
            r"(?<=\d)[\s,](?=\d{3})",
            "",
            page.locator("article.changed", has_text="dk-41bn").filter(has=page.locator("del")).first.inner_text(),
        )
        assert "41000000000" in row and "41200000000" in row and "c-41" in row
        # The earlier edition keeps its own address, says so, and is what it was.
        page.goto(f"{living.base}/e/{before}/{lang}/quantity/digital-kazakhstan-cost")
        assert reader.amount("statement/dk-41bn")[0] == "41000000000"
        assert page.locator("aside.synthetic").first.is_visible()
        assert all(
            f"/e/{before}/" in address
            for address in page.eval_on_selector_all("nav.sections a", "nodes => nodes.map(node => node.getAttribute('href'))")
        )
        page.goto(f"{living.base}/{lang}/")
        assert page.locator('main a[href$="/corrections"]').count() and page.locator('main a[href$="/replies"]').count()
        page.goto(f"{living.base}/{lang}/receipt/statement/most-891-1mn")
        assert "Пробный ответ" in page.locator("main").inner_text()


def test_a_withdrawn_statement_is_gone_everywhere_and_the_first_edition_still_verifies(readers, living, tmp_path):
    old, kept = first(living), living.get("/ru/receipt/statement/dk-700bn.receipt.json")
    said = living.tiyn("withdraw", "statement/dk-4-6bn", "--reason", "personal_data", code=1)
    assert "the same words still stand in" in said  # an editor is told of what else to look at
    living.until(lambda: b"4600000000" not in living.get("/ru/quantity/digital-kazakhstan-cost.json"), 30)
    for reader in readers:
        reader.page.goto(f"{living.base}/{reader.lang}/quantity/digital-kazakhstan-cost")
        assert "4600000000" not in reader.amounts()
        for path in (f"/{reader.lang}/receipt/statement/dk-4-6bn", f"/e/{old}/{reader.lang}/receipt/statement/dk-4-6bn"):
            assert reader.page.goto(living.base + path).status == 404
    (tmp_path / "receipt.json").write_bytes(kept)
    assert living.tiyn("verify", str(tmp_path / "receipt.json")).startswith("VALID")
    assert "BAD" not in living.tiyn("fsck")
    assert living.tiyn("verify", old)
