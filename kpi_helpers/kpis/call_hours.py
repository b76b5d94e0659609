"""Chapter 5, calls an hour: hours spent calling by the clock or the timesheet, and what was done in them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from kpi_helpers.kpis.calls import calls_made
from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Split, with_empty_periods
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tallies import tallied_hours
from kpi_helpers.kpis.teams import team_of
from kpi_helpers.kpis.windows import weeks_and_month
from kpi_helpers.workbook.engine import row
from kpi_helpers.workbook.needs import AS_CALLS, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

_COUNTED = {"calls": "timed_calls", "seconds": "timed_seconds"}
"""What hours by the clock can be set against: a call without a time of day is in none of them."""


def _by_hour(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """Hours, and the calls and talk minutes that belong to them."""
    names, clock = list(HOURS.measures), ["rep", "day", "hour", "is_timed"]
    split = HOURS.split_rows(wb, "day", names, segments, periods, clock)
    hourly = split.group_by([*GROUP, *clock]).agg(**HOURS.aggregates(split, names))
    sums = {name: hourly[name].sum() for name in names}
    found = wb.run(hourly.group_by(GROUP).agg(**sums, hours=hourly.count(where=hourly.is_timed)))
    if wb.has("timesheet"):
        found = _with_timesheet(wb, found, periods)
    else:
        found = found.assign(**{name: found[timed] for name, timed in _COUNTED.items()})
    return with_empty_periods(found.assign(minutes=found["seconds"] / 60), periods)


def _with_timesheet(wb: Workbook, found: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """The counts with hours as the timesheet has them; by motion it cannot tell them.

    A rep who has none in a period is counted by clock hours there, so that a forgotten entry does not make the others
    look fast. Where calls have no time of day there are none: such a rep is in no total.
    """
    written, by_clock = _written_hours(wb, periods), wb.bearing.has_times("activities")
    reps = found[found["segment_of"].eq("rep")].set_index(["segment", "period"])
    totals: dict[tuple[str, str, str], pd.Series] = {}
    for rep, period in sorted({*written, *(reps.index if by_clock else ())}):
        own = reps.loc[(rep, period)] if (rep, period) in reps.index else pd.Series(dtype="float64")
        hours = written.get((rep, period))
        taken = {name: name if hours is not None else timed for name, timed in _COUNTED.items()}
        spent = pd.Series(
            {name: own.get(column, 0) for name, column in taken.items()}
            | {"hours": own["hours"] if hours is None else hours}
        )
        for group in (("all", "", period), ("team", team_of(wb, rep), period), ("rep", rep, period)):
            totals[group] = totals[group] + spent if group in totals else spent
    every = found[GROUP].apply(tuple, axis=1).tolist()
    rows = [
        dict(zip(GROUP, group, strict=True)) | totals[group].to_dict()
        if group in totals
        else dict(zip(GROUP, group, strict=True))
        for group in dict.fromkeys([*every, *totals])
    ]
    columns = [*GROUP, *_COUNTED, "hours"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys([*_COUNTED, "hours"], "float64"))


def _written_hours(wb: Workbook, periods: Sequence[Period]) -> dict[tuple[str, str], float]:
    """Hours of the timesheet by rep and period."""
    sheet = wb.timesheet
    day = pd.to_datetime(sheet["date"])
    written: dict[tuple[str, str], float] = {}
    for period in periods:
        inside = sheet[day.between(pd.Timestamp(period.start), pd.Timestamp(period.end), inclusive="left")]
        sums = inside.groupby("rep")["hours"].sum()
        written |= {(rep, period.label): spent for rep, spent in sums.items()}
    return written


HOURS = Cube(
    name="call_hours",
    table="activities",
    day="day",
    splits=(Split(("all", "team", "rep", "motion"), weeks_and_month),),
    measures={
        "calls": Measure(),
        "seconds": Measure(sum="talk"),
        "timed_calls": Measure(row.is_timed),
        "timed_seconds": Measure(row.is_timed, sum="talk"),
    },
    view=calls_made,
    lends={"motion": "leads"},
    query=_by_hour,
    tallied=tallied_hours,
)

_metric = partial(Metric, owner=INSIDE_SALES, of=HOURS)
_BY_CLOCK = Needs(
    ("activities",), (AS_CALLS,), times=("activities.started_at",), tallied=("tallies.calls", "tallies.hours")
)

call_hours = _metric(
    id="call_hours",
    ja="架電時間",
    en="Calling hours",
    definition_ja="1件以上架電した「担当者×日×時間帯（1時間）」の数。稼働時間の表があればその時間。",
    definition_en="Hours spent calling: clock hours of a rep's day with at least one call, or the timesheet's.",
    gamed_ja="架電を短い時間帯に固めると少なく見え、1時間あたりの架電数が上がる。",
    gamed_en="Bunching calls into few clock hours lowers it and flatters calls per hour.",
    needs=replace(_BY_CLOCK, instead="timesheet"),
    part="hours",
    notes="Calls without a time of day are in no clock hour. With a timesheet there is no row by motion, which it does not tell apart.",
    example="""佐藤 called in two clock hours, 高橋 in two, 鈴木 in one:

>>> call_hours(wb, period="2026-11")["value"].tolist()
[5.0]""",
)

cph = _metric(
    id="cph",
    ja="1時間あたりの架電数（CPH）",
    en="Calls per hour (CPH)",
    short=("架電数/時間", "Calls/hour"),
    unit="ratio",
    better="high",
    definition_ja="架電数 ÷ 架電時間。",
    definition_en="Calls per calling hour (CPH).",
    gamed_ja="下調べや会話を省くほど上がる。",
    gamed_en="Skipping preparation and conversation raises it.",
    needs=_BY_CLOCK,
    part="calls",
    over="hours",
    benchmark="cph",
    notes="Calls without a time of day count only where the rep's hours are those of the timesheet.",
    november=1.4,
)

talk_minutes_per_hour = _metric(
    id="talk_minutes_per_hour",
    ja="1時間あたりの通話分数",
    en="Talk minutes per calling hour",
    short=("通話分/時間", "Talk min./hour"),
    unit="ratio",
    better="high",
    definition_ja="担当者につながった架電の通話時間（分）÷ 架電時間。",
    definition_en="Talk minutes of `connected` calls per calling hour.",
    gamed_ja="架電を短い時間帯に固めると上がる。長電話1本でも上がる。",
    gamed_en="Bunching calls into few clock hours raises it, and so does one endless talk.",
    needs=Needs(
        ("activities",), (AS_CALLS, "activities.outcome", "activities.talk_seconds"), times=("activities.started_at",)
    ),
    part="minutes",
    over="hours",
    notes="Calls without a talk time add no minutes.",
    november=(500 + 300 + 200) / 60 / 5,
)

METRICS = (call_hours, cph, talk_minutes_per_hour)
