"""The eleven indicators again, a line at a time and slowly: what the fast ones are held against on odd data.

Written from the published definitions, one process after another in the file's order; shares nothing with the queries.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from tiyn.cardinal.fences import lower, quantile, upper

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)")


def inside(value, *names):
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def word(value, *names):
    found = inside(value, *names)
    return found if isinstance(found, str) else None


def listing(value, *names):
    found = inside(value, *names)
    return found if isinstance(found, list) else []


def number(value, *names):
    found = inside(value, *names)
    return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


def moment(text):
    match = MOMENT.fullmatch(text or "")
    if not match:
        return None
    zone = match[4].upper().replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}{zone}")
    except ValueError:
        return None


def ids(bid, name="tenderers"):
    return [one for entry in listing(bid, name) if (one := word(entry, "id")) is not None]


def alone(bid, name="tenderers"):
    entries = listing(bid, name)
    return word(entries[0], "id") if len(entries) == 1 else None


class Plain:
    """Default settings; `flags[part][id][code]` is the result."""

    def __init__(self, lines):
        self.flags = defaultdict(lambda: defaultdict(dict))
        self.currency, self.ratios, self.pair = None, {}, {}
        self.losses, self.shares = defaultdict(Counter), defaultdict(lambda: defaultdict(Counter))
        self.kinds, self.seen = defaultdict(set), Counter()
        for line in lines:
            try:
                release = json.loads(line)
            except ValueError:
                continue
            if word(release, "ocid") is not None and inside(release, "tender", "status") != "cancelled":
                self.take(release, release["ocid"])
        self.finish()

    def flag(self, part, name, code, value):
        self.flags[part][name][code] = value

    def take(self, release, ocid):
        bids = listing(release, "bids", "details")
        self.submitted = [b for b in bids if word(b, "status") not in (None, "invited", "withdrawn")]
        awards = listing(release, "awards")
        self.active = [a for a in awards if word(a, "status") == "active"]
        self.final = all(word(a, "status") in (None, "active", "cancelled", "unsuccessful") for a in awards)
        self.final = self.final and isinstance(inside(release, "awards"), list)
        self.final = self.final and isinstance(inside(release, "bids", "details"), list)
        self.notice(release, ocid)
        self.prices(ocid)
        self.same_prices(ocid)
        self.statuses(release, ocid)
        self.variety()

    def notice(self, release, ocid):
        opens = moment(word(release, "tender", "tenderPeriod", "startDate"))
        closes = moment(word(release, "tender", "tenderPeriod", "endDate"))
        if opens and closes and int((closes - opens) / timedelta(days=1)) < 15:
            self.flag("OCID", ocid, "R003", 1.0)
        single = inside(release, "tender", "numberOfTenderers")
        if type(single) is int and single == 1 and word(release, "tender", "procurementMethod") in ("open", "selective"):
            self.flag("OCID", ocid, "R018", 1.0)

    def main(self, currency):
        self.currency = self.currency or currency
        return currency == self.currency

    def prices(self, ocid):  # noqa: C901
        winner = alone(self.active[0], "suppliers") if self.final and len(self.active) == 1 else None
        own, others = [], []
        if winner is not None:
            valid = [b for b in self.submitted if word(b, "status") == "valid" and alone(b) is not None]
            for bid in valid:
                price, currency = number(bid, "value", "amount"), word(bid, "value", "currency")
                if price is not None and currency is not None and self.main(currency):
                    (own if alone(bid) == winner else others).append((price, alone(bid)))
            for one in {alone(b) for b in valid}:
                self.losses[one].update(n=1, k=int(one == winner))
        if own and others:
            mine, (price, loser) = min(own, key=lambda p: p[0])[0], min(others, key=lambda p: p[0])
            if price >= mine:
                self.ratios[ocid] = (price - mine) / mine if mine else (math.inf if price else math.nan)
                self.pair[ocid] = (winner, loser)
        lowest = None
        valid = False
        if self.active:
            for bid in self.submitted:
                price, currency = number(bid, "value", "amount"), word(bid, "value", "currency")
                if price is not None and currency is not None and self.main(currency):
                    valid |= word(bid, "status") == "valid"
                    if lowest is None or price < lowest[0]:
                        lowest = (price, word(bid, "status"))
        if valid and lowest[1] == "disqualified":
            self.flag("OCID", ocid, "R036", 1.0)

    def same_prices(self, ocid):
        last = {}
        for bid in self.submitted:
            price, currency = number(bid, "value", "amount"), word(bid, "value", "currency")
            who = set(ids(bid))
            if price is None or currency is None or not who:
                continue
            if (price, currency) in last and last[price, currency] != who:
                self.flag("OCID", ocid, "R028", 1.0)
                for one in who | last[price, currency]:
                    self.flag("Tenderer", one, "R028", 1.0)
            last[price, currency] = who

    def statuses(self, release, ocid):
        won = {one for award in self.active for one in ids(award, "suppliers")}
        closes = word(release, "tender", "tenderPeriod", "endDate")
        for bid in self.submitted:
            date = word(bid, "date")
            if word(bid, "status") == "valid" and date is not None and closes is not None and date.encode() > closes.encode():
                for one in set(ids(bid)) & won:
                    self.flag("OCID", ocid, "R030", 1.0)
                    self.flag("Tenderer", one, "R030", 1.0)
        valid = {one for b in self.submitted if word(b, "status") == "valid" for one in ids(b)}
        out = {one for b in self.submitted if word(b, "status") == "disqualified" for one in ids(b)} - valid
        if self.final and len(valid) == 1 and valid == won and out:
            self.flag("OCID", ocid, "R035", float(len(out)))
            self.flag("Tenderer", next(iter(valid)), "R035", 0.0)
        count = Counter(n=len(self.submitted), k=sum(word(b, "status") == "disqualified" for b in self.submitted))
        if self.submitted:
            for part, name in (("Buyer", ("buyer", "id")), ("ProcuringEntity", ("tender", "procuringEntity", "id"))):
                if word(release, *name) is not None:
                    self.shares[part][word(release, *name)].update(count)
        for bid in self.submitted:
            for one in ids(bid):
                self.shares["Tenderer"][one].update(n=1, k=int(word(bid, "status") == "disqualified"))

    def variety(self):
        seen = set()
        for award in self.active:
            who = alone(award, "suppliers")
            codes = [c for item in listing(award, "items") if (c := word(item, "classification", "id")) is not None]
            if who is not None and codes:
                seen.add(who)
                self.kinds[who] |= {code[:2] for code in codes}
        self.seen.update(seen)

    @staticmethod
    def quartiles(values):
        found = sorted(values)
        return [quantile(len(found), share, found.__getitem__) for share in (0.25, 0.75)]

    def finish(self):  # noqa: C901
        q1, q3 = self.quartiles(self.ratios.values())
        low, high = lower(q1, q3), upper(q1, q3)
        for ocid, ratio in self.ratios.items():
            if q1 > 0 and low > 0 and ratio <= low:
                self.flag("OCID", ocid, "R024", ratio)
                for one in self.pair[ocid]:
                    self.flag("Tenderer", one, "R024", 0.0)
            if high > 0 and ratio >= high:
                self.flag("OCID", ocid, "R058", ratio)
                self.flag("Tenderer", self.pair[ocid][0], "R058", 0.0)
        counts = sorted(c["n"] for c in self.losses.values())
        often = quantile(len(counts), 0.75, counts.__getitem__)
        q1, q3 = self.quartiles(c["k"] / c["n"] for c in self.losses.values())
        for name, c in self.losses.items():
            if q1 > 0 and lower(q1, q3) > 0 and c["n"] >= often and c["k"] / c["n"] <= lower(q1, q3):
                self.flag("Tenderer", name, "R025", c["k"] / c["n"])
        for part, found in self.shares.items():
            shares = {name: c["k"] / c["n"] for name, c in found.items() if c["n"] >= 2}
            fence = upper(*self.quartiles(shares.values()))
            for name, share in shares.items():
                if fence > 0 and share >= fence:
                    self.flag(part, name, "R038", share)
        kinds = {name: float(len(self.kinds[name])) for name, n in self.seen.items() if n >= 20}
        fence = upper(*self.quartiles(kinds.values()))
        for name, value in kinds.items():
            if value >= fence:
                self.flag("Tenderer", name, "R048", value)
