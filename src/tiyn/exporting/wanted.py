"""Which file is asked for: everything its bytes depend on besides the edition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from tiyn.dictionary import tables
from tiyn.model.errors import NotFound
from tiyn.register import Asked

# Raise when a maker writes other bytes for the same request: files kept from before are then not served.
VERSION = 1
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
ENDINGS = {"contracts": ("csv", "xlsx", "jsonl", "parquet"), "table": ("csv", "jsonl"), "ocds": ("jsonl", "json")}


@dataclass(frozen=True)
class Wanted:
    """`what` is contracts, table or ocds; `name` a table; `text`, `filters`, `low`, `high` are of `register.Asked`.

    `lang` is "" where the bytes hold no words of ours.
    """

    what: str
    ending: str
    name: str = ""
    lang: str = ""
    text: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None

    @property
    def asked(self) -> Asked:
        """The purchases meant, in no order of their own."""
        return Asked(self.text, self.filters, self.low, self.high, facets=())

    @property
    def key(self) -> str:
        """A hash over all of it, for a file's name."""
        said = json.dumps([VERSION, asdict(self)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.ending]


def known(what: str, ending: str, name: str = "") -> None:
    """Refuse what nobody can make. Raises NotFound naming the choices."""
    if ending not in ENDINGS.get(what, ()):
        choices = ", ".join(f"{one}.{{{','.join(endings)}}}" for one, endings in ENDINGS.items())
        raise NotFound(f"no export {what}.{ending}; there is: {choices}")
    if what == "table" and name not in tables():
        raise NotFound(f"no table {name!r} to export; the tables are listed on /data")
