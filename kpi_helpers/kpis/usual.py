"""How much of a month is usually there by now: months do not fill evenly, most end in a rush."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpi_helpers.kpis.comparing import beyond_chance, counts_p
from kpi_helpers.kpis.landing.counts import daily_counts
from kpi_helpers.kpis.metrics import grows, is_known, kpi_dated, kpi_function
from kpi_helpers.workbook.coverage import Coverage
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

MONTHS_BEFORE = 12
FEWEST_MONTHS = 6
"""With fewer months the share is that of the business days, and the page says so."""

CERTAIN = 100
"""Months that a straight line through the business days counts as: it is given, not estimated."""


@dataclass(frozen=True)
class UsualShare:
    """The share of a month that is usually there by now.

    Attributes
    ----------
    share : float
        Of the month's total; of the business days where too few months are known.
    months : int or None
        The months that it rests on; None where it is linear.
    """

    share: float
    months: int | None

    @property
    def is_linear(self) -> bool:
        """Whether it is only the share of the business days."""
        return self.months is None


def usual_share(wb: Workbook, metric: str) -> UsualShare | None:
    """The usual share of a count or sum.

    Parameters
    ----------
    wb : Workbook
        A part of a workbook has the share of the whole: its own is noise.
    metric : str
        A count or sum of the tree, of activity, calls or speed.

    Returns
    -------
    UsualShare or None
        None for what does not grow with the month or the data cannot tell, and before its first business day.

    Notes
    -----
    Of the twelve months before as_of's that the data cover and whose total is above
    zero: their values at the same stage (`MonthAt.same_stage`) over their totals. With
    fewer than six of them, business days gone over those of the month. 1 on the last
    day of the month.

    Examples
    --------
    The example begins in October, so 12 of 19 business days:

    >>> usual_share(wb, "won")
    UsualShare(share=0.631578947..., months=None)
    """
    whole = wb.whole
    return whole.cached(_usual_share, metric)


def _usual_share(wb: Workbook, metric: str) -> UsualShare | None:
    if not grows(metric) or wb.month.share is None or not is_known(wb, metric):
        return None
    found = wb.cached(totals_at_this_stage, metric)
    found = found[found["total"] > 0]
    if len(found) < FEWEST_MONTHS:
        return UsualShare(wb.month.share, None)
    share = 1.0 if wb.month.is_over else float(found["by_now"].sum() / found["total"].sum())
    return UsualShare(share, len(found))


def due_p(wb: Workbook, metric: str, now: float, due: float, *, linear: bool = False) -> float:
    """Two-sided p-value of a count to date against what is due of it by now.

    The exact conditional test over as many months as that rests on, in units of how much more than by
    chance months have differed at this stage; a straight line through the business days is given, not estimated.

    Examples
    --------
    None came of ten that are due by a straight line:

    >>> due_p(wb, "won", 0, 10) < 0.0001, due_p(wb, "won", 9, 10) > 0.5
    (True, True)
    """
    beyond, number = 1.0, CERTAIN
    if not linear and len(months := wb.cached(totals_at_this_stage, metric)["by_now"]) >= FEWEST_MONTHS:
        mean, number = float(months.mean()), len(months)
        beyond = beyond_chance(months, mean) if mean else 1.0
    return counts_p(round(now / beyond), round(due * number / beyond), 1, number)


def usual_course(wb: Workbook, metric: str) -> list[float]:
    """The usual share at the end of each business day of as_of's month, 1 at the last.

    Parameters
    ----------
    wb : Workbook
    metric : str
        "leads", "valid_leads", "opportunities", "won" or "sales".

    Examples
    --------
    The example has no months to tell it, so November's 19 business days are alike:

    >>> [round(share * 19, 9) for share in usual_course(wb, "won")][:3]
    [1.0, 2.0, 3.0]
    """
    whole = wb.whole
    return whole.cached(_usual_course, metric)


def _usual_course(wb: Workbook, metric: str) -> list[float]:
    daily = daily_values(wb, metric)

    def between(start: date, end: date) -> float:
        return float(daily[(daily.index >= epoch_day(start)) & (daily.index < epoch_day(end))].sum())

    months = [wb.month.month.back(back) for back in range(MONTHS_BEFORE, 0, -1)]
    days = wb.calendar.days(wb.month.month.start, wb.month.month.end)
    months = [month for month in months if is_covered(wb, metric, month) and wb.calendar.count(month.start, month.end)]
    totals = {month: between(month.start, month.end) for month in months}
    totals = {month: total for month, total in totals.items() if total > 0}
    if len(totals) < FEWEST_MONTHS:
        return [number / len(days) for number in range(1, len(days) + 1)]
    stages = [wb.calendar.month_at(day) for day in days[:-1]]
    sums = [sum(between(month.start, stage.same_stage(month) or month.end) for month in totals) for stage in stages]
    return [*(found / sum(totals.values()) for found in sums), *([1.0] if days else [])]


def daily_values(wb: Workbook, metric: str) -> pd.Series:
    """A metric of the landing by day, as `engine.epoch_day` numbers it."""
    counts = daily_counts(wb)
    rows = counts[counts["metric"] == ("won" if metric == "sales" else metric)]
    return rows.set_index("day")["amount" if metric == "sales" else "count"]


def totals_at_this_stage(wb: Workbook, metric: str) -> pd.DataFrame:
    """A metric's totals in the months before, whole and up to the same stage as as_of's.

    Returns
    -------
    DataFrame
        ``month``, ``by_now``, ``total``; the months among the last twelve that the data
        cover, oldest first.

    Examples
    --------
    >>> len(totals_at_this_stage(wb, "won")) < FEWEST_MONTHS
    True
    """
    stages = {}
    for back in range(MONTHS_BEFORE, 0, -1):
        month = wb.month.month.back(back)
        end = wb.month.same_stage(month)
        if end is not None and is_covered(wb, metric, month):
            stages[month] = end
    if not stages:
        return pd.DataFrame(columns=["month", "by_now", "total"])
    kpi = kpi_function(metric)
    # The months of the chapter, whose counts are kept already.
    whole = kpi(wb, period=[wb.month.month.back(back).label for back in range(MONTHS_BEFORE, -1, -1)])
    totals = whole.set_index("period")["value"].to_dict()
    begun = kpi(wb, period=[Period.window(month.start, end - DAY).label for month, end in stages.items()])
    by_end = {Period.parse(label).end: value for label, value in zip(begun["period"], begun["value"], strict=True)}
    rows = [(month.label, by_end.get(end, 0.0), totals.get(month.label, 0.0)) for month, end in stages.items()]
    return pd.DataFrame(rows, columns=["month", "by_now", "total"])


def is_covered(wb: Workbook, metric: str, month: Period) -> bool:
    """Whether the tables of a metric cover a month of the past, all of it.

    Examples
    --------
    The example's opportunities begin on October 12th, its seventh business day; before October nothing is known:

    >>> is_covered(wb, "won", wb.month.month.back(0)), is_covered(wb, "won", wb.month.month.back(2))
    (True, False)
    """
    return all(each.covers(month) and not each.is_partial(month) for each in _coverages(wb, metric))


def has_ended(wb: Workbook, metric: str) -> bool:
    """Whether a table of a metric has ended, so that its month to date is stale: no pace, no landing, no gap.

    Examples
    --------
    >>> has_ended(wb, "won")
    False
    """
    return any(each.has_ended for each in _coverages(wb, metric))


def _coverages(wb: Workbook, metric: str) -> list[Coverage]:
    return [wb.coverage(table) for table in kpi_dated(wb, metric) if wb.has(table)]
