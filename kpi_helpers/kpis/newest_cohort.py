"""The newest cohort of leads that is old enough, beside the six before it at the same age; and where a month's deals came from."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from kpi_helpers.kpis import cohorts
from kpi_helpers.kpis.claims import SAME, Claim, Rate, among, compare_rates
from kpi_helpers.kpis.outlook.history import past
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

BEFORE = 6
"""Months before, together, that one month is held against."""

AGES = (30, 14, 7)
"""Ages at which the newest cohorts are compared, the oldest that has been reached first."""


@dataclass(frozen=True)
class Newest:
    """The newest cohort that has reached an age, against the six before it at the same age.

    Attributes
    ----------
    month : str
    age : int
        In days.
    claim : Claim
        Whether it differs from the six before together.
    """

    month: str
    age: int
    claim: Claim

    @property
    def rate(self) -> Rate:
        """Of the newest one: every lead of it has reached the age, so that it is a share of leads."""
        assert isinstance(self.claim.one, Rate)
        return self.claim.one

    @property
    def before(self) -> Rate:
        """Of the six before."""
        assert isinstance(self.claim.other, Rate)
        return self.claim.other


def is_old_enough(wb: Workbook, month: str, age: int | None) -> bool:
    """Whether the youngest lead of a month has reached an age."""
    return age is not None and (cohorts.followed_until(wb) - Period.parse(month).end).days + 1 >= age


def newest_cohort(wb: Workbook) -> Newest | None:
    """Compare the newest cohort whose every lead has reached an age; None without six before it.

    Examples
    --------
    The example's leads begin in October:

    >>> newest_cohort(wb) is None
    True
    """
    newest, _ = wb.cached(_held)
    return newest


def own_share(wb: Workbook) -> Claim | None:
    """The share of this month's opportunities that came from its own leads, beside the six months before at the same stage.

    It differs only where `newest_cohort` does, beside which it is said. None before the first
    business day, and without an opportunity.

    Examples
    --------
    None of November's five is the first one of a lead of November:

    >>> own_share(wb).one.hits
    0.0
    """
    _, own = wb.cached(_held)
    return own


def _held(wb: Workbook) -> tuple[Newest | None, Claim | None]:
    """Both in a fixed order: a section without any difference claims one on at most 5% of pages, and the cohort loses no power."""
    newest, own = _newest(wb), _own_share(wb)
    if newest is not None and own is not None and own.holds and not newest.claim.holds:
        own = replace(own, verdict=SAME)
    return newest, own


def _newest(wb: Workbook) -> Newest | None:
    by_age = cohorts.cohort_rate_by_age(wb)
    for age in AGES:
        rows = by_age[by_age["segment"] == f"age={age}"].set_index("period")
        settled = [month for month in rows.index if is_old_enough(wb, month, age) and not _is_partial(wb, month)]
        if len(settled) > BEFORE:
            newest, before = _rate(rows.loc[[settled[-1]]]), _rate(rows.loc[settled[-1 - BEFORE : -1]])
            [claim] = among([compare_rates("cohort_rate_by_age", settled[-1], newest, before, against="six_before")])
            return Newest(settled[-1], age, claim)
    return None


def _is_partial(wb: Workbook, month: str) -> bool:
    return wb.bearing.is_partial(("leads", "opportunities"), Period.parse(month))


def _rate(rows: pd.DataFrame) -> Rate:
    hits = (rows["value"] * rows["denominator"]).sum()
    return Rate(round(float(hits)), float(rows["denominator"].sum()))


def _own_share(wb: Workbook) -> Claim | None:
    this = wb.month.month
    now = _own(wb, this, wb.as_of + DAY)
    if not (wb.month.elapsed and now.cases) or wb.lacks(cohorts.CHASED):
        return None
    known, before = past(wb), Rate(0, 0)
    for back in range(1, BEFORE + 1):
        month, end = this.back(back), wb.month.same_stage(this.back(back))
        if end is not None and epoch_day(month.start) >= known.since:
            there = _own(wb, month, end)
            before = Rate(before.hits + there.hits, before.cases + there.cases)
    [claim] = among([compare_rates("own_share", this.label, now, before, against="six_before")])
    return claim


def _own(wb: Workbook, month: Period, end: date) -> Rate:
    known, first, last = past(wb), epoch_day(month.start), epoch_day(end)
    own = (known.lead_day >= first) & (known.lead_first < last)
    made = (known.deal_day >= first) & (known.deal_day < last)
    return Rate(float(known.leads[own].sum()), float(made.sum()))
