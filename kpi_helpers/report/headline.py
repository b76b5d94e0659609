"""The tiles at the top of a page: value, against target, against last month, verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kpi_helpers.charts.formats import format_percent, is_missing
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.landing.outlook import outlook
from kpi_helpers.kpis.targets import plan, targets_of_month
from kpi_helpers.kpis.tree import MONTHS
from kpi_helpers.report.archive import Page, last_page, readings, seen_then, since
from kpi_helpers.report.blocks import Tile
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import counter_of, short_day
from kpi_helpers.workbook.coverage import Coverage
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.periods import DAY, Period, months_to
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

ON_PLAN, NEAR_PLAN = 0.995, 0.9
"""Shares of the plan to date: from the first, written as 100 %, a number is on plan, from the second slightly behind."""

ALIKE = 0.02
"""Counts without a target that differ by less than this share of them are alike."""

COHORT_AGE = 30
"""Days within which the newest cohort is held against the one before."""


def windows(meeting: Meeting) -> list[Period]:
    """The stretches of days that the blocks around the sections compare, asked for at once.

    Last month up to the same business day, and what the last page saw of its
    month and what has come since; where there are such.
    """
    wb = meeting.wb
    same_day = wb.month.same_day_last_month
    page = last_page_of(meeting)
    found = [Period.window(same_day.replace(day=1), same_day)] if same_day else []
    if page is not None:
        found += [seen_then(page.as_of), since(page.as_of, wb.as_of)]
    return list(dict.fromkeys(found))


def last_page_of(meeting: Meeting) -> Page | None:
    """The last page of this meeting; None where there is none."""
    return meeting.wb.cached(_last_page, meeting.name, meeting.reports)


def _last_page(wb: Workbook, name: str, reports: Path | None) -> Page | None:
    return last_page(reports, wb.team, wb.as_of, meeting=name)


@dataclass(frozen=True)
class Standing:
    """Where a number stands in as_of's month; NaN where it cannot be said.

    Attributes
    ----------
    value : float
        To date.
    then : float
        Last month up to the same business day; missing where last month is only partly covered.
    target, attainment, pace : float
    low, high, cases : float
        Interval and denominator of a rate.
    landing, landing_low, landing_high : float
        Where the month is expected to end, by the way that did better so far.
    past : tuple of float
        The closed months up to twelve before as_of's, oldest first; missing where they are not wholly covered.
    ended : Coverage or None
        A table that it counts and that has ended, so that nothing can be said of the month to date.
    """

    kpi: str
    unit: str
    value: float
    then: float
    target: float
    attainment: float
    pace: float
    low: float
    high: float
    cases: float
    landing: float
    landing_low: float
    landing_high: float
    past: tuple[float, ...]
    ended: Coverage | None


def standing(meeting: Meeting, kpi: str) -> Standing | None:
    """Where a KPI stands; None where the workbook cannot say its value."""
    wb, record = meeting.wb, CATALOGUE.get(kpi)
    if record is None or not record.is_there(wb):
        return None
    months = months_to(wb.as_of, MONTHS)
    rows = record(wb, period=tuple(month.label for month in months))
    rows = rows[rows["segment"].eq("all")].set_index("period")
    if meeting.month not in rows.index:
        return None
    same_day = wb.month.same_day_last_month
    dated = record.dated_in(wb)
    partial = {month.label for month in months[:-1] if wb.bearing.is_partial(dated, month)}
    ended = wb.bearing.ended(dated)
    # An earlier cohort has had a month more to ripen: its rate is no yardstick for this one.
    then = None
    if same_day and not kpi.endswith("_cohort") and not ended and months[-2].label not in partial:
        then = readings(wb, kpi, windows(meeting)).get(f"{same_day.replace(day=1)}..{same_day}")
    planned = plan(wb).set_index("metric")
    of_plan = planned.loc[kpi] if kpi in planned.index else pd.Series(dtype="float64")
    target = of_plan.get("target", targets_of_month(wb).get(kpi))
    now = rows.loc[meeting.month]
    closed = months if wb.as_of + DAY == wb.month.month.end else months[:-1]
    return Standing(
        kpi,
        record.unit,
        float(now["value"]),
        _number(then),
        _number(target),
        _number(of_plan.get("attainment")),
        _number(of_plan.get("pace")),
        _number(now["low"]),
        _number(now["high"]),
        _number(now["denominator"]),
        *landing_of(meeting, kpi),
        tuple(math.nan if month.label in partial else _number(rows["value"].get(month.label)) for month in closed),
        wb.coverage(ended[0]) if ended else None,
    )


def landing_of(meeting: Meeting, kpi: str) -> tuple[float, float, float]:
    """Where a number's month is expected to end, and its 80 % interval; NaN for one that is not forecast."""
    rows = meeting.wb.cached(outlook).set_index("metric")
    if kpi not in rows.index or not meeting.wb.month.left:
        return math.nan, math.nan, math.nan
    return tuple(_number(rows.at[kpi, name]) for name in ("expected", "expected_low", "expected_high"))  # type: ignore[return-value]


def _number(value: object) -> float:
    return math.nan if is_missing(value) else float(value)  # type: ignore[arg-type]


def tile_of(meeting: Meeting, kpi: str) -> Tile | None:
    """One tile; None where the workbook cannot say its value."""
    if kpi == "cohort_rate_by_age":
        return cohort_tile(meeting)
    at = standing(meeting, kpi)
    if at is None:
        return None
    until = short_day(meeting.wb.as_of, meeting.lang)
    label = CATALOGUE[kpi].label(meeting.lang)
    words, form = rate_verdict(meeting, at) if at.unit == "share" else sum_verdict(meeting, at)
    return Tile(
        label=meeting.say(f"{label}（{until}まで）", f"{label}, to {until}"),
        value=meeting.write(at.value, shown_unit(at)),
        against_target=_against_target(meeting, at),
        against_last_month=_against_last_month(meeting, at),
        verdict=words,
        verdict_form=form,
        spark=at.past,
        spark_alt=_spark_alt(meeting, label),
    )


def _spark_alt(meeting: Meeting, label: str) -> str:
    closed = len(months_to(meeting.wb.as_of, MONTHS)) - 1
    return meeting.say(f"{label}、終わった{closed}か月の推移", f"{label} over the last {closed} closed months")


def sum_verdict(meeting: Meeting, at: Standing) -> tuple[str, str]:
    """What a count or sum says against its plan, in words and as a form."""
    say = meeting.say
    if at.ended:
        return _no_verdict(meeting, at.ended), "none"
    if math.isnan(at.target):
        return _beside_last_month(meeting, at)
    if at.attainment >= 1:
        return say("目標達成", "Target met"), "good"
    if not meeting.wb.month.left and meeting.wb.month.elapsed:
        return say("目標未達", "Target missed"), "bad"
    if at.landing_high < at.target:
        return say("目標に届かない見込み", "Will fall short"), "bad"
    if at.landing_low >= at.target:
        return say("目標を達成する見込み", "Will meet the target"), "good"
    if math.isnan(at.pace):
        return say("まだ判断できません", "Too early to say"), "none"
    if at.pace >= ON_PLAN:
        return say("予定どおり", "On plan"), "good"
    if at.pace >= NEAR_PLAN:
        return say("予定よりやや遅れ", "Slightly behind plan"), "watch"
    return say("予定より遅れ", "Behind plan"), "bad"


def _no_verdict(meeting: Meeting, ended: Coverage) -> str:
    """Why nothing is said of a month to date: the table that it counts has ended."""
    last = ended.last or ended.as_of
    return meeting.say(
        f"{TABLES[ended.table].ja}のデータが{short_day(last, 'ja')}までのため判断できません",
        f"No verdict: the data of {TABLES[ended.table].en} end on {short_day(last, 'en')}",
    )


def _beside_last_month(meeting: Meeting, at: Standing) -> tuple[str, str]:
    say = meeting.say
    if math.isnan(at.then):
        return say("比べる目標がありません", "Nothing to compare with"), "none"
    if math.isclose(at.value, at.then, rel_tol=ALIKE):
        return say("前月と同じくらい", "About as last month"), "none"
    if at.value > at.then:
        return say("前月より多い", "More than last month"), "none"
    return say("前月より少ない", "Less than last month"), "none"


def rate_verdict(meeting: Meeting, at: Standing) -> tuple[str, str]:
    """What a rate says against target, reference value or else last month, given its interval."""
    say, (goal, is_reference) = meeting.say, goal_of(meeting, at)
    if at.ended:
        return _no_verdict(meeting, at.ended), "none"
    if at.cases < THIN_BELOW:
        return say(f"{at.cases:.0f} 件では判断できません", f"{at.cases:.0f} cases say little"), "none"
    if math.isnan(goal):
        goal, name = at.then, say("前月", "last month")
    else:
        name = say("参考値", "the reference value") if is_reference else say("目標", "target")
    if math.isnan(goal):
        return say("比べる目標がありません", "Nothing to compare with"), "none"
    if at.low > goal:
        return say(f"{name}を上回る", f"Above {name}"), "good"
    if at.high < goal:
        return say(f"{name}を下回る", f"Below {name}"), "bad"
    return say(f"{name}とはっきりした差なし", f"No clear difference from {name}"), "none"


def shown_unit(at: Standing) -> str:
    """The unit by which a number is written."""
    return counter_of(at.kpi, at.unit)


def goal_of(meeting: Meeting, at: Standing) -> tuple[float, bool]:
    """What a rate is held against, and whether that is only a reference value."""
    if not math.isnan(at.target):
        return at.target, False
    benchmark = meeting.wb.config.benchmarks.get(CATALOGUE[at.kpi].benchmark)
    known = isinstance(benchmark, int | float) and at.unit == "share"
    return (float(benchmark), True) if known else (math.nan, False)  # type: ignore[arg-type]


def _against_target(meeting: Meeting, at: Standing) -> str:
    say, unit = meeting.say, shown_unit(at)
    if unit == "share":
        goal, is_reference = goal_of(meeting, at)
        if math.isnan(goal):
            return ""
        said, apart = meeting.write(goal, unit), meeting.write_signed(at.value - goal, unit)
        if is_reference:
            return say(f"参考値 {said}との差 {apart}", f"{apart} to the reference value {said}")
        return say(f"目標 {said}との差 {apart}", f"{apart} to the target {said}")
    if math.isnan(at.attainment):
        return ""
    target, share = meeting.write(at.target, unit), format_percent(at.attainment)
    if math.isnan(at.pace):
        return say(f"目標 {target}の {share}", f"{share} of {target}")
    if not math.isnan(at.landing):
        landing = expected_text(meeting, at.kpi, at.landing)
        return say(f"目標 {target}の {share}、着地見込み {landing}", f"{share} of {target}, landing at {landing}")
    pace = format_percent(at.pace)
    return say(f"目標 {target}の {share}（ペース {pace}）", f"{share} of {target} (pace {pace})")


def expected_text(meeting: Meeting, kpi: str, value: float) -> str:
    """An expected number as it is written: a count without tenths of a case."""
    unit = CATALOGUE[kpi].unit
    return meeting.write(value if unit != "count" or math.isnan(value) else round(value), counter_of(kpi, unit))


def _against_last_month(meeting: Meeting, at: Standing) -> str:
    if math.isnan(at.then):
        return ""
    unit = shown_unit(at)
    apart, then = meeting.write_signed(at.value - at.then, unit), meeting.write(at.then, unit)
    return meeting.say(f"{apart}（前月 {then}）", f"{apart} (then {then})")


def cohort_tile(meeting: Meeting) -> Tile | None:
    """How the newest cohort that is old enough converts, against the one before.

    The slice rate of the running month hides what becomes of new leads; this one
    compares cohorts at the same age.
    """
    wb, say = meeting.wb, meeting.say
    if not wb.has("leads", "opportunities"):
        return None
    rows = CATALOGUE["cohort_rate_by_age"](wb)
    rows = rows[rows["segment"].eq(f"age={COHORT_AGE}")].set_index("period")
    months = [
        month for month in months_to(wb.as_of, MONTHS) if _followed(month, wb.as_of) and month.label in rows.index
    ]
    if not months:
        return None
    last = rows.loc[months[-1].label]
    name = meeting.month_name(months[-1].label)
    words, form = say("比べる月がありません", "No cohort before it"), "none"
    if len(months) > 1:
        words, form = _cohort_verdict(meeting, last, months[-2].label, float(rows["value"][months[-2].label]))
    label = say(f"{COHORT_AGE}日以内の商談化率", f"Opportunity within {COHORT_AGE} days")
    return Tile(
        label=say(f"{label}（{name}のリード）", f"{label}, leads of {name}"),
        value=meeting.write(last["value"], "share"),
        verdict=words,
        verdict_form=form,
        spark=tuple(float(rows["value"][month.label]) for month in months),
        spark_alt=say(f"{label}、リードの作成月ごとの推移", f"{label}, by the month of the leads"),
    )


def _followed(month: Period, as_of: date) -> bool:
    """Whether the youngest lead of a month is old enough."""
    return (as_of - (month.end - DAY)).days >= COHORT_AGE


def _cohort_verdict(meeting: Meeting, last: Mapping[str, float], month: str, before: float) -> tuple[str, str]:
    say, name, rate = meeting.say, meeting.month_name(month), meeting.write(before, "share")
    if last["denominator"] < THIN_BELOW:
        return say("件数が少なく判断できません", "Too few leads to say"), "none"
    if last["high"] < before:
        return say(f"{name}の {rate}より低い", f"Lower than {name}'s {rate}"), "bad"
    if last["low"] > before:
        return say(f"{name}の {rate}より高い", f"Higher than {name}'s {rate}"), "good"
    return say(f"{name}の {rate}とはっきりした差なし", f"No clear difference from {name}'s {rate}"), "none"
