"""Exports without a cap: a file is made once by a process of its own, then sent from disk.

The first request waits, because a million rows take seconds; after WAIT it is told when to come back, and the
making goes on. Nothing is sent before the hash of the whole is known: it travels with the first byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tiyn import who
from tiyn.dictionary import Column, tables
from tiyn.edition import Edition
from tiyn.exporting import Kept, NotMade, Wanted, around, contracts, known, ocds
from tiyn.model.errors import NotFound, TiynError
from tiyn.register import Asked
from tiyn.settings import Settings
from tiyn.view.purchases import unsegment
from tiyn.view.words import Language, Words
from tiyn.web.served import of_disk, of_memory

WAIT = 50.0  # seconds; what stands before a portal usually gives up after 60
AGAIN = 20
PAUSE = 0.05
# An address names the edition it is of by its tag only: another edition answers with other bytes.
CACHE = {"Cache-Control": "public, max-age=60, must-revalidate"}
_CONTRACTS = re.compile(r"contracts\.(\w{1,10})")
_TABLE = re.compile(r"table/(\w{1,40})\.(\w{1,10})")
_OCDS = re.compile(r"ocds\.(\w{1,10})")
_LINKS = re.compile(r"links/([12])/(.{1,1000}?)\.(ftm\.jsonl|bods\.json|graphml|csv|json)")
_RECORD = re.compile(r"ocds/(.{1,1000})\.json")
_SCHEMA = re.compile(r"(contracts|table/(\w{1,40}))\.schema\.json")


class Exports:
    """Answers the addresses below /{lang}/export/."""

    def __init__(self, edition: Edition, settings: Settings, languages: Mapping[str, Language]) -> None:
        self.edition, self.languages = edition, languages
        self.kept = Kept(settings.exports, edition.folder, settings.exports_bytes)

    async def answer(self, request: Request, arguments: Mapping[str, str]) -> Response:
        """The file, or in words why not: 404, 503 while it is made."""
        lang = request.path_params["lang"]
        try:
            if lang not in self.languages:
                raise NotFound(f"no language {lang!r}; there is: {', '.join(self.languages)}")
            path = request.path_params["path"]
            if schema := _SCHEMA.fullmatch(path):
                return JSONResponse(self._schema(lang, schema.group(2)))
            if path == "ocds/extension.json":
                return JSONResponse(ocds.extension())
            if record := _RECORD.fullmatch(path):
                return await anyio.to_thread.run_sync(self._record, request, unsegment(record.group(1)))
            if links := _LINKS.fullmatch(path):
                return await anyio.to_thread.run_sync(self._links, request, *links.groups())
            return await self._file(request, lang, self.wanted(lang, path, arguments))
        except TiynError as error:
            status = 404 if isinstance(error, NotFound) else 400
            return JSONResponse({"error": str(error), "status": status}, status)

    def wanted(self, lang: str, path: str, arguments: Mapping[str, str]) -> Wanted:
        """Which file an address means. Raises NotFound naming the choices."""
        if found := _TABLE.fullmatch(path):
            known("table", found.group(2), found.group(1))
            return Wanted("table", found.group(2), found.group(1))
        if found := _OCDS.fullmatch(path):
            known("ocds", found.group(1))
            return _asked("ocds", found.group(1), lang, arguments)
        found = _CONTRACTS.fullmatch(path)
        if not found:
            raise NotFound(f"no export {path!r}; there is contracts.csv, ocds.jsonl, table/<name>.csv; all are in /openapi.json")
        known("contracts", found.group(1))
        return _asked("contracts", found.group(1), lang, arguments)

    async def _file(self, request: Request, lang: str, wanted: Wanted) -> Response:
        with anyio.move_on_after(WAIT):
            try:
                while (file := self.kept.get(wanted)) is None:
                    self.kept.start(wanted)
                    await anyio.sleep(PAUSE)
            except NotMade as error:
                return self._later(lang, "full", reason=str(error))
            shown = {"Content-Disposition": f'attachment; filename="{self._name(wanted)}"', "Tiyn-Rows": str(file.rows)}
            if wanted.what != "ocds":
                shown["Link"] = f'<{_described(lang, wanted)}>; rel="describedby"; type="application/json"'
            return of_disk(request, file.path, file.sha256, wanted.media_type, {**CACHE, **shown})
        return self._later(lang, "busy", before=max(0, self.kept.waiting() - 1), seconds=AGAIN)

    def _record(self, request: Request, ocid: str) -> Response:
        """One contracting process as a record package. Raises NotFound."""
        connection = self.edition.connect()
        try:
            store = ocds.Store(connection, self.edition.manifest["built"])
            body = ocds.record(self.edition, store, ocid, f"{request.url.scheme}://{request.url.netloc}").encode()
        finally:
            connection.close()
        return of_memory(request, body, "application/json", CACHE)

    def _links(self, request: Request, hops: str, centre: str, ending: str) -> Response:
        """The neighbourhood of a subject in one format. Raises NotFound."""
        connection, plain = self.edition.connect(), unsegment(centre)
        try:
            identifier = who.canonical(connection, plain if "/" in plain else f"party/{plain}")
            body = around.write(connection, identifier, int(hops), ending, self.edition.manifest["built"][:10])
        finally:
            connection.close()
        return of_memory(request, body, around.MEDIA_TYPES[ending], CACHE)

    def _later(self, lang: str, code: str, **parts: Any) -> Response:
        said = Words(self.languages[lang], None).name("export_text", code).format(**parts)
        headers = {"Retry-After": str(AGAIN), "Cache-Control": "no-store"}
        return Response(said + "\n", 503, headers, "text/plain; charset=utf-8")

    def _name(self, wanted: Wanted) -> str:
        """What the file is called where it is saved; a part of the key tells filtered ones apart."""
        part = wanted.name or (wanted.key[:8] if (wanted.filters or wanted.text or wanted.low or wanted.high) else "all")
        return f"tiyn-{wanted.what}-{part}-{self.edition.id}.{wanted.ending}"

    def _schema(self, lang: str, table: str | None) -> dict[str, Any]:
        """The columns of an export with their meanings: a Frictionless table schema."""
        if table is not None and table not in tables():
            raise NotFound(f"no table {table!r}; the tables are listed on /data")
        words = Words(self.languages[lang], None)
        columns: tuple[Column, ...] = tables()[table].columns if table else contracts.columns()
        owner = f"table.{table}" if table else "export.contracts"
        key = tables()[table].key if table else ("ocid", "contract")
        kinds = {"integer": "integer", "decimal": "number", "number": "number", "date": "date"}
        fields = [
            {
                "name": column.name,
                "type": kinds.get(column.type, "string"),
                "description": words.block(column.meaning, f"{owner}.{column.name}"),
            }
            for column in columns
        ]
        return {"fields": fields, "primaryKey": list(key), "missingValues": [""], "order": list(key), "edition": self.edition.id}


def _asked(what: str, ending: str, lang: str, arguments: Mapping[str, str]) -> Wanted:
    asked = Asked.of(arguments)
    spoken = lang if ending == "xlsx" else ""
    return Wanted(what, ending, "", spoken, asked.text, asked.filters, asked.low, asked.high)


def _described(lang: str, wanted: Wanted) -> str:
    return f"/{lang}/export/{f'table/{wanted.name}' if wanted.what == 'table' else 'contracts'}.schema.json"
