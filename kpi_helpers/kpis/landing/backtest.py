"""Landings of closed months, each from what was known on its day, and sales in money."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kpi_helpers.kpis.landing.funnel import Counts, Month
from kpi_helpers.kpis.landing.interval import PRIOR_EVENTS, correction, count_interval, variation
from kpi_helpers.kpis.landing.method import MONTH_END, Forecast, forecast
from kpi_helpers.kpis.landing.money import Deals, amount_interval
from kpi_helpers.kpis.landing.settings import SETTINGS, Settings

Method = Callable[[Counts, Month, int, Settings], Forecast | None]

MONTHS = 6
BUSINESS_DAYS = (5, 10, 15)
DEAL_DAYS = 180


@dataclass(frozen=True)
class Point:
    """One landing, its interval, and what came (None while the month is open).

    ``expected`` is what the method itself expected to come, before the correction by
    earlier months; ``gone`` the share of the month's business days gone; ``mean`` and
    ``spread`` those of the number that is still to come, of which the interval is made.
    """

    month: Month
    as_of: int
    forecast: Forecast
    expected: float
    gone: float
    mean: float
    spread: float
    low: float
    high: float
    outcome: float | None = None


def land(
    counts: Counts,
    month: Month,
    as_of: int,
    earlier: Sequence[Point] = (),
    *,
    method: Method = forecast,
    corrected: bool = True,
    settings: Settings = SETTINGS,
) -> Point | None:
    """One month's landing with the correction and the interval that ``earlier`` points teach.

    Parameters
    ----------
    counts : Counts
    month : Month
    as_of : int
        Nothing after this day is read.
    earlier : sequence of Point
        Landings of closed months.
    method : callable, optional
    corrected : bool, optional
        Whether an error that earlier months share at this stage of the month is put right.
    settings : Settings, optional

    Examples
    --------
    >>> counts = Counts(np.array([4.0, 6.0, 0.0, 0.0]), np.array([True] * 4))
    >>> p = land(counts, Month(0, 4), as_of=1)
    >>> p.forecast.landing, p.low, p.high
    (20.0, 14.0, 26.0)
    """
    seen = method(counts, month, as_of, settings)
    if seen is None:
        return None
    days = counts.business[month.start : month.end]
    gone = float(days[: as_of + 1 - month.start].sum() / days.sum())
    expected = seen.remaining
    closed = [(point, point.outcome - point.forecast.actual) for point in earlier if point.outcome is not None]
    factor, doubt = 1.0, 0.0
    left = float(counts.business[as_of + 1 : month.end].sum())
    if corrected:
        alike = _at_the_same_stage(closed, gone) if left else []
        factor, doubt = correction([point.expected for point, _ in alike], [came for _, came in alike], settings)
        seen = replace(seen, parts=dict(seen.parts) | {MONTH_END: expected * (factor - 1)})
    if not left and seen.known:
        # Such things happen on days off too, of which some are left.
        left = float(month.end - 1 - as_of)
    mean = seen.remaining + PRIOR_EVENTS / seen.exposure * left * factor
    off = variation(
        [point.forecast.remaining for point, _ in closed],
        [point.forecast.known for point, _ in closed],
        [came for _, came in closed],
        seen.remaining,
    )
    spread = 1 / (seen.known + PRIOR_EVENTS) + off + doubt
    low, high = count_interval(mean, spread)
    if left and counts.daily[: as_of + 1].any():
        # A day is left and such things happen: nobody can be certain.
        high = max(high, low + 1)
    return Point(
        month,
        as_of,
        seen,
        expected,
        gone,
        mean,
        spread,
        min(seen.actual + low, seen.landing),
        max(seen.actual + high, seen.landing),
    )


def _at_the_same_stage(closed: Sequence[tuple[Point, float]], gone: float) -> list[tuple[Point, float]]:
    nearest: dict[Month, tuple[Point, float]] = {}
    for point, came in closed:
        known = nearest.get(point.month)
        if known is None or abs(point.gone - gone) < abs(known[0].gone - gone):
            nearest[point.month] = point, came
    return list(nearest.values())


def backtest(
    counts: Counts,
    months: Sequence[Month],
    days: Iterable[int] = BUSINESS_DAYS,
    *,
    method: Method = forecast,
    corrected: bool = True,
    settings: Settings = SETTINGS,
) -> list[Point]:
    """Land closed months, given in order, at their ``days``-th business days.

    What a month's landings learn, they learn from the points of the six months before
    it, so pass six months more than are reported. A month without the n-th business
    day has no such point.
    """
    tested: list[list[Point]] = []
    for month in months:
        in_month = month.start + np.flatnonzero(counts.business[month.start : month.end])
        earlier = [point for points in tested[-MONTHS:] for point in points]
        outcome = float(counts.daily[month.start : month.end].sum())
        tested.append([])
        for day in (int(in_month[n - 1]) for n in days if n <= len(in_month)):
            point = land(counts, month, day, earlier, method=method, corrected=corrected, settings=settings)
            if point is not None:
                tested[-1].append(replace(point, outcome=outcome))
    return [point for points in tested for point in points]


def in_money(won: Point, counts: Counts, deals: Deals, *, mean_since: int | None = None) -> Point:
    """The landing of sales: sales to date + expected deals × the mean amount of a deal.

    Parameters
    ----------
    won : Point
        The landing of the deals.
    counts : Counts
        Of the deals.
    deals : Deals
        Their amounts.
    mean_since : int, optional
        From which day on deals make the mean; by default `recent_deals`. From the month's
        start it gives the run rate of the amounts.

    Examples
    --------
    One deal of 100 on each of two business days, two more days to go:

    >>> counts = Counts(np.array([1.0, 1.0, 0.0, 0.0]), np.array([True] * 4))
    >>> deals = Deals(np.array([0, 1]), np.array([100.0, 100.0]), np.ones(2))
    >>> in_money(land(counts, Month(0, 4), as_of=1), counts, deals).forecast.landing
    400.0
    """
    today = won.as_of + 1
    recent = recent_deals(deals, today)
    mean = (recent if mean_since is None else deals.between(mean_since, today)).mean
    actual = deals.between(won.month.start, today).total
    elapsed = int(counts.business[won.month.start : today].sum())
    left = int(counts.business[today : won.month.end].sum())
    parts = {name: value * mean for name, value in won.forecast.parts.items()}
    seen = Forecast(actual, parts, actual / elapsed * left, won.forecast.known, won.forecast.exposure)
    low, high = amount_interval(won.mean, won.spread, recent)
    outcome = None if won.outcome is None else deals.between(won.month.start, won.month.end).total
    return replace(
        won,
        forecast=seen,
        low=min(actual + low, seen.landing),
        high=max(actual + high, seen.landing),
        outcome=outcome,
    )


def recent_deals(deals: Deals, today: int) -> Deals:
    """Those of the last 180 days before ``today``, or of all before where these have none.

    Examples
    --------
    >>> deals = Deals(np.array([0, 100]), np.array([100.0, 300.0]), np.ones(2))
    >>> [recent_deals(deals, today).mean for today in (101, 200, 300)]
    [200.0, 300.0, 200.0]
    """
    recent = deals.between(max(0, today - DEAL_DAYS), today)
    return recent if recent.number else deals.between(0, today)


def wape(forecasts: Sequence[float], outcomes: Sequence[float]) -> float | None:
    """Σ|forecast − outcome| / Σ outcome; None where nothing came.

    Examples
    --------
    >>> wape([8.0, 12.0], [10.0, 10.0])
    0.2
    """
    total = sum(outcomes)
    off = sum(abs(f - o) for f, o in zip(forecasts, outcomes, strict=True))
    return off / total if total > 0 else None
