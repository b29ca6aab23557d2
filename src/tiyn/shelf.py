"""What stands on a shelf: found by listing, never by registering.

A shelf is a plural folder of the package (sources, indicators, pages, exports, downloads,
readers, charts) or a folder beside it (dossier, locales). Whatever stands there is used.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parent


def folders(shelf: Path, marker: str) -> list[Path]:
    """The folders of a shelf that hold the file `marker`, by name."""
    if not shelf.is_dir():
        return []
    return sorted(path for path in shelf.iterdir() if path.is_dir() and (path / marker).is_file())


def files(shelf: Path, suffix: str) -> list[Path]:
    """The files of a shelf with that suffix, by name; those starting with an underscore left out."""
    if not shelf.is_dir():
        return []
    return sorted(path for path in shelf.iterdir() if path.suffix == suffix and not path.name.startswith("_"))


def modules(shelf: str) -> list[ModuleType]:
    """The modules of a shelf: `pages/*/page.py` for folders, `readers/*.py` for files, by name."""
    names = [f"tiyn.{shelf}.{path.stem}" for path in files(PACKAGE / shelf, ".py")]
    names += [f"tiyn.{shelf}.{path.name}.page" for path in folders(PACKAGE / shelf, "page.py")]
    return [importlib.import_module(name) for name in sorted(names)]


def parts(shelf: str, part: str) -> list[str]:
    """The folders of a shelf that bring a module of that name (`sources/*/collect.py`), by name."""
    return [path.name for path in folders(PACKAGE / shelf, f"{part}.py")]


def part(shelf: str, folder: str, part: str) -> ModuleType:
    """That module of that folder; ask `parts` first."""
    return importlib.import_module(f"tiyn.{shelf}.{folder}.{part}")


def named(known: list[str], name: str) -> str | None:
    """The folder meant by a name: its own, or the end of exactly one (`goszakup` for `kz_goszakup`)."""
    ends = [one for one in known if one.endswith(f"_{name}")]
    return name if name in known else ends[0] if len(ends) == 1 else None


def module_at(path: Path, name: str) -> ModuleType:
    """The module in a file outside the package (a newsroom's own shelf, a test's copy)."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module; a shelf holds .py files")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
