"""Chapter 7: a change of the definition of a valid lead, weighed before it is agreed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpi_helpers.kpis.claims import Claim, Rate, among, compare_rates
from kpi_helpers.kpis.definition_outcome import came_in_time, outcome_window
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.kpis.lead_quality import THREE_MONTHS, definition_in_force
from kpi_helpers.workbook.companies import freemail_domains
from kpi_helpers.workbook.definitions import Version, condition_column, failed_column, version_column
from kpi_helpers.workbook.engine import Bool, Expr, in_periods
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.verdicts import with_verdicts
from kpi_helpers.workbook.workbook import Workbook

GROUPS = ("both", "gained", "lost", "neither")
"""Valid under both versions, only under the one on trial, only under the one in force, under none."""


@dataclass(frozen=True)
class Trial:
    """What a version would do beside the one in force.

    Attributes
    ----------
    held : Version or None
        In force on as_of; without one every lead is valid.
    tried : Version
    groups : DataFrame
        By `GROUPS`: ``recent`` leads of `recent`, and of `followed` ``leads``, ``came`` (with an opportunity within
        90 days), their ``share`` with ``low`` and ``high``.
    recent, followed : Period or None
        The months whose leads are counted, and those that have been followed for 90 days; None where none is covered.
    business_days : int
        Of `recent`, up to as_of.
    """

    held: Version | None
    tried: Version
    groups: pd.DataFrame
    recent: Period | None
    followed: Period | None
    business_days: int

    @property
    def valid_before(self) -> int:
        """Valid leads of the recent months under the version in force."""
        return int(self.groups.loc[["both", "lost"], "recent"].sum())

    @property
    def valid_after(self) -> int:
        """The same under the one on trial."""
        return int(self.groups.loc[["both", "gained"], "recent"].sum())

    def against_both(self, group: str) -> Claim:
        """Whether the leads gained or lost became opportunities as often as those that are valid either way."""
        one, other = (Rate(*self.groups.loc[name, ["came", "leads"]].astype(float)) for name in (group, "both"))
        [claim] = among([compare_rates("definition_outcome", f"trial={group}", one, other, "trial=both")])
        return claim


def weigh(wb: Workbook, tried: Version) -> Trial:
    """Leads that a version would take in and turn away beside the one in force on as_of, and what such leads became.

    Parameters
    ----------
    wb : Workbook
        Its leads bear every column that the version asks for (`trial_needs`).
    tried : Version

    Returns
    -------
    Trial
        Counts are of as_of's month and the two before, rates as those of `definition_outcome`.

    Examples
    --------
    Of six leads L4 bears neither a company nor an address of its own, L6 no address at all:

    >>> from kpi_helpers.workbook.trial import condition_from, tried_version
    >>> tried = tried_version(wb.definitions, wb.as_of, [condition_from("email is present")])
    >>> trial = weigh(wb, tried)
    >>> trial.valid_before, trial.valid_after
    (5, 4)
    """
    _, held = definition_in_force(wb)
    versions = (tried,) if held is None else (tried, held)
    rows = with_verdicts(wb.engine, _unjudged(wb), versions, freemail_domains(wb.config.freemail), "created_day")
    recent = next(iter(wb.covered_periods(["leads"], THREE_MONTHS(wb))), None)
    followed = outcome_window(wb) if wb.lacks(Needs(("opportunities",), links=("opportunities",))) is None else None
    whole = _counts(wb, rows, held, recent)["leads"].rename("recent").to_frame()
    groups = whole.join(_counts(wb, rows, held, followed))
    low, high = wilson(groups["came"].to_numpy(), groups["leads"].to_numpy())
    share = groups["came"] / groups["leads"].where(groups["leads"] > 0, np.nan)
    days = wb.calendar.count(recent.start, recent.end) if recent else 0
    return Trial(held, tried, groups.assign(share=share, low=low, high=high), recent, followed, days)


def _unjudged(wb: Workbook) -> Expr:
    """The leads without the flags of the versions that were judged already."""
    flags = [
        name
        for place, version in enumerate(wb.definitions.valid_lead)
        for name in (
            *(condition_column(place, number) for number in range(len(version.conditions))),
            version_column(place),
            failed_column(place),
        )
    ]
    return wb.leads.drop(*flags) if flags else wb.leads


def trial_needs(tried: Version) -> Needs:
    """What a version asks of the leads."""
    return Needs(("leads",), tuple(f"leads.{condition.column}" for condition in tried.conditions))


def _counts(wb: Workbook, rows: Expr, held: Version | None, window: Period | None) -> pd.DataFrame:
    """Leads of a window by group, and those of them with an opportunity in time; 0 without a window."""
    if window is None:
        return pd.DataFrame(0, index=list(GROUPS), columns=["leads", "came"])
    rows = in_periods(rows, "created_day", [window])
    tests, came = _groups(rows, held), came_in_time(rows)
    counts = {f"leads_{name}": rows.count(where=test) for name, test in tests.items()}
    counts |= {f"came_{name}": rows.count(where=test & came) for name, test in tests.items()}
    found = wb.run(rows.agg(**counts)).iloc[0]
    return pd.DataFrame({kind: [int(found[f"{kind}_{name}"]) for name in GROUPS] for kind in ("leads", "came")}, GROUPS)


def _groups(rows: Expr, held: Version | None) -> dict[str, Bool]:
    after = rows[version_column(0)]
    before = fn.literal(True) if held is None else rows[version_column(1)]
    return dict(zip(GROUPS, (after & before, after & ~before, ~after & before, ~after & ~before), strict=True))
