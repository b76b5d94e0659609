"""Chapter 1, the KPI tree: from visitors to sales, by month.

sales = (visitors × cvr + outbound_leads) × valid_rate × opportunity_rate × win_rate × average_deal

Rows of `motion=` and `channel=` follow the lead; an opportunity follows its lead's.
"""

from kpi_helpers.kpis.tree.counts import (
    inbound_leads,
    lead_companies,
    leads,
    opportunities,
    outbound_leads,
    sales,
    valid_leads,
    visitors,
    won,
)
from kpi_helpers.kpis.tree.rates import (
    average_deal,
    cvr,
    opportunity_rate_cohort,
    opportunity_rate_slice,
    valid_rate,
    win_rate_closed,
    win_rate_cohort,
    win_rate_slice,
)
from kpi_helpers.kpis.tree.tables import MONTHS, lead_counts, opportunity_counts, visit_counts

__all__ = [
    "MONTHS",
    "average_deal",
    "cvr",
    "inbound_leads",
    "lead_companies",
    "lead_counts",
    "leads",
    "opportunities",
    "opportunity_counts",
    "opportunity_rate_cohort",
    "opportunity_rate_slice",
    "outbound_leads",
    "sales",
    "valid_leads",
    "valid_rate",
    "visit_counts",
    "visitors",
    "win_rate_closed",
    "win_rate_cohort",
    "win_rate_slice",
    "won",
]
