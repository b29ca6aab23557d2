"""A real Chromium on a real server: one edition, built once, served on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tiyn.settings import REPOSITORY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """The address of a server that serves the default edition, as `tiyn serve` does."""
    if CHROMIUM is None:
        if os.environ.get("TIYN_MUST_NOT_SKIP"):
            pytest.fail("no Chromium, and browser tests must not be skipped here")
        pytest.skip("no Chromium on this machine: browser tests are not run (apt install chromium)")
    home = tmp_path_factory.mktemp("served")
    environment = {**os.environ, "TIYN_HOME": str(home), "PYTHONPATH": str(REPOSITORY / "src")}
    tiyn = [sys.executable, "-m", "tiyn"]
    subprocess.run([*tiyn, "build"], env=environment, check=True, capture_output=True, cwd=REPOSITORY)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*tiyn, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, cwd=REPOSITORY)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait(address):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{address} did not answer within 30 s")


@pytest.fixture(scope="session")
def chromium(base):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """Somebody at a browser window. Every page is watched: no policy violation, no error, no other host."""

    def __init__(self, page, base, lang):
        self.page, self.base, self.lang = page, base, lang
        self.troubles = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message):
        if message.type == "error" and "404" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.troubles.append(f"another host: {request.url}")

    def home(self):
        self.page.goto(f"{self.base}/{self.lang}/")
        return self

    def search(self, words):
        """Type in the search box of the page and press Enter: one action."""
        box = self.page.locator("input[name=q]").first
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_load_state()
        return self

    def open(self, address):
        """Follow the first visible link to an address: one action."""
        link = self.page.locator(f'main a[href$="{address}"]').first
        assert link.count(), f"no link to {address} on {self.page.url}"
        link.click()
        self.page.wait_for_load_state()
        return self

    def amounts(self):
        """data-amount values of the page, as text."""
        return self.page.eval_on_selector_all("[data-amount]", "nodes => nodes.map(node => node.dataset.amount)")

    def amount(self, receipt):
        """(value, state, visible text) of the first number with that receipt on the page."""
        found = self.page.locator(f'[data-receipt$="/receipt/{receipt}"]').first
        assert found.count(), f"no number with the receipt {receipt} on {self.page.url}"
        return found.get_attribute("data-amount"), found.get_attribute("data-state"), found.inner_text()

    def text(self):
        return self.page.locator("main").inner_text().replace("\u00a0", " ")

    def links(self, address):
        return self.page.locator(f'main a[href*="{address}"]').count()

    def check(self):
        """Nothing went wrong on the way, and the page is no wider than the window."""
        assert not self.troubles, self.troubles
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the window"


WINDOWS = {"wide": (1280, True), "phone": (360, True), "without-scripts": (1280, False), "phone-without-scripts": (360, False)}


@pytest.fixture(params=["kk", "ru", "en"])
def lang(request):
    return request.param


@pytest.fixture(params=["wide", "phone-without-scripts"])
def reader(request, chromium, base, lang):
    """A reader in each language: at a desk, and on a phone that runs no scripts."""
    width, scripts = WINDOWS[request.param]
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    someone = Reader(context.new_page(), base, lang)
    yield someone
    someone.check()
    context.close()
