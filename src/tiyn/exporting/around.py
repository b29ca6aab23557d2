"""The neighbourhood of a subject: FollowTheMoney, BODS 0.4, GraphML, CSV and JSON; the same rows in each.

Names come from outside: what XML cannot hold is left out of them, never of the file.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from dataclasses import asdict
from xml.sax.saxutils import escape, quoteattr

from tiyn import neighbourhood
from tiyn.cells import defuse
from tiyn.evidence import Edge
from tiyn.exporting import bods, ftm
from tiyn.exporting.some import SQL, Some
from tiyn.model.errors import NotFound
from tiyn.queries import queries

MOST = 400
MEDIA_TYPES = {
    "ftm.jsonl": "application/jsonl", "bods.json": "application/json", "graphml": "application/graphml+xml",
    "csv": "text/csv; charset=utf-8", "json": "application/json",
}  # fmt: skip
COLUMNS = ("start", "start_name", "kind", "goal", "goal_name", "link", "certainty", "since", "until", "origin")
# Characters XML 1.0 has no place for.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEYS = (("node", "name"), ("node", "distance"), ("edge", "kind"), ("edge", "link"), ("edge", "certainty"), ("edge", "since"),
         ("edge", "until"), ("edge", "origin"))  # fmt: skip


def write(connection: sqlite3.Connection, centre: str, hops: int, ending: str, built: str) -> bytes:
    """The bytes of one format. Raises NotFound for a subject without ties or a format there is none of."""
    if ending not in MEDIA_TYPES:
        raise NotFound(f"no neighbourhood as {ending!r}; there is {', '.join(MEDIA_TYPES)}")
    found = neighbourhood.around(connection, centre, hops, MOST)
    if ending == "graphml":
        return _graphml(connection, found).encode()
    if ending in ("csv", "json"):
        return _plain(connection, found, ending)
    some = Some(_ids(connection, found.nodes), frozenset(edge.origin.partition("/")[2] for edge in found.edges))
    if ending == "ftm.jsonl":
        told = ftm.entities(connection, some)
        return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in told).encode()
    statements = list(bods.statements(connection, built, Counter(), some))
    return (json.dumps(statements, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _ids(connection: sqlite3.Connection, nodes: dict[str, int]) -> frozenset[str]:
    """Every id of the subjects shown as the exports name them: `party/x`, and an entity's own id."""
    found = set()
    for node in nodes:
        for row in connection.execute(queries(SQL)["group"], {"subject": node}):
            kind, _, rest = row["id"].partition("/")
            found.add(row["id"] if kind == "party" else rest)
    return frozenset(found)


def _name(connection: sqlite3.Connection, node: str) -> str:
    """A subject's first name; its id where it has none, as an unknown owner."""
    row = connection.execute(queries(SQL)["first_name"], {"subject": node}).fetchone()
    return row["text"] if row else node


def _plain(connection: sqlite3.Connection, found: neighbourhood.Around, ending: str) -> bytes:
    """The ties as rows; in JSON with the nodes, and what was left out, in numbers."""
    names = {node: _name(connection, node) for node in found.nodes}
    rows = [{**asdict(edge), "start_name": names[edge.start], "goal_name": names[edge.goal]} for edge in found.edges]
    if ending == "csv":
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows([defuse(str(row[name])) for name in COLUMNS] for row in rows)
        return file.getvalue().encode("utf-8-sig")
    nodes = [{"id": node, "name": names[node], "distance": distance} for node, distance in found.nodes.items()]
    told = {"centre": found.centre, "reached": found.reached, "hubs": found.hubs, "nodes": nodes, "ties": rows}
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def _graphml(connection: sqlite3.Connection, found: neighbourhood.Around) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'<key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="string"/>' for kind, name in _KEYS]
    lines.append('<graph edgedefault="directed">')
    for node, distance in found.nodes.items():
        data = _data("node", name=_name(connection, node), distance=str(distance))
        lines.append(f"<node id={_attribute(node)}>{data}</node>")
    for edge in found.edges:
        lines.append(f"<edge source={_attribute(edge.start)} target={_attribute(edge.goal)}>{_edge(edge)}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _edge(edge: Edge) -> str:
    told = {"kind": edge.kind, "link": edge.link, "certainty": edge.certainty, "since": edge.since, "until": edge.until}
    return _data("edge", **told, origin=edge.origin)


def _data(owner: str, /, **values: str) -> str:
    return "".join(
        f'<data key="{owner}_{name}">{escape(_NOT_XML.sub("", value))}</data>' for name, value in values.items() if value
    )


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
