"""Chapter 3, where the rate by lead and that by company part: many leads of few companies (1社1商談), by month and list."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kpi_helpers.kpis.claims import LOWER, Claim, Rate, among, compare_rates
from kpi_helpers.kpis.company_cohorts import company_rate_cohort
from kpi_helpers.kpis.cube import Cube, Measure, Split
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.kpis.tree import opportunity_rate_cohort
from kpi_helpers.kpis.windows import thirteen_months
from kpi_helpers.workbook.engine import row
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.workbook import Workbook

LEADS_PER_COMPANY = 2.0
"""From so many leads per company on, a list of 30 leads or more overstates its reach."""

_LISTS = Cube(
    name="valid leads and companies by list",
    table="leads",
    day="created_day",
    splits=(Split(("campaign",), thirteen_months), Split(("channel",), thirteen_months)),
    measures={
        "valid_leads": Measure(row.is_valid),
        "chased": Measure(row.is_valid & row.first_opportunity_day.notnull()),
        "with_company": Measure(row.is_valid & row.company_key.notnull()),
        "companies": Measure(row.is_valid, distinct="company_key"),
    },
    lends={"campaign": "leads.campaign", "channel": "leads.channel"},
)


@dataclass(frozen=True)
class Crowded:
    """A month whose rate by lead one list pulls down, whose many leads are of few companies.

    Attributes
    ----------
    month : str
    split, name : str
        "campaign" or "channel", and which.
    own, rest : Rate
        Of the list's valid leads with an opportunity, and of the month's others.
    companies : int
        Of the list.
    leads_per_company : float
    claim : Claim
    """

    month: str
    split: str
    name: str
    own: Rate
    rest: Rate
    companies: int
    leads_per_company: float
    claim: Claim

    @property
    def whole(self) -> Rate:
        """Of all valid leads of the month."""
        return Rate(self.own.hits + self.rest.hits, self.own.cases + self.rest.cases)


def crowded_months(wb: Workbook) -> list[Crowded]:
    """The months, the most distorted first, in which a list of few companies converts less by lead than the others.

    Notes
    -----
    Campaigns, where leads bear them, else channels; of 30 valid leads or more with two or more a company.
    All that are compared are held to one false discovery rate.

    Examples
    --------
    >>> crowded_months(wb)
    []
    """
    if company_rate_cohort(wb).empty:
        return []
    months = opportunity_rate_cohort(wb)
    whole = {str(line.period): Rate(line.numerator, line.denominator) for line in months.itertuples(index=False)}
    for split in _LISTS.splits:
        counts = _LISTS.counts(wb, None, split)
        if len(counts):
            return _told(counts[counts["segment_of"].eq(split.by[0])], split.by[0], whole)
    return []


def _told(counts: pd.DataFrame, split: str, whole: dict[str, Rate]) -> list[Crowded]:
    few = counts["with_company"] >= LEADS_PER_COMPANY * counts["companies"].clip(lower=1)
    large = counts["valid_leads"] >= THIN_BELOW
    rows = counts[few & large & counts["segment"].ne(segment(**{split: ""})) & counts["period"].isin(whole.keys())]
    rates = [Rate(float(line.chased), float(line.valid_leads)) for line in rows.itertuples(index=False)]
    claims = among(
        compare_rates("opportunity_rate_cohort", f"{line.segment};month={line.period}", own, whole[line.period] - own)
        for line, own in zip(rows.itertuples(index=False), rates, strict=True)
    )
    found = [
        Crowded(
            line.period,
            split,
            segment_parts(line.segment)[split],
            own,
            whole[line.period] - own,
            int(line.companies),
            float(line.with_company / line.companies),
            claim,
        )
        for line, own, claim in zip(rows.itertuples(index=False), rates, claims, strict=True)
        if claim.verdict == LOWER
    ]
    return sorted(found, key=lambda one: one.whole.share - one.rest.share)


def channels_of(wb: Workbook, one: Crowded) -> list[str]:
    """The channels through which the valid leads of a campaign came."""
    found = wb.cached(_by_campaign)
    return sorted(found.loc[found["campaign"] == one.name, "channel"].fillna(""))


def _by_campaign(wb: Workbook) -> pd.DataFrame:
    leads = wb.leads.filter(wb.leads.is_valid & wb.leads.campaign.notnull())
    return wb.run(leads.group_by(["campaign", "channel"]).agg(leads=leads.count()))
