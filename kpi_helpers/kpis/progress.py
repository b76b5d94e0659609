"""The running total of a month, business day by business day."""

from datetime import date

import numpy as np
import pandas as pd

from kpi_helpers.kpis.metrics import kpi_dated
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.kpis.usual import daily_values, usual_course
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

MONTHS_BEFORE = 3


def progress(wb: Workbook, metric: str = "opportunities") -> pd.DataFrame:
    """A metric of as_of's month as a running total, beside its target and the months before.

    Parameters
    ----------
    wb : Workbook
        Reads leads and opportunities; targets of the metric.
    metric : str, optional
        "opportunities", "won", "sales", "leads" or "valid_leads".

    Returns
    -------
    DataFrame
        A row per business day of the longest of these months: ``business_day`` (1,
        2, …), ``actual`` (missing after as_of), ``plan`` (the target along the usual
        course of a month, missing after the month's last business day),
        ``last_month``, ``two_months_ago``, ``three_months_ago``.

    Notes
    -----
    What is dated on a day off belongs to the business day before it, and to
    the first one where there is none; the last business day holds the rest of
    the month. A month before that is not wholly covered is missing, and so is what lies after the end of
    a table.

    Examples
    --------
    November 2 is the first business day; O6 of the 3rd, a holiday, belongs to the 2nd:

    >>> progress(wb)["actual"].dropna().tolist()
    [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 5.0, 5.0]
    """
    month, daily = wb.month.month, daily_values(wb, metric)
    before = [_running(wb, metric, daily, month.back(back)) for back in range(1, MONTHS_BEFORE + 1)]
    course, target = usual_course(wb, metric), targets_of_month(wb).get(metric, np.nan)
    table = pd.DataFrame({"business_day": range(1, max(wb.month.total, *map(len, before)) + 1)})
    table["actual"] = pd.Series(_running(wb, metric, daily, month)[: wb.month.elapsed], dtype="float64")
    table["plan"] = pd.Series([target * share for share in course], dtype="float64")
    for name, total in zip(("last_month", "two_months_ago", "three_months_ago"), before, strict=True):
        table[name] = pd.Series(total, dtype="float64")
    return table


def _running(wb: Workbook, metric: str, daily: pd.Series, month: Period) -> list[float]:
    days = wb.calendar.days(month.start, month.end)
    ends: list[date] = [*(day for day in days[1:]), month.end]
    first, tables = epoch_day(month.start), kpi_dated(wb, metric)
    is_now = month == wb.month.month
    if not wb.covered_periods(tables, (month,)) or (not is_now and wb.bearing.is_partial(tables, month)):
        return [np.nan] * len(ends)
    until = [wb.coverage(name).until for name in wb.bearing.ended(tables)]
    known = [day for day in until if day is not None]
    return [
        np.nan
        if any(day < start for day in known)
        else float(daily[(daily.index >= first) & (daily.index < epoch_day(end))].sum())
        for start, end in zip(days, ends, strict=True)
    ]
