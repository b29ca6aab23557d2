"""A home that lives: built, witnessed by a second process, served by a third, published again while it is read."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tiyn.settings import REPOSITORY

CORRECTION = """
- id: c-41
  outcome: corrected
  affected: statement/dk-41bn
  wrong: {kk: "41 млрд теңге", ru: "41 млрд тенге", en: "41 bn tenge"}
  right: {kk: "41,2 млрд теңге", ru: "41,2 млрд тенге", en: "41.2 bn tenge"}
  reason: {kk: "Сынақ үшін ойдан шығарылған.", ru: "Придумано для проверки.", en: "Made up for a test."}
  times: {reported: 2026-11-20, acknowledged: 2026-11-20, decided: 2026-11-21, published: 2026-11-22}
  decided_by: editor
"""


class Living:
    """`base` the address of its portal; commands run as an operator would run them."""

    def __init__(self, folder: Path) -> None:
        self.home, self.dossier = folder / "home", folder / "dossier"
        shutil.copytree(REPOSITORY / "dossier", self.dossier)
        own = {"TIYN_HOME": str(self.home), "TIYN_KEYS": str(folder / "keys"), "TIYN_DOSSIER": str(self.dossier)}
        self.environment = {**os.environ, **own, "PYTHONPATH": str(REPOSITORY / "src")}
        self.environment.pop("SOURCE_DATE_EPOCH", None)
        self.running: list[subprocess.Popen[str]] = []
        self.base = ""

    def tiyn(self, *words: str, code: int = 0) -> str:
        """Run a command; what it said. Fails when its exit code is another one."""
        done = subprocess.run(
            [sys.executable, "-m", "tiyn", *words], env=self.environment, capture_output=True, text=True, cwd=REPOSITORY
        )
        assert done.returncode == code, f"tiyn {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    def start(self, *words: str) -> str:
        """Start a command that goes on; the first line it says."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tiyn", *words], env=self.environment, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
        )
        self.running.append(process)
        return process.stdout.readline().strip()  # type: ignore[union-attr]

    def witnessed(self) -> None:
        """A log of its own name, and a witness in a process of its own that its policy asks for."""
        log = self.tiyn("key", "new", "tiyn.test/log").splitlines()[0]
        witness = self.tiyn("key", "new", "witness.test/newsroom", "--witness").splitlines()[0]
        said = self.start("witness", "serve", "--name", "witness.test/newsroom", "--log", log, "--port", "0")
        url = said.rpartition(" at ")[2]
        (self.home / "log" / "policy.txt").write_text(f"log {log}\nwitness newsroom {witness} {url}\nquorum newsroom\n")

    def serve(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.start("serve", "--port", str(port))
        self.base = f"http://127.0.0.1:{port}"
        self.until(lambda: self.get("/healthz"), 30)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.base + path, timeout=30) as answer:
            return answer.read()

    def until(self, right: object, seconds: float) -> None:
        """Wait until something is true, at most so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if right():  # type: ignore[operator]
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s")

    def correct(self) -> None:
        """The editor changes 41 to 41.2 with a correction, and a reply has come in: made up, as the files say."""
        path = self.dossier / "documents" / "tengrinews-700.yml"
        path.write_text(path.read_text().replace('"41 миллиард тенге"', '"41,2 миллиарда тенге"'))
        (self.dossier / "corrections.yml").write_text(CORRECTION)
        reply = REPOSITORY / "tests" / "web" / "answered" / "replies" / "made-up-reply.yml"
        shutil.copy(reply, self.dossier / "replies" / reply.name)

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
            process.wait(10)
