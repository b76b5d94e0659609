"""What may be claimed of a metric's month: whether it makes its target, and where it stands beside what is expected by now."""

import math
from dataclasses import dataclass

import pandas as pd

from kpi_helpers.kpis.claims import MAY_MISS, MAY_REACH, MET, MISSED, Claim, against_plan, against_target
from kpi_helpers.kpis.landing.outlook import deal_amount, outlook
from kpi_helpers.kpis.targets import plan, targets_of_month
from kpi_helpers.kpis.usual import due_p, has_ended
from kpi_helpers.workbook.schema import METRICS
from kpi_helpers.workbook.workbook import Workbook


@dataclass(frozen=True)
class OfMonth:
    """A metric's month.

    Attributes
    ----------
    metric, unit : str
    actual, target, expected, pace, needed : float
        To date, of the month, to date by the usual course, actual over it, per business day
        left; NaN where there is none.
    usual_share : float
        Of a month that is usually there by now; NaN where too few months tell.
    landing, low, high : float
        By the way that leads, with its 80% interval; NaN where it cannot be landed.
    run_rate : float
        What the plain daily pace would come to; NaN where it cannot be landed.
    is_open : bool
        Whether it can be landed and something may still come of it.
    is_stale : bool
        Whether a table of the metric has ended: its month has no verdict.
    makes_target, on_course : Claim or None
        Against the target of the month, and against what is expected by now; None without
        a target above zero or where the month has no verdict.
    """

    metric: str
    unit: str
    actual: float
    target: float
    expected: float
    pace: float
    needed: float
    usual_share: float
    landing: float
    low: float
    high: float
    run_rate: float
    is_open: bool
    is_stale: bool
    makes_target: Claim | None
    on_course: Claim | None

    @property
    def stands(self) -> Claim | None:
        """What a mark on it goes by: that its target is met already, or missed in the end, else its course."""
        is_settled = self.makes_target is not None and self.makes_target.verdict in (MET, MISSED)
        return self.makes_target if is_settled else self.on_course


def of_month(wb: Workbook, metric: str) -> OfMonth:
    """A metric of the landing, or any other count or sum, in as_of's month.

    Examples
    --------
    One deal of two, twelve of nineteen business days gone:

    >>> month = of_month(wb, "won")
    >>> month.makes_target.verdict, month.on_course.verdict
    ('may_miss', 'same')
    """
    return wb.cached(_of_month, metric)


def _of_month(wb: Workbook, metric: str) -> OfMonth:
    goals, lands = plan(wb).set_index("metric"), outlook(wb).set_index("metric")
    goal = goals.loc[metric] if metric in goals.index else pd.Series(dtype="float64")
    land = lands.loc[metric] if metric in lands.index else pd.Series(dtype="float64")
    actual, target, expected, pace, needed = (
        float(goal.get(name, math.nan)) for name in ("actual", "target", "expected", "pace", "needed_per_day")
    )
    landing, low, high, run_rate = (
        float(land.get(name, math.nan)) for name in ("expected", "expected_low", "expected_high", "run_rate")
    )
    # Without months to learn it from the share is that of the business days, which explains nothing.
    usual = math.nan if math.isnan(float(goal.get("months", math.nan))) else float(goal["usual_share"])
    stale = has_ended(wb, metric)
    ends, course = None, None
    if target > 0 and not stale and not math.isnan(actual):
        if not math.isnan(landing) or not wb.month.left or actual >= target:
            ends = _against_target(wb, metric, actual, (landing, low, high), target)
        if not math.isnan(pace) and wb.month.left:
            course = against_plan(metric, "all", actual, expected, course_p(wb, metric, actual, expected))
        if course is None and wb.month.left and ends is not None and ends.verdict in (MAY_REACH, MAY_MISS):
            ends = None  # Nothing is usually there by now: too early to lean to either side.
    return OfMonth(
        metric,
        str(goal.get("unit", "count")),
        *(actual, target, expected, pace, needed, usual, landing, low, high, run_rate),
        not math.isnan(landing) and bool(wb.month.left or high > actual),
        stale,
        ends,
        course,
    )


def course_p(wb: Workbook, metric: str, actual: float, expected: float, *, of_group: bool = False) -> float | None:
    """By which a number to date is no further from its plan than chance takes it; None of a sum of money, which is not tested.

    Of a team by chance alone: how much months differ is known of the whole. Sales of which
    less than one deal is due are on no side of their plan: 1. While no deal is on record, by
    how many deals are due at the amount that is planned of one; without that they are on no side.

    Examples
    --------
    The example's one deal is of 1.2 million:

    >>> course_p(wb, "sales", 0.0, 1_199_999.0), course_p(wb, "sales", 0.0, 1_200_000.0)
    (1.0, None)
    """
    if metric == "sales" and expected > 0:
        amount = deal_amount(wb)
        if not amount:
            goals = targets_of_month(wb)
            deals = goals.get("won", 0.0) * expected / goals["sales"] if goals.get("sales", 0.0) > 0 else 0.0
            return due_p(wb, "won", 0, deals, linear=of_group) if deals > 0 else 1.0
        return 1.0 if expected < amount else None
    if METRICS.get(metric) != "count" or not expected > 0:
        return None
    return due_p(wb, metric, actual, expected, linear=of_group)


def _against_target(
    wb: Workbook, metric: str, actual: float, landing: tuple[float, float, float], target: float
) -> Claim | None:
    """Once it is reached, or nothing more is to come with the last business day, nothing is to be expected any more."""
    if not wb.month.elapsed:
        return None
    certain = MET if actual >= target else MISSED if not (wb.month.left or landing[2] > actual) else ""
    if certain:
        return Claim("landing", metric, "all", "target", actual, target, "", certain, actual, actual)
    return against_target(metric, "all", *landing, target)
