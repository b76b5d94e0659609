"""The one room that knows ibis and what stands behind it.

KPI functions build ibis expressions from `expressions` and `functions` and never
reach past them, because backends differ in silence: in division, in the first
row of a group, in what a week is. Text and numbers go in, plain SQL that every
backend reads alike comes out; ratios are taken afterwards, in pandas. `session`
runs them, `backends` settles what ibis leaves different, `patterns` matches texts.
"""

from kpi_helpers.workbook.engine.built_once import built_once
from kpi_helpers.workbook.engine.expressions import (
    Bool,
    Column,
    Expr,
    RowTest,
    by_segments,
    constant,
    day_of,
    epoch_day,
    first_rows,
    first_that_holds,
    from_epoch_day,
    group_size,
    in_periods,
    month_label,
    month_number,
    month_of,
    only,
    place_in_group,
    row,
    second_of,
    text,
    under_one_another,
    weekday_of,
)
from kpi_helpers.workbook.engine.session import TYPES, Engine

__all__ = [
    "Bool",
    "Column",
    "Engine",
    "Expr",
    "RowTest",
    "TYPES",
    "built_once",
    "by_segments",
    "constant",
    "day_of",
    "epoch_day",
    "first_rows",
    "first_that_holds",
    "from_epoch_day",
    "group_size",
    "in_periods",
    "month_label",
    "month_number",
    "month_of",
    "only",
    "place_in_group",
    "row",
    "second_of",
    "text",
    "under_one_another",
    "weekday_of",
]
