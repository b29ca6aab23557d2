"""A mirror: the readable part of an edition as plain files that open from a memory stick and verify without a network.

Every page of the site map in every language, with its CSV, JSON and receipt; the edition's tables and exports; the log;
the verifier; SHA256SUMS over all of it, signed with the log's key where that is at hand. Links lead to files beside;
what needs a server (search, the readers' own SQL) leads to a page that says so.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from posixpath import relpath
from typing import Any
from urllib.parse import quote, unquote

from tiyn import edition, publishing, verifier
from tiyn.edition import Edition
from tiyn.log.keys import Keys
from tiyn.log.policy import FILE, read_policy
from tiyn.log.tiles import Log
from tiyn.model.errors import EditionRefused, InputRefused, NotFound, TiynError
from tiyn.settings import Settings
from tiyn.snapshot import digest, digest_file, digests
from tiyn.verifier import Refused, signers
from tiyn.view.words import Words
from tiyn.web import describe, download
from tiyn.web.app import Portal
from tiyn.web.assets_map import FOLDER as STATIC
from tiyn.web.render import addresses, as_json

SUMS, NOTE, ABOUT = "SHA256SUMS", "mirror.note", "READ-ME.html"
DATA = ("tables/", "exports/", "manifest.json", "manifest.sha256", "salt.json", "withdrawn.json")
ADDRESS = re.compile(r'\b(href|src|action|data-receipt|data-suggest)="((?:/|&#x2f;)[^"]*)"')
SCRIPT = re.compile(r'<script type="module"[^>]*></script>\n?')
NO_SERVER = "no-server.html"
SIGNED = "tiyn mirror"


class Mirror:
    """Writes one edition into a folder that is empty or holds an earlier mirror."""

    def __init__(self, opened: Edition, settings: Settings, folder: Path) -> None:
        self.edition, self.settings, self.folder = opened, settings, folder
        self.portal = Portal(opened, settings)
        self.paths = [path for path in describe.paths(self.portal) if "?" not in path]
        self.files = {path: file_of(path) for path in self.paths}

    def write(self, progress: Callable[[int, int], None]) -> dict[str, int]:
        """Write everything; how many pages, files and bytes. Raises InputRefused for a folder that holds other things."""
        if self.folder.exists() and any(self.folder.iterdir()) and not (self.folder / SUMS).is_file():
            raise InputRefused(f"{self.folder}: holds other files; expected an empty folder or an earlier mirror; name another")
        staging = self.folder.with_name(f".{self.folder.name}.new")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        for number, path in enumerate(self.paths):
            self._page(staging, path)
            progress(number + 1, len(self.paths))
        self._rest(staging)
        count = _sums(staging)
        self._sign(staging)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        staging.rename(self.folder)
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return {"pages": len(self.paths) * len(self.portal.languages), "files": count, "bytes": size}

    def _page(self, staging: Path, path: str) -> None:
        """One page in every language, its CSV and JSON; one receipt for all of them."""
        asked: list[str] = []
        for lang in self.portal.languages:
            stem = staging / lang / self.files[path]
            _put(stem.with_name(f"{stem.name}.html"), self._relative(self.portal.html(lang, path, {}, ""), lang, path))
            page, visit, context = self.portal.context(lang, path, {})
            for ending in ("csv", "json"):
                _put(stem.with_name(f"{stem.name}.{ending}"), self._sibling(ending, visit, context, path))
            asked = [visit.params["address"]] if page.name == "receipt" else addresses(context)
        try:
            receipt = self.portal.sealed().receipt(asked, path, strict=False)
        except (EditionRefused, NotFound):
            return  # an edition of another home has no log here
        text = json.dumps(receipt, ensure_ascii=False, indent=1) + "\n"
        target = staging / "receipts" / self.files[path]
        _put(target.with_name(f"{target.name}.receipt.json"), text)

    def _sibling(self, ending: str, visit: Any, context: Any, path: str) -> bytes | str:
        if ending == "csv":
            return download.write("csv", context, visit, path, "")
        raw = getattr(context, "json", None)
        about = {"edition": self.edition.id, "root": self.edition.root, "path": visit.url(path), "lang": visit.lang}
        return raw() if raw else as_json(context, about | {"licence": download.LICENCE})

    def _relative(self, page: str, lang: str, path: str) -> str:
        """A page's HTML with every address of the portal turned into that of a file beside it."""
        here = f"{lang}/{self.files[path]}"
        folder = here.rpartition("/")[0]

        def told(found: re.Match[str]) -> str:
            to = self._target(html.unescape(found[2]))
            return f'{found[1]}="{html.escape(quote(relpath(to.partition("#")[0], folder), safe="/~:."))}{_mark(to)}"'

        return ADDRESS.sub(told, SCRIPT.sub("", page))

    def _target(self, address: str) -> str:
        """The file an address of the portal is in a mirror; the page that says so when it needs a server."""
        plain, _, mark = address.partition("#")
        path, _, query = plain.partition("?")
        mark = f"#{mark}" if mark else ""
        if path.startswith("/static/"):
            return path.removeprefix("/")
        if path == "/verifier.py" or path.startswith("/log/"):
            return path.removeprefix("/")
        if path.startswith("/edition/") and path.split("/", 3)[3].startswith(DATA):
            return "edition/" + path.split("/", 3)[3]
        lang, _, rest = unquote(path).removeprefix("/").partition("/")
        if lang not in self.portal.languages or query:
            return f"{lang if lang in self.portal.languages else next(iter(self.portal.languages))}/{NO_SERVER}"
        sibling = download.split(f"/{rest}")
        stem, ending = sibling if sibling else (f"/{rest}", "html")
        if stem not in self.files or ending not in ("html", "csv", "json", "receipt.json"):
            return f"{lang}/{NO_SERVER}"
        if ending == "receipt.json":
            return f"receipts/{self.files[stem]}.{ending}"
        return f"{lang}/{self.files[stem]}.{ending}{mark}"

    def _rest(self, staging: Path) -> None:
        """Static files, the edition's data, the log, the verifier and the first page."""
        shutil.copytree(STATIC, staging / "static", ignore=shutil.ignore_patterns("*.js", "*.wasm", "*.br"))
        for name in self.edition.manifest["files"]:
            if name.startswith(DATA):
                _put(staging / "edition" / name, (self.edition.folder / name).read_bytes())
        for name in ("manifest.json", "manifest.sha256"):
            _put(staging / "edition" / name, (self.edition.folder / name).read_bytes())
        if self.portal.seal is not None:
            shutil.copytree(self.settings.log, staging / "log", ignore=shutil.ignore_patterns(".*"))
        _put(staging / "verifier.py", Path(str(verifier.__file__)).read_bytes())
        for lang in self.portal.languages:
            _put(staging / lang / NO_SERVER, _no_server(self.portal, lang))
        _put(staging / ABOUT, _about(self))

    def _sign(self, staging: Path) -> None:
        """Sign the list of files with the log's key, where it is at hand; without it the list vouches for nothing but itself."""
        if self.portal.seal is None:
            return
        try:
            key = Keys(self.settings.keys).read(self.portal.seal.origin)
        except TiynError:
            return
        text = f"{SIGNED}\n{self.edition.id}\n{digest_file(staging / SUMS)}\n"
        _put(staging / NOTE, f"{text}\n{key.line(text)}")


def file_of(path: str) -> str:
    """The file of a page's path, without ending: names that any file system takes; odd ones by their hash."""
    if path == "/":
        return "index"
    parts = [
        part if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", part) else _hashed(part) for part in path.strip("/").split("/")
    ]
    return "/".join(parts)


def _hashed(part: str) -> str:
    """A readable beginning and a hash of what stands there."""
    return re.sub(r"[^A-Za-z0-9]+", "-", part)[:40].strip("-") + "-" + digest(part.encode())[:12]


def _mark(to: str) -> str:
    _, sign, mark = to.partition("#")
    return f"{sign}{html.escape(mark)}" if sign else ""


def _put(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def _sums(folder: Path) -> int:
    """SHA256SUMS as `sha256sum -c` reads it; how many files."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{found}  {path.relative_to(folder).as_posix()}\n" for path, found in zip(paths, digests(paths), strict=True)]
    _put(folder / SUMS, "".join(lines))
    return len(paths)


def _no_server(portal: Portal, lang: str) -> str:
    words = Words(portal.languages[lang])
    return _bare(lang, words("mirror_no_server"), [words("mirror_no_server_more")], "index.html", words("home_label"))


def _about(mirror: Mirror) -> str:
    """The first page of the mirror: what it is and how to check it, in every language."""
    parts = []
    for lang, language in mirror.portal.languages.items():
        words = Words(language)
        said = [words("mirror_lead", edition=mirror.edition.id, date=words.date(mirror.edition.date)), words("mirror_check")]
        body = "".join(f"<p>{html.escape(one)}</p>" for one in said)
        go = f'<p><a href="{lang}/index.html">{html.escape(language.card["name"])}</a></p>'
        parts.append(f'<section lang="{lang}">{body}{go}</section>')
    receipt = f"receipts/{mirror.files[mirror.paths[0]]}.receipt.json"
    verify = [f"python3 verifier.py {receipt} --lang {lang}" for lang in mirror.portal.languages]
    commands = "\n".join([f"sha256sum -c {SUMS}", *verify, ""])
    head = '<!doctype html><html lang="kk"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    style = '<title>Tiyn</title><link rel="stylesheet" href="static/style.css"></head><body><main><h1>Tiyn</h1>'
    return f"{head}{style}{''.join(parts)}<pre>{html.escape(commands)}</pre></main></body></html>\n"


def _bare(lang: str, title: str, lines: list[str], to: str, back: str) -> str:
    body = "".join(f"<p>{html.escape(one)}</p>" for one in lines)
    head = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
    style = '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="../static/style.css"></head>'
    link = f'<p><a href="{to}">{html.escape(back)}</a></p>'
    return f"{head}{style}<body><main><h1>{html.escape(title)}</h1>{body}{link}</main></body></html>\n"


def check(folder: Path, keys: list[str] | None = None) -> dict[str, Any]:
    """Verify a mirror without its portal. Raises EditionRefused naming the first file that differs.

    `keys` must have signed its list; without them the log's own policy names the key.
    """
    listed = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS, NOTE}
    for name in sorted(present ^ set(listed)):
        raise EditionRefused(
            f"{folder / name}: {'not in' if name in present else 'missing, though in'} {SUMS}; copy the mirror again"
        )
    for name, found in zip(listed, digests([folder / name for name in listed]), strict=True):
        if found != listed[name]:
            raise EditionRefused(f"{folder / name}: SHA-256 {found}; {SUMS} says {listed[name]}; copy the mirror again")
    signed = _signed(folder, keys)
    manifest = json.loads((folder / "edition" / edition.MANIFEST).read_bytes())
    for name, entry in manifest["files"].items():
        if name.startswith(DATA) and listed.get(f"edition/{name}") != entry["sha256"]:
            raise EditionRefused(f"{folder}/edition/{name}: not what the edition's manifest says; copy the mirror again")
    entries = publishing.read_entries(Log(folder / "log")) if (folder / "log").is_dir() else []
    expected = publishing.manifest_of(entries, manifest["edition"])
    if entries and expected != digest_file(folder / "edition" / edition.MANIFEST):
        raise EditionRefused(f"{folder}/edition: its manifest is not the one the log has; copy the mirror again")
    return {"files": len(listed), "edition": manifest["edition"], "logged": bool(entries), "signed": signed}


def _signed(folder: Path, keys: list[str] | None) -> list[str]:
    """The verifier keys that signed the list of files. Raises EditionRefused when one that must is missing or any is wrong."""
    path, of_log = folder / NOTE, folder / "log" / FILE
    policy = read_policy(of_log.read_text(encoding="utf-8")) if of_log.is_file() else None
    known = keys or (policy.logs if policy else [])
    if not path.is_file():
        if keys:
            raise EditionRefused(f"{path}: missing; nobody signed this mirror's list; copy it again or do without --key")
        return []
    note = path.read_text(encoding="utf-8")
    try:
        found = signers(note, known)
    except Refused as error:
        raise EditionRefused(f"{path}: {error}; copy the mirror again") from error
    if (
        keys
        and set(keys) - set(found)
        or note.split("\n")[:3][2:] != [digest_file(folder / SUMS)]
        or not note.startswith(f"{SIGNED}\n")
    ):
        raise EditionRefused(f"{path}: not a signature of this list by the keys given; copy the mirror again")
    return list(found)
