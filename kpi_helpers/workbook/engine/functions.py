"""The functions that questions are written with beside the methods of columns, from the one library that knows them."""

from ibis import _ as row
from ibis import (
    and_,
    cases,
    coalesce,
    dense_rank,
    greatest,
    ifelse,
    interval,
    least,
    literal,
    null,
    row_number,
    union,
    window,
)
from ibis.expr.types import Value

__all__ = [
    "Value",
    "and_",
    "cases",
    "coalesce",
    "dense_rank",
    "greatest",
    "ifelse",
    "interval",
    "least",
    "literal",
    "null",
    "row",
    "row_number",
    "union",
    "window",
]
