"""The suite asks many small worlds the same questions: each is put into SQL once, then only the tables' names change.

Putting an expression into SQL takes ibis longer than DuckDB needs to answer it,
and without this memory it would be a third of the suite's time.
"""

from typing import Any

import ibis.expr.operations as ops
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.common.graph import Graph, Node
from pytest import MonkeyPatch
from sqlglot import expressions as sql


def remember_sql(monkeypatch: MonkeyPatch) -> None:
    """Let ibis' compilers remember what they have written."""
    translate = SQLGlotCompiler.translate
    written: dict[tuple, tuple[sql.Expression, list[str]]] = {}

    def remembered(compiler: SQLGlotCompiler, op: Node, *, params: Any) -> sql.Expression:
        if params:
            return translate(compiler, op, params=params)
        shape, names = _shape(op)
        key = type(compiler), shape
        if key not in written:
            written[key] = translate(compiler, op, params=params), names
        query, former = written[key]
        return _renamed(query.copy(), dict(zip(former, names, strict=True)))

    monkeypatch.setattr(SQLGlotCompiler, "translate", remembered)


def _shape(op: Node) -> tuple[tuple, list[str]]:
    """Everything that the SQL depends on but the names of the tables, and these."""
    names: list[str] = []
    places: dict[Node, int] = {}
    parts = []
    for node in Graph.from_bfs(op).toposort()[0]:
        if isinstance(node, ops.PhysicalTable):
            names.append(node.name)
            parts.append((type(node), node.schema, getattr(node, "namespace", None)))
        else:
            parts.append((type(node), _placed(node.__args__, places)))
        places[node] = len(places)
    return tuple(parts), names


def _placed(value: Any, places: dict[Node, int]) -> Any:
    if isinstance(value, Node):
        return Node, places[value]
    if isinstance(value, tuple):
        return tuple(_placed(part, places) for part in value)
    if hasattr(value, "items"):
        return tuple((name, _placed(part, places)) for name, part in value.items())
    return value


def _renamed(query: sql.Expression, names: dict[str, str]) -> sql.Expression:
    for table in query.find_all(sql.Table):
        if table.name in names:
            table.this.set("this", names[table.name])
    return query
