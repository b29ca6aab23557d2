"""Evidence paths over a made-up graph: `python -m bench paths [--nodes 2000000 --ties 6000000 --pairs 300]`.

Nodes and ties are drawn from a heavy tail (nothing here is anybody) into the store's own tables; then all shortest
paths of up to five edges between random pairs of tied nodes, the page's whole search (longer paths within its budget)
and neighbourhoods of two hops are asked one by one; beside them igraph's own shortest paths, when it is installed.
Prints p50, p95 and the largest.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from tiyn import evidence, neighbourhood
from tiyn.dictionary import tables
from tiyn.evidence import HUB, Asked
from tiyn.queries import queries
from tiyn.store import create

SQL = Path(__file__).with_suffix(".sql")
LIMIT_PATHS_MS, LIMIT_AROUND_MS, BATCH = 20, 5, 1 << 14


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench paths")
    asked.add_argument("--nodes", type=int, default=2_000_000)
    asked.add_argument("--ties", type=int, default=6_000_000)
    asked.add_argument("--pairs", type=int, default=300)
    given = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        engine = duckdb.connect(str(Path(scratch) / "drawn.duckdb"), config={"threads": 2, "memory_limit": "3GB"})
        engine.execute(queries(SQL)["drawn"], {"nodes": given.nodes, "ties": given.ties})
        begun = time.perf_counter()
        store = Path(scratch) / "graph.sqlite"
        connection = stored(engine, store, given.nodes)
        count = evidence.size(connection)
        wall, size = time.perf_counter() - begun, store.stat().st_size >> 20
        print(f"{count[0]:,} nodes, {count[1]:,} ties: store in {wall:.0f} s, {size:,} MB")
        pairs = drawn_pairs(connection, given.nodes, given.pairs)
        slow = report("all shortest paths of up to 5", timed(pairs, lambda one: shortest(connection, *one)), LIMIT_PATHS_MS)
        report("the page's search (6 edges, longer ones too)", timed(pairs, lambda one: page(connection, *one)), None)
        middles = [one for one, _ in pairs]
        slow |= report("two hops around", timed(middles, lambda one: neighbourhood.around(connection, one, 2)), LIMIT_AROUND_MS)
        print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:,} MB")
        beside(engine, given.nodes, pairs[:20])
    return int(slow)


def stored(engine: duckdb.DuckDBPyConnection, path: Path, nodes: int) -> sqlite3.Connection:
    """The tables `node` and `tie` as an edition's store holds them."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    for name in ("node", "tie"):
        table = tables()[name]
        connection.execute(create(table))
        cursor = engine.cursor().execute(queries(SQL)[f"{name}s"], {"nodes": nodes} if name == "node" else None)
        while rows := cursor.fetchmany(BATCH):
            connection.executemany(f"insert into {name} values ({', '.join('?' * len(table.names))})", rows)
    connection.execute("create index node_id on node (id)")
    connection.commit()
    return connection


def drawn_pairs(connection: sqlite3.Connection, nodes: int, count: int) -> list[tuple[str, str]]:
    """Pairs of nodes with two to forty ties, as in the research's measurement."""
    draw, found = random.Random(11), []
    while len(found) < 2 * count:
        one = f"entity/made-up/{draw.randrange(nodes)}"
        degree = connection.execute("select degree from node where id = ?", [one]).fetchone()["degree"]
        if 2 <= degree <= 40:
            found.append(one)
    return list(zip(found[::2], found[1::2], strict=True))


def shortest(connection: sqlite3.Connection, start: str, goal: str) -> int:
    return evidence.paths(connection, Asked(start, goal, longer=False, most_edges=5)).count


def page(connection: sqlite3.Connection, start: str, goal: str) -> int:
    return evidence.paths(connection, Asked(start, goal)).count


def timed(things: Sequence, ask: Callable) -> list[float]:
    times = []
    for one in things:
        begun = time.perf_counter()
        ask(one)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def report(what: str, times: list[float], limit: float | None) -> bool:
    quantiles = statistics.quantiles(times, n=20)
    p50, p95 = quantiles[9], quantiles[18]
    print(
        f"{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, most {max(times):.1f} ms" + (f" (limit {limit} ms at p95)" if limit else "")
    )
    return limit is not None and p95 > limit


def beside(engine: duckdb.DuckDBPyConnection, nodes: int, pairs: list[tuple[str, str]]) -> None:
    """igraph over the same ties: all its shortest paths between the same pairs, and whether the counts agree."""
    try:
        import igraph
    except ImportError:
        print("igraph is not installed: nothing to compare with (pip install igraph)")
        return
    graph = igraph.Graph(n=nodes, edges=engine.execute("select a, b from drawn order by a, b").fetchall())
    times, number = [], lambda one: int(one.rsplit("/", 1)[1])
    for start, goal in pairs:
        begun = time.perf_counter()
        graph.get_all_shortest_paths(number(start), number(goal))
        times.append((time.perf_counter() - begun) * 1000)
    report(f"igraph, all shortest paths, {len(pairs)} of the pairs", times, None)
    print(f"igraph walks through hubs too; ours of more than {HUB} ties are named instead")
