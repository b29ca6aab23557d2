"""The documents are true: their console blocks run, the paths they name exist, decisions stay short."""

import re
import shlex
from pathlib import Path

import pytest

from tiyn.cli import main, parser
from tiyn.settings import REPOSITORY

DOCUMENTS = [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = [
    (path.name, line[2:].split("#")[0].strip())
    for path in DOCUMENTS
    for block in BLOCK.findall(path.read_text(encoding="utf-8"))
    for line in block.splitlines()
    if line.startswith("$ ")
]
NAMED = re.compile(r"`((?:src|docs|dossier|locales|tests|bench|requirements)/[\w./*-]*)`")
SECTIONS = ("**Situation", "**Choice.**", "**What it costs.**", "**Figures.**", "**Revisit when**")


@pytest.mark.parametrize(("document", "command"), COMMANDS, ids=[command for _, command in COMMANDS])
def test_every_console_line_works(document, command, opened, settings, capsys):
    """`make` targets exist; `tiyn` commands run on the edition and succeed."""
    words = shlex.split(command)
    if words[0] == "make":
        targets = re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert words[1] in targets, f"{document}: {command}"
        return
    assert Path(words[0]).name == "tiyn", f"{document}: {command} is neither make nor tiyn"
    assert main(["--home", str(settings.home), *words[1:]]) == 0, f"{document}: {command}"
    assert capsys.readouterr().out.strip(), f"{document}: {command} says nothing"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_a_document_names_exists(path):
    for name in NAMED.findall(path.read_text(encoding="utf-8")):
        if "<" not in name:
            assert list(REPOSITORY.glob(name.rstrip("/"))), f"{path.name} names {name}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(path):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", sorted((REPOSITORY / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_when_to_revisit_it(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert text.startswith(f"# {path.stem[:4]} ")
    assert "**Choice.**" in text and "**Revisit when**" in text


def test_every_command_of_the_command_line_is_documented_or_says_not_yet():
    told = parser().format_help()
    for name in (
        "collect",
        "build",
        "check",
        "serve",
        "list",
        "totals",
        "path",
        "export",
        "receipt",
        "verify",
        "synth",
        "flag",
        "diff",
        "fsck",
        "prune",
        "key",
        "witness",
        "watch",
        "mirror",
        "withdraw",
    ):
        assert name in told


def test_the_changelog_and_the_statement_count_agree(opened):
    count = opened.connect().execute("select count(*) from statement").fetchone()[0]
    for name in ("README.md", "CHANGELOG.md"):
        assert f"{count}" in (REPOSITORY / name).read_text(encoding="utf-8")
