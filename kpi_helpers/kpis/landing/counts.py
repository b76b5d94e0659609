"""The daily counts of a workbook from which the month's landing is expected."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_helpers.kpis.cohorts import CHASED, valid_lead_days
from kpi_helpers.kpis.landing.funnel import Counts, Funnel, Month
from kpi_helpers.kpis.landing.money import Deals
from kpi_helpers.workbook.engine import Column, Expr, constant, epoch_day, from_epoch_day, under_one_another
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

HISTORY_DAYS = 3_653
"""Days before as_of that are read at most: one lead with a mistyped year makes no thousand empty years."""


@dataclass(frozen=True)
class History:
    """The days of one metric, up to as_of, on a calendar up to the end of as_of's month.

    Attributes
    ----------
    origin : int
        Day 0 as `engine.epoch_day` numbers it: the first day of the data, or of as_of's
        month where that is earlier.
    since : int
        The first day of the data from day 0: of the leads or of the metric's table,
        whichever is earlier.
    counts : Counts
        Of the metric; of the deals won where it is their amount.
    deals : Deals, optional
        The amounts of the deals won; given for sales.
    """

    origin: int
    since: int
    counts: Counts
    deals: Deals | None = None

    def month(self, period: Period) -> Month:
        """A calendar month in days from day 0."""
        return Month(epoch_day(period.start) - self.origin, epoch_day(period.end) - self.origin)

    def day(self, day: date) -> int:
        """A day as a number from day 0."""
        return epoch_day(day) - self.origin


def daily_counts(wb: Workbook) -> pd.DataFrame:
    """Leads, valid leads, opportunities and deals won by day.

    Returns
    -------
    DataFrame
        ``metric`` ("leads", "valid_leads", "opportunities", "won"), ``day``
        (`engine.epoch_day`; a deal's is its closing), ``count``, and of the deals won
        their ``amount``.
    """
    return wb.cached(_by_day)


def _by_day(wb: Workbook) -> pd.DataFrame:
    parts: list[Expr] = []
    if wb.has("leads"):
        valid = wb.leads.filter(wb.leads.is_valid)
        parts += [_dated("leads", wb.leads, "created_day"), _dated("valid_leads", valid, "created_day")]
    if wb.has("opportunities"):
        made = wb.opportunities.mutate(money=wb.opportunities.amount.fill_null(0).cast("float64"))
        won = made.filter(made.state == "won")
        parts += [_dated("opportunities", made, "created_day"), _dated("won", won, "closed_day", won.money)]
    if not parts:
        return pd.DataFrame(columns=["metric", "day", "count", "amount"])
    rows = under_one_another(*parts)
    return wb.run(
        rows.group_by(["metric", "day"]).agg(count=rows.count(), amount=rows.amount.sum()).order_by(["metric", "day"])
    )


def _dated(metric: str, table: Expr, day: str, amount: Column = constant(0.0)) -> Expr:
    return table.select(metric=constant(metric), day=table[day], amount=amount)


def histories(wb: Workbook) -> Mapping[str, History]:
    """The history of every metric that the workbook's tables tell of.

    Returns
    -------
    mapping of History
        By metric, of "opportunities", "won", "sales", "leads", "valid_leads".
    """
    found = daily_counts(wb)
    first = found.groupby("metric")["day"].min().to_dict()
    told: dict[str, History] = {}
    if "opportunities" in first:
        days = _Days.of(wb, min(first.get("leads", first["opportunities"]), first["opportunities"]))
        funnel = _funnel(wb, days) if wb.lacks(CHASED) is None else None
        told["opportunities"] = days.history(found, "opportunities", funnel)
        told["won"] = days.history(found, "won")
        told["sales"] = replace(told["won"], deals=_deals(wb, days))
    if "leads" in first:
        days = _Days.of(wb, first["leads"])
        told |= {metric: days.history(found, metric) for metric in ("leads", "valid_leads")}
    return told


@dataclass(frozen=True)
class _Days:
    """Day 0 and the calendar from there to the end of as_of's month."""

    origin: int
    since: int
    business: NDArray[np.bool_]

    @classmethod
    def of(cls, wb: Workbook, first: int) -> "_Days":
        first = max(int(first), epoch_day(wb.as_of) - HISTORY_DAYS + 1)
        origin = min(first, epoch_day(wb.month.month.start))
        start, end = from_epoch_day(origin), wb.month.month.end
        business = [wb.calendar.is_business_day(start + number * DAY) for number in range((end - start).days)]
        return cls(origin, first - origin, np.array(business))

    def history(self, found: pd.DataFrame, metric: str, funnel: Funnel | None = None) -> History:
        counts = Counts(self.sums(found, metric, "count"), self.business, funnel)
        return History(self.origin, self.since, counts)

    def sums(self, found: pd.DataFrame, metric: str, value: str) -> NDArray[np.float64]:
        inside = found[(found["metric"] == metric) & (found["day"] >= self.origin)]
        return self.by_day(inside["day"], inside[value])

    def by_day(self, days: pd.Series, values: pd.Series) -> NDArray[np.float64]:
        numbers = days.to_numpy("int64") - self.origin
        sums = np.bincount(numbers, weights=values.to_numpy("float64"), minlength=len(self.business))
        return np.asarray(sums, float)


def deal_amounts(wb: Workbook) -> pd.DataFrame:
    """The deals won by day and amount.

    Returns
    -------
    DataFrame
        ``day`` (of the closing, `engine.epoch_day`), ``amount`` (0 where none was written),
        ``count``; in the order of the days.
    """
    return wb.cached(_deal_amounts)


def _deal_amounts(wb: Workbook) -> pd.DataFrame:
    made = wb.opportunities.filter(wb.opportunities.state == "won")
    priced = made.select(day=made.closed_day, amount=made.amount.fill_null(0).cast("float64"))
    return wb.run(priced.group_by(["day", "amount"]).agg(count=priced.count()).order_by(["day", "amount"]))


def _deals(wb: Workbook, days: _Days) -> Deals:
    found = deal_amounts(wb)
    inside = found[found["day"] >= days.origin]
    day, amount, times = (inside[name].to_numpy("float64") for name in ("day", "amount", "count"))
    return Deals((day - days.origin).astype("int64"), amount, times)


def _funnel(wb: Workbook, days: _Days) -> Funnel:
    leads = valid_lead_days(wb)
    leads = leads[leads["created_day"] >= days.origin]
    first = leads[leads["first_opportunity_day"].notna()]
    day, times = first["first_opportunity_day"].to_numpy("int64"), first["leads"].to_numpy("int64")
    age = day - first["created_day"].to_numpy("int64")
    return Funnel(
        days.by_day(leads["created_day"], leads["leads"]), np.repeat(day - days.origin, times), np.repeat(age, times)
    )
