"""Landings of closed months, each from what was known on its day, and sales in money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from interval import amount_interval, count_interval, dispersion
from method import Counts, Forecast, Month, forecast
from numpy.typing import NDArray

MONTHS = 6
BUSINESS_DAYS = (5, 10, 15)
DEAL_DAYS = 180


@dataclass(frozen=True)
class Point:
    """One landing, its interval, and what came (None while the month is open)."""

    month: Month
    as_of: int
    forecast: Forecast
    spread: float
    low: float
    high: float
    outcome: float | None = None


@dataclass(frozen=True)
class Amounts:
    """Amounts of the won deals: their daily sum and daily sum of squares."""

    total: NDArray[np.float64]
    squares: NDArray[np.float64]


def landing(
    counts: Counts,
    month: Month,
    as_of: int,
    earlier: Sequence[Point] = (),
    *,
    method: Callable[[Counts, Month, int], Forecast | None] = forecast,
) -> Point | None:
    """One month's landing with the interval its ``earlier`` months' errors give.

    Examples
    --------
    >>> counts = Counts(np.array([4.0, 6.0, 0.0, 0.0]), np.array([True] * 4))
    >>> p = landing(counts, Month(0, 4), as_of=1)
    >>> p.forecast.landing, p.low, p.high
    (20.0, 15.0, 26.0)
    """
    seen = method(counts, month, as_of)
    if seen is None:
        return None
    closed = [(p.forecast, p.outcome) for p in earlier if p.outcome is not None]
    spread = dispersion(
        [f.remaining for f, _ in closed], [o - f.actual for f, o in closed], seen.remaining
    )
    low, high = count_interval(seen.remaining, spread)
    return Point(month, as_of, seen, spread, seen.actual + low, seen.actual + high)


def backtest(
    counts: Counts,
    months: Sequence[Month],
    days: Iterable[int] = BUSINESS_DAYS,
    *,
    method: Callable[[Counts, Month, int], Forecast | None] = forecast,
) -> list[Point]:
    """Land closed months, given in order, at their ``days``-th business days.

    A month's intervals rest on the points of the six months before it, so pass six
    months more than are reported. A month without the n-th business day has no such
    point.
    """
    tested: list[list[Point]] = []
    for month in months:
        in_month = month.start + np.flatnonzero(counts.business[month.start : month.end])
        earlier = [point for points in tested[-MONTHS:] for point in points]
        outcome = float(counts.daily[month.start : month.end].sum())
        tested.append([])
        for day in (int(in_month[n - 1]) for n in days if n <= len(in_month)):
            point = landing(counts, month, day, earlier, method=method)
            if point is not None:
                tested[-1].append(replace(point, outcome=outcome))
    return [point for points in tested for point in points]


def in_money(won: Point, counts: Counts, amounts: Amounts) -> Point:
    """The landing of sales: sales to date + expected deals × the mean deal of 180 days."""
    since = max(0, won.as_of - DEAL_DAYS + 1)
    window = slice(since, won.as_of + 1)
    deals = float(counts.daily[window].sum())
    mean = float(amounts.total[window].sum()) / deals if deals else 0.0
    variance = max(float(amounts.squares[window].sum()) / deals - mean**2, 0.0) if deals else 0.0
    actual = float(amounts.total[won.month.start : won.as_of + 1].sum())
    elapsed = int(counts.business[won.month.start : won.as_of + 1].sum())
    left = int(counts.business[won.as_of + 1 : won.month.end].sum())
    seen = Forecast(actual, won.forecast.remaining * mean, actual / elapsed * left)
    low, high = amount_interval(won.forecast.remaining, won.spread, mean, variance)
    point = Point(won.month, won.as_of, seen, won.spread, actual + low, actual + high)
    if won.outcome is None:
        return point
    return replace(point, outcome=float(amounts.total[won.month.start : won.month.end].sum()))


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
