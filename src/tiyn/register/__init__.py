"""Purchases found and counted at the scale of a country: text, filters, facets, order, cursors.

`build(engine, folder)` makes the index of an edition; `Register(folder)` answers. One document is
a contract, or a process that has none. Counts are exact; a page is reached by a cursor on a unique
rank, so the last page costs what the first does.
"""

from tiyn.register.asked import FILTERS, SORTS, UNKNOWN, Asked, Found
from tiyn.register.build import build, start
from tiyn.register.index import Register

__all__ = ["FILTERS", "SORTS", "UNKNOWN", "Asked", "Found", "Register", "build", "start"]
