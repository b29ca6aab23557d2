"""JSON Schemas of what the query of a list may hold, for pages that say so in `QUERY`; "-" stands for what is not stated.

The lists are those of `model/codes` (a test holds them together): a module may not read files when it is imported.
"""

from __future__ import annotations

from typing import Any

from tiyn.register import FILTERS, SORTS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
YEAR: Schema = {"type": "string", "pattern": "^([0-9]{4}|-)$"}
ONE_YEAR: Schema = {"type": "string", "pattern": "^[0-9]{4}$"}
WHOLE: Schema = {"type": "string", "pattern": "^[0-9 ]{1,17}$"}
NUMBER: Schema = {"type": "string", "pattern": "^[0-9]{1,5}$"}
REGION: Schema = {"type": "string", "pattern": "^([0-9]{9}|KZ|regions)$"}
METHOD: Schema = {"enum": ["open", "selective", "limited", "direct", "-"]}
CATEGORY: Schema = {"enum": ["goods", "works", "services", "-"]}
STATE: Schema = {
    "enum": [
        "paid_in_full", "paid_in_part", "paid_above", "no_payment", "no_sum", "void", "currencies_differ", "no_contract", "-",
    ]
}  # fmt: skip
MEASURE: Schema = {
    "enum": ["approved", "revised", "adjusted", "plan_payments", "plan_obligations", "obligations", "paid", "unpaid"]
}
CURRENCY: Schema = {"type": "string", "pattern": "^([A-Z]{3}|-)$"}
_KNOWN = {"method": METHOD, "category": CATEGORY, "year": YEAR, "state": STATE, "currency": CURRENCY}
# Of every list of purchases and its exports: words, filters, and bounds of the sum.
PURCHASES: dict[str, Schema] = {"q": TEXT, **{name: _KNOWN.get(name, TEXT) for name in FILTERS}, "min": WHOLE, "max": WHOLE}
SORT: Schema = {"enum": list(SORTS)}
