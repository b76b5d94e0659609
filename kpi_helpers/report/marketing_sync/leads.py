"""Section 1: are leads on plan?"""

from __future__ import annotations

import math

import pandas as pd

from kpi_helpers.charts.formats import format_percent
from kpi_helpers.kpis import tree
from kpi_helpers.kpis.claims import (
    AHEAD,
    BEHIND,
    MAY_MISS,
    MAY_REACH,
    MET,
    MISSED,
    MISSES,
    NEAR,
    ON,
    REACHES,
    SAME,
    Claim,
)
from kpi_helpers.kpis.landing.outlook import outlook
from kpi_helpers.kpis.lead_quality import change_by_channel, comparable_months
from kpi_helpers.kpis.month_claims import OfMonth, of_month
from kpi_helpers.kpis.targets import plan
from kpi_helpers.kpis.tidy import in_segments, segment_parts
from kpi_helpers.report.figures.leads_on_plan import leads_on_plan
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.marketing_sync.phrases import channel_name
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import (
    AT_THE_TOP,
    course_words,
    is_at_the_top,
    makes_target,
    needed_words,
    no_target_words,
    so_far,
    stale_words,
)
from kpi_helpers.report.phrases import is_thin
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.limits import THIN_BELOW

_JOINED = {
    AHEAD: ("予定を上回っており", "ahead of plan"),
    ON: ("予定どおりで", "on plan"),
    NEAR: ("予定より少し遅れており", "slightly behind plan"),
    BEHIND: ("予定より遅れており", "behind plan"),
    SAME: ("予定とはっきりした差はなく", "not clearly off plan"),
}
_ENDS = {
    REACHES: ("目標{}に届く見込みです", ", which makes the target of {}"),
    MAY_REACH: (
        "目標{}に届きそうですが、確実ではありません",
        ": they should reach the target of {}, but not for certain",
    ),
    MAY_MISS: (
        "目標{}に届かなそうですが、可能性は残っています",
        ": they will more likely miss the target of {} than reach it",
    ),
    MISSES: ("このままでは目標{}に届きません", ", short of the target of {}"),
}
"""The same verdicts in the same words as the tile and the other sections have, so that course and landing are one statement."""


def channels_table(meeting: Meeting) -> pd.DataFrame:
    """This month's leads by channel, the total with plan and landing on top, as figure `leads_on_plan` reads them."""
    counts = tree.lead_counts(meeting.wb)
    month = counts[counts["period"].eq(meeting.month) & counts["segment_of"].isin(["all", "channel"])]
    table = pd.DataFrame(
        {
            "channel": [
                segment_parts(written).get("channel", meeting.say("全体", "All")) for written in month["segment"]
            ],
            "is_total": month["segment_of"].eq("all").to_numpy(),
            "leads": month["leads"].to_numpy(),
            "valid_leads": month["valid_leads"].to_numpy(),
            "companies": month["lead_companies"].to_numpy(),
            **dict.fromkeys(("target", "pace", "landing", "low", "high"), float("nan")),
            "verdict": "",
        }
    )
    if not table.loc[table["is_total"], "companies"].item():
        # No lead bears anything that tells its company.
        table["companies"] = float("nan")
    table = table.sort_values(["is_total", "valid_leads", "leads"], ascending=False, kind="stable", ignore_index=True)
    goal, ahead = _plan_of(meeting, "valid_leads"), _landing_of(meeting, "valid_leads")
    table.loc[0, ["target", "pace"]] = goal.get("target", math.nan), goal.get("pace", math.nan)
    table.loc[0, "verdict"] = _mark(of_month(meeting.wb, "valid_leads").stands)
    if ahead is not None and meeting.wb.month.left:
        table.loc[0, ["landing", "low", "high"]] = ahead["expected"], ahead["expected_low"], ahead["expected_high"]
    return table


def _plan_of(meeting: Meeting, metric: str) -> pd.Series:
    goals = plan(meeting.wb).set_index("metric")
    return goals.loc[metric] if metric in goals.index else pd.Series(dtype="float64")


def _landing_of(meeting: Meeting, metric: str) -> pd.Series | None:
    rows = outlook(meeting.wb).set_index("metric")
    return rows.loc[metric] if metric in rows.index else None


def _mark(claim: Claim | None) -> str:
    if claim is None:
        return ""
    return "good" if claim.verdict in (AHEAD, ON, MET) else "attention" if claim.verdict == BEHIND else ""


def _sentence(meeting: Meeting, table: pd.DataFrame) -> str:
    now = table.iloc[0]
    month = meeting.month_name(meeting.month)
    if not meeting.wb.month.elapsed:
        return _count_words(meeting, now, month) + meeting.say(
            "今月はまだ営業日がないため、ペースと着地は出しません。",
            " No business day of the month has passed, so there is neither pace nor landing.",
        )
    valid = of_month(meeting.wb, "valid_leads")
    course = _course(meeting, valid, month)
    said = course + _count_words(meeting, now, "" if course else month) + _motion_words(meeting)
    if not course:
        said += _landing_words(meeting, valid)
    if valid.is_stale:
        said += stale_words(meeting, valid)
    if is_thin(now["leads"]):
        said += meeting.say(
            f"リードはまだ{THIN_BELOW}件に満たず、見込みは目安です。",
            f" With fewer than {THIN_BELOW} leads so far this is thin.",
        )
    if pd.isna(now["target"]) and pd.notna(now["valid_leads"]):
        said += _against_last_month(meeting, now["valid_leads"])
    return said


def _count_words(meeting: Meeting, now: pd.Series, month: str) -> str:
    """How many leads there are; the month only where it has not been named."""
    write = meeting.write
    companies = (
        ""
        if pd.isna(now["companies"])
        else meeting.say(
            f"（{write(now['companies'], 'companies')}）",
            f" from {write(now['companies'], 'companies')} {'company' if now['companies'] == 1 else 'companies'}",
        )
    )
    leads, valid, over = write(now["leads"], "count"), write(now["valid_leads"], "count"), meeting.wb.month.is_over
    if pd.isna(now["valid_leads"]):
        reason = lack_for(meeting, tree.valid_leads.needs)
        return meeting.say(
            f"{f'{month}の' if month else ''}リードは{'' if over else '今日までに'}{leads}{companies}です。",
            f"{f'{month} has' if month else ' There were' if over else ' There are'} {leads} leads{companies}{'' if over else ' to date'}. ",
        ) + without_words(meeting, reason, "有効リード", "valid leads")
    return meeting.say(
        f"{f'{month}のリードは' if month else ''}{'' if over else '今日までに'}{'' if month else 'リードは' if over else 'リード'}{leads}{companies}、"
        f"うち有効リードは{valid}です。",
        f"{f'{month} has' if month else ' There were' if over else ' There are'} {leads} leads{companies}{'' if over else ' to date'}, "
        f"{valid} of them valid.",
    )


def _course(meeting: Meeting, month: OfMonth, name: str) -> str:
    """Whether valid leads are on plan and where they will end, as the first thing said."""
    subject = (f"{name}の有効リード", f"Valid leads of {name}")
    if month.makes_target and (month.on_course is None or month.makes_target.verdict in (MET, MISSED)):
        return makes_target(meeting, month, subject) + _landing_words(meeting, month)
    ja, en = course_words(meeting, month)
    if not ja:
        return ""
    pace, target = format_percent(month.pace), meeting.write(month.target, "count")
    if month.makes_target is None or month.on_course is None:
        return meeting.say(
            f"{subject[0]}は{ja}（目標{target}に対するペース{pace}）。",
            f"{subject[1]} are {en}: {pace} of the pace to {target}.",
        ) + needed_words(meeting, month)
    joined, ends = _JOINED[month.on_course.verdict], _ENDS[month.makes_target.verdict]
    if is_at_the_top(month.makes_target, month.target):
        ends = AT_THE_TOP[0], f": they {AT_THE_TOP[1]}"
    expected, low, high = (f"{each:,.0f}" for each in (month.landing, month.low, month.high))
    return meeting.say(
        f"{subject[0]}は{joined[0]}（ペース{pace}）、月末は{expected}件（80%の幅 {low}件〜{high}件）と、{ends[0].format(target)}。",
        f"{subject[1]} are {joined[1]} ({pace} of the pace) and should end the month at {expected} (80%: {low}–{high})"
        f"{ends[1].format(target)}.",
    ) + needed_words(meeting, month)


def _landing_words(meeting: Meeting, month: OfMonth) -> str:
    """Where the month ends, for one without a course to say it with."""
    if not month.is_open:
        return ""
    expected, low, high = (f"{each:,.0f}" for each in (month.landing, month.low, month.high))
    return meeting.say(
        f"月末の有効リードは{expected}件（80%の幅 {low}件〜{high}件）の見込みです。",
        f" Valid leads should end the month at {expected} (80%: {low}–{high}).",
    )


def _motion_words(meeting: Meeting) -> str:
    """Marketing's own leads, against their plan, apart from those that inside sales found."""
    wb = meeting.wb
    split = wb.has_column("leads", "motion")
    month, course = of_month(wb, "inbound_leads" if split else "leads"), ("", "")
    if not math.isnan(month.pace) and wb.month.left:
        target, pace = meeting.write(month.target, "count"), format_percent(month.pace)
        course = f"目標{target}に対するペース{pace}", f"{pace} of the pace to {target}"
    if not split:
        return meeting.say(f"リード全体は{course[0]}です。", f" All leads: {course[1]}.") if course[0] else ""
    counts = in_segments(tree.lead_counts(wb), "all").set_index("period").loc[meeting.month]
    if not counts["outbound_leads"] and not course[0]:
        return ""
    inbound, outbound = (meeting.write(counts[name], "count") for name in ("inbound_leads", "outbound_leads"))
    ja, en = (f"（{course[0]}）", f" ({course[1]})") if course[0] else ("", "")
    return meeting.say(
        f"反響は{inbound}{ja}、ISの新規開拓は{outbound}です。",
        f" Inbound: {inbound}{en}; found by inside sales: {outbound}.",
    )


def _against_last_month(meeting: Meeting, valid: float) -> str:
    said = no_target_words(meeting, "valid_leads", ("有効リード", "valid leads"))
    if not comparable_months(meeting.wb):
        return said
    before = change_by_channel(meeting.wb)["valid_leads_before"].sum()
    signed = meeting.write_signed(valid - before, "count")
    return said + meeting.say(
        f"先月の同じ営業日までとの差は{signed}です。", f" Against the same business day of last month: {signed}."
    )


def _table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    write = meeting.write

    def column(name: str, unit: str) -> list[str | None]:
        return [None if pd.isna(value) else write(value, unit) for value in table[name]]

    return pd.DataFrame(
        {
            meeting.say("チャネル", "Channel"): [channel_name(meeting, channel) for channel in table["channel"]],
            meeting.say("リード", "Leads"): column("leads", "count"),
            meeting.say("有効リード", "Valid leads"): column("valid_leads", "count"),
            meeting.say("有効率", "Valid rate"): [
                write(row.valid_leads / row.leads, "share")
                if row.leads and row.valid_leads == row.valid_leads
                else None
                for row in table.itertuples()
            ],
            meeting.say("会社", "Companies"): column("companies", "companies"),
            meeting.say("有効リードの目標", "Target (valid)"): column("target", "count"),
            meeting.say("ペース", "Pace"): [format_percent(pace) for pace in table["pace"]],
            meeting.say("着地見込み", "Landing"): [
                None if pd.isna(row.landing) else f"{row.landing:,.0f} ({row.low:,.0f}–{row.high:,.0f})"
                for row in table.itertuples()
            ],
        }
    )


def _notes(meeting: Meeting, table: pd.DataFrame) -> list[str]:
    notes = (
        []
        if pd.isna(table["companies"].iloc[0])
        else [
            meeting.say(
                "会社数は、複数のチャネルから来た会社をそれぞれで数えるため、足しても全体になりません。",
                "A company that came through several channels counts in each, so companies do not add up to all.",
            )
        ]
    )
    ahead = _landing_of(meeting, "valid_leads")
    if ahead is None or pd.isna(ahead["error"]):
        return notes
    method, plain = (meeting.write(ahead[name], "share") for name in ("error", "error_run_rate"))
    led = ahead["leading"] == "run_rate"
    notes.append(
        meeting.say(
            f"過去{ahead['months']}か月の着地見込みの外れは{method}、単純な日割りは{plain}"
            + ("でした。外れの小さい日割りで見ています。" if led else "でした。"),
            f"Over the last {ahead['months']} months such landings were off by {method}, the plain run rate by {plain}"
            + ("; the page leads with the run rate, which did better." if led else "."),
        )
    )
    return notes


def leads(meeting: Meeting) -> Section:
    """Leads, valid leads and companies by channel, with pace and landing."""
    table = channels_table(meeting)
    sentence = _sentence(meeting, table)
    month = meeting.month_name(meeting.month)
    title = meeting.say(f"{month}のリード", f"Leads of {month}") + so_far(meeting)
    figure = leads_on_plan(table, lang=meeting.lang, title=title)
    return Section(
        sentence,
        figure,
        alt=f"{title}. {sentence}",
        table=_table(meeting, table),
        notes=_notes(meeting, table),
        table_caption=meeting.say("チャネルごとのリード", "Leads by channel"),
        claims=_claims(meeting),
    )


def _claims(meeting: Meeting) -> list[Claim]:
    month = of_month(meeting.wb, "valid_leads")
    return [claim for claim in (month.makes_target, month.on_course) if claim is not None]
