"""The code lists: every typed word of the model, with its name in each language."""

from __future__ import annotations

import functools

from tiyn import shelf, textyaml
from tiyn.model.errors import DossierRefused, Mistake

LISTS = shelf.PACKAGE / "model" / "codes"


@functools.cache
def lists() -> dict[str, textyaml.Block]:
    """List name -> code -> {name: {kk, ru, en}, …}, from `model/codes/*.yml`."""
    mistakes: list[Mistake] = []
    found = {path.stem: textyaml.load(path, f"codes/{path.name}", mistakes) for path in shelf.files(LISTS, ".yml")}
    if mistakes:
        raise DossierRefused(mistakes)
    return found


def codes(name: str) -> list[str]:
    """The codes of one list, in the order of the file."""
    return list(lists()[name])
