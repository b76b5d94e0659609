"""Expressions that are built once for all questions of the same shape, as their SQL is written once: see `sql_memo`.

ibis takes longer to build the preparation of a small workbook than DuckDB to run it, and the next day, the next team and
the next workbook with the same columns build the same.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

from ibis.expr.types import Expr

Given = TypeVarTuple("Given")
R = TypeVar("R")


def built_once(build: Callable[[*Given], R]) -> Callable[[*Given], R]:
    """A function of expressions and plain values that builds anew only what it has not built of equal ones.

    Two databases in memory are the same one to ibis, and each session counts the names of its own tables. What is
    given back may therefore have been built of another session's tables of the same names and columns: it is for
    `Engine.keep` and `Engine.run`, which ask their own.

    Examples
    --------
    >>> from kpi_helpers.workbook.engine import Engine
    >>> import pandas as pd
    >>> @built_once
    ... def calls_of(calls, rep):
    ...     print("built")
    ...     return calls.filter(calls.rep == rep)
    >>> for calls in (3, 2):
    ...     engine = Engine()
    ...     table = engine.keep("calls", pd.DataFrame({"rep": ["佐藤"] * calls}))
    ...     print(len(engine.run(calls_of(table, "佐藤"))))
    built
    3
    2
    """
    known = lru_cache(maxsize=16)(lambda *given: build(*(each.value for each in given)))

    @wraps(build)
    def of_equal(*given: *Given) -> R:
        return known(*map(_Equal, given))

    return of_equal


class _Equal:
    """An argument, equal to one that is built the same way."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self._key = _key(value)
        self._hash = hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Equal) and self._key == other._key

    def __hash__(self) -> int:
        return self._hash


def _key(value: Any) -> Hashable:
    if isinstance(value, Expr):
        return value.op()
    if isinstance(value, Mapping):
        return tuple((name, _key(each)) for name, each in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(_key(each) for each in value)
    return type(value), value
