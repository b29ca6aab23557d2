"""What only a browser can tell: policy violations, accessibility, width; every kind of page, both themes, two widths."""

import os

import pytest

from tiyn.settings import REPOSITORY

LOOKED_AT = [
    "/", "/programme/smart-almaty", "/quantity/digital-kazakhstan-cost", "/contract/almaty-most", "/organisation/almaty-digitalization",
    "/person/zhanabek", "/audit/audit-digital-development", "/systems", "/cohort/startups-2018-2020",
    "/earmarked/innovation-park-subsoil", "/series/returned-to-state", "/orders", "/gaps", "/gap/smart-almaty-spent",
    "/path/almaty-digitalization/dosaev?contract=almaty-most", "/source/tengrinews-700", "/source/open-budgets-digital-2023-2025",
    "/search?q=41", "/method", "/data", "/verify", "/receipt/statement/dk-41bn", "/receipt/derived/audit-46-5bn-rest",
    "/topic/system-unification", "/region/750000000", "/explorer", "/pivot", "/compare/750000000:313/710000000:310",
    "/indicators", "/sources", "/programmes", "/disputes", "/issues", "/names?q=Досаев", "/links/dosaev?hops=2",
]  # fmt: skip


@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_browser_finds_nothing_serious_to_object_to(path, chromium, base):
    """axe: no critical or serious finding, light and dark, wide and narrow; no policy violation; no other host.

    Half of the ways to look at a page at every commit, the other half on the page after it; all under `make torture`.
    """
    axe = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        absent = pytest.fail if os.environ.get("TIYN_MUST_NOT_SKIP") else pytest.skip
        absent("axe-core is not installed: accessibility is not checked (npm is needed)")
    for number, (lang, width, theme) in enumerate(
        (("kk", 360, "dark"), ("ru", 1280, "light"), ("en", 1280, "dark"), ("ru", 360, "light"))
    ):
        if not os.environ.get("TIYN_TORTURE") and number // 2 != LOOKED_AT.index(path) % 2:
            continue
        context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=number % 2 == 1, color_scheme=theme)
        page = context.new_page()
        troubles = []
        page.on("console", lambda message, troubles=troubles: troubles.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda request, troubles=troubles: (
                troubles.append(request.url) if not request.url.startswith((base, "data:")) else None
            ),
        )
        page.goto(f"{base}/{lang}{path}")
        assert not troubles, f"{lang} {width} {theme}: {troubles}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{lang} {width}: {wide} px wider than the window"
        page.evaluate(axe.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        bad = [
            (one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"] if one["impact"] in ("critical", "serious")
        ]
        assert not bad, f"{lang} {width} {theme}: {bad}"
        context.close()
