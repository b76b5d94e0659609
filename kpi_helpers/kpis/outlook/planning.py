"""The days ahead of a workbook: the months that are looked at, their business days, the leads planned for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.landing.counts import daily_counts
from kpi_helpers.kpis.landing.method import ACTUAL
from kpi_helpers.kpis.landing.outlook import leading_parts
from kpi_helpers.kpis.outlook.curves import final_rate
from kpi_helpers.kpis.outlook.history import Past
from kpi_helpers.kpis.outlook.levels import Origin
from kpi_helpers.kpis.outlook.model import Plan
from kpi_helpers.kpis.scenarios import months_ahead
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.workbook.engine import epoch_day, from_epoch_day
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

MONTHS_WITHOUT_TARGET = 3
POOLED_MONTHS = 12
ORIGINS = 6
HISTORY_MONTHS = 3
"""Whole months that must be known before anything is expected of the months ahead."""

_INFLOW_DAYS, _VALID_DAYS = 28, 90


@dataclass(frozen=True)
class Arrivals:
    """Leads of the months that are looked at, and of the rest of as_of's month.

    Attributes
    ----------
    valid_leads : array of float
        Planned of each day ahead.
    of_months : array of float
        The part of them that is of the months looked at.
    by_month : mapping of str to float
        Leads of these months, valid or not.
    """

    valid_leads: NDArray[np.float64]
    of_months: NDArray[np.float64]
    by_month: Mapping[str, float]

    @property
    def leads(self) -> float:
        """Of the months that are looked at, together."""
        return sum(self.by_month.values())

    def leads_until(self, as_of: int, until: int) -> float:
        """Of the months that are looked at, up to a day.

        Examples
        --------
        Ten of December's leads on its first day, thirty on its second:

        >>> day = epoch_day(date(2026, 11, 30))
        >>> planned = np.concatenate([[1.0, 3.0], np.zeros(29)])
        >>> Arrivals(planned, planned, {"2026-12": 40.0}).leads_until(day, day + 1)
        10.0
        """
        leads = 0.0
        for label, planned in self.by_month.items():
            [(start, end)] = days_of([Period.parse(label)])
            valid = self.of_months[start - as_of - 1 : end - as_of - 1]
            if valid.any():
                leads += planned * float(valid[: max(until - start + 1, 0)].sum() / valid.sum())
        return leads

    def with_leads(self, as_of: int, leads: Mapping[str, float]) -> Arrivals:
        """The same with other leads of some of the months; a month without any planned, and any other, stays.

        Examples
        --------
        Of four leads planned for December two are valid; five are tried:

        >>> day = epoch_day(date(2026, 11, 30))
        >>> planned = np.concatenate([[2.0], np.zeros(30)])
        >>> float(Arrivals(planned, planned, {"2026-12": 4.0}).with_leads(day, {"2026-12": 5.0}).valid_leads[0])
        2.5
        """
        valid, of_months, by_month = self.valid_leads.copy(), self.of_months.copy(), dict(self.by_month)
        for label, planned in self.by_month.items():
            if label in leads and planned > 0:
                [(start, end)] = days_of([Period.parse(label)])
                for each in (valid, of_months):
                    each[start - as_of - 1 : end - as_of - 1] *= leads[label] / planned
                by_month[label] = leads[label]
        return Arrivals(valid, of_months, by_month)


def coming_months(wb: Workbook) -> list[Period]:
    """The months with a sales target after as_of's, at most six; without any the next three."""
    targeted = [Period.parse(str(label)) for label in months_ahead(wb).index]
    return targeted or [wb.month.month.back(-ahead) for ahead in range(1, MONTHS_WITHOUT_TARGET + 1)]


def days_of(months: Sequence[Period]) -> list[tuple[int, int]]:
    """Months as days, the last one excluded."""
    return [(epoch_day(month.start), epoch_day(month.end)) for month in months]


def business_days(wb: Workbook, after: date, end: date) -> NDArray[np.bool_]:
    """Which of the days after a day, up to `end` without it, are worked."""
    days = (end - after).days - 1
    return np.array([wb.calendar.is_business_day(after + number * DAY) for number in range(1, days + 1)], bool)


def pooled_since(day: date) -> int:
    """From which day on leads make the curve: the twelve months up to the day's, as for `expected_final_rate`."""
    return epoch_day(Period.month(day).back(POOLED_MONTHS - 1).start)


def arrivals(wb: Workbook, known: Past, months: Sequence[Period], business: NDArray[np.bool_]) -> Arrivals:
    """The leads planned from a day on: the targets, else as they came in the last 28 days.

    On the days left of as_of's month as many come as its landing expects: a target that will be missed is
    not made up in its last days. Before its first business day, when nothing lands, the target's.
    """
    after = from_epoch_day(known.as_of)
    this = Period.month(after)
    valid_rate = _valid_rate(wb, known.as_of)
    every = [this, *(this.back(-ahead) for ahead in range(1, 24) if this.back(-ahead).start <= months[-1].start)]
    valid, of_months, leads = np.zeros(len(business)), np.zeros(len(business)), dict[str, float]()
    for month in every:
        span = slice(max(epoch_day(month.start) - known.as_of - 1, 0), epoch_day(month.end) - known.as_of - 1)
        worked = business[span]
        if not worked.any():
            continue
        planned = _planned(wb, known, month, valid_rate)
        if month == this:
            planned = _still_to_come(wb, known, planned)
        valid[span] = planned * worked / worked.sum()
        if month in months:
            of_months[span] = valid[span]
            anyhow = planned / valid_rate if valid_rate else planned
            leads[month.label] = targets_of_month(wb, month).get("leads", anyhow)
    return Arrivals(valid, of_months, leads)


def _still_to_come(wb: Workbook, known: Past, planned: float) -> float:
    """Valid leads of the rest of as_of's month, of which so many are planned in all."""
    parts = leading_parts(wb, "valid_leads")
    if parts:
        return sum(parts.values()) - parts[ACTUAL]
    return max(planned - known.sums(epoch_day(wb.month.month.start), known.as_of + 1)["valid_leads"], 0.0)


def _planned(wb: Workbook, known: Past, month: Period, valid_rate: float) -> float:
    targets = targets_of_month(wb, month)
    if "valid_leads" in targets:
        return max(targets["valid_leads"], 0.0)
    if "leads" in targets and valid_rate:
        return max(targets["leads"] * valid_rate, 0.0)
    since = from_epoch_day(known.as_of - _INFLOW_DAYS + 1)
    seen = known.sums(known.as_of - _INFLOW_DAYS + 1, known.as_of + 1)["valid_leads"]
    days = wb.calendar.count(since, from_epoch_day(known.as_of + 1))
    return seen / max(days, 1) * wb.calendar.count(month.start, month.end)


def _valid_rate(wb: Workbook, day: int) -> float:
    """Valid leads over leads of the last 90 days; 0 without a lead."""
    counts = daily_counts(wb)
    recent = counts[counts["day"].between(day - _VALID_DAYS + 1, day)].groupby("metric")["count"].sum()
    return float(recent.get("valid_leads", 0) / recent["leads"]) if recent.get("leads", 0) else 0.0


def plan_from(wb: Workbook, known: Past, months: Sequence[Period], valid_leads: NDArray[np.float64]) -> Plan:
    """The plan of the days after a day, with as many valid leads a day."""
    after = from_epoch_day(known.as_of)
    return Plan(days_of(months), business_days(wb, after, months[-1].end), valid_leads, newest_final_rate(known))


def newest_final_rate(known: Past) -> float:
    """`expected_final_rate` of the newest cohort that has a valid lead; 1 without any in half a year."""
    day = from_epoch_day(known.as_of)
    for back in range(6):
        month = Period.month(day).back(back)
        rate = final_rate(known, epoch_day(month.start), epoch_day(month.end), pooled_since(day))
        if rate is not None:
            return rate
    return 1.0


def origins(wb: Workbook, known: Past, months: int) -> list[Origin]:
    """Days of the six months before at the same stage, with the months after them that are over; the newest first."""
    day = from_epoch_day(known.as_of)
    at, this = wb.calendar.month_at(day), Period.month(day)
    over = this if at.is_over else this.back(1)
    found = []
    for back in range(1, ORIGINS + 1):
        month = this.back(back)
        end = at.same_stage(month) or month.end
        after = [month.back(-ahead) for ahead in range(1, months + 1)]
        after = [each for each in after if each.start <= over.start]
        if not after or epoch_day(month.back(HISTORY_MONTHS - 1).start) < known.since - HISTORY_MONTHS:
            continue
        origin = end - DAY
        found.append(
            Origin(epoch_day(origin), days_of(after), business_days(wb, origin, after[-1].end), pooled_since(origin))
        )
    return found
