"""Landings of closed months, each from what was known on its day, and sales in money."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.landing.interval import amount_interval, correction, count_interval, dispersion
from kpi_helpers.kpis.landing.method import Counts, Forecast, Month, forecast

Method = Callable[[Counts, Month, int], Forecast | None]

MONTHS = 6
BUSINESS_DAYS = (5, 10, 15)
DEAL_DAYS = 180


@dataclass(frozen=True)
class Point:
    """One landing, its interval, and what came (None while the month is open).

    ``expected`` is what the method itself expected to come, before the correction by
    earlier months; ``gone`` the share of the month's business days gone.
    """

    month: Month
    as_of: int
    forecast: Forecast
    expected: float
    gone: float
    spread: float
    low: float
    high: float
    outcome: float | None = None


@dataclass(frozen=True)
class Amounts:
    """Amounts of the won deals: their daily sum and daily sum of squares."""

    total: NDArray[np.float64]
    squares: NDArray[np.float64]


def land(
    counts: Counts,
    month: Month,
    as_of: int,
    earlier: Sequence[Point] = (),
    *,
    method: Method = forecast,
    corrected: bool = True,
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

    Examples
    --------
    >>> counts = Counts(np.array([4.0, 6.0, 0.0, 0.0]), np.array([True] * 4))
    >>> p = land(counts, Month(0, 4), as_of=1)
    >>> p.forecast.landing, p.low, p.high
    (20.0, 15.0, 26.0)
    """
    seen = method(counts, month, as_of)
    if seen is None:
        return None
    days = counts.business[month.start : month.end]
    gone = float(days[: as_of + 1 - month.start].sum() / days.sum())
    expected = seen.remaining
    closed = [(point, point.outcome - point.forecast.actual) for point in earlier if point.outcome is not None]
    if corrected:
        alike = _at_the_same_stage(closed, gone)
        factor = correction([point.expected for point, _ in alike], [came for _, came in alike])
        seen = replace(seen, remaining=expected * factor)
    spread = dispersion([point.forecast.remaining for point, _ in closed], [came for _, came in closed], seen.remaining)
    low, high = count_interval(seen.remaining, spread)
    return Point(month, as_of, seen, expected, gone, spread, seen.actual + low, seen.actual + high)


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
            point = land(counts, month, day, earlier, method=method, corrected=corrected)
            if point is not None:
                tested[-1].append(replace(point, outcome=outcome))
    return [point for points in tested for point in points]


def in_money(won: Point, counts: Counts, amounts: Amounts, *, mean_since: int | None = None) -> Point:
    """The landing of sales: sales to date + expected deals × the mean amount of a deal.

    Parameters
    ----------
    won : Point
        The landing of the deals.
    counts : Counts
        Of the deals.
    amounts : Amounts
    mean_since : int, optional
        From which day on deals make the mean; by default of the last 180 days. From the
        month's start it gives the run rate of the amounts.

    Examples
    --------
    One deal of 100 on each of two business days, two more days to go:

    >>> counts = Counts(np.array([1.0, 1.0, 0.0, 0.0]), np.array([True] * 4))
    >>> amounts = Amounts(100 * counts.daily, 10_000 * counts.daily)
    >>> in_money(land(counts, Month(0, 4), as_of=1), counts, amounts).forecast.landing
    400.0
    """
    recent = slice(max(0, won.as_of - DEAL_DAYS + 1), won.as_of + 1)
    window = recent if mean_since is None else slice(mean_since, won.as_of + 1)
    usual = _per_deal(amounts.total, counts, recent)
    variance = max(_per_deal(amounts.squares, counts, recent) - usual**2, 0.0)
    mean = _per_deal(amounts.total, counts, window)
    actual = float(amounts.total[won.month.start : won.as_of + 1].sum())
    elapsed = int(counts.business[won.month.start : won.as_of + 1].sum())
    left = int(counts.business[won.as_of + 1 : won.month.end].sum())
    seen = Forecast(actual, won.forecast.remaining * mean, actual / elapsed * left)
    low, high = amount_interval(won.forecast.remaining, won.spread, mean, variance)
    outcome = None if won.outcome is None else float(amounts.total[won.month.start : won.month.end].sum())
    return replace(won, forecast=seen, low=actual + low, high=actual + high, outcome=outcome)


def _per_deal(daily: NDArray[np.float64], counts: Counts, window: slice) -> float:
    deals = float(counts.daily[window].sum())
    return float(daily[window].sum()) / deals if deals else 0.0


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
