"""Figures of section 1: the course of sales, and what their landing is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.charts.canvas import fold
from kpi_helpers.charts.landing_parts import draw_landing_parts
from kpi_helpers.charts.progress import draw_progress
from kpi_helpers.kpis.landing.outlook import landing_fan
from kpi_helpers.kpis.landing.words import PARTS
from kpi_helpers.kpis.month_claims import of_month
from kpi_helpers.kpis.progress import progress
from kpi_helpers.report.figures.findings import beside_plan
from kpi_helpers.report.intervention_words import marks_by_business_day
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import shown_parts

if TYPE_CHECKING:
    from kpi_helpers.report.section import Picture


def course_table(meeting: Meeting) -> pd.DataFrame:
    """Sales by business day, the target along the usual course, three months before and the landing, as `draw_progress` reads them."""
    fan = landing_fan(meeting.wb, "sales").drop(columns="leading")
    return progress(meeting.wb, "sales").merge(fan, on="business_day", how="left")


def parts_table(meeting: Meeting) -> pd.DataFrame:
    """The landing of sales taken apart, as `draw_landing_parts` reads it."""
    parts = shown_parts(meeting, "sales")
    names = [PARTS[part][meeting.lang == "en"] for part in parts]
    return pd.DataFrame({"label": names, "value": list(parts.values())})


def course_figure(meeting: Meeting, month: str) -> list[tuple[Picture, str]]:
    """The running total of sales; nothing where no amount is known, now or in the months before."""
    table = course_table(meeting)
    if not table[["actual", "last_month", "two_months_ago", "three_months_ago"]].any(axis=None):
        return []
    title = meeting.say(f"{month}の売上の累計", f"Sales of {month}, running total")
    marks = marks_by_business_day(meeting, ("sales",))
    ax = draw_progress(table, lang=meeting.lang, title=title, unit="currency", marks=marks)
    return [(ax.figure, beside_plan(meeting, table, "currency"))]


def parts_figure(meeting: Meeting, month: str) -> list[tuple[Picture, str]]:
    """The landing as a waterfall; nothing where nothing is to come."""
    table = parts_table(meeting)
    if table.empty:
        return []
    title = meeting.say(f"{month}の売上の着地見込みの内訳", f"What the landing of sales of {month} is made of")
    ax = fold(draw_landing_parts(table, lang=meeting.lang, title=title, target=of_month(meeting.wb, "sales").target))
    landing = meeting.write(table["value"].sum(), "currency")
    to_come = meeting.write_signed(table["value"].iloc[1:].sum(), "currency")
    alt = meeting.say(f"着地見込み{landing}のうち、これからが{to_come}", f"landing {landing}, still to come {to_come}")
    return [(ax.figure, alt)]
