"""What the KPIs of the tree are counted from: visits, leads and opportunities by segment and month."""

import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import When, beside, counted, with_empty_periods
from kpi_helpers.kpis.tidy import labelled, periods_of
from kpi_helpers.workbook.periods import months_to
from kpi_helpers.workbook.workbook import Workbook

MONTHS = 13
_SEGMENTS = ("all", "motion", "channel")


def visit_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Visitors by period, in all and by channel."""
    periods = periods_of(period, months_to(wb.as_of, MONTHS))
    if not wb.has("visits"):
        return pd.DataFrame(columns=["segment_of", "segment", "period", "visitors"])

    def count() -> pd.DataFrame:
        visits = wb.visits.assign(channel=wb.visits["channel"].fillna(""))
        parts = []
        for each in periods:
            inside = visits[visits["date"].between(*map(pd.Timestamp, (each.start, each.end)), inclusive="left")]
            sums = inside.groupby("channel")["visitors"].sum()
            parts.append(
                pd.DataFrame(
                    {
                        "segment_of": ["all", *["channel"] * len(sums)],
                        "segment": ["", *sums.index],
                        "period": each.label,
                        "visitors": [sums.sum(), *sums],
                    }
                )
            )
        return labelled(with_empty_periods(pd.concat(parts, ignore_index=True), periods))

    return wb.kept(("visits", periods), count)


def lead_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts of the leads created in each period, valid or not, and of what became of them by as_of."""
    periods = periods_of(period, months_to(wb.as_of, MONTHS))
    return wb.kept(
        ("leads", periods),
        lambda: counted(
            wb,
            "leads",
            wb.leads,
            "created_day",
            periods,
            _SEGMENTS,
            ["motion", "company_key", "is_valid", "first_opportunity_day"],
            lambda leads: {
                "leads": leads.count(),
                "inbound_leads": leads.count(where=leads.motion == "inbound"),
                "outbound_leads": leads.count(where=leads.motion == "outbound"),
                "valid_leads": leads.count(where=leads.is_valid),
                "lead_companies": leads.company_key.nunique(),
                "chased": leads.count(where=leads.first_opportunity_day.notnull()),
            },
        ).assign(**({} if wb.has("opportunities") else {"chased": np.nan})),
    )


def opportunity_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts of the opportunities created in each period and of those closed in it."""
    periods = periods_of(period, months_to(wb.as_of, MONTHS))

    def count() -> pd.DataFrame:
        rows = wb.opportunities.select(
            "created_day", "closed_day", "state", "amount", motion="lead_motion", channel="lead_channel"
        )
        created = counted(
            wb,
            "opportunities",
            rows,
            "created_day",
            periods,
            _SEGMENTS,
            ["state"],
            lambda made: {
                "opportunities": made.count(),
                "won_by_as_of": made.count(where=made.state == "won"),
            },
        )
        closed = counted(
            wb,
            "opportunities",
            rows,
            "closed_day",
            periods,
            _SEGMENTS,
            ["state", "amount"],
            lambda done: {
                "won": done.count(where=done.state == "won"),
                "closed": done.count(),
                "sales": done.amount.fill_null(0).sum(where=done.state == "won").fill_null(0),
            },
        )
        return beside(created, closed)

    return wb.kept(("opportunities", periods), count)
