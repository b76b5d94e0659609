"""The calls of each clock hour, of everybody and of each industry and department."""

import pandas as pd

from kpi_helpers.kpis.calls import calls_made
from kpi_helpers.kpis.clustered import CLUSTER, by_cluster
from kpi_helpers.kpis.cube import GROUP, When
from kpi_helpers.kpis.tidy import periods_of
from kpi_helpers.kpis.windows import eight_weeks
from kpi_helpers.workbook.engine import by_segments, in_periods, only
from kpi_helpers.workbook.needs import AS_CALLS, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

_SPLIT = [*GROUP, "hour"]
RATES = (("settled", "calls"),)
OF_LEADS = ("industry", "department")
TIMED = Needs(("activities",), (AS_CALLS, "activities.outcome"), times=("activities.started_at",))


def tells(wb: Workbook, column: str) -> bool:
    """Whether the called leads tell their industry or department."""
    return wb.lacks(Needs(("activities", "leads"), (f"leads.{column}",), links=("activities",))) is None


def hour_cells(wb: Workbook, by: str = "all", period: When = None) -> pd.DataFrame:
    """Calls with a time of day in the last eight weeks by clock hour, and by a further column.

    Returns
    -------
    DataFrame
        ``period``, the column of `by` ("weekday", 0 for Monday, or one of `OF_LEADS`, "" where missing), ``hour``,
        ``calls``, ``settled`` and what `sums_of` reads.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> hour_cells(example())[["hour", "settled", "calls"]].to_numpy().tolist()
    [[9, 2, 3], [10, 3, 4], [15, 0, 1], [23, 0, 1]]
    """
    keys = ["period", *([] if by == "all" else [by]), "hour"]
    if wb.lacks(TIMED) is not None:
        return pd.DataFrame(columns=[*keys, "calls", "settled"])
    windows = wb.covered_periods(("activities",), periods_of(period, eight_weeks(wb)))
    cells = wb.cached(_cells, windows)
    own = cells[cells["segment_of"].eq(by)].rename(columns={"segment": by})
    if by == "weekday":
        own = own.astype({by: "int64"})
    return own[[*keys, *cells.columns.drop(_SPLIT)]].sort_values(keys, ignore_index=True)


def _cells(wb: Workbook, windows: tuple[Period, ...]) -> pd.DataFrame:
    made = calls_made(wb)
    made = made.filter(made.is_timed).mutate(weekday=made.weekday.cast("string"))
    made = in_periods(only(made, "day", "hour", "weekday", *OF_LEADS, "is_settled", CLUSTER), "day", windows)
    split = by_segments(made, ("all", "weekday", *OF_LEADS), ["period", "hour", "is_settled", CLUSTER])
    counts = {"calls": split.count(), "settled": split.count(where=split.is_settled)}
    return wb.run(by_cluster(split, _SPLIT, counts, RATES))
