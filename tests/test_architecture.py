"""The house rules: imports point down, SQL lives in .sql files, files and functions stay small."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tiyn.settings import REPOSITORY
from tiyn.shelf import PACKAGE

# From the bottom up; a module may import only from its own layer's own folder or from lower layers.
LAYERS = [
    {"model", "verifier"},
    {"shelf", "textyaml", "merkle", "proofs", "salts", "cells", "draw", "progress", "stemming", "durable", "__init__"},
    {"codes", "dictionary", "queries", "snapshot", "settings", "charts", "search", "naming", "bods"},
    {"lines", "leaves", "log"},
    {"engine", "store", "edition", "tree"},
    {"publishing", "suppression", "differing"},
    {"history"},
    {"register"},
    {
        "readers",
        "legal",
        "exports",
        "findable",
        "evidence",
        "who",
        "neighbourhood",
        "reviewing",
        "receipts",
        "sealed",
        "summing",
        "view",
        "downloads",
        "readback",
        "synth",
        "exporting",
        "cardinal",
        "comparing",
    },
    {"leaks"},
    {"steps"},
    {"pipeline", "pages", "sources", "withdrawing"},
    {"web"},
    {"commands"},
    {"keeping"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
SHELVES = {"pages", "readers", "exports", "downloads", "charts", "indicators", "sources"}
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
RULE = "imports point down only (tests/test_architecture.py LAYERS): move the code down or pass the value in"


def owner(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Every module of ours that a file imports, function-level and type-only imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tiyn":
            rest = node.module.split(".")[1:]
            found |= {rest[0]} if rest else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("tiyn.")}
    return {name for name in found if name in LEVEL}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down_only(path):
    own = owner(path)
    assert own in LEVEL, f"{path}: {own} has no layer yet; add it to LAYERS"
    for name in imported(path) - {own, "__init__"}:
        assert LEVEL[name] <= LEVEL[own], f"{path.relative_to(PACKAGE)} imports {name}: {RULE}"


def module(path: Path) -> tuple[str, ...]:
    """`tiyn`, `steps`, `flag`; a folder's face is the folder."""
    parts = ("tiyn", *path.relative_to(PACKAGE).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {module(path): path for path in FILES}


def files_imported(path: Path) -> set[str]:
    """The files of ours that a file imports, by path below the package; type-only imports included."""
    package = module(path) if path.name == "__init__.py" else module(path)[:-1]
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple((node.module or "").split(".")) if node.module else ()
            named |= {one if (one := (*base, alias.name)) in MODULES else base for alias in node.names}
    return {str(MODULES[one].relative_to(PACKAGE)) for one in named if one in MODULES and MODULES[one] != path}


def test_no_import_cycle_between_the_parts_of_the_house():
    graph = {}
    for path in FILES:
        graph.setdefault(owner(path), set()).update(imported(path) - {owner(path)})
    no_cycle(graph)


def test_no_import_cycle_between_files():
    """Within a part as well, and where a name is wanted for its type only: what both need is a file below both."""
    graph = {str(path.relative_to(PACKAGE)): files_imported(path) for path in FILES}
    assert {"dictionary.py", "engine.py"} <= graph["steps/flag.py"], "absolute imports are read"
    assert "sources/kz_goszakup/objects.py" in graph["sources/kz_goszakup/changes.py"], "relative ones too"
    no_cycle(graph)


def no_cycle(graph: dict[str, set[str]]) -> None:
    done, trail = set(), []

    def walk(name):
        if name in done:
            return
        assert name not in trail, f"import cycle: {' -> '.join([*trail, name])}; {RULE}"
        trail.append(name)
        for other in sorted(graph.get(name, ())):
            walk(other)
        trail.pop()
        done.add(name)

    for name in sorted(graph):
        walk(name)


def test_pages_never_import_each_other_and_nobody_imports_a_page():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"tiyn\.(pages|indicators|sources)\.(\w+)", text):
            here = path.relative_to(PACKAGE).parts
            assert here[0] == "pages" and here[1] == match.group(2), f"{path}: a shelf is reached through shelf.py only"


def test_the_model_does_no_input_or_output():
    for path in (PACKAGE / "model").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bopen\(|read_text|import (os|sqlite3|duckdb|socket)\b", text), path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE, f"{path}: longer than {LONGEST_FILE} lines; split it by meaning"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{path}: {node.name} is {length} lines; split it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sql_lives_in_sql_files(path):
    """Only the engine, the store and the edition spell a table's own columns; no query is written elsewhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.match(r"\s*(select|insert|update|delete|with)\s.+\s(from|into|set)\s", node.value, re.IGNORECASE | re.DOTALL):
                assert owner(path) in {"engine", "store", "edition"}, f"{path}: {node.value[:60]!r}; put it in a .sql file"


def test_every_query_that_leaves_the_database_has_an_order():
    for path in sorted(PACKAGE.rglob("*.sql")):
        for body in re.split(r"^-- name: ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, sql = body.partition("\n")
            kept = re.search(
                r"^(create (temp )?(table|view)|insert into)\b", sql, re.MULTILINE | re.IGNORECASE
            )  # stays in the engine
            if re.search(r"^\s*(select|with)\b", sql, re.MULTILINE | re.IGNORECASE) and "update " not in sql.lower() and not kept:
                one = "= :id" in sql or "= :role and lang" in sql or "limit 1" in sql or "count(" in sql.lower()
                assert one or "order by" in sql.lower(), f"{path.name}: {name.strip()} has no order"


def test_the_environment_is_read_in_one_place():
    allowed = {"settings.py", "server.py", "seal.py"}  # seal: SOURCE_DATE_EPOCH; server: handed to workers
    for path in FILES:
        assert "os.environ" not in path.read_text(encoding="utf-8") or path.name in allowed, path


def test_nothing_happens_when_a_module_is_imported():
    """Every module can be imported where sockets and writing files are forbidden."""
    names = [
        "tiyn." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        for path in FILES
        if path.name != "__main__.py"
    ]
    code = (
        "import sys, socket, builtins\n"
        "def no(*a, **k): raise RuntimeError('at import')\n"
        "socket.socket.connect = no\nplain = builtins.open\n"
        "def reading(file, mode='r', *a, **k):\n"
        "    assert not set(mode) & set('wax+'), file\n"
        "    return plain(file, mode, *a, **k)\n"
        "builtins.open = reading\nsys.dont_write_bytecode = True\n"
        f"import importlib\nfor name in {names!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY / "src")
    assert done.returncode == 0, done.stderr[-800:]


def test_no_vague_names_no_personal_paths_no_keys():
    for path in [*FILES, *REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/home/\w|/Users/\w|BEGIN [A-Z ]*PRIVATE KEY", text), path
        assert not re.fullmatch(r"(utils?|helpers?|common|misc|manager)\.py", path.name), path
