"""The month's landing from daily counts.

Days are integers counted from the first day of the data, months half-open ranges of
them, and every array is indexed by day. Counts after ``as_of`` may be present and are
not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.landing.funnel import Counts, Month, chased, last_business_days
from kpi_helpers.kpis.landing.settings import SETTINGS, Settings

YEAR = 365
ACTUAL, PACE, OPEN, TO_COME, OTHERS, MONTH_END = "actual", "pace", "open", "to_come", "others", "month_end"
DAYS_OFF = "days_off"


@dataclass(frozen=True)
class Forecast:
    """A month's total seen from ``as_of``: what is there and what is expected to come.

    Attributes
    ----------
    actual : float
    parts : mapping of float
        What is to come, by where it comes from; they sum to `remaining`.
    run_rate_remaining : float
        The same by the plain run rate.
    known : float
        So many events the forecast rests on, and
    exposure : float
        in so many business days.
    """

    actual: float
    parts: Mapping[str, float]
    run_rate_remaining: float
    known: float = field(default=0.0)
    exposure: float = field(default=1.0)

    @property
    def remaining(self) -> float:
        return sum(self.parts.values())

    @property
    def landing(self) -> float:
        return self.actual + self.remaining

    @property
    def run_rate(self) -> float:
        return self.actual + self.run_rate_remaining


def forecast(counts: Counts, month: Month, as_of: int, settings: Settings = SETTINGS) -> Forecast | None:
    """Expect the month's total from what is known at the end of ``as_of``.

    Returns
    -------
    Forecast or None
        None before the month's first business day, when no rate of the month exists.

    Examples
    --------
    Five days at two, then two at four: the days before are worth 1 ÷ (1/5 + 0.5² × 4) days.

    >>> business = np.array([True] * 5 + [False] * 2 + [True] * 5)
    >>> daily = np.array([2.0] * 5 + [0.0] * 2 + [4.0, 4.0, 0.0, 0.0, 0.0])
    >>> f = forecast(Counts(daily, business), Month(7, 12), as_of=8)
    >>> f.run_rate, round(f.landing, 3), round(8 + 3 * (8 + 2 / 1.2) / (2 + 1 / 1.2), 3)
    (20.0, 18.235, 18.235)
    """
    daily, business = counts.daily[: as_of + 1], counts.business
    elapsed = int(business[month.start : as_of + 1].sum())
    if elapsed == 0:
        return None
    left = int(business[as_of + 1 : month.end].sum())
    actual = float(daily[month.start :].sum())
    if not left:
        return _on_days_off(counts, month, as_of, actual)
    run_rate = actual / elapsed * left
    if counts.funnel is not None:
        found = chased(counts, counts.funnel, month.end, as_of, settings)
        if found is not None:
            pace = settings.pace_weight
            parts = {PACE: pace * run_rate} | {name: (1 - pace) * value for name, value in found.items()}
            since = min(month.start, max(0, as_of - settings.hazard_days + 1))
            return Forecast(
                actual, parts, run_rate, float(daily[since:].sum()), float(business[since : as_of + 1].sum())
            )
    known, exposure = steadied(daily, business, month.start, as_of, settings)
    return Forecast(actual, {PACE: known / exposure * left}, run_rate, known, exposure)


def _on_days_off(counts: Counts, month: Month, as_of: int, actual: float) -> Forecast:
    """The rest of a month whose last business day is over, at the rate of a year's days off; it rests on what came on these.

    Examples
    --------
    Two on the four days off so far, two days off left:

    >>> business = np.array([True] * 5 + [False] * 2 + [True] * 5 + [False] * 4)
    >>> daily = np.array([3.0] * 5 + [0.0, 1.0] + [3.0] * 5 + [1.0, 0.0, 0.0, 0.0])
    >>> f = forecast(Counts(daily, business), Month(7, 16), as_of=13)
    >>> f.actual, f.parts, f.known, f.exposure
    (16.0, {'pace': 0.0, 'days_off': 1.0}, 2.0, 4.0)
    """
    since = max(0, as_of - YEAR + 1)
    off = ~counts.business[since : as_of + 1]
    known, exposure = float(counts.daily[since : as_of + 1][off].sum()), float(off.sum())
    to_come = known / exposure * (month.end - 1 - as_of) if known else 0.0
    parts = dict.fromkeys((PACE, OPEN, TO_COME, OTHERS) if counts.funnel else (PACE,), 0.0)
    return Forecast(actual, parts | {DAYS_OFF: to_come}, to_come, known, max(exposure, 1.0))


def plain(counts: Counts, month: Month, as_of: int, settings: Settings = SETTINGS) -> Forecast | None:
    """Expect the rest of the month at its own rate per business day so far.

    Examples
    --------
    >>> counts = Counts(np.array([4.0, 6.0, 0.0, 0.0]), np.array([True] * 4))
    >>> plain(counts, Month(0, 4), as_of=1).landing
    20.0
    """
    seen = forecast(Counts(counts.daily, counts.business), month, as_of, settings)
    if seen is None or not counts.business[as_of + 1 : month.end].any():
        return seen
    elapsed = float(counts.business[month.start : as_of + 1].sum())
    return Forecast(seen.actual, {PACE: seen.run_rate_remaining}, seen.run_rate_remaining, seen.actual, elapsed)


def steadied(
    daily: NDArray[np.float64], business: NDArray[np.bool_], start: int, as_of: int, settings: Settings = SETTINGS
) -> tuple[float, float]:
    """Events and business days of the month so far, with what the days before it are worth.

    A Gamma rate whose prior mean is that of the last business days before the month. It is
    as uncertain as their count is, and as one month's rate is from another's (`unsteadiness`,
    a share of the higher of both rates: months that have doubled or halved tell little of
    each other): of few events the days before are worth most of themselves, of many next to
    nothing, unless the year before was steady.

    Examples
    --------
    One a day before, 4 on the first: 4 + 1 / (1/5 + 0.5² × 4) events in 1 + 1 / (1/5 + 0.5² × 4) days.

    >>> known, exposure = steadied(np.array([1.0] * 5 + [4.0]), np.array([True] * 6), start=5, as_of=5)
    >>> round(known, 3), round(exposure, 3)
    (4.833, 1.833)
    """
    elapsed = float(business[start : as_of + 1].sum())
    since = last_business_days(business, start - 1, settings.steady_days)
    before = float(business[since:start].sum())
    actual = float(daily[start : as_of + 1].sum())
    if before == 0:
        return actual, elapsed
    prior = float(daily[since:start].sum()) / before
    beyond = unsteadiness(daily[:start], business[:start], settings)
    weight = 1 / (1 / before + beyond * max(prior, actual / elapsed))
    return actual + weight * prior, elapsed + weight


def unsteadiness(daily: NDArray[np.float64], business: NDArray[np.bool_], settings: Settings = SETTINGS) -> float:
    """How much the rate of some business days differed from that of as many before, squared, as a share, beyond chance.

    Squared logarithms of neighbouring blocks' ratios over a year, less what two counts differ
    by anyway; the setting's own variation counts as two more pairs, so that a short history has a value.

    Examples
    --------
    Without two blocks the setting's 0.5²; thirteen equal ones are (2 × 0.5² − 12 × 2 / 40.5) / 14, so none:

    >>> unsteadiness(np.ones(20), np.ones(20, bool)), unsteadiness(np.full(260, 2.0), np.ones(260, bool))
    (0.25, 0.0)
    """
    first = int(np.argmax(daily > 0))
    days = first + np.flatnonzero(business[first:])
    starts = days[len(days) % settings.steady_days :: settings.steady_days][-settings.steady_blocks - 1 :]
    given = settings.steady_variation**2
    if len(starts) < 2:
        return given
    blocks = np.add.reduceat(daily, starts)
    # Two blocks without anything say nothing.
    some = blocks[:-1] + blocks[1:] > 0
    earlier, later = blocks[:-1][some] + 0.5, blocks[1:][some] + 0.5
    beyond = np.log(later / earlier) ** 2 - 1 / later - 1 / earlier
    return max((float(beyond.sum()) + 2 * given) / (len(beyond) + 2), 0.0)
