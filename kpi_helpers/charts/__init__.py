"""Figures of the three meetings: small computed tables in, axes out.

Every ``draw_*(table, *, ax=None, lang="ja", title="")`` reads the columns that its docstring names, computes
nothing, leaves matplotlib's settings alone and returns the axes; `to_png` makes the picture of ``ax.figure``.
`formats` writes numbers the same way for figures, sentences and tables.
"""

from kpi_helpers.charts.activity_area import draw_activity_area
from kpi_helpers.charts.activity_trends import draw_activity_trends
from kpi_helpers.charts.answers_by_hour import draw_answers_by_hour
from kpi_helpers.charts.answers_by_rep import draw_answers_by_rep
from kpi_helpers.charts.campaign_calendar import draw_campaign_calendar
from kpi_helpers.charts.campaign_funnel import draw_campaign_funnel
from kpi_helpers.charts.cohort_curves import draw_cohort_curves
from kpi_helpers.charts.conditions import draw_conditions
from kpi_helpers.charts.contact_hours import draw_best_hours, draw_contact_hours
from kpi_helpers.charts.conversion_rates import draw_conversion_rates
from kpi_helpers.charts.definition_effect import draw_condition_rejects, draw_definition_effect
from kpi_helpers.charts.gap_waterfall import draw_gap_waterfall
from kpi_helpers.charts.kpi_tree import draw_kpi_tree
from kpi_helpers.charts.lead_change import draw_lead_change
from kpi_helpers.charts.leads_on_plan import draw_leads_on_plan
from kpi_helpers.charts.picture import to_png
from kpi_helpers.charts.progress import draw_progress
from kpi_helpers.charts.quadrants import draw_quadrants
from kpi_helpers.charts.response_bands import draw_response_bands
from kpi_helpers.charts.roles import draw_roles
from kpi_helpers.charts.scenarios import draw_scenarios
from kpi_helpers.charts.sparkline import draw_sparkline
from kpi_helpers.charts.talk_time import draw_talk_bands, draw_talk_time
from kpi_helpers.charts.target_reach import draw_target_reach
from kpi_helpers.charts.triangle import draw_triangle

__all__ = [
    "draw_activity_area",
    "draw_activity_trends",
    "draw_answers_by_hour",
    "draw_answers_by_rep",
    "draw_best_hours",
    "draw_campaign_calendar",
    "draw_campaign_funnel",
    "draw_cohort_curves",
    "draw_condition_rejects",
    "draw_conditions",
    "draw_contact_hours",
    "draw_conversion_rates",
    "draw_definition_effect",
    "draw_gap_waterfall",
    "draw_kpi_tree",
    "draw_lead_change",
    "draw_leads_on_plan",
    "draw_progress",
    "draw_quadrants",
    "draw_response_bands",
    "draw_roles",
    "draw_scenarios",
    "draw_sparkline",
    "draw_talk_bands",
    "draw_talk_time",
    "draw_target_reach",
    "draw_triangle",
    "to_png",
]
