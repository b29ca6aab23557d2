"""Lines of the register's change journal: which object and which record each one tells of."""

from __future__ import annotations

import re
from typing import Any

# The addresses and names under which the journal may speak of an object; the longer stands first.
_PATHS = (
    ("/v3/subject", "subject"), ("/v3/rnu", "rnu"), ("/v3/plans", "plan"), ("/v3/trd-buy", "trd_buy"), ("/v3/lots", "lot"),
    ("/v3/contract", "contract"), ("/v3/acts", "act"), ("/v3/treasury-pay", "treasury_pay"),
)  # fmt: skip
_NAMES = {
    "subject": "subject", "subjects": "subject", "rnu": "rnu", "plans": "plan", "plan": "plan", "trd-buy": "trd_buy",
    "trd_buy": "trd_buy", "trdbuy": "trd_buy", "lots": "lot", "lot": "lot", "contract": "contract", "acts": "act", "act": "act",
    "treasury-pay": "treasury_pay", "treasury_pay": "treasury_pay", "treasurypay": "treasury_pay",
}  # fmt: skip
_ID = re.compile(r"\d{1,18}")


def object_of(row: Any) -> tuple[str | None, int | None]:
    """(object, id) a line tells of; None for what cannot be told. The address decides, the service's name helps."""
    if not isinstance(row, dict):
        return None, None
    url, identifier = str(row.get("url") or ""), str(row.get("object_id", ""))
    name = next((name for path, name in _PATHS if f"{path}/" in f"{url}/"), None)
    name = name or _NAMES.get(str(row.get("service_name", "")).strip().lower())
    return name, int(identifier) if _ID.fullmatch(identifier) else None
