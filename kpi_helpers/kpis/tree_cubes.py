"""What the tree is counted of: visits, leads and opportunities, by month and segment."""

from collections.abc import Sequence

import pandas as pd

from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Split, When, with_empty_periods
from kpi_helpers.kpis.windows import TREE_MONTHS, eight_weeks, thirteen_months
from kpi_helpers.workbook.engine import Expr, row
from kpi_helpers.workbook.needs import CLOSED, Needs
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

MONTHS = TREE_MONTHS
MONTHLY = Split(("all", "motion", "channel"), thirteen_months)
RECENT = Split(("all", "motion", "team", "rep"), eight_weeks)


def _visits(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    by_day = wb.visits.assign(channel=wb.visits["channel"].fillna("")).groupby(["date", "channel"])["visitors"].sum()
    rows = []
    for each in periods:
        inside = by_day.loc[pd.Timestamp(each.start) : pd.Timestamp(each.end - DAY)].groupby("channel").sum()
        rows.append(("all", "", each.label, inside.sum()))
        rows += [("channel", channel, each.label, visitors) for channel, visitors in inside.items()]
    found = pd.DataFrame(rows, columns=[*GROUP, "visitors"])
    return with_empty_periods(found[found["segment_of"].isin(segments)], periods)


def _opportunities(wb: Workbook) -> Expr:
    made = wb.opportunities
    return made.mutate(motion=made.lead_motion, channel=made.lead_channel)


VISITS = Cube(
    name="visits",
    table="visits",
    day="date",
    splits=(Split(("all", "channel"), thirteen_months),),
    measures={},
    lends={"channel": "visits.channel"},
    query=_visits,
)

LEADS = Cube(
    name="leads",
    table="leads",
    day="created_day",
    splits=(MONTHLY,),
    measures={
        "leads": Measure(),
        "inbound_leads": Measure(row.motion == "inbound"),
        "outbound_leads": Measure(row.motion == "outbound"),
        "valid_leads": Measure(row.is_valid),
        "lead_companies": Measure(distinct="company_key"),
        "chased": Measure(row.first_opportunity_day.notnull()),
        "new_valid_companies": Measure(row.opens_valid_company),
        "companies_met": Measure(row.opens_valid_company & (row.company_last_opportunity_day >= row.created_day)),
    },
    lends={"channel": "leads.channel", "team": "leads.rep", "rep": "leads.rep"},
)

OPPORTUNITIES = Cube(
    name="opportunities",
    table="opportunities",
    day="created_day",
    splits=(MONTHLY,),
    measures={
        "opportunities": Measure(),
        "repeats": Measure(row.repeats_company),
        "won_by_as_of": Measure(row.state == "won"),
        "won": Measure(row.state == "won", day="closed_day"),
        "closed": Measure(row.state != "open", day="closed_day"),
        "sales": Measure(row.state == "won", sum="amount", day="closed_day"),
    },
    view=_opportunities,
    lends={"motion": "leads", "channel": "leads.channel"},
)


def lead_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts of the leads created in each period, valid or not, and of what became of them by as_of.

    Valid ones are missing where a column of their definition carries nothing.
    """
    counts = LEADS.counts(wb, period)
    return counts if wb.lacks(Needs(valid=True)) is None else counts.assign(valid_leads=float("nan"))


def opportunity_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts of the opportunities created in each period and of those closed in it.

    What came of them is missing where nothing tells it, sales where there are no amounts.
    """
    counts = OPPORTUNITIES.counts(wb, period)
    unknown = ["sales"] if wb.lacks(Needs(columns=("opportunities.amount",))) else []
    unknown += ["won_by_as_of", "won", "closed"] if wb.lacks(Needs(columns=CLOSED)) else []
    unknown += ["sales"] if "won" in unknown else []
    return counts.assign(**dict.fromkeys(unknown, float("nan"))) if unknown else counts
