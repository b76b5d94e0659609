"""Section 2: are opportunities on plan?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.progress import draw_progress
from kpi_helpers.kpis.landing.outlook import landing_fan
from kpi_helpers.kpis.progress import progress
from kpi_helpers.kpis.targets import plan
from kpi_helpers.report.figures.findings import beside_plan
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import error_note, landing_sentence, verdict_sentence
from kpi_helpers.report.section import Section


def progress_table(meeting: Meeting) -> pd.DataFrame:
    """The running totals, as `draw_progress` reads them."""
    fan = landing_fan(meeting.wb).drop(columns="leading")
    return progress(meeting.wb).merge(fan, on="business_day", how="left")


def _sentence(meeting: Meeting, table: pd.DataFrame) -> str:
    wb = meeting.wb
    row = plan(wb).set_index("metric").loc["opportunities"]
    month, count = meeting.month_name(meeting.month), meeting.write(row["actual"], "count")
    said = verdict_sentence(meeting, "opportunities", (f"{month}の商談", f"Opportunities of {month}"), row["target"])
    stand = meeting.say(
        f"今日までに{count}" if said else f"{month}の商談は今日までに{count}",
        f" There are {count} to date" if said else f"{month} has {count} opportunities to date",
    )
    if pd.notna(row["target"]) and pd.notna(row["expected"]):
        pace, left = meeting.write(row["pace"], "share"), wb.month.left
        if row["actual"] >= row["expected"]:
            said += meeting.say(
                f"{stand}で、ペースは{pace}と予定どおり以上です。", f"{stand}, {pace} of the pace: on plan."
            )
        else:
            said += meeting.say(
                f"{stand}で、ペースは{pace}と予定より遅れています。目標には残り{left}営業日で1日あたり{row['needed_per_day']:.1f} 件が必要です。",
                f"{stand}, {pace} of the pace: behind plan. The target takes {row['needed_per_day']:.1f} a day on the {left} business days left.",
            )
    else:
        said += meeting.say(f"{stand}です。", f"{stand}.")
    return said + landing_sentence(meeting, "opportunities") + _against_last_month(meeting, table)


def _against_last_month(meeting: Meeting, table: pd.DataFrame) -> str:
    elapsed = meeting.wb.month.elapsed
    if not elapsed:
        return meeting.say("今月はまだ営業日がありません。", " No business day of the month has passed yet.")
    here = table.iloc[elapsed - 1]
    if pd.isna(here["last_month"]):
        return ""
    difference = meeting.write_signed(here["actual"] - here["last_month"], "count")
    return meeting.say(
        f"前月の同じ営業日（{elapsed}営業日目）との差は{difference}です。",
        f" Against the same business day ({elapsed}) of last month: {difference}.",
    )


def opportunities(meeting: Meeting) -> Section:
    """Cumulative opportunities by business day against the target line and last month's line."""
    table = progress_table(meeting)
    month = meeting.month_name(meeting.month)
    title = meeting.say(f"{month}の商談数の累計", f"Opportunities of {month}, running total")
    ax = draw_progress(table, lang=meeting.lang, title=title)
    sentence = _sentence(meeting, table)
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
        sentence,
        ax.figure,
        alt=beside_plan(meeting, table),
        table=shown,
        table_caption=meeting.say("営業日ごとの累計", "Running total by business day"),
        notes=[note] if (note := error_note(meeting, "opportunities")) else [],
    )
