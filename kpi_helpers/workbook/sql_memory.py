"""The same question about other tables is the same SQL with other names.

Putting an expression into SQL takes ibis ten times as long as DuckDB needs to
answer it. Each view of a workbook is asked what the one before was asked, so
the SQL is kept and only the names of its tables change.
"""

from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.common.graph import Graph, Node
from sqlglot import expressions as sql

_LIMIT = 2_000
_written: dict[tuple, tuple[sql.Expression, list[str]]] = {}


def remembering(con: SQLBackend) -> SQLBackend:
    """Let a connection remember what it has written; gives it back.

    Examples
    --------
    >>> import ibis
    >>> con = remembering(ibis.duckdb.connect())
    >>> for name in ("here", "there"):
    ...     table = con.create_table(name, schema={"rep": "string"})
    ...     print(con.compile(table.distinct()))
    SELECT DISTINCT * FROM "memory"."main"."here" AS "t0"
    SELECT DISTINCT * FROM "memory"."main"."there" AS "t0"
    """
    con.compiler = _Remembering(con.compiler)
    return con


class _Remembering:
    """A compiler of ibis that writes each question once."""

    def __init__(self, compiler: SQLGlotCompiler) -> None:
        self._compiler = compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)

    def to_sqlglot(self, expr: ir.Expr, *, limit: Any = None, params: Any = None) -> sql.Expression:
        if params:
            return self._compiler.to_sqlglot(expr, limit=limit, params=params)
        shape, names = _shape(expr.op())
        key = type(self._compiler), limit, shape
        if key not in _written:
            if len(_written) >= _LIMIT:
                del _written[next(iter(_written))]
            _written[key] = self._compiler.to_sqlglot(expr, limit=limit), names
        query, former = _written[key]
        return _renamed(query.copy(), dict(zip(former, names, strict=True)))


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
