"""Section 2: are opportunities on plan?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_percent
from kpi_helpers.charts.progress import draw_progress
from kpi_helpers.kpis.landing.outlook import landing_fan
from kpi_helpers.kpis.month_claims import OfMonth, of_month
from kpi_helpers.kpis.progress import progress
from kpi_helpers.kpis.standing import plan_claims
from kpi_helpers.report.figures.findings import beside_plan
from kpi_helpers.report.intervention_words import marks_by_business_day
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import course_words, lacks_words, landing_words, makes_target, needed_words
from kpi_helpers.report.phrases import error_note
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.standing_words import standing_figures, team_words


def progress_table(meeting: Meeting) -> pd.DataFrame:
    """The running totals beside last month's, as `draw_progress` reads them."""
    fan = landing_fan(meeting.wb).drop(columns="leading")
    months = progress(meeting.wb).drop(columns=["two_months_ago", "three_months_ago"])
    return months.merge(fan, on="business_day", how="left")


def _sentence(meeting: Meeting, month: OfMonth) -> str:
    name, count = meeting.month_name(meeting.month), meeting.write(month.actual, "count")
    if meeting.wb.coverage("opportunities").first is None:
        return meeting.say("商談の表にまだ行がありません。", "There is no opportunity yet.")
    if month.actual != month.actual:
        return meeting.say(
            f"{name}の商談はまだわかりません。", f"Opportunities of {name} are not known."
        ) + lacks_words(meeting, month, ("商談", "opportunities"))
    said = makes_target(meeting, month, (f"{name}の商談", f"Opportunities of {name}"))
    over = meeting.wb.month.is_over
    stand = meeting.say(
        f"{'実績は' if over else '今日までに'}{count}"
        if said
        else f"{name}の商談は{'' if over else '今日までに'}{count}",
        f" There {'were' if over else 'are'} {count}{'' if over else ' to date'}"
        if said
        else f"{name} has {count} {'opportunity' if month.actual == 1 else 'opportunities'}{'' if over else ' to date'}",
    )
    ja, en = course_words(meeting, month)
    pace = format_percent(month.pace)
    said += meeting.say(
        f"{stand}で、{ja}（ペース{pace}）。" if ja else f"{stand}です。",
        f"{stand}, {en} ({pace} of the pace)." if en else f"{stand}.",
    )
    lacks = lacks_words(meeting, month, ("商談", "opportunities"))
    return points(said + needed_words(meeting, month) + lacks, landing_words(meeting, month))


def opportunities(meeting: Meeting) -> Section:
    """Cumulative opportunities by business day against the target line and last month's line."""
    table = progress_table(meeting)
    name = meeting.month_name(meeting.month)
    title = meeting.say(f"{name}の商談数の累計", f"Opportunities of {name}, running total")
    marks = marks_by_business_day(meeting, ("opportunities",))
    ax = draw_progress(table, lang=meeting.lang, title=title, marks=marks)
    month = of_month(meeting.wb, "opportunities")
    sentence = _sentence(meeting, month)
    shown = pd.DataFrame(
        {
            meeting.say("営業日", "Business day"): [f"{day}" for day in table["business_day"]],
            meeting.say("実績", "Actual"): [meeting.write(value, "count") for value in table["actual"]],
            meeting.say("目標の線", "Plan"): [
                meeting.write(round(value, 1), "count") if pd.notna(value) else None for value in table["plan"]
            ],
            meeting.say("前月", "Last month"): [meeting.write(value, "count") for value in table["last_month"]],
        }
    )
    return Section(
        points(sentence, team_words(meeting)),
        [(ax.figure, beside_plan(meeting, table)), *standing_figures(meeting)],
        table=shown,
        table_caption=meeting.say("営業日ごとの累計", "Running total by business day"),
        notes=[note] if (note := error_note(meeting, "opportunities")) else [],
        claims=[
            *(claim for claim in (month.makes_target, month.on_course) if claim is not None),
            *plan_claims(meeting.wb),
        ],
    )
