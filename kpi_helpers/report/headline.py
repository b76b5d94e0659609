"""The tiles at the top of a page: value, against target, against last month, verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kpi_helpers.charts.formats import format_percent, is_missing
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME, THIN, Claim
from kpi_helpers.kpis.metric import Metric
from kpi_helpers.kpis.month_claims import of_month
from kpi_helpers.kpis.newest_cohort import is_old_enough, newest_cohort
from kpi_helpers.kpis.targets import plan, targets_of_month
from kpi_helpers.kpis.tree import MONTHS
from kpi_helpers.report.archive import Page, last_page, rows_read, seen_then, since
from kpi_helpers.report.blocks import Tile
from kpi_helpers.report.intervention_words import marks, places_on
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.owner import Owner
from kpi_helpers.report.phrases import counter_of, short_day
from kpi_helpers.report.tile_verdicts import claim_of, goal_of, verdict_of, when_judged
from kpi_helpers.workbook.coverage import Coverage
from kpi_helpers.workbook.periods import DAY, Period, months_to
from kpi_helpers.workbook.workbook import Workbook


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
    return meeting.wb.cached(_last_page, meeting.name, meeting.reports, meeting.place)


def _last_page(wb: Workbook, name: str, reports: Path | None, place: str | None) -> Page | None:
    return last_page(reports, place, wb.as_of, meeting=name, owner=Owner.of(wb.config))


@dataclass(frozen=True)
class Standing:
    """Where a number stands in as_of's month; NaN where it cannot be said.

    Attributes
    ----------
    value : float
        To date.
    then : float
        Last month up to the same business day; missing where last month is only partly covered.
    then_low, then_high : float
        Interval of that rate.
    target, attainment, expected, pace : float
        Expected: to date.
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
    then_low: float
    then_high: float
    target: float
    attainment: float
    expected: float
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
    dated = record.dated_in(wb)
    partial = {month.label for month in months[:-1] if wb.bearing.is_partial(dated, month)}
    ended = wb.bearing.ended(dated)
    then = row_then(meeting, record)
    before, before_low, before_high = (_number(then.get(name)) for name in ("value", "low", "high"))
    planned = plan(wb).set_index("metric")
    of_plan = planned.loc[kpi] if kpi in planned.index else pd.Series(dtype="float64")
    target = of_plan.get("target", targets_of_month(wb).get(kpi))
    now = rows.loc[meeting.month]
    closed = months if wb.as_of + DAY == wb.month.month.end else months[:-1]
    return Standing(
        kpi,
        record.unit,
        float(now["value"]),
        before,
        before_low,
        before_high,
        _number(target),
        _number(of_plan.get("attainment")),
        _number(of_plan.get("expected")),
        _number(of_plan.get("pace")),
        _number(now["low"]),
        _number(now["high"]),
        _number(now["denominator"]),
        *landing_of(meeting, kpi),
        tuple(math.nan if month.label in partial else _number(rows["value"].get(month.label)) for month in closed),
        wb.coverage(ended[0]) if ended else None,
    )


def row_then(meeting: Meeting, record: Metric) -> dict[str, float]:
    """What a KPI was last month up to the same business day, as `rows_read` gives it; {} where that is no yardstick."""
    wb, dated, same_day = meeting.wb, record.dated_in(meeting.wb), meeting.wb.month.same_day_last_month
    # An earlier cohort has had a month more to ripen.
    if same_day is None or record.id.endswith("_cohort") or wb.bearing.ended(dated):
        return {}
    if wb.bearing.is_partial(dated, wb.month.month.back(1)):
        return {}
    return rows_read(wb, record.id, windows(meeting)).get(f"{same_day.replace(day=1)}..{same_day}", {})


def landing_of(meeting: Meeting, kpi: str) -> tuple[float, float, float]:
    """Where a number's month is expected to end, and its 80% interval; NaN for one that is not forecast."""
    month = of_month(meeting.wb, kpi)
    return (month.landing, month.low, month.high) if month.is_open else (math.nan, math.nan, math.nan)


def _number(value: float | None) -> float:
    return math.nan if value is None or is_missing(value) else float(value)


def tile_of(meeting: Meeting, kpi: str) -> Tile | None:
    """One tile; None where the workbook cannot say its value."""
    if kpi == "cohort_rate_by_age":
        return cohort_tile(meeting)
    at = standing(meeting, kpi)
    if at is None:
        return None
    until = short_day(meeting.wb.as_of, meeting.lang)
    months = months_to(meeting.wb.as_of, MONTHS)[: len(at.past)]
    drawn = months[-1].start
    label = CATALOGUE[kpi].label(meeting.lang)
    words, form = verdict_of(meeting, at)
    (goal, is_reference), is_over = goal_of(meeting, at), meeting.wb.month.is_over
    return Tile(
        label=meeting.say(f"{label}（{until}まで）", f"{label}, to {until}"),
        value=meeting.write(at.value, shown_unit(at)),
        target="" if is_reference else _target(meeting, at, goal),
        due="" if is_over or math.isnan(at.pace) else meeting.write(at.expected, shown_unit(at)),
        reference=_apart(meeting, at, goal) if is_reference else "",
        landing="" if math.isnan(at.pace) or math.isnan(at.landing) else expected_text(meeting, kpi, at.landing),
        last_month=_apart(meeting, at, at.then),
        verdict=when_judged(meeting, at, words),
        verdict_form=form,
        spark=at.past,
        spark_alt=_spark_alt(meeting, label),
        spark_until=meeting.say(f"〜{drawn.month}月", f"to {drawn:%b}"),
        acted=places_on(months, marks(meeting, (kpi,))),
    )


def _spark_alt(meeting: Meeting, label: str) -> str:
    closed = len(months_to(meeting.wb.as_of, MONTHS)) - 1
    return meeting.say(f"{label}、終わった{closed}か月の推移", f"{label} over the last {closed} closed months")


def shown_unit(at: Standing) -> str:
    """The unit by which a number is written."""
    return counter_of(at.kpi, at.unit)


def _target(meeting: Meeting, at: Standing, goal: float) -> str:
    if at.unit == "share":
        return _apart(meeting, at, goal)
    if math.isnan(at.attainment):
        return ""
    target, share = meeting.write(at.target, shown_unit(at)), format_percent(at.attainment)
    return meeting.say(f"{target}の{share}", f"{share} of {target}")


def _apart(meeting: Meeting, at: Standing, other: float) -> str:
    """What a number is held against, and how far it is from that; empty without it."""
    if math.isnan(other):
        return ""
    unit = shown_unit(at)
    said, apart = meeting.write(other, unit), meeting.write_signed(at.value - other, unit)
    return meeting.say(f"{said}（{apart}）", f"{said} ({apart})")


def expected_text(meeting: Meeting, kpi: str, value: float) -> str:
    """An expected number as it is written: a count without tenths of a case."""
    unit = CATALOGUE[kpi].unit
    return meeting.write(value if unit != "count" or math.isnan(value) else round(value), counter_of(kpi, unit))


def cohort_tile(meeting: Meeting) -> Tile | None:
    """How the newest cohort that is old enough converts, against the six before it at the same age.

    The slice rate of the running month hides what becomes of new leads; this one says
    what the section on conversion says.
    """
    wb, say = meeting.wb, meeting.say
    newest = newest_cohort(wb)
    if newest is None:
        return None
    rows = CATALOGUE["cohort_rate_by_age"](wb)
    rows = rows[rows["segment"].eq(f"age={newest.age}")].set_index("period")
    months = [month for month in rows.index if is_old_enough(wb, month, newest.age)]
    name, before = meeting.month_name(newest.month), meeting.write(newest.before.share, "share")
    ja, en, form = {
        HIGHER: (f"前6か月の {before}より高い", f"Higher than {before} in the six months before", "good"),
        LOWER: (f"前6か月の {before}より低い", f"Lower than {before} in the six months before", "bad"),
        SAME: (f"前6か月の {before}とはっきりした差なし", f"No clear difference from {before} before", "none"),
        THIN: ("件数が少なく判断できません", "Too few leads to say", "none"),
    }[newest.claim.verdict]
    label = say(f"{newest.age}日以内の商談化率", f"Opportunity within {newest.age} days")
    return Tile(
        label=say(f"{label}（{name}のリード）", f"{label}, leads of {name}"),
        value=meeting.write(newest.rate.share, "share"),
        verdict=say(ja, en),
        verdict_form=form,
        spark=tuple(float(rows["value"][month]) for month in months),
        spark_alt=say(f"{label}、リードの作成月ごとの推移", f"{label}, by the month of the leads"),
        acted=places_on([Period.parse(month) for month in months], marks(meeting, ("cohort_rate_by_age",))),
    )


def claims(meeting: Meeting) -> list[Claim]:
    """What the tiles claim, and the tree where it stands below them."""
    from kpi_helpers.report.meetings import MEETINGS
    from kpi_helpers.report.plan_tree import node_claims

    found: list[Claim | None] = [*node_claims(meeting).values()] if MEETINGS[meeting.name].tree else []
    for kpi in MEETINGS[meeting.name].tiles:
        if kpi == "cohort_rate_by_age":
            newest = newest_cohort(meeting.wb)
            found.append(newest.claim if newest else None)
        elif (at := standing(meeting, kpi)) is not None:
            found.append(claim_of(meeting, at))
    return [claim for claim in found if claim is not None]
