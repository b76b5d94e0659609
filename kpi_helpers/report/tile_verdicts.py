"""What a headline tile claims of its number, and in which words and form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import (
    AHEAD,
    BEHIND,
    HIGHER,
    LOWER,
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
    Count,
    against_plan,
    against_target,
    compare_counts,
)
from kpi_helpers.kpis.comparing import newcombe
from kpi_helpers.kpis.month_claims import course_p
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import is_at_the_top
from kpi_helpers.report.phrases import past_day
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.schema import TABLES

if TYPE_CHECKING:
    from kpi_helpers.report.headline import Standing
    from kpi_helpers.workbook.coverage import Coverage

_OF_PLAN = {
    MET: ("目標達成", "Target met", "good"),
    MISSED: ("目標未達", "Target missed", "bad"),
    MISSES: ("目標に届かない見込み", "Will fall short", "bad"),
    MAY_REACH: ("目標に届きそう", "Should reach the target", "none"),
    MAY_MISS: ("目標に届かなそう", "Will more likely miss the target", "watch"),
    REACHES: ("目標を達成する見込み", "Will meet the target", "good"),
    AHEAD: ("予定より先行", "Ahead of plan", "good"),
    ON: ("予定どおり", "On plan", "good"),
    NEAR: ("予定よりやや遅れ", "Slightly behind plan", "watch"),
    BEHIND: ("予定より遅れ", "Behind plan", "bad"),
    SAME: ("予定とはっきりした差なし", "No clear difference from plan", "none"),
    "": ("まだ判断できません", "Too early to say", "none"),
}
_ONLY_DAYS_OFF = ("目標に未到達、残りは休日のみ", "Short of target, only days off left", "watch")
_AT_THE_TOP = ("目標にほぼ届かない見込み", "Will hardly reach the target", "watch")
_BESIDE_LAST_MONTH = {
    SAME: ("前月とはっきりした差なし", "No clear difference from last month", "none"),
    HIGHER: ("前月より多い", "More than last month", "none"),
    LOWER: ("前月より少ない", "Less than last month", "none"),
}


def claim_of(meeting: Meeting, at: Standing) -> Claim | None:
    """The one claim of a tile: of a count or sum against its plan, of a rate against its goal; else against last month.

    None where there is nothing to hold it against, where its table has ended, or where a
    sum of money has no target: such sums are not tested.
    """
    if at.ended:
        return None
    if at.unit == "share":
        return _rate_claim(meeting, at)
    if not at.target > 0:
        if math.isnan(at.then) or at.unit != "count":
            return None
        days = meeting.wb.month.elapsed
        return compare_counts(at.kpi, "all", Count(int(at.value), days), Count(int(at.then), days), "last_month")
    left, elapsed = meeting.wb.month.left, meeting.wb.month.elapsed
    certain = MET if at.attainment >= 1 else MISSED if elapsed and not (left or at.landing_high > at.value) else ""
    if certain:
        return Claim("landing", at.kpi, "all", "target", at.value, at.target, "", certain, at.value, at.value)
    if not math.isnan(at.landing_low):
        ends = against_target(at.kpi, "all", at.landing, at.landing_low, at.landing_high, at.target)
        # Nothing is usually there by now: too early to lean to either side, as in the section's sentence.
        if ends.verdict not in (MAY_REACH, MAY_MISS) or not left or not math.isnan(at.pace):
            return ends
    p = course_p(meeting.wb, at.kpi, at.value, at.expected)
    return against_plan(at.kpi, "all", at.value if not math.isnan(at.pace) else math.nan, at.expected, p)


def verdict_of(meeting: Meeting, at: Standing) -> tuple[str, str]:
    """The claim in words, and its form."""
    if at.ended:
        return _no_verdict(meeting, at.ended), "none"
    claim = claim_of(meeting, at)
    if at.unit == "share":
        return _rate_words(meeting, at, claim)
    if claim is None:
        return meeting.say("比べる目標がありません", "Nothing to compare with"), "none"
    ja, en, form = _BESIDE_LAST_MONTH[claim.verdict] if claim.kind == "counts" else _OF_PLAN[claim.verdict]
    if claim.verdict in (MAY_REACH, MAY_MISS) and not meeting.wb.month.left:
        ja, en, form = _ONLY_DAYS_OFF
    elif is_at_the_top(claim, at.target):
        ja, en, form = _AT_THE_TOP
    return meeting.say(ja, en), form


def when_judged(meeting: Meeting, at: Standing, words: str) -> str:
    """A verdict with what it is of, the landing or the month to date: marks of both stand on one page."""
    claim = claim_of(meeting, at)
    if claim is None or claim.kind not in ("landing", "plan") or not claim.verdict:
        return words
    if claim.kind == "plan":
        return meeting.say(f"今日時点で{words}", f"To date: {words[0].lower()}{words[1:]}")
    if claim.verdict in (MET, MISSED) or not meeting.wb.month.left:
        return words
    return meeting.say(f"着地は{words}", f"Landing: {words[0].lower()}{words[1:]}")


def goal_of(meeting: Meeting, at: Standing) -> tuple[float, bool]:
    """What a rate is held against, and whether that is only a reference value."""
    if not math.isnan(at.target):
        return at.target, False
    benchmark = meeting.wb.config.benchmarks.get(CATALOGUE[at.kpi].benchmark)
    if isinstance(benchmark, int | float) and at.unit == "share":
        return float(benchmark), True
    return math.nan, False


def _rate_claim(meeting: Meeting, at: Standing) -> Claim | None:
    """Its 95% interval against a goal, the difference's against last month."""
    goal, is_reference = goal_of(meeting, at)
    if at.cases < THIN_BELOW:
        return None
    if not math.isnan(goal):
        verdict = HIGHER if at.low > goal else LOWER if at.high < goal else SAME
        if verdict != SAME and at.kpi == "contact_rate" and meeting.name == "team_sync":
            # Not at the top: numbers are read without what draws the section.
            from kpi_helpers.report.team_sync.trends import contact_claim

            held = contact_claim(meeting)  # beside all that the section compares
            verdict = SAME if held is not None and held.verdict == SAME else verdict
        against = "reference" if is_reference else "target"
        return Claim("reference", at.kpi, "all", against, at.value, goal, "wilson", verdict, at.low, at.high)
    if math.isnan(at.then_low):
        return None
    low, high = newcombe(at.value, at.low, at.high, at.then, at.then_low, at.then_high)
    verdict = HIGHER if low > 0 else LOWER if high < 0 else SAME
    return Claim("rates", at.kpi, "all", "last_month", at.value, at.then, "newcombe", verdict, low, high)


def _rate_words(meeting: Meeting, at: Standing, claim: Claim | None) -> tuple[str, str]:
    say = meeting.say
    if at.cases < THIN_BELOW:
        return say(f"{at.cases:.0f}件では判断できません", f"{at.cases:.0f} cases say little"), "none"
    if claim is None:
        return say("比べる目標がありません", "Nothing to compare with"), "none"
    name = {
        "reference": say("参考値", "the reference value"),
        "target": say("目標", "target"),
        "last_month": say("前月", "last month"),
    }[claim.against]
    if claim.verdict == SAME:
        return say(f"{name}とはっきりした差なし", f"No clear difference from {name}"), "none"
    if claim.verdict == HIGHER:
        return say(f"{name}を上回る", f"Above {name}"), "good"
    return say(f"{name}を下回る", f"Below {name}"), "bad"


def _no_verdict(meeting: Meeting, ended: Coverage) -> str:
    """Why nothing is said of a month to date: the table that it counts has ended."""
    last = ended.last or ended.as_of
    return meeting.say(
        f"{TABLES[ended.table].ja}のデータが{past_day(meeting, last, 'ja')}までのため判断できません",
        f"No verdict: the data of {TABLES[ended.table].en} end on {past_day(meeting, last, 'en')}",
    )
