"""The running total of a month, business day by business day."""

from datetime import date

import numpy as np
import pandas as pd

from kpi_helpers.kpis.landing.counts import daily_counts
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook


def progress(wb: Workbook) -> pd.DataFrame:
    """Opportunities of as_of's month as a running total, beside plan and last month.

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``created_at``; targets of `opportunities`.

    Returns
    -------
    DataFrame
        A row per business day of the longer of both months: ``business_day`` (1,
        2, …), ``actual`` (missing after as_of), ``plan`` (the target in equal
        steps, missing after the month's last business day), ``last_month``; counts.

    Notes
    -----
    What is created on a day off belongs to the business day before it, and to
    the first one where there is none; the last business day holds the rest of
    the month.

    Examples
    --------
    November 2 is the first business day; O6 of the 3rd, a holiday, belongs to the 2nd:

    >>> progress(wb)["actual"].dropna().tolist()
    [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 5.0, 5.0]
    """
    month = wb.month.month
    counts = daily_counts(wb)
    daily = counts[counts["metric"] == "opportunities"].set_index("day")["count"]
    total = wb.month.total
    actual = _running(wb, daily, month)[: wb.month.elapsed]
    last_month = _running(wb, daily, month.back(1))
    target = targets_of_month(wb).get("opportunities", np.nan)
    table = pd.DataFrame({"business_day": range(1, max(total, len(last_month)) + 1)})
    table["actual"] = pd.Series(actual, dtype="float64")
    table["plan"] = (target * table["business_day"] / total).where(table["business_day"] <= total)
    table["last_month"] = pd.Series(last_month, dtype="float64")
    return table


def _running(wb: Workbook, daily: pd.Series, month: Period) -> list[float]:
    days = wb.calendar.days(month.start, month.end)
    ends: list[date] = [*(day for day in days[1:]), month.end]
    first = epoch_day(month.start)
    return [float(daily[(daily.index >= first) & (daily.index < epoch_day(end))].sum()) for end in ends]
