"""One grouped query per chapter: counts by segment and period, from which KPIs take their ratios."""

from collections.abc import Callable, Sequence

import pandas as pd

from kpi_helpers.kpis.tidy import labelled
from kpi_helpers.workbook.engine import Column, Expr, by_segments, in_periods, only
from kpi_helpers.workbook.periods import Period, weeks_to
from kpi_helpers.workbook.workbook import Workbook

By = str | Sequence[str]
When = str | Sequence[str] | None
WEEKS = 8


def weeks_and_month(wb: Workbook) -> tuple[Period, ...]:
    """The eight weeks up to as_of's and as_of's month, in which day-to-day work is looked at."""
    return (*weeks_to(wb.as_of, WEEKS), wb.month.month)


def counted(
    wb: Workbook,
    name: str,
    table: Expr,
    day: str,
    periods: Sequence[Period],
    segments: Sequence[str],
    columns: Sequence[str],
    counts: Callable[[Expr], dict[str, Column]],
) -> pd.DataFrame:
    """Counts of the rows of each segment in each period.

    Parameters
    ----------
    wb : Workbook
    name : str
        The table that `table` comes from; a workbook without it has no counts.
    table : Expr
    day : str
        The integer day by which a row belongs to a period.
    periods : sequence of Period
    segments : sequence of str
        "all" and text columns of `table`.
    columns : sequence of str
        What `counts` reads.
    counts : callable
        From the split rows to named aggregates.

    Returns
    -------
    DataFrame
        ``segment_of``, ``segment`` (written), ``period`` and the counts: a row
        for each group with rows in a period, and always one for `all`, with 0.
    """
    if not wb.has(name):
        return pd.DataFrame(columns=["segment_of", "segment", "period", *counts(table)])
    rows = in_periods(only(table, day, *segments, *columns), day, periods)
    split = by_segments(rows, segments, ["period", *columns])
    found = wb.run(split.group_by(["segment_of", "segment", "period"]).agg(**counts(split)))
    return labelled(with_empty_periods(found, periods))


def with_empty_periods(found: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """Add `all` with zeros for periods without a row, and put rows in a stable order."""
    seen = set(found.loc[found["segment_of"] == "all", "period"])
    names = [name for name in found.columns if name not in ("segment_of", "segment", "period")]
    empty = pd.DataFrame(
        [
            {"segment_of": "all", "segment": "", "period": period.label, **dict.fromkeys(names, 0)}
            for period in periods
            if period.label not in seen
        ]
    )
    whole = pd.concat([found, empty], ignore_index=True) if len(empty) else found
    return whole.sort_values(["segment_of", "segment", "period"], ignore_index=True)


def beside(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Two sets of counts in one frame; a group that one side has not is 0 there.

    Where a side has no row at all its table is missing, and nothing can be said.
    """
    keys = ["segment_of", "segment", "period"]
    if left.empty or right.empty:
        return left.merge(right, on=keys, how="inner")
    return left.merge(right, on=keys, how="outer", sort=True).fillna(
        {name: 0 for name in (*left.columns, *right.columns) if name not in keys}
    )
