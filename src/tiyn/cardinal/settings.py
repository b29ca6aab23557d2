"""Cardinal's settings file: sections in square brackets, `name = value` lines, comments after `;` or `#`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tiyn.model.errors import InputRefused

CODES = ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R048", "R058")
SECTION = re.compile(r"\[([^\]]+)\]\s*$")
TOP = ""
DETAILS = "R003.procurement_method_details"


@dataclass(frozen=True)
class Settings:
    """Which indicators to compute and how. `options` holds, per indicator asked for, what its section sets."""

    options: Mapping[str, Mapping[str, int | float | str]] = field(default_factory=lambda: {code: {} for code in CODES})
    details: Mapping[str, int] = field(default_factory=dict)
    currency: str | None = None
    compared: tuple[str, ...] = ()
    uncompared: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def number(self, code: str, name: str, default: int) -> int:
        """A whole number of one indicator, or its default."""
        return int(self.options.get(code, {}).get(name, default))

    def threshold(self, code: str) -> float | None:
        """The threshold that replaces an indicator's fence, if one is set."""
        found = self.options.get(code, {}).get("threshold")
        return None if found is None else float(found)

    def methods(self, code: str, default: str) -> tuple[str, ...]:
        return listed(str(self.options.get(code, {}).get("procurement_methods", default)))


def listed(text: str) -> tuple[str, ...]:
    """`open|selective` as its parts; a bar at the end adds none."""
    return tuple(text.removesuffix("|").split("|")) if text else ()


def whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise ValueError("a whole number, such as 15")
    return int(text)


def count(text: str) -> int:
    if not re.fullmatch(r"\+?\d{1,18}", text):
        raise ValueError("a whole number from zero, such as 2")
    return int(text)


def decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("a decimal number, such as 0.05") from None


def boolean(text: str) -> str:
    if text.lower() not in ("true", "false", "1", "0", "yes", "no", "on", "off"):
        raise ValueError("true or false")
    return text


# Section -> what it may set. Those of `prepare` are known, so that one file serves both, and have no effect here.
KNOWN: dict[str, dict[str, Callable[[str], int | float | str]]] = {
    TOP: {"currency": str, "no_price_comparison_procurement_methods": str, "price_comparison_procurement_methods": str},
    "output": {"info_currency_mismatches": boolean},
    "defaults": {
        "currency": str,
        "item_classification_scheme": str,
        "bid_status": str,
        "award_status": str,
        "party_roles": boolean,
    },
    "redactions": {"amount": str, "organization_id": str},
    "corrections": {"award_status_by_contract_status": boolean},
    "modifications": {
        "move_auctions": boolean,
        "prefix_buyer_or_procuring_entity_id": str,
        "prefix_tenderer_or_supplier_id": str,
        "split_procurement_method_details": str,
    },
    "exclusions": {"procurement_method_details": str},
    "R003": {"threshold": whole, "procurement_methods": str},
    "R018": {"procurement_methods": str},
    "R024": {"threshold": decimal},
    "R025": {"percentile": count, "threshold": decimal},
    "R028": {},
    "R030": {},
    "R035": {"threshold": count},
    "R036": {},
    "R038": {"threshold": decimal, "minimum_submitted_bids": count, "minimum_contracting_processes": count},
    "R048": {"digits": count, "threshold": count, "minimum_contracting_processes": count},
    "R058": {"threshold": decimal},
}
OPEN: dict[str, Callable[[str], int | str]] = {DETAILS: whole, "codelists.bid_status": str, "codelists.award_status": str}


def read_settings(path: Path) -> Settings:
    """The settings of a file. Raises InputRefused with every mistake and its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputRefused(f"--settings {path}: no such file; expected Cardinal's settings (.ini); check the path") from None
    except UnicodeDecodeError as error:
        raise InputRefused(f"{path}: byte {error.start} is not UTF-8; expected a text file; save it as UTF-8") from None
    sections: dict[str, dict[str, int | float | str]] = {TOP: {}}
    mistakes: list[str] = []
    section, known = TOP, True
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] in ";#":
            continue
        try:
            if named := SECTION.match(line):
                section, known = named.group(1).strip(), False
                sections.setdefault(_section(section), {})
                known = True
            elif known:  # what stands in an unknown section cannot be judged
                name, value = _property(section, line)
                sections[section][name] = value
        except ValueError as error:
            mistakes.append(f"{path}:{number}: found {line!r}; expected {error}")
    if mistakes:
        raise InputRefused("\n".join(mistakes) + "\nmend the settings file or leave --settings out for the defaults")
    return _settings(sections)


def _section(name: str) -> str:
    if name not in KNOWN and name not in OPEN:
        raise ValueError(f"one of the sections {', '.join(f'[{one}]' for one in (*KNOWN, *OPEN) if one)}")
    return name


def _property(section: str, line: str) -> tuple[str, int | float | str]:
    name, sign, value = re.match(r"([^=:]*)([=:]?)(.*)", line).groups()  # type: ignore[union-attr]
    name, value = name.strip(), value.strip()
    if not sign or not name:
        raise ValueError("a [section], or name = value")
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    if section in OPEN:
        return name, OPEN[section](value)
    allowed = KNOWN[section]
    if name not in allowed:
        where = f"in [{section}]" if section else "before the first section"
        raise ValueError(f"{where}: {', '.join(allowed) or 'nothing, this section has no settings'}")
    return name, allowed[name](value)


def _settings(sections: Mapping[str, Mapping[str, int | float | str]]) -> Settings:
    top = sections[TOP]
    options = {code: sections[code] for code in CODES if code in sections}
    if DETAILS in sections:
        options.setdefault("R003", {})
    return Settings(
        options=options,
        details={name: int(value) for name, value in sections.get(DETAILS, {}).items()},
        currency=str(top["currency"]) if "currency" in top else None,
        compared=listed(str(top.get("price_comparison_procurement_methods", ""))),
        uncompared=listed(str(top.get("no_price_comparison_procurement_methods", ""))),
        excluded=listed(str(sections.get("exclusions", {}).get("procurement_method_details", ""))),
    )
