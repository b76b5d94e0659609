"""Which meeting shows which number."""

from __future__ import annotations

_SALES, _MARKETING, _TEAM = "sales_sync", "marketing_sync", "team_sync"
_EVERYWHERE = (_SALES, _MARKETING, _TEAM)
_ANSWERS = (_MARKETING, _TEAM)

SHOWN: dict[str, tuple[str, ...]] = {
    # Every page has the whole tree, so that each team sees the others' numbers.
    **dict.fromkeys(
        (
            "visitors",
            "leads",
            "inbound_leads",
            "outbound_leads",
            "valid_leads",
            "lead_companies",
            "cvr",
            "valid_rate",
            "opportunities",
            "opportunity_rate_slice",
            "opportunity_rate_cohort",
            "won",
            "sales",
            "win_rate_slice",
            "win_rate_cohort",
            "win_rate_closed",
            "average_deal",
        ),
        _EVERYWHERE,
    ),
    "gap_contribution": (_SALES,),
    **dict.fromkeys(("actual", "target", "attainment", "pace"), _EVERYWHERE),
    "needed_per_day": (_SALES,),
    **dict.fromkeys(("usual_share", "expected_to_date"), (_SALES,)),
    "landing": (_SALES, _MARKETING),
    **dict.fromkeys(("landing_error", "landing_error_run_rate", "landing_coverage"), (_SALES,)),
    **dict.fromkeys(("cohort_opportunities", "cohort_unlinked", "expected_final_rate"), (_SALES,)),
    "cohort_rate_by_age": (_SALES, _MARKETING),
    **dict.fromkeys(
        (
            "activities",
            "companies",
            "activities_without_company",
            "companies_per_100",
            "activities_per_company",
            "companies_in_100",
            "list_coverage",
            "area_verdict",
        ),
        (_TEAM,),
    ),
    **dict.fromkeys(
        (
            "calls",
            "call_hours",
            "cph",
            "contact_rate",
            "contact_rate_by_hour",
            "best_hour",
            "key_persons",
            "key_persons_per_100_calls",
            "att_seconds",
            "att_in_range",
        ),
        (_TEAM,),
    ),
    **dict.fromkeys(
        (
            "response_seconds_median",
            "response_seconds_p90",
            "first_response_within_5min",
            "unanswered",
            "leads_by_response",
            "contact_rate_by_response",
            "response_business_seconds_median",
        ),
        _ANSWERS,
    ),
    **dict.fromkeys(
        (
            "campaign_leads",
            "campaign_valid_leads",
            "campaign_companies",
            "campaign_new_companies",
            "campaign_opportunities",
            "cost_per_company",
            "cost_per_opportunity",
            "lead_change",
            "definition_effect",
            "condition_rejects",
            "condition_rejects_alone",
        ),
        (_MARKETING,),
    ),
    **dict.fromkeys(
        ("quadrant_opportunities", "quadrant_win_rate", "quadrant_open", "quadrant_amount", "quadrant_days_open"),
        (_SALES,),
    ),
    **dict.fromkeys(("kpis_per_rep", "motion_share", "role_verdict"), (_TEAM,)),
}
"""The meetings whose page shows a KPI, by its id."""


def meetings_of(kpi: str) -> str:
    """The meetings that show a KPI, as numbers.csv writes them.

    Examples
    --------
    >>> meetings_of("landing"), meetings_of("visitors")
    ('sales_sync+marketing_sync', 'sales_sync+marketing_sync+team_sync')
    """
    return "+".join(SHOWN[kpi])


def kpis_of(meeting: str) -> list[str]:
    """The KPIs that a meeting's page shows, in the order of their definitions.

    Examples
    --------
    >>> kpis_of("team_sync")[-1]
    'role_verdict'
    """
    return [kpi for kpi, meetings in SHOWN.items() if meeting in meetings]
