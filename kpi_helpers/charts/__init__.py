"""Figures of the three meetings: small computed tables in, axes out.

Every ``draw_*(table, *, ax=None, lang="ja", title="")`` reads the columns that its docstring names, computes
nothing, leaves matplotlib's settings alone and returns the axes; `to_png` makes the picture of ``ax.figure``.
`formats` writes numbers the same way for figures, sentences and tables.
"""

from kpi_helpers.charts.conditions import draw_conditions
from kpi_helpers.charts.conversion_rates import draw_conversion_rates
from kpi_helpers.charts.gap_waterfall import draw_gap_waterfall
from kpi_helpers.charts.kpi_tree import draw_kpi_tree
from kpi_helpers.charts.picture import to_png
from kpi_helpers.charts.progress import draw_progress
from kpi_helpers.charts.quadrants import draw_quadrants
from kpi_helpers.charts.scenarios import draw_scenarios
from kpi_helpers.charts.triangle import draw_triangle

__all__ = [
    "draw_conditions",
    "draw_conversion_rates",
    "draw_gap_waterfall",
    "draw_kpi_tree",
    "draw_progress",
    "draw_quadrants",
    "draw_scenarios",
    "draw_triangle",
    "to_png",
]
