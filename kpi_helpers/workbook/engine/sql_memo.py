"""The SQL of a question, written once for all questions that differ only in the names of their tables.

The next rep's view, the next day and the next workbook ask the same of tables that bear other names, and ibis takes
longer to write a question than DuckDB takes to answer it for a small team.
"""

import datetime
import decimal
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.common.graph import Node
from ibis.common.grounds import Annotable

_PLAIN = (int, float, bool, type(None), datetime.date, datetime.time, datetime.timedelta, decimal.Decimal)


@lru_cache(maxsize=128)
def sql_of(con: ibis.BaseBackend, rows: ops.Node) -> str:
    """What asks an engine for a table. Two databases in memory are the same one to ibis.

    Examples
    --------
    >>> con = ibis.duckdb.connect()
    >>> for name in ("calls_1", "calls_2"):
    ...     calls = con.create_table(name, schema={"rep": "string"}).filter(ibis._.rep == "calls_1")
    ...     print(" ".join(sql_of(con, calls.op()).split()).partition("FROM ")[2])
    "memory"."main"."calls_1" AS "t0" WHERE "t0"."rep" = 'calls_1'
    "memory"."main"."calls_2" AS "t0" WHERE "t0"."rep" = 'calls_1'
    """
    try:
        shape = _Reading(con, rows).shape
    except _Unreadable:
        return _written(con, rows)
    return "".join(piece if isinstance(piece, str) else f'"{shape.names[piece]}"' for piece in _pieces(shape))


def _written(con: ibis.BaseBackend, rows: ops.Node) -> str:
    return con.compile(rows.to_expr())


@dataclass(frozen=True)
class _Shape:
    """A question but for the names of its tables: of two that are equal the SQL differs in these alone."""

    con: ibis.BaseBackend
    nodes: tuple
    rows: ops.Node = field(compare=False)
    names: tuple[str, ...] = field(compare=False)


@lru_cache(maxsize=2_048)
def _pieces(shape: _Shape) -> tuple[str | int, ...]:
    """The SQL cut at its tables, each the number of its name."""
    numbers = {f'"{name}"': number for number, name in enumerate(shape.names)}
    pieces = re.split(f"({'|'.join(map(re.escape, numbers))})", _written(shape.con, shape.rows))
    return tuple(numbers.get(piece, piece) for piece in pieces)


class _Unreadable(Exception):
    """A question holds something of which it is not known what its SQL depends on."""


class _Reading:
    """One walk through a question, its parts before it."""

    def __init__(self, con: ibis.BaseBackend, rows: ops.Node) -> None:
        self._places: dict[Node, int] = {}
        self._names: dict[str, int] = {}
        self._nodes: list[tuple] = []
        self._texts: set[str] = set()
        self._place(rows)
        if not self._names or any(f'"{name}"' in f'"{text}"' for name in self._names for text in self._texts):
            raise _Unreadable  # a text that quotes a table would be taken for it
        self.shape = _Shape(con, tuple(self._nodes), rows, tuple(self._names))

    def _place(self, node: Node) -> int:
        place = self._places.get(node)
        if place is None:
            if isinstance(node, ops.DatabaseTable):
                number = self._names.setdefault(node.name, len(self._names))
                told = (type(node), number, self._read(node.schema), self._read(node.namespace))
            else:
                told = (type(node), *[self._read(part) for part in node.args])
            place = self._places[node] = len(self._nodes)
            self._nodes.append(told)
        return place

    def _read(self, part: Any) -> Any:
        if isinstance(part, Node):
            return self._place(part)
        if isinstance(part, str):
            self._texts.add(part)
            return part
        if isinstance(part, tuple):
            return tuple([self._read(each) for each in part])
        if isinstance(part, Mapping):
            return tuple([(self._read(name), self._read(each)) for name, each in part.items()])
        if isinstance(part, _PLAIN):
            return type(part), repr(part)
        if isinstance(part, frozenset):
            return frozenset(self._read(each) for each in part)
        if isinstance(part, (dt.DataType, enum.Enum, type)):
            return part
        if isinstance(part, Annotable):
            return (type(part), *[self._read(each) for each in part.args])
        raise _Unreadable
