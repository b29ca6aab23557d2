"""Full-text search over an edition: built once, asked often, in three languages and any spelling."""

from tiyn.search.build import build
from tiyn.search.entry import Entry, Hit, Marked, Results
from tiyn.search.index import Index

__all__ = ["Entry", "Hit", "Index", "Marked", "Results", "build"]
