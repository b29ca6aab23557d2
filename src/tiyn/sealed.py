"""A receipt as a file that anybody can check alone: records, their places in the edition's tree, the edition's in the log.

`verifier` reads it. A file is small: it holds at most MOST records and says how many it leaves out.
"""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tiyn import publishing, receipts
from tiyn.dictionary import Table, tables
from tiyn.edition import Edition
from tiyn.log import policy as policies
from tiyn.log.tiles import Log
from tiyn.model.errors import EditionRefused, NotFound, TiynError
from tiyn.queries import queries
from tiyn.settings import Settings
from tiyn.tree import RecordTree
from tiyn.verifier import PROOF, SCHEMA, Refused, signers
from tiyn.view.purchases import unescaped

MOST = 200
SQL = Path(__file__).with_suffix(".sql")
# Which table holds the record behind an address of this kind, by its id.
TABLES = {"statement": "statement", "derived": "derived", "budget": "budget_line", "fiscal": "fiscal_amount", "gap": "gap"}
Row = tuple[str, tuple[Any, ...]]  # a table and the key of a row


class Sealed:
    """Makes receipt files of one edition; for one thread at a time."""

    def __init__(self, edition: Edition, settings: Settings, connection: sqlite3.Connection | None = None) -> None:
        self.edition, self.settings = edition, settings
        self.connection = connection or edition.connect()
        self.tree = RecordTree(edition, self.connection)
        self._seal: tuple[str, dict[str, Any]] = ("", {})

    def receipt(self, addresses: Iterable[str], about: str, strict: bool = True) -> dict[str, Any]:
        """The receipt file for these addresses; `about` is the page or address asked for.

        Not strict, an address without a record of its own is passed over: a page without any is proven to be of
        this edition and no more. Raises NotFound, EditionRefused.
        """
        asked = list(dict.fromkeys(addresses))
        found = [one for address in asked if (one := self._found(address, strict)) is not None]
        rows = list(dict.fromkeys(row for rows, _ in found for row in rows))
        kept = rows[:MOST]
        own = f"/e/{self.edition.id}"
        body = {"schema": SCHEMA, "address": about, "edition": self.edition.id, "at": own + about.removeprefix(own)}
        body |= {"records": [self._record(row) for row in kept], "left_out": len(rows) - len(kept)}
        if len(asked) == 1 and found and found[0][1] and len(kept) == len(rows):
            value, terms = found[0][1]
            body |= {"value": value, "terms": [{**term, "record": kept.index(row)} for term, row in terms]}
        return body | self.seal()

    def leaf(self, table: str, row: dict[str, Any]) -> int:
        """The place of a row's leaf in the tree."""
        named = tables()[table]
        return self.tree.leaf(named, [row[name] for name in named.key])

    def seal(self) -> dict[str, Any]:
        """The edition's entry, the proof that the log holds it, and the keys of those who signed, as the publisher has them."""
        log = Log(self.settings.log)
        if self._seal[0] != log.checkpoint:
            self._seal = (log.checkpoint, self._sealed(log))
        return self._seal[1]

    def _sealed(self, log: Log) -> dict[str, Any]:
        index, _ = publishing.logged(self.settings, self.edition)
        policy = policies.read_policy((self.settings.log / policies.FILE).read_text(encoding="utf-8"))
        try:
            signed = signers(log.checkpoint, policy.keys)
        except Refused as error:
            raise EditionRefused(f"{log.folder}: {error}; bring the log back from a mirror") from error
        lines = [PROOF, f"index {index}", *(b64encode(one).decode() for one in log.inclusion(index)), "", log.checkpoint]
        return {
            "entry": log.entries()[index].decode(),
            "proof": "\n".join(lines),
            "keys": [vkey for vkey in policy.keys if vkey in signed],
        }

    def _record(self, row: Row) -> dict[str, Any]:
        found = self.tree.record(tables()[row[0]], row[1])
        return found | {"path": [b64encode(one).decode() for one in found["path"]]}

    def _found(self, address: str, strict: bool) -> tuple[list[Row], Any] | None:
        try:
            rows, summed = self._behind(address)
            for table, key in rows:
                self.tree.leaf(tables()[table], key)
            return rows, summed
        except NotFound:
            if strict:
                raise
            return None

    def _behind(self, address: str) -> tuple[list[Row], tuple[str, list[tuple[dict[str, Any], Row]]] | None]:
        """The rows behind an address; for a sum also its value and terms (sign, column, row)."""
        kind, _, rest = address.partition("/")
        if kind in TABLES:
            row = (TABLES[kind], (rest.partition("/")[0],))
            beside = {"derived": self._inputs, "statement": self._words}.get(kind)
            return [row, *(beside(rest) if beside else ())], None
        if kind == "record":
            table_name, *key = rest.split("/")
            return [self._row(table_name, key)], None
        body = receipts.read_receipt(self.edition, address)
        if kind == "package" and "amounts" in body:
            return [("fiscal_total", (rest,))], None
        terms = []
        for one in body.get("inputs", ()):
            (row, *_), _ = self._behind(one["receipt"])
            if one["receipt"].startswith("budget/"):
                terms.append(({"sign": one["sign"], "column": one["receipt"].rpartition("/")[2]}, row))
        summed = body.get("formula") == "sum" and len(terms) == len(body["inputs"])
        rows = [row for one in body.get("inputs", ()) for row in self._behind(one["receipt"])[0]]
        return rows, (body["value"], terms) if summed else None

    def _words(self, statement: str) -> list[Row]:
        """What a statement is called in each language, and the document it stands in, with its hash."""
        rows = self.connection.execute(queries(SQL)["words"], {"owner": f"statement/{statement}"})
        documents = self.connection.execute(queries(SQL)["document"], {"id": statement})
        found: list[Row] = [("label", (one["owner"], one["role"], one["lang"])) for one in rows]
        return found + [("document", (one["document_id"],)) for one in documents]

    def _inputs(self, derived: str) -> list[Row]:
        """The inputs of a computed figure and the statements they name."""
        found: list[Row] = []
        for one in self.connection.execute(queries(SQL)["inputs"], {"id": derived}):
            found.append(("derived_input", (derived, one["position"])))
            try:
                found += self._behind(one["receipt"])[0]
            except TiynError:
                continue  # an input that is a sum too large to list stays named in its own row
        return found

    def _row(self, name: str, key: list[str]) -> Row:
        """A row of any table by its key's parts; parts beyond the key name a column. Raises NotFound."""
        if name not in tables():
            raise NotFound(f"record/{name}: no such table; see /data")
        table = tables()[name]
        if len(key) < len(table.key):
            raise NotFound(f"record/{name}: expected the key {'/'.join(table.key)}, found {len(key)} parts")
        parts = [_value(table, column, one) for column, one in zip(table.key, key, strict=False)]
        return name, tuple(parts)


def _value(table: Table, column: str, text: str) -> Any:
    """A part of a key as its column holds it."""
    plain = unescaped(text)
    return int(plain) if table.types[column] == "integer" and plain.isascii() and plain.isdecimal() else plain
