"""The same question about other tables or days is the same SQL with other names and numbers.

Putting an expression into SQL takes ibis ten times as long as DuckDB needs to
answer it. Each view of a workbook is asked what the one before was asked, so
the SQL is kept, and only what a view changes is put in anew: the names of its
tables, its days and the labels of its periods.
"""

import re
import uuid
import weakref
from collections.abc import Iterator
from itertools import chain
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot
from ibis.backends.sql import SQLBackend
from ibis.common.graph import Graph, Node
from sqlglot.tokens import TokenType

_LIMIT = 2_000
_TEMPORARY = re.compile(r"kpi_\w+_[0-9a-f]{12}")
_LABEL = re.compile(r"\d{4}-(\d{2}|W\d{2}|\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2})")
_DAYS_AND_MONTHS = range(10_000, 32_768)
"""Of `day_of` (1997 to 2059) and `month_of`; other numbers are part of the question."""
_AS_THEY_ARE = (
    ops.Less,
    ops.LessEqual,
    ops.Greater,
    ops.GreaterEqual,
    ops.Equals,
    ops.NotEquals,
    ops.Add,
    ops.Subtract,
    ops.Least,
    ops.Greatest,
    ops.SearchedCase,
)
"""What writes its numbers and labels down as they are; elsewhere ibis may write another number for them."""
_KINDS = {TokenType.IDENTIFIER: ops.PhysicalTable, TokenType.NUMBER: int, TokenType.STRING: str}

Changing = tuple[type, str]
"""A table's name, a number or a label, as it stands in the SQL."""
_written: dict[tuple, tuple[list[str], list[int]] | None] = {}


def temporary_name(name: str) -> str:
    """A name for a table of this session, which no other table has."""
    return f"kpi_{name}_{uuid.uuid4().hex[:12]}"


def remembering(con: SQLBackend) -> SQLBackend:
    """Let a connection remember the SQL that it has written; gives it back.

    Examples
    --------
    >>> import ibis
    >>> con = remembering(ibis.duckdb.connect())
    >>> calls = con.create_table(temporary_name("calls"), schema={"day": "int64"})
    >>> for day in (20_000, 20_001):
    ...     print(con.compile(calls.filter(calls.day < day)).replace(calls.op().name, "calls"))
    SELECT * FROM "memory"."main"."calls" AS "t0" WHERE "t0"."day" < 20000
    SELECT * FROM "memory"."main"."calls" AS "t0" WHERE "t0"."day" < 20001
    """
    con.compile = _Remembering(con)
    return con


class _Remembering:
    """Writes each question once."""

    def __init__(self, con: SQLBackend) -> None:
        # The connection holds this; held in turn, it would outlive its last reader.
        self._con = weakref.ref(con)

    def __call__(self, expr: ir.Expr, /, **options: Any) -> str:
        if any(option is not None for option in options.values()):
            return self.anew(expr, **options)
        shape, changing = _shape(expr.op())
        key = self._con().dialect, shape
        if key not in _written:
            if len(_written) >= _LIMIT:
                del _written[next(iter(_written))]
            sql = self.anew(expr)
            _written[key] = _parted(sql, key[0], shape, changing)
            return sql
        if _written[key] is None:
            return self.anew(expr)
        parts, places = _written[key]
        now = (changing[place][1] for place in places)
        return "".join(chain.from_iterable(zip(parts, now, strict=False))) + parts[-1]

    def anew(self, expr: ir.Expr, /, **options: Any) -> str:
        """The SQL as ibis writes it."""
        con = self._con()
        return type(con).compile(con, expr, **options)


def _parted(sql: str, dialect: Any, shape: tuple, changing: list[Changing]) -> tuple[list[str], list[int]] | None:
    """What stands between the changing words of a query, and which of them stands there.

    None where that cannot be told: a word that the constant part of the question
    holds too, or one that the SQL does not hold.
    """
    constant = {str(value).lstrip("-") for value in _flat(shape)}
    places = {word: place for place, word in enumerate(changing)}
    parts, found, done = [], [], 0
    # By its tokens, so that no name of somebody's company is ever taken for a number or a label.
    for token in sqlglot.tokenize(sql, dialect):
        place = places.get((_KINDS.get(token.token_type), token.text))
        if place is not None:
            start = sql.index(token.text, token.start)
            parts.append(sql[done:start])
            found.append(place)
            done = start + len(token.text)
    if len(set(found)) < len(changing) or any(
        word in constant for kind, word in changing if kind is not ops.PhysicalTable
    ):
        return None
    return [*parts, sql[done:]], found


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def _shape(op: Node) -> tuple[tuple, list[Changing]]:
    """Everything that the SQL depends on but what changes, and this.

    Two words that are the same in one question and differ in another are not the
    same question: they share a place in the first.
    """
    changing: dict[Changing, int] = {}
    places: dict[Node, int] = {}
    parts = []
    graph = Graph.from_bfs(op)
    fixed = {child for node, children in graph.items() if not isinstance(node, _AS_THEY_ARE) for child in children}
    for node in graph.toposort()[0]:
        word = _changing(node)
        if isinstance(node, ops.PhysicalTable):
            name = node.name if word is None else changing.setdefault(word, len(changing))
            parts.append((type(node), name, node.schema, getattr(node, "namespace", None)))
        elif word is None or node in fixed:
            parts.append((type(node), _placed(node.__args__, places)))
        else:
            parts.append((type(node), node.dtype, changing.setdefault(word, len(changing))))
        places[node] = len(places)
    return tuple(parts), list(changing)


def _changing(node: Node) -> Changing | None:
    if isinstance(node, ops.Literal):
        if node.dtype.is_integer() and node.value in _DAYS_AND_MONTHS:
            return int, str(node.value)
        if node.dtype.is_string() and node.value and _LABEL.fullmatch(node.value):
            return str, node.value
    elif isinstance(node, ops.PhysicalTable) and _TEMPORARY.fullmatch(node.name):
        return ops.PhysicalTable, node.name
    return None


def _placed(value: Any, places: dict[Node, int]) -> Any:
    if isinstance(value, Node):
        return Node, places[value]
    if isinstance(value, tuple):
        return tuple(_placed(part, places) for part in value)
    if hasattr(value, "items"):
        return tuple((name, _placed(part, places)) for name, part in value.items())
    return value
