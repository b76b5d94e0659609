"""What the days ahead are expected to bring, by where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.outlook.curves import FINAL_DAYS, OLDEST, Curves, curves, run_down, share_by_age, won_by_age
from kpi_helpers.kpis.outlook.history import NEVER, Past

OPEN_DEALS, PAST_LEADS, NEW_LEADS, OTHERS = "open_deals", "past_leads", "new_leads", "others"
SOURCES = (OPEN_DEALS, PAST_LEADS, NEW_LEADS, OTHERS)
OTHERS_DAYS = 90


@dataclass(frozen=True)
class Levers:
    """By what each rate differs from today's; 1 is today's."""

    valid_rate: float = 1.0
    opportunity_rate: float = 1.0
    win_rate: float = 1.0
    average_deal: float = 1.0


@dataclass(frozen=True)
class Levels:
    """How much of the deals that the curves expected past months have won, from the same stage of a month.

    Deals do not close evenly: most months end in a rush, after which those that are still
    open are the slower ones. 1 is as expected.

    Attributes
    ----------
    open_deals, later_deals : float
        Of the deals open on the day, and of those made after it.
    variation : float
        Squared relative error of the opportunities that were expected, beyond chance.
    """

    open_deals: float = 1.0
    later_deals: float = 1.0
    variation: float = 0.002


@dataclass(frozen=True)
class Plan:
    """The days ahead: which are worked, and the valid leads planned for each.

    Attributes
    ----------
    months : sequence of (int, int)
        First and, excluded, last day of each month that is looked at, in order.
    business : array of bool
        From the day after as_of to the end of the last month.
    valid_leads : array of float
        Expected to be created on each of these days.
    most : float
        No more of the new leads ripen within 180 days than this share (`expected_final_rate`).
    """

    months: Sequence[tuple[int, int]]
    business: NDArray[np.bool_]
    valid_leads: NDArray[np.float64]
    most: float = 1.0


@dataclass(frozen=True)
class Ahead:
    """Expectations by month.

    Attributes
    ----------
    opportunities, wins : mapping of array
        By source, one number a month. Open deals have no opportunities to come.
    open_chances : array of float
        Of each open deal (rows) to be won in each month (columns).
    open_amounts : array of float
        What each is worth.
    amount : float
        What a deal is worth that is not there yet.
    curves : Curves
    """

    opportunities: Mapping[str, NDArray[np.float64]]
    wins: Mapping[str, NDArray[np.float64]]
    open_chances: NDArray[np.float64]
    open_amounts: NDArray[np.float64]
    amount: float
    curves: Curves = field(repr=False)

    @property
    def sales(self) -> dict[str, NDArray[np.float64]]:
        """Expected sales by source and month."""
        return {
            OPEN_DEALS: self.open_amounts @ self.open_chances,
            **{source: self.amount * wins for source, wins in self.wins.items() if source != OPEN_DEALS},
        }


def expect(known: Past, plan: Plan, pooled_since: int, levels: Levels = Levels(), levers: Levers = Levers()) -> Ahead:
    """What each month of the plan is expected to bring.

    Parameters
    ----------
    known : Past
    plan : Plan
    pooled_since : int
        From which day on valid leads make the curve by which leads ripen.
    levels : Levels, optional
        What past months have taught.
    levers : Levers, optional
        Rates other than today's, of what is still to come.

    Notes
    -----
    Leads that are there run down the hazard by age to their first opportunity; leads
    planned ripen by its first 180 days; opportunities from no lead, or a lead's second, go
    on as in the last 90 days. Opportunities run down the hazard by age of being won, those
    open now by their own age. No trend, no season.
    """
    found = curves(known, pooled_since)
    days = len(plan.business)
    per_day = {
        PAST_LEADS: levers.opportunity_rate * _from_past_leads(known, found, days),
        NEW_LEADS: levers.valid_rate * levers.opportunity_rate * _from_new_leads(plan, found, days),
        OTHERS: _others(known) * plan.business.astype(float),
    }
    won = levels.later_deals * levers.win_rate * won_by_age(found, days)
    opened = (known.deal_end == NEVER).nonzero()[0]
    chances = _open_chances(known.as_of - known.deal_day[opened], found, plan, known.as_of)
    chances = np.minimum(levels.open_deals * levers.win_rate * chances, 1.0)
    amount = known.mean_amount
    worth = np.where(np.isnan(known.amount[opened]), amount, known.amount[opened])
    wins = {source: np.asarray(np.convolve(daily, won)[:days], float) for source, daily in per_day.items()}
    return Ahead(
        {source: _by_month(daily, plan, known.as_of) for source, daily in per_day.items()},
        {OPEN_DEALS: chances.sum(axis=0)}
        | {source: _by_month(daily, plan, known.as_of) for source, daily in wins.items()},
        chances,
        levers.average_deal * worth,
        levers.average_deal * amount,
        found,
    )


def _from_past_leads(known: Past, found: Curves, days: int) -> NDArray[np.float64]:
    waiting = known.lead_first == NEVER
    ages = known.as_of - known.lead_day[waiting]
    young = ages < OLDEST
    by_age = np.bincount(ages[young], known.leads[waiting][young], OLDEST)
    return run_down(np.asarray(by_age, float), found.ripen, days)


def _from_new_leads(plan: Plan, found: Curves, days: int) -> NDArray[np.float64]:
    ripening = share_by_age(found.ripen, min(FINAL_DAYS, days))
    final = float(share_by_age(found.ripen, FINAL_DAYS).sum())
    held_back = min(1.0, plan.most / final) if final > 0 else 1.0
    return np.convolve(plan.valid_leads, held_back * ripening)[:days]


def _others(known: Past) -> float:
    """Opportunities a business day that are no valid lead's first one."""
    since = max(known.as_of - OTHERS_DAYS + 1, known.since)
    recent = ~known.is_first & (known.deal_day >= since)
    # Five of seven days, as the days before are not the plan's; holidays are few.
    return float(recent.sum()) / max((known.as_of - since + 1) * 5 / 7, 1.0)


def _open_chances(ages: NDArray[np.int64], found: Curves, plan: Plan, as_of: int) -> NDArray[np.float64]:
    days = len(plan.business)
    at = np.minimum(ages[:, None] + 1 + np.arange(days), OLDEST - 1)
    staying = np.cumprod(1 - found.close[at], axis=1)
    before = np.concatenate([np.ones((len(ages), 1)), staying[:, :-1]], axis=1)
    daily = before * found.win[at]
    spans = [slice(start - as_of - 1, end - as_of - 1) for start, end in plan.months]
    return np.array([daily[:, span].sum(axis=1) for span in spans]).T.reshape(len(ages), len(spans))


def _by_month(daily: NDArray[np.float64], plan: Plan, as_of: int) -> NDArray[np.float64]:
    return np.array([daily[start - as_of - 1 : end - as_of - 1].sum() for start, end in plan.months])
