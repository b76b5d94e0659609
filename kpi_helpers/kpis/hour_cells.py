"""The calls of each clock hour, of everybody and of each industry and department."""

import pandas as pd

from kpi_helpers.kpis.calls import calls_made
from kpi_helpers.kpis.clustered import by_cluster
from kpi_helpers.kpis.cube import When
from kpi_helpers.kpis.tidy import periods_of
from kpi_helpers.kpis.windows import eight_weeks
from kpi_helpers.workbook.engine import in_periods, text
from kpi_helpers.workbook.needs import AS_CALLS, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

RATES = (("settled", "calls"),)
OF_LEADS = ("industry", "department")
TIMED = Needs(("activities",), (AS_CALLS, "activities.outcome"), times=("activities.started_at",))


def tells(wb: Workbook, column: str) -> bool:
    """Whether the called leads tell their industry or department."""
    return wb.lacks(Needs(("activities", "leads"), (f"leads.{column}",), links=("activities",))) is None


def hour_cells(wb: Workbook, *by: str, period: When = None) -> pd.DataFrame:
    """Calls with a time of day in the last eight weeks by clock hour, and by further columns.

    Returns
    -------
    DataFrame
        ``period``, the columns of `by` ("" where missing; ``weekday`` 0 for Monday), ``hour``,
        ``calls``, ``settled`` and what `sums_of` reads.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> hour_cells(example())[["hour", "settled", "calls"]].to_numpy().tolist()
    [[9, 2, 3], [10, 3, 4], [15, 0, 1], [23, 0, 1]]
    """
    if wb.lacks(TIMED) is not None:
        return pd.DataFrame(columns=["period", *by, "hour", "calls", "settled"])
    windows = wb.covered_periods(("activities",), periods_of(period, eight_weeks(wb)))
    return wb.cached(_cells, by, windows)


def _cells(wb: Workbook, by: tuple[str, ...], windows: tuple[Period, ...]) -> pd.DataFrame:
    made = calls_made(wb)
    made = made.filter(made.is_timed).mutate(**{name: text(made[name]) for name in by if name in OF_LEADS})
    made, keys = in_periods(made, "day", windows), ["period", *by, "hour"]
    counts = {"calls": made.count(), "settled": made.count(where=made.is_settled)}
    return wb.run(by_cluster(made, keys, counts, RATES)).sort_values(keys, ignore_index=True)
