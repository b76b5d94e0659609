"""How leads ripen and deals close: hazards by age, run down over the days ahead."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.outlook.history import NEVER, Past

FINAL_DAYS = 180
"""Within so many days a new lead is expected to ripen, as `expected_final_rate` has it."""

YEAR = 365
BAND_DAYS = 60
BAND_EXPOSURE = 1000.0
"""Lead-days at risk below which a band of ages says nothing of its own."""

OLDEST = 3 * YEAR
_FEW = 20.0


@dataclass(frozen=True)
class Curves:
    """Hazards by age in days, and the events that they rest on.

    Attributes
    ----------
    ripen : array of float
        That a lead of this age, without an opportunity yet, has its first one.
    win, close : array of float
        That an open deal of this age is won; that it is closed, won or lost.
    first_opportunities, wins : float
        Events behind them.
    """

    ripen: NDArray[np.float64]
    win: NDArray[np.float64]
    close: NDArray[np.float64]
    first_opportunities: float
    wins: float


def curves(known: Past, pooled_since: int) -> Curves:
    """The curves of a day.

    Up to 180 days leads ripen by the hazard that `expected_final_rate` goes on with: that of
    the valid leads created since `pooled_since`. Older ones by the last year's, two months of age
    together, since few of them ripen, now and then in a wave. Deals by the last year's, by day.
    """
    young, since = known.lead_day >= pooled_since, known.as_of - YEAR + 1
    ripened, at_risk = _by_age(known.lead_day, known.lead_first, known.leads, known.lead_first < NEVER, known, since)
    ripen = np.zeros(OLDEST)
    for start in range(FINAL_DAYS + 1, OLDEST, BAND_DAYS):
        band = slice(start, start + BAND_DAYS)
        exposed = float(at_risk[band].sum())
        ripen[band] = float(ripened[band].sum()) / exposed if exposed >= BAND_EXPOSURE else ripen[start - 1]
    ripen[: FINAL_DAYS + 1] = _ripening(known, young)[: FINAL_DAYS + 1]
    each = np.ones(len(known.deal_day))
    wins, open_deals = _by_age(known.deal_day, known.deal_end, each, known.won, known, since)
    ends, _ = _by_age(known.deal_day, known.deal_end, each, known.deal_end < NEVER, known, since)
    return Curves(
        ripen,
        _smoothed(wins, open_deals),
        _smoothed(ends, open_deals),
        float(known.leads[young & (known.lead_first < NEVER)].sum()),
        float(wins.sum()),
    )


def final_rate(known: Past, start: int, end: int, pooled_since: int) -> float | None:
    """`expected_final_rate` of the valid leads of some days: their own curve to date, then the pooled hazard.

    None without a lead on these days.
    """
    mine = (known.lead_day >= start) & (known.lead_day < end)
    if not mine.any():
        return None
    sight = known.as_of - int(known.lead_day[mine].min())
    own, pooled = (_ripening(known, rows)[: FINAL_DAYS + 1] for rows in (mine, known.lead_day >= pooled_since))
    hazard = np.where(np.arange(FINAL_DAYS + 1) <= sight, own, pooled)
    return float(1 - np.prod(1 - hazard))


def _ripening(known: Past, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    first = known.lead_first[rows]
    events, at_risk = _by_age(known.lead_day[rows], first, known.leads[rows], first < NEVER, known, 0)
    return np.divide(events, at_risk, out=np.zeros(OLDEST), where=at_risk > 0)


def _by_age(
    born: NDArray[np.int64],
    ended: NDArray[np.int64],
    weight: NDArray[np.float64],
    counts: NDArray[np.bool_],
    known: Past,
    since: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Events, and who was at risk of one, by age, over the days from `since` to as_of."""
    first = np.clip(since - born, 0, OLDEST)
    last = np.clip(np.minimum(ended, known.as_of) - born, -1, OLDEST - 1)
    seen = last >= first
    risk = np.bincount(first[seen], weight[seen], OLDEST + 1) - np.bincount(last[seen] + 1, weight[seen], OLDEST + 1)
    happened = counts & (ended >= since) & (ended <= known.as_of) & (ended - born >= 0) & (ended - born < OLDEST)
    events = np.bincount((ended - born)[happened], weight[happened], OLDEST)
    return np.asarray(events[:OLDEST], float), np.asarray(np.cumsum(risk)[:OLDEST], float)


def _smoothed(events: NDArray[np.float64], at_risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hazard by age; where few were at risk that of the ages beyond together."""
    enough = at_risk >= _FEW
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(at_risk > 0, events / at_risk, 0.0)
    tail = int(np.flatnonzero(enough)[-1]) + 1 if enough.any() else 0
    beyond = slice(max(tail - 90, 0), OLDEST)
    exposed = float(at_risk[beyond].sum())
    hazard[tail:] = float(events[beyond].sum()) / exposed if exposed else 0.0
    return np.minimum(hazard, 1.0)


def share_by_age(hazard: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    """Share of new ones with an event at each age, from 0 to `days`.

    Examples
    --------
    >>> share_by_age(np.array([0.5, 0.5, 0.0]), 2).tolist()
    [0.5, 0.25, 0.0]
    """
    staying = np.concatenate([[1.0], np.cumprod(1 - hazard[: days + 1])[:-1]])
    return staying * hazard[: days + 1]


def won_by_age(found: Curves, days: int) -> NDArray[np.float64]:
    """Share of new deals that are won at each age."""
    staying = np.concatenate([[1.0], np.cumprod(1 - found.close[: days + 1])[:-1]])
    return staying * found.win[: days + 1]


def run_down(
    waiting: NDArray[np.float64],
    leave: NDArray[np.float64],
    days: int,
    happen: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Events of each of the next days among those that wait, by their age today.

    Examples
    --------
    Eight of age 0 today, half leave at every age:

    >>> run_down(np.array([8.0, 0.0, 0.0, 0.0]), np.full(4, 0.5), 2).tolist()
    [4.0, 2.0]
    """
    happen = leave if happen is None else happen
    found = np.zeros(days)
    at_risk = waiting
    for day in range(days):
        at_risk = np.concatenate([[0.0], at_risk[:-1]])
        found[day] = float(at_risk @ happen)
        at_risk = at_risk * (1 - leave)
    return found
