"""Where opportunities, deals, sales and leads will stand at the month's end, and how far such words were off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import pandas as pd

from kpi_helpers.kpis.landing.backtest import (
    BUSINESS_DAYS,
    MONTHS,
    Method,
    Point,
    backtest,
    in_money,
    land,
    recent_deals,
    wape,
)
from kpi_helpers.kpis.landing.counts import History, histories
from kpi_helpers.kpis.landing.funnel import Counts
from kpi_helpers.kpis.landing.method import ACTUAL, forecast, plain
from kpi_helpers.kpis.landing.money import Deals
from kpi_helpers.kpis.metrics import is_known
from kpi_helpers.kpis.tidy import segment
from kpi_helpers.kpis.usual import has_ended
from kpi_helpers.workbook.periods import DAY
from kpi_helpers.workbook.workbook import Workbook

METRICS = ("opportunities", "won", "sales", "leads", "valid_leads")
_OUTLOOK = [
    "metric", "segment", "period", "unit", "actual", "landing", "low", "high", "run_rate", "run_rate_low",
    "run_rate_high", "leading", "expected", "expected_low", "expected_high", "error", "error_run_rate", "held",
    "held_run_rate", "months_held", "months_held_run_rate", "forecasts", "months",
]  # fmt: skip
UNITS = dict.fromkeys(METRICS, "count") | {"sales": "currency"}


@dataclass(frozen=True)
class Tested:
    """One way of landing a metric: what it says today, and what it said in closed months.

    Attributes
    ----------
    now : Point or None
        None before the first business day of as_of's month.
    past : sequence of Point
        Of the last six closed months at business days 5, 10 and 15. A month in which
        nothing was expected and nothing came proves nothing and is left out.
    """

    now: Point | None
    past: Sequence[Point]

    @property
    def outcomes(self) -> list[float]:
        """What came, by point."""
        return [point.outcome for point in self.past if point.outcome is not None]

    @property
    def off(self) -> float:
        """Sum of the distances between landing and outcome."""
        return sum(abs(point.forecast.landing - came) for point, came in zip(self.past, self.outcomes, strict=True))

    @property
    def error(self) -> float | None:
        """The same over the outcomes (WAPE)."""
        return wape([point.forecast.landing for point in self.past], self.outcomes)

    @property
    def held(self) -> int:
        """Outcomes within their interval."""
        return sum(point.low <= came <= point.high for point, came in zip(self.past, self.outcomes, strict=True))

    @property
    def months_held(self) -> int:
        """Months whose every landing held the outcome: the points of one month share it."""
        missed = {p.month for p, came in zip(self.past, self.outcomes, strict=True) if not p.low <= came <= p.high}
        return len({point.month for point in self.past} - missed)


@dataclass(frozen=True)
class Landing:
    """One metric landed by the method and by the plain run rate."""

    method: Tested
    run_rate: Tested

    @property
    def is_pace(self) -> bool:
        """Whether the run rate is one: it is tested from the fifth business day on, and nothing to date is no pace."""
        now = self.run_rate.now
        if now is None:
            return False
        return now.gone >= 1 or (now.forecast.known > 0 and now.forecast.exposure >= BUSINESS_DAYS[0])

    @property
    def leading(self) -> str:
        """Which of both the page leads with: "run_rate" where it is one and its error was smaller, else "landing"."""
        plainly, ours = self.run_rate.error, self.method.error
        is_nearer = plainly is not None and ours is not None and plainly < ours
        return "run_rate" if is_nearer and self.is_pace else "landing"


def landings(wb: Workbook) -> Mapping[str, Landing]:
    """Every metric of the workbook landed and tested.

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at`` and the columns of the definition; opportunities:
        ``created_at``, ``lead_id``, ``is_won``, ``closed_at``, ``amount``.

    Returns
    -------
    mapping of Landing
        By metric, of "opportunities", "won", "sales", "leads", "valid_leads".
    """
    return wb.cached(_landings)


def _landings(wb: Workbook) -> dict[str, Landing]:
    told = histories(wb)
    # A month to date of a table that has ended is no ground to land on.
    known = [metric for metric in METRICS if metric in told and is_known(wb, metric) and not has_ended(wb, metric)]
    return {metric: _landing(wb, told[metric]) for metric in known if _has_come(wb, told[metric])}


def _has_come(wb: Workbook, history: History) -> bool:
    """Whether any is on record: what has never come has no rate, and none to come would be no forecast."""
    return bool(history.counts.daily[: history.day(wb.as_of) + 1].any())


def _landing(wb: Workbook, history: History) -> Landing:
    ours, plainly = (_tested(wb, history, method) for method in (forecast, plain))
    telling = [
        bool(a.outcome or a.forecast.landing or b.forecast.landing)
        for a, b in zip(ours.past, plainly.past, strict=True)
    ]
    return Landing(*(Tested(way.now, list(compress(way.past, telling))) for way in (ours, plainly)))


def _tested(wb: Workbook, history: History, method: Method) -> Tested:
    month = wb.month.month
    over = [month] if wb.as_of + DAY == month.end else []
    # Six months are reported, each learns from the six before it, and these from theirs.
    closed = [history.month(each) for each in (*(month.back(ago) for ago in range(3 * MONTHS, 0, -1)), *over)]
    known = [each for each in closed if each.start >= history.since]
    ours = method is forecast
    points = backtest(history.counts, known, method=method, corrected=ours)
    this, half_a_year_ago = history.month(month), history.month(month.back(MONTHS))
    earlier = [point for point in points if half_a_year_ago.start <= point.month.start < this.start]
    now = land(history.counts, this, history.day(wb.as_of), earlier, method=method, corrected=ours)
    past = [point for point in points if point.month.start >= closed[-MONTHS].start]
    if (deals := history.deals) is not None:
        now = now and _sales(now, history.counts, deals, ours)
        past = [_sales(point, history.counts, deals, ours) for point in past]
    return Tested(now, past)


def _sales(won: Point, counts: Counts, deals: Deals, ours: bool) -> Point:
    return in_money(won, counts, deals, mean_since=None if ours else won.month.start)


def outlook(wb: Workbook) -> pd.DataFrame:
    """Each metric's landing, the plain run rate beside it, and which of both to lead with.

    Parameters
    ----------
    wb : Workbook
        Reads leads and opportunities, as `landings`.

    Returns
    -------
    DataFrame
        A row per metric that can be landed: ``metric``, ``segment``, ``period``, ``unit``;
        ``actual``; ``landing``, ``low``, ``high``; ``run_rate``, ``run_rate_low``,
        ``run_rate_high`` (each way's own 80% interval); ``leading`` ("landing" or
        "run_rate", as `Landing.leading` says) and its ``expected``,
        ``expected_low``, ``expected_high``; ``error``, ``error_run_rate`` (WAPE),
        ``held``, ``held_run_rate`` (outcomes inside the interval) of ``forecasts``,
        ``months_held``, ``months_held_run_rate`` (months with all of theirs inside) of
        ``months`` closed months. Errors are missing without a closed month. No row
        before the first business day of the month, nor of what has never come.

    Examples
    --------
    The example's leads begin on October 5th: no whole month lies before November, so no
    error is known and the method leads. 5 opportunities of 12 business days, 7 to go:

    >>> outlook(wb)[["metric", "actual", "run_rate", "leading", "months"]].head(1).values.tolist()
    [['opportunities', 5.0, 7.916666666666667, 'landing', 0]]
    """
    rows = []
    for metric, landed in landings(wb).items():
        ours, plainly = landed.method.now, landed.run_rate.now
        if ours is None or plainly is None:
            continue
        rows.append(
            (
                metric,
                segment(metric=metric),
                wb.month.month.label,
                UNITS[metric],
                ours.forecast.actual,
                *_said(ours),
                *_said(plainly),
                landed.leading,
                *_said(plainly if landed.leading == "run_rate" else ours),
                landed.method.error,
                landed.run_rate.error,
                landed.method.held,
                landed.run_rate.held,
                landed.method.months_held,
                landed.run_rate.months_held,
                len(landed.method.past),
                len({point.month for point in landed.method.past}),
            )
        )
    return pd.DataFrame(rows, columns=_OUTLOOK)


def _said(point: Point) -> tuple[float, float, float]:
    return point.forecast.landing, point.low, point.high


def deal_amount(wb: Workbook) -> float:
    """Mean amount of a deal, as sales are landed by; 0 without one.

    Examples
    --------
    >>> deal_amount(wb)
    1200000.0
    """
    history = histories(wb).get("sales")
    if history is None or history.deals is None:
        return 0.0
    return recent_deals(history.deals, history.day(wb.as_of) + 1).mean


def leading_parts(wb: Workbook, metric: str) -> Mapping[str, float]:
    """What the landing that a page leads with is made of, the actual first; the parts sum to it exactly.

    `kpi.landing_part` gives the method's, whichever way leads. Empty where the metric cannot be landed, and where with
    the last business day nothing more is to come.

    Examples
    --------
    >>> {part: round(value, 4) for part, value in leading_parts(wb, "won").items()}
    {'actual': 1.0, 'pace': 0.2733, 'month_end': 0.0}
    """
    landed = landings(wb).get(metric)
    if landed is None:
        return {}
    now = (landed.run_rate if landed.leading == "run_rate" else landed.method).now
    if now is None or not (wb.month.left or now.forecast.remaining):
        return {}
    return {ACTUAL: now.forecast.actual, **now.forecast.parts}


def landing_fan(wb: Workbook, metric: str = "opportunities") -> pd.DataFrame:
    """What the chart of a month's progress shows at its end: the landing and its interval.

    Parameters
    ----------
    wb : Workbook
        Reads leads and opportunities, as `landings`.
    metric : str, optional
        "opportunities", "won", "sales", "leads" or "valid_leads".

    Returns
    -------
    DataFrame
        One row, by the way that leads: ``business_day`` (the last one of the month),
        ``landing``, ``low``, ``high`` in the metric's own unit, ``leading`` ("landing" or
        "run_rate"). Empty where the metric cannot be landed. Merged on ``business_day``
        it completes the table of `charts.draw_progress`.

    Examples
    --------
    >>> landing_fan(wb, "won")[["business_day", "landing", "low", "high"]].round(2).values.tolist()
    [[19.0, 1.27, 1.0, 2.0]]
    """
    rows = outlook(wb)
    row = rows[rows["metric"] == metric].assign(business_day=wb.month.total)
    return row[["business_day", "expected", "expected_low", "expected_high", "leading"]].rename(
        columns={"expected": "landing", "expected_low": "low", "expected_high": "high"}
    )
