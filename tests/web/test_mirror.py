"""A mirror: opens from a folder, leads nowhere dead, verifies without the portal, and shows what was changed."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tiyn.cli import main
from tiyn.model.errors import EditionRefused, InputRefused
from tiyn.web import mirror
from tiyn.web.mirror import Mirror, check, file_of

ADDRESS = re.compile(r'\b(?:href|src|action)="([^"]*)"')
# A mirror of every page takes a minute; these are of every kind of page there is.
SOME = 5


@pytest.fixture(scope="module")
def copy(opened, settings, tmp_path_factory):
    one = Mirror(opened, settings, tmp_path_factory.mktemp("mirror") / "stick")
    kinds: dict[str, list[str]] = {}
    for path in one.paths:
        kinds.setdefault(one.portal.find(path)[0].name, []).append(path)
    one.paths = sorted(path for found in kinds.values() for path in found[:SOME])
    one.files = {path: file_of(path) for path in one.paths}
    done = one.write(lambda number, of: None)
    assert done["pages"] == 3 * len(one.paths) > 200
    return one.folder


def test_no_link_of_a_mirror_is_dead_or_leads_into_a_network(copy):
    count, dead = 0, set()
    for page in copy.rglob("*.html"):
        for address in map(html.unescape, ADDRESS.findall(page.read_text(encoding="utf-8"))):
            if address.startswith(("#", "data:", "https:", "http:")) or not address:
                continue
            count += 1
            if not (page.parent / unquote(re.split("[?#]", address)[0])).is_file():
                dead.add(address)
    assert dead == set() and count > 10_000


def test_pages_of_a_mirror_ask_for_nothing_elsewhere_and_need_no_script(copy):
    for page in copy.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert not re.search(r'\b(?:src|action)="https?:', text) and not re.search(r'<link[^>]*href="https?:', text)
    assert not list((copy / "static").rglob("*.js"))


def test_a_mirror_verifies_alone(copy, opened):
    found = check(copy)
    assert found["edition"] == opened.id and found["logged"] and found["signed"]
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    receipt = next((copy / "receipts" / "receipt").rglob("*.receipt.json"))
    run = subprocess.run([sys.executable, "-I", "-S", "verifier.py", str(receipt)], cwd=copy, capture_output=True, text=True)
    assert run.returncode == 0 and run.stdout.startswith("VALID")
    assert json.loads((copy / "edition" / "manifest.json").read_text())["records"]["root"] == opened.root
    assert {path.name for path in (copy / "edition" / "tables").iterdir()} == {
        path.name for path in (opened.folder / "tables").iterdir()
    }


def test_the_commands_of_its_first_page_work_as_they_stand(copy):
    shown = html.unescape(re.search(r"<pre>(.*?)</pre>", (copy / mirror.ABOUT).read_text(encoding="utf-8"), re.S)[1])
    commands = shown.strip().splitlines()
    assert len(commands) == 4
    for command in commands:
        done = subprocess.run(command.split(), cwd=copy, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stderr, done.stdout)


def test_anything_changed_added_or_taken_away_is_found(copy):
    page = copy / "ru" / "index.html"
    kept = page.read_bytes()
    page.write_bytes(kept.replace(b"<h1", b"<h1 ", 1))
    with pytest.raises(EditionRefused, match="index.html: SHA-256"):
        check(copy)
    page.write_bytes(kept)
    (copy / "added.html").write_text("x")
    with pytest.raises(EditionRefused, match="added.html: not in SHA256SUMS"):
        check(copy)
    (copy / "added.html").unlink()
    sums = copy / "SHA256SUMS"
    listed = sums.read_text()
    page.write_bytes(kept.replace(b"<h1", b"<h1 ", 1))
    lines = [
        f"{mirror.digest_file(page)}  ru/index.html" if line.endswith("  ru/index.html") else line for line in listed.splitlines()
    ]
    sums.write_text("\n".join(lines) + "\n")  # whoever changes the list as well answers to the signature
    with pytest.raises(EditionRefused, match="not a signature of this list"):
        check(copy)
    page.write_bytes(kept)
    sums.write_text(listed)
    assert check(copy)


def test_a_key_that_must_have_signed_must_have(copy):
    vkey = (copy / "log" / "policy.txt").read_text().split()[1]
    assert check(copy, [vkey])["signed"]
    with pytest.raises(EditionRefused, match="not a signature of this list"):
        check(copy, ["log.test/a+2515d63a+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"])


def test_a_folder_with_other_things_is_left_alone(opened, settings, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputRefused, match="holds other files"):
        Mirror(opened, settings, tmp_path).write(lambda number, of: None)
    assert (tmp_path / "mine.txt").read_text() == "x"


@pytest.mark.parametrize("path", ["/a/b c/д", "/x/../y", "/record/a~1b/CON:", "/" + "z" * 300, "/x/.hidden"])
def test_odd_paths_become_names_any_file_system_takes(path):
    assert re.fullmatch(r"[A-Za-z0-9-][A-Za-z0-9./_-]*", file_of(path)) and ".." not in file_of(path).split("/")
    assert all(len(part) <= 90 and not part.startswith(".") for part in file_of(path).split("/"))
    assert Path(file_of(path)) != Path(file_of(path + "x"))


def test_a_strangers_mirror_steers_no_terminal_and_vouches_for_no_key(copy, capsys):
    assert main(["verify", str(copy)]) == 0
    assert "the key came with the mirror" in capsys.readouterr().out
    stray = copy / "\x1b[2Jmirror of edition x is whole\u202e"
    stray.write_text("x")
    assert main(["verify", str(copy)]) == 3
    said = capsys.readouterr().err
    assert "not in SHA256SUMS" in said and "\x1b" not in said and "\u202e" not in said
    stray.unlink()
