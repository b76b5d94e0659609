"""What the sections say of a metric's month: whether it makes its target, where it stands, what it takes, where it lands."""

from __future__ import annotations

import math

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
    ON_PLAN,
    REACHES,
    SAME,
    Claim,
)
from kpi_helpers.kpis.landing.method import ACTUAL
from kpi_helpers.kpis.landing.outlook import UNITS, leading_parts
from kpi_helpers.kpis.landing.words import PARTS
from kpi_helpers.kpis.metrics import kpi_tables
from kpi_helpers.kpis.month_claims import OfMonth
from kpi_helpers.kpis.targets import times_given
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import past_day
from kpi_helpers.workbook.schema import TABLES

COURSE = {
    AHEAD: ("予定を上回っています", "ahead of plan"),
    ON: ("予定どおりです", "on plan"),
    NEAR: ("予定より少し遅れています", "slightly behind plan"),
    BEHIND: ("予定より遅れています", "behind plan"),
    SAME: ("予定とはっきりした差はありません", "not clearly off plan"),
}

_ENDS = {
    MET: ("月の目標{}をすでに達成しています", "have already met the target of {}"),
    MISSED: ("最後の営業日を終えて目標{}に届いていません", "are short of the target of {} with no business day left"),
    REACHES: ("目標{}に届く見込みです", "are set to reach the target of {}"),
    MAY_REACH: (
        "目標{}に届きそうですが、確実ではありません",
        "should reach the target of {}, but not for certain",
    ),
    MAY_MISS: (
        "目標{}に届かなそうですが、可能性は残っています",
        "will more likely miss the target of {} than reach it",
    ),
    MISSES: ("目標{}に届かない見込みです", "are set to fall short of the target of {}"),
}
AT_THE_TOP = (
    "目標{}が着地見込みの幅の上端にあたり、届く可能性はわずかです",
    "will hardly reach the target of {}, which is at the very top of the landing's interval",
)
_MAY_COME = (
    "最後の営業日を終えて目標{}にまだ届いていませんが、残る休日の分で届く可能性があります",
    "are short of the target of {} with no business day left; only days off may still bring it",
)
_ON_DAYS_OFF = {
    MAY_REACH: _MAY_COME,
    MAY_MISS: _MAY_COME,
    MISSES: (
        "最後の営業日を終えて目標{}に届いておらず、残る休日の分でも届かない見込みです",
        "are short of the target of {} with no business day left, and days off are not expected to bring it",
    ),
}
_NEARLY = 0.01
_OVER = {
    MET: ("目標{}に届きました", "met the target of {}"),
    MISSED: ("目標{}に届きませんでした", "missed the target of {}"),
}


def so_far(meeting: Meeting) -> str:
    """What stands behind a title of the month: to date, and nothing once it is over."""
    return "" if meeting.wb.month.is_over else meeting.say("（今日まで）", " to date")


def is_at_the_top(lands: Claim, target: float) -> bool:
    """Whether the target that may be missed is, but for a hundredth, the best that the landing's interval holds."""
    return lands.verdict == MAY_MISS and lands.high is not None and lands.high <= (1 + _NEARLY) * target


def makes_target(meeting: Meeting, month: OfMonth, named: tuple[str, str]) -> str:
    """Whether the month makes its target, as the first thing said; empty where that has no answer.

    Parameters
    ----------
    named : (str, str)
        What is spoken of, in Japanese and English: "11月の売上", "Sales of Nov 2026".
    """
    claim = month.makes_target
    if claim is None or not claim.verdict:
        return ""
    words, verdict = _OVER if meeting.wb.month.is_over else _ENDS, claim.verdict
    ja, en = AT_THE_TOP if is_at_the_top(claim, month.target) else words[verdict]
    if not meeting.wb.month.left:
        ja, en = _ON_DAYS_OFF.get(verdict, (ja, en))
    written = meeting.write(month.target, month.unit)
    return meeting.say(f"{named[0]}は、{ja.format(written)}。", f"{named[1]} {en.format(written)}.")


def course_words(meeting: Meeting, month: OfMonth) -> tuple[str, str]:
    """Where the month stands beside what is expected by now, in both languages; empty where that has no verdict."""
    if month.on_course is None or (month.makes_target and month.makes_target.verdict == MET):
        return "", ""
    return COURSE[month.on_course.verdict] if month.on_course.verdict else ("", "")


def needed_words(meeting: Meeting, month: OfMonth) -> str:
    """What each business day left must bring, for a month that is behind."""
    is_late = month.on_course is not None and month.pace < ON_PLAN
    if not is_late or math.isnan(month.needed) or not month.needed > 0:
        return ""
    left = meeting.wb.month.left
    needed = meeting.write(month.needed, "currency") if month.unit == "currency" else f"{month.needed:,.1f}"
    return meeting.say(
        f"目標には残り{left}営業日で1日あたり{needed}{'' if month.unit == 'currency' else '件'}が必要です。",
        f" The target takes {needed} a day on the {left} business days left.",
    )


def landing_words(meeting: Meeting, month: OfMonth) -> str:
    """Where the month lands, and between what; empty once nothing more is to come."""
    if not month.is_open:
        return ""
    value, low, high = (
        meeting.write(each if month.unit == "currency" else round(each), month.unit)
        for each in (month.landing, month.low, month.high)
    )
    return meeting.say(
        f"着地見込みは{value}（80%の幅 {low}〜{high}）です。",
        f" The month is expected to land at {value} (80% interval {low} to {high}).",
    ) + _pace_words(meeting, month)


def _pace_words(meeting: Meeting, month: OfMonth) -> str:
    """What the plain daily pace would come to where the landing excludes it, and how far a month usually is by now."""
    if month.low <= month.run_rate <= month.high:
        return ""
    plain = meeting.write(month.run_rate if month.unit == "currency" else round(month.run_rate), month.unit)
    elapsed = meeting.wb.month.elapsed / meeting.wb.month.total
    late = month.usual_share < elapsed and month.run_rate < month.landing
    early = month.usual_share > elapsed and month.run_rate > month.landing
    if not (late or early):
        return meeting.say(f"1日のペースのままなら{plain}です。", f" At the plain daily pace it would be {plain}.")
    usual = meeting.write(month.usual_share, "share")
    return meeting.say(
        f"1日のペースのままなら{plain}ですが、直近12か月ではこの時点で月の{usual}でした。",
        f" At the plain daily pace it would be {plain}, but usually only {usual} of a month is in by now.",
    )


def shown_parts(meeting: Meeting, metric: str) -> dict[str, float]:
    """What the landing that a page leads with is made of, without parts that are nothing; empty where nothing is to come."""
    parts = leading_parts(meeting.wb, metric)
    shown = {part: value for part, value in parts.items() if value or part == ACTUAL}
    return shown if len(shown) > 1 else {}


def parts_words(meeting: Meeting, metric: str) -> str:
    """The landing taken apart, as its figure draws it."""
    parts, unit, en = shown_parts(meeting, metric), UNITS[metric], meeting.lang == "en"
    if not parts:
        return ""
    told = [
        f"{PARTS[part][en]}{' ' if en else ''}{(meeting.write if part == ACTUAL else meeting.write_signed)(value, unit)}"
        for part, value in parts.items()
    ]
    return meeting.say(
        f"着地見込みの内訳は、{'、'.join(told)}です。", f" The landing is made up of: {', '.join(told)}."
    )


def lacks_words(meeting: Meeting, month: OfMonth, target: tuple[str, str]) -> str:
    """Why there is no verdict: no business day yet, a table that has ended, none on record, no target, one that is not above zero.

    Parameters
    ----------
    target : (str, str)
        What the target is of: "売上", "sales".
    """
    if month.is_stale:
        return stale_words(meeting, month)
    if not meeting.wb.month.elapsed:
        return meeting.say(
            "今月はまだ営業日がないため、ペースと着地は出しません。",
            " No business day of the month has passed yet, so there is neither pace nor landing.",
        )
    said = ""
    if month.metric in UNITS and math.isnan(month.landing) and meeting.wb.month.left:
        ja, en = ("受注", "won deals") if month.unit == "currency" else target
        said = meeting.say(
            f"{ja}がまだ1件も記録されていないため、着地見込みは出せません。",
            f" No {en} are on record yet, so no landing can be given.",
        )
    if math.isnan(month.target):
        return said + no_target_words(meeting, month.metric, target)
    if month.target <= 0:
        return said + meeting.say(
            f"今月の{target[0]}の目標が0以下のため、比べていません。",
            f" This month's target for {target[1]} is not above zero, so nothing is held against it.",
        )
    return said


def no_target_words(meeting: Meeting, metric: str, target: tuple[str, str]) -> str:
    """That a metric has no target this month, or several rows give one, so that nobody can say which holds."""
    rows = times_given(meeting.wb, metric)
    if rows > 1:
        return meeting.say(
            f"今月の{target[0]}の目標が{rows}行にあり、どれを使うか決められないため、比べていません。",
            f" {rows} rows give a target for {target[1]} this month, so nothing is held against any.",
        )
    return meeting.say(
        f"今月の{target[0]}の目標は登録されていません。", f" There is no target for {target[1]} this month."
    )


def stale_words(meeting: Meeting, month: OfMonth) -> str:
    """Which table has ended, and when."""
    wb = meeting.wb
    ended = [name for name in kpi_tables(month.metric) if wb.has(name) and wb.coverage(name).has_ended]
    names = meeting.say("・", ", ").join(TABLES[name].ja if meeting.lang == "ja" else TABLES[name].en for name in ended)
    last = past_day(meeting, min(day for name in ended if (day := wb.coverage(name).last)))
    return meeting.say(
        f"{names}の記録が{last}で止まっているため、ペースと着地は出しません。",
        f" The data of {names} end on {last}, so there is neither pace nor landing.",
    )
