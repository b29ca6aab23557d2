"""The tables of a process and of a contract, cell by cell: every sum is a figure, every side a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tiyn.view.figures import Link
from tiyn.view.purchase_rows import day, named
from tiyn.view.purchases import Side, segment
from tiyn.view.visit import Visit

MOST = 50  # rows of one table on a page; the rest is counted
LONG = 300  # characters of a published text in a cell
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Grid:
    """A table: `head` are words or {text, num}, cells words, figures, links or sides; `note` says what is left out.

    `name` is what its rows are (lots, bids …): evidence links to it.
    """

    caption: str
    head: list[Any]
    rows: list[list[Any]]
    note: str = ""
    name: str = ""


class Tables:
    """Tables of one visit. Column names are words of the page's language (`t_…`)."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.words, self.reads = visit, visit.words, visit.purchases

    # ---- of a process

    def lots(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            status = self._both("status", row["status"], row["status_details"])
            signal = self.words("lot_attempt", n=row["attempt"]) if (row["attempt"] or 1) > 1 else ""
            return [
                row["number"] or row["id"],
                self.text(row["title"] or row["description"]),
                status,
                signal,
                *self.method(row),
                self.sum("lot", row, "value"),
            ]

        return self._grid(
            "lots",
            ("number", "what", "status", "attempt", "method_planned", "method_actual"),
            self.reads.rows("lots", ocid=ocid),
            cells,
            ("sum",),
        )

    def method(self, row: Row) -> list[str]:
        return [row["method_planned"] or "", row["method_actual"] or ""]

    def bids(self, ocid: str, lots: Iterable[str] = ()) -> Grid:
        wanted = set(lots)
        rows = [
            row
            for row in self.reads.rows("bids", ocid=ocid)
            if not wanted or not row["lots"] or wanted & set(row["lots"].split())
        ]

        def cells(row: Row) -> list[Any]:
            return [
                self.reads.side(row["tenderer"]),
                self._both("status", row["status"], row["status_details"]),
                row["lots"] or "",
                day(self.words, row["date"]),
                self.sum("bid", row, "value"),
            ]

        return self._grid("bids", ("bidder", "status", "lots", "date"), rows, cells, ("sum",))

    def awards(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            return [
                row["id"],
                self.reads.side(row["supplier"]),
                self._both("status", row["status"], row["status_details"]),
                day(self.words, row["date"]),
                self.sum("award", row, "value"),
            ]

        return self._grid(
            "awards", ("number", "supplier", "status", "date"), self.reads.rows("awards", ocid=ocid), cells, ("sum",)
        )

    def contracts(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            name = row["system_number"] or row["number"] or row["id"]
            return [
                Link(name, self.reads.contract_url(ocid, row["id"])),
                self.reads.side(row["supplier"]),
                self._both("status", row["status"], row["status_details"]),
                day(self.words, row["signed"]),
                self.sum("contract", row, "value"),
            ]

        return self._grid(
            "contracts", ("number", "supplier", "status", "signed"), self.reads.rows("contracts", ocid=ocid), cells, ("sum",)
        )

    def items(self, ocid: str, kind: str, parent: str = "") -> Grid:
        def cells(row: Row) -> list[Any]:
            code = row["classification"]
            link: Any = Link(f"{row['scheme'] or ''} {code}".strip(), market_url(self.visit, row["scheme"], code)) if code else ""
            amount = " ".join(part for part in (self.number(row["quantity"]), row["unit"] or "") if part)
            return [
                self.text(row["description"] or row["classification_name"]),
                link,
                amount,
                self.price(row),
                self.sum("item", row, "unit_price"),
                self.sum("item", row, "total"),
            ]

        rows = self.reads.rows("items", ocid=ocid, kind=kind, parent=parent)
        return self._grid("items", ("what", "class", "quantity", "usual"), rows, cells, ("unit_price", "sum"))

    def price(self, row: Row) -> Any:
        """How the item's class is priced elsewhere: the median of all years, only from thirty prices on."""
        if not row["classification"] or not row["unit"] or row["unit_price"] is None:
            return ""
        key = {
            "scheme": row["scheme"] or "",
            "code": row["classification"],
            "unit": row["unit"],
            "currency": row["unit_currency"] or "",
            "vat": row["vat"] or "",
        }
        found = self.reads.rows("price_of_all", **key)
        if not found:
            return ""
        if found[0]["prices"] < 30:
            return self.words("too_few_prices", n=found[0]["prices"])
        return self.reads.figure("unit_price", found[0], "median", self.words("median_of", n=found[0]["prices"]))

    def attachments(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            address = row["url"] or ""
            name = self.text(row["title"]) or row["id"]
            outside = address.startswith(("https://", "http://"))
            return [Link(name, address, "outside") if outside else name, row["type"] or "", day(self.words, row["published"])]

        return self._grid("attachments", ("document", "type", "date"), self.reads.rows("attachments", ocid=ocid), cells)

    def amendments(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            return [
                self.words(f"stage_of_{row['parent_kind']}"),
                day(self.words, row["date"]),
                self.text(row["reason"] or row["description"]),
            ]

        return self._grid("amendments", ("stage", "date", "reason"), self.reads.rows("amendments", ocid=ocid), cells)

    def milestones(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            return [
                self.text(row["title"]),
                row["type"] or "",
                row["status"] or "",
                day(self.words, row["due"]),
                day(self.words, row["met"]),
            ]

        return self._grid("milestones", ("what", "type", "status", "due", "met"), self.reads.rows("milestones", ocid=ocid), cells)

    def others(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            return [
                self.reads.side(row["participant"]),
                row["role"],
                " ".join(part for part in (row["object"], row["object_id"]) if part),
            ]

        return self._grid("others", ("side", "role", "of"), self.reads.rows("involvements", ocid=ocid), cells)

    def releases(self, ocid: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            document = Link(row["locator"], self.visit.url(f"/source/{row['document_id']}"))
            return [str(row["position"]), day(self.words, row["date"]), row["tag"] or "", document, row["sha256"]]

        return self._grid("releases", ("position", "date", "tag", "place", "hash"), self.reads.rows("releases", ocid=ocid), cells)

    def budget(self, kind: str, owner: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            codes = " / ".join(row[name] for name in ("administrator", "programme", "subprogramme", "specific") if row[name])
            return [codes, self.text(row["description"]), row["period"] or "", self.sum("budget_part", row, "value")]

        return self._grid(
            "budget", ("codes", "what", "period"), self.reads.rows("budget_parts", kind=kind, owner=owner), cells, ("sum",)
        )

    # ---- of a contract

    def versions(self, ocid: str, contract: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            return [
                self.words.name("version_kind", row["kind"]),
                day(self.words, row["date"]),
                row["revision"] or "",
                self.text(row["reason"]),
                self.sum("contract_version", row, "value"),
            ]

        return self._grid(
            "versions",
            ("kind", "date", "revision", "reason"),
            self.reads.rows("versions", ocid=ocid, contract=contract),
            cells,
            ("sum",),
        )

    def acts(self, ocid: str, contract: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            late = self.words("days_late", n=row["days_late"]) if row["days_late"] else ""
            status = self.words("act_revoked", day=day(self.words, row["revoked"])) if row["revoked"] else row["status"] or ""
            return [row["number"] or row["id"], day(self.words, row["date"]), status, late, self.sum("act", row, "value")]

        return self._grid(
            "acts", ("number", "date", "status", "late"), self.reads.rows("acts", ocid=ocid, contract=contract), cells, ("sum",)
        )

    def payments(self, ocid: str, contract: str) -> Grid:
        def cells(row: Row) -> list[Any]:
            codes = " / ".join(row[name] for name in ("function", "administrator", "programme", "specific") if row[name])
            return [day(self.words, row["date"]), row["number"] or row["id"], codes, self.sum("payment", row, "value")]

        return self._grid(
            "payments", ("date", "number", "codes"), self.reads.rows("payments", ocid=ocid, contract=contract), cells, ("sum",)
        )

    # ---- cells

    def sum(self, table: str, row: Row, column: str) -> Any:
        return self.reads.figure(table, row, column) or ""

    def text(self, published: str | None) -> str:
        """A published text, cut where it would fill the page."""
        return published if not published or len(published) <= LONG else f"{published[:LONG]}…"

    def number(self, value: Any) -> str:
        from_text = str(value) if value is not None else ""
        return from_text.replace(".", self.words.language.card.get("decimal", ".")) if from_text else ""

    def _both(self, field: str, status: str | None, details: str | None) -> str:
        name = named(self.words, field, status) if status else ""
        told = self.text(details) or ""
        return name or told if told.casefold() in ("", name.casefold()) else ", ".join(part for part in (name, told) if part)

    def _grid(
        self,
        name: str,
        columns: tuple[str, ...],
        rows: list[dict[str, Any]],
        cells: Callable[[Row], list[Any]],
        sums: tuple[str, ...] = (),
    ) -> Grid:
        """The first rows; columns nothing stands in are left out, with how many rows are not shown."""
        made = [[cell if cell is not None else "" for cell in cells(row)] for row in rows[:MOST]]
        head: list[Any] = [
            *(self.words(f"t_{one}") for one in columns),
            *({"text": self.words(f"t_{one}"), "num": True} for one in sums),
        ]
        used = [place for place in range(len(head)) if any(row[place] != "" for row in made)]
        note = self.words("rows_more", n=len(rows) - MOST) if len(rows) > MOST else ""
        shown = [[row[place] for place in used] for row in made]
        return Grid(self.words(f"g_{name}"), [head[place] for place in used], shown, note, name)


def market_url(visit: Visit, scheme: str | None, code: str) -> str:
    """The page of a class; without a scheme `~` stands for it."""
    return visit.url(f"/market/{segment(scheme or '')}/{segment(code)}")


def side_name(side: Side | None, otherwise: str) -> str:
    return side.name if side else otherwise
