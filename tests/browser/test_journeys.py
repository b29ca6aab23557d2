"""What a reader must be able to do, as a reader would: from the home page, by search and links.

Each journey runs in Kazakh, Russian and English, on a wide screen and on a phone without
scripts. Values are read from `data-amount`, so that a format cannot hide an error. The lines
that must not appear are tests too.
"""

import re

BN = 1_000_000_000


def test_a_disputed_total(reader):
    reader.home().search("Цифровой Казахстан 700 млрд").open("/quantity/digital-kazakhstan-cost")
    assert reader.amount("statement/dk-700bn")[:2] == ("700000000000", "disputed")
    assert reader.amount("statement/dk-41bn")[:2] == ("41000000000", "disputed")
    assert reader.amount("derived/digital-kazakhstan-cost-gap")[0] == str(659 * BN)
    assert reader.amount("statement/dk-28-3bn")[0] == "28300000000"
    assert reader.amount("statement/dk-19-5bn")[0] == "19500000000"
    assert reader.amount("derived/digital-kazakhstan-cost-outside")[0] == "47800000000"
    assert reader.amount("derived/digital-kazakhstan-cost-unexplained")[:2] == ("611200000000", "untraced")
    assert reader.amount("derived/digital-kazakhstan-cost-unexplained-share")[0].startswith("92.7")
    assert reader.amount("statement/dk-4-6bn")[0] == "4600000000"
    assert reader.amount("statement/dk-11-1-percent")[0] == "11.1"
    assert reader.amount("derived/dk-11-1-percent-computed")[0].startswith("11.2")
    assert reader.page.locator(".badge-rounds").count()
    assert reader.links("/receipt/statement/dk-denial")
    sides = reader.page.locator(".sides .said-figure .n")
    sizes = {sides.nth(number).evaluate("node => getComputedStyle(node).fontSize") for number in range(sides.count())}
    assert len(sizes) == 1, "the two claims are not the same size"
    values = reader.amounts()
    assert str(88_800_000_000) not in values, "41 and 47.8 were added"
    assert str(370_500_000_000) not in values, "the claims were averaged"


def test_every_number_opens_its_source_in_one_click(reader):
    reader.home().search("Цифровой Казахстан 700 млрд").open("/quantity/digital-kazakhstan-cost")
    reader.page.locator('[data-receipt$="/receipt/statement/dk-41bn"]').first.click()
    reader.page.wait_for_load_state()
    text = reader.text()
    assert reader.page.url.endswith("/receipt/statement/dk-41bn")
    assert re.search("Оспанов|Ospanov", text)
    assert "Tengrinews" in text
    assert reader.links("/source/tengrinews-700")
    assert {"kk": "күні көрсетілмеген", "ru": "дата не указана", "en": "date not stated"}[reader.lang] in text.lower()


def test_a_programme_and_what_cannot_be_traced(reader):
    words = {"kk": "ақылды қала", "ru": "умный город Алматы", "en": "smart city Almaty"}[reader.lang]
    reader.home().search(words).open("/programme/smart-almaty")
    assert reader.amount("statement/smart-166-7bn")[0] == "166700000000"
    assert reader.amount("statement/smart-166-3bn")[0] == "166300000000"
    assert reader.amount("statement/smart-400mn")[0] == "400000000"
    assert reader.amount("derived/smart-166-7bn-sum")[0] == "166700000000"
    assert reader.amount("statement/smart-20-3bn")[0] == "20300000000"
    assert reader.amount("derived/smart-almaty-approved-2023")[:2] == ("8818277000", "register")
    assert reader.amount("derived/smart-almaty-revised-2023")[0] == "8928131000"
    assert reader.amount("derived/smart-almaty-paid-2023")[0] == "8305717100"
    assert reader.amount("derived/smart-almaty-not-found-2023")[:2] == ("11994282900", "untraced")
    assert reader.amount("derived/smart-almaty-approved-2024")[0] == "13747049000"
    assert reader.amount("derived/smart-almaty-paid-2024")[0] == "12697130589"
    assert reader.links("/gap/smart-almaty-spent"), "the missing spending has no request"
    assert reader.links("/contract/almaty-most"), "the candidate contract is not shown"
    note = {"kk": "қосылмайды", "ru": "не прибавля", "en": "not added"}[reader.lang]
    assert note in reader.text(), "the candidate contract is not said to stand apart"


def test_a_contract_known_from_the_press(reader):
    reader.home().search("МОСТ бизнес инкубатор 891").open("/contract/almaty-most")
    assert reader.amount("statement/most-891-1mn")[0] == "891100000"
    assert reader.links("/organisation/almaty-digitalization")
    assert reader.links("/organisation/most")
    assert reader.amount("derived/almaty-most-of-smart-20-3bn")[0].startswith("4.39") or reader.amount(
        "derived/almaty-most-of-smart-20-3bn"
    )[0].startswith("4.389")
    assert reader.amount("derived/almaty-most-of-smart-166-7bn")[0].startswith("0.53")
    text = reader.text()
    assert {"kk": "үлесі емес", "ru": "не дол", "en": "not a share"}[reader.lang] in text.lower()
    assert reader.links("/source/expert-kz-almaty")
    assert reader.links("/reply")
    missing = {"kk": "көрсетілмеген", "ru": "не указан", "en": "not stated"}[reader.lang]
    assert text.lower().count(missing) >= 3, "the missing fields are not listed"


def test_the_same_contract_is_found_by_its_latin_name_and_sum(reader):
    reader.home().search("MOST 891,1")
    assert reader.links("/contract/almaty-most")


def test_the_evidence_path_between_an_official_and_a_contract(reader):
    reader.home().search("MOST 891,1").open("/contract/almaty-most")
    reader.page.locator('main form input[name="to"]').fill("Досаев")
    reader.page.locator('main form:has(input[name="to"]) button').click()
    reader.page.wait_for_load_state()
    assert "/path/almaty-digitalization/dosaev" in reader.page.url
    paths = reader.page.locator("ol.path")
    lengths = [paths.nth(number).locator("li.edge").count() for number in range(paths.count())]
    assert 5 in lengths, f"no path of five edges: {lengths}"
    assert min(lengths) <= 2, f"no institutional path: {lengths}"
    for receipt in (
        "zhanabek-heads-department", "zhanabek-worked-with-airvision", "kaniev-founded-airvision", "kaniev-chairs-lancaster",
        "dosaev-25-percent-lancaster",
    ):  # fmt: skip
        assert reader.links(f"/receipt/statement/{receipt}"), receipt
    text = reader.text()
    none = {"kk": "құжатталған жол жоқ", "ru": "документированного пути нет", "en": "no documented path"}[reader.lang]
    assert none in text.lower()
    for edge in range(reader.page.locator("li.edge").count()):
        node = reader.page.locator("li.edge").nth(edge).inner_text()
        assert not ("MOST" in node and "Lancaster" in node), "an edge between MOST and Lancaster Group was drawn"
    assert not re.search(r"Дос\w+ владеет|Dos\w+ owns|Дос\w+ иелік етеді", text), "ownership in the present tense"


def test_a_cohort_of_startups(reader):
    reader.home().search("95 стартапов").open("/cohort/startups-2018-2020")
    assert reader.amount("statement/startups-987mn")[0] == "987000000"
    assert reader.amount("statement/startups-95")[0] == "95"
    assert reader.amount("statement/startups-32-liquidated")[0] == "32"
    assert reader.amount("derived/startups-32-liquidated-share")[0].startswith("33.68")
    value, state, shown = reader.amount("statement/startups-20-inactive")
    assert (value, state) == ("20", "range")
    neither = reader.page.locator('[data-receipt$="/receipt/derived/startups-2018-2020-neither"]').first
    assert neither.get_attribute("data-high") == "43"
    assert neither.get_attribute("data-low") is None
    assert {"kk": "ең көбі", "ru": "не более", "en": "at most"}[reader.lang] in neither.inner_text()
    assert reader.amount("derived/startups-2018-2020-mean")[:2] == ("10389473.68", "derived")
    assert reader.amount("derived/startups-2018-2020-identified")[0] == "0"
    assert reader.links("/gap/")
    assert "332463157" not in "".join(reader.amounts()), "money lost was computed"


def test_systems_in_limbo(reader):
    reader.home()
    reader.page.goto(f"{reader.base}/{reader.lang}/systems")
    assert reader.amount("statement/systems-115")[0] == "115"
    assert reader.amount("statement/objects-49")[0] == "49"
    assert reader.amount("statement/nit-34")[0] == "34"
    assert reader.amount("statement/nit-85-percent")[0] == "85"
    assert reader.amount("derived/nit-85-percent-count")[0] == "28.9"
    assert reader.amount("derived/systems-115-identified")[0] == "0"
    assert reader.page.locator(".badge-not_a_whole_number").count()
    assert reader.links("/gap/"), "no request button"


def test_an_audit_finding_and_its_follow_up(reader):
    reader.home().search("46,5 млрд").open("/audit/audit-digital-development")
    assert reader.amount("statement/audit-46-5bn")[0] == "46500000000"
    assert reader.amount("statement/audit-1-1bn")[0] == "1100000000"
    assert reader.amount("statement/audit-2-2bn")[0] == "2200000000"
    assert reader.amount("derived/audit-46-5bn-sum")[0] == "3300000000"
    assert reader.amount("derived/audit-46-5bn-rest")[:2] == ("43200000000", "untraced")
    assert reader.amount("derived/audit-46-5bn-rest-share")[0].startswith("92.9")
    for receipt in ("centres-4-9bn", "startups-987mn", "itp-14-8bn"):
        assert reader.amount(f"statement/{receipt}")[0]
    assert reader.links("/receipt/statement/smailov-order-govtech")
    assert reader.links("/receipt/statement/president-autonomous-systems") or reader.links("/source/zakon-2026-02-10")
    added = str(46_500_000_000 + 4_900_000_000 + 987_000_000 + 14_800_000_000)
    assert added not in reader.amounts(), "related findings were added"


def test_the_unnamed_sum_and_its_deadline(reader):
    reader.home().search("автономно")
    assert reader.links("/topic/") or reader.links("/quantity/")
    reader.page.goto(f"{reader.base}/{reader.lang}/topic/system-unification")
    text = reader.text()
    assert {"kk": "2026 ж. 10 ақпан", "ru": "10 февраля 2026", "en": "10 February 2026"}[reader.lang] in text
    assert reader.links("/receipt/statement/unnamed-sum")
    reader.page.goto(f"{reader.base}/{reader.lang}/orders")
    assert reader.links("/receipt/statement/data-system-2026")
    assert "2026" in reader.text()


def test_a_claim_timeline_in_honest_units(reader):
    reader.home().search("возвращено государству").open("/series/returned-to-state")
    for receipt, value in (
        ("returned-1-09tn", "1090000000000"), ("returned-1-12tn", "1120000000000"), ("returned-486-5bn", "486500000000"),
        ("prevented-87-7bn", "87700000000"), ("facilities-182", "182"), ("facilities-81", "81"),
        ("roads-258-projects", "258"), ("roads-119-segments", "119"), ("roads-1800-km", "1800"), ("defects-95-percent", "95"),
    ):  # fmt: skip
        assert reader.amount(f"statement/{receipt}")[0] == value
    value, state, shown = reader.amount("statement/prevented-31bn")
    assert (value, state) == ("31000000000", "range")
    assert reader.amount("derived/facilities-81-share")[0].startswith("44.5")
    for badge in ("definition_not_given", "different_units", "impossible_date"):
        assert reader.page.locator(f".badge-{badge}").count(), badge
    text = reader.text()
    assert "46,1" not in text and "46.1" not in text, "a percentage of projects and segments"
    assert "56700000000" not in reader.amounts(), "31 was subtracted from 87.7"


def test_two_sums_of_forty_one_billion_stay_apart(reader):
    reader.home().search("41 млрд")
    assert reader.links("/quantity/digital-kazakhstan-cost")
    assert reader.links("/earmarked/innovation-park-subsoil")
    reader.open("/earmarked/innovation-park-subsoil")
    assert reader.amount("statement/itp-41bn")[0] == "41000000000"
    assert reader.amount("statement/itp-14-8bn")[0] == "14800000000"
    assert reader.amount("derived/itp-14-8bn-share")[0].startswith("36.09") or reader.amount("derived/itp-14-8bn-share")[
        0
    ].startswith("36.1")
    assert reader.amount("derived/itp-41bn-rest")[:2] == ("26200000000", "untraced")
    receipts = reader.page.eval_on_selector_all("[data-receipt]", "nodes => nodes.map(node => node.dataset.receipt)")
    assert not [one for one in receipts if one.endswith("/dk-41bn")], "the two sums share a page's figures"


def test_a_gap_becomes_a_request_in_two_languages(reader):
    words = {"kk": "ақылды қала", "ru": "умный город Алматы", "en": "smart city Almaty"}[reader.lang]
    reader.home().search(words).open("/programme/smart-almaty")
    reader.page.locator('main a[href*="/gap/smart-almaty-spent"]').first.click()
    reader.page.wait_for_load_state()
    letters = reader.page.locator("#request, .letter").all_inner_texts()
    whole = "\n".join(letters)
    assert "401-V" in whole, "the law is not cited"
    assert "Алматы" in whole
    assert re.search(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{12}", whole), "the edition is not named"


def test_suggestions_appear_while_typing(reader):
    """An aid where scripts run; without them the form still works, as every journey above shows."""
    reader.home()
    box = reader.page.locator("input[name=q]").first
    box.press_sequentially("Дос", delay=20)
    if not reader.page.evaluate("document.querySelector('[role=combobox]') !== null"):
        return
    reader.page.wait_for_selector("[role=option]", timeout=5000)
    names = reader.page.locator("[role=option]").all_inner_texts()
    assert any(re.search("Дос|Dos", name) for name in names), names
    box.press("ArrowDown")
    box.press("Enter")
    reader.page.wait_for_load_state()
    assert f"/{reader.lang}/" in reader.page.url
    assert not reader.page.url.endswith(f"/{reader.lang}/")


def test_the_theme_is_remembered_and_changes_without_scripts_too(reader):
    reader.home()
    dark = reader.page.locator("a.to-dark").first
    (dark if dark.is_visible() else reader.page.locator("a.to-light").first).click()
    reader.page.wait_for_load_state()
    chosen = reader.page.locator("html").get_attribute("data-theme")
    assert chosen in ("dark", "light")
    reader.page.reload()
    assert reader.page.locator("html").get_attribute("data-theme") == chosen
    assert [cookie["name"] for cookie in reader.page.context.cookies()] == ["theme"]
