"""Chapter 5, calls (架電): how many, how many an hour, and how many get through.

`golden_hours.py` holds when calls get through, `key_persons.py` what they find out, `talk_time.py` how long they last.
"""

from collections.abc import Sequence
from functools import partial
from typing import cast

import pandas as pd

from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Split, with_empty_periods
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.teams import team_of
from kpi_helpers.kpis.windows import weeks_and_month
from kpi_helpers.workbook.engine import Expr, row
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook


def talk_range(wb: Workbook) -> tuple[float, float]:
    """The reference length of a talk, from and to so many seconds; both ends belong to it."""
    shortest, longest = cast("list[float]", wb.config.benchmarks["att_seconds"])
    return shortest, longest


def calls_made(wb: Workbook) -> Expr:
    """The activities that are calls, with what is known of the called lead, and their talk where somebody was reached."""
    made = wb.activities.filter(wb.activities.is_call)
    talk = (made.outcome == "connected").ifelse(made.talk_seconds, None)
    return made.mutate(
        motion=made.lead_motion,
        channel=made.lead_channel,
        industry=made.lead_industry,
        department=made.lead_department,
        talk=talk,
        in_range=talk.between(*talk_range(wb)),
    )


def _by_hour(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """The measures, and the clock hours of a rep's day in which there was a call."""
    names, clock = list(CALLS.measures), ["rep", "day", "hour"]
    split = CALLS.split_rows(wb, "day", names, segments, periods, clock)
    hourly = split.group_by([*GROUP, *clock]).agg(**CALLS.aggregates(split, names))
    found = wb.run(hourly.group_by(GROUP).agg(**{name: hourly[name].sum() for name in names}, hours=hourly.count()))
    if wb.has("timesheet"):
        found = _with_timesheet(wb, found, periods)
    return with_empty_periods(found, periods)


def _with_timesheet(wb: Workbook, found: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """The counts with hours as the timesheet has them; by motion it cannot tell them.

    A rep who has none in a period is counted by clock hours there, so that a forgotten entry does not make the others
    look fast.
    """
    reps = found[found["segment_of"] == "rep"]
    hours = dict(zip(zip(reps["segment"], reps["period"], strict=True), reps["hours"], strict=True))
    hours |= _written_hours(wb, periods)
    totals: dict[tuple[str, str, str], float] = {}
    for (rep, period), spent in sorted(hours.items()):
        for group in (("all", "", period), ("team", team_of(wb, rep), period), ("rep", rep, period)):
            totals[group] = totals.get(group, 0) + spent
    counts = {tuple(row[name] for name in GROUP): row for row in found.to_dict("records")}
    blank = dict.fromkeys(CALLS.measures, 0)
    rows = [
        {**counts.get(group, blank), **dict(zip(GROUP, group, strict=True)), "hours": totals.get(group)}
        for group in dict.fromkeys([*counts, *totals])
    ]
    return pd.DataFrame(rows, columns=found.columns).astype({"hours": "float64"})


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


CALLS = Cube(
    name="calls",
    table="activities",
    day="day",
    splits=(Split(("all", "team", "rep", "motion"), weeks_and_month),),
    measures={
        "calls": Measure(),
        "settled": Measure(row.is_settled),
        "talks": Measure(row.talk.notnull()),
        "talk_seconds": Measure(sum="talk"),
        "talks_in_range": Measure(row.in_range),
    },
    view=calls_made,
    lends={"motion": "leads"},
    query=_by_hour,
)

_metric = partial(Metric, owner=INSIDE_SALES, of=CALLS)

calls = _metric(
    id="calls",
    ja="架電数",
    en="Calls",
    better="high",
    definition_ja="その期間の架電の件数。",
    definition_en="Activities of kind call in a period.",
    gamed_ja="呼び出し音1回で切る架電でも増える。接触率と合わせて見る。",
    gamed_en="Hanging up after one ring raises it; read it with the contact rate.",
    needs=Needs(("activities",)),
    part="calls",
    additive=True,
    notes="A call to nobody known is of motion ''. A rep without a call has a row, with 0, where the timesheet has hours.",
    november=7.0,
)

call_hours = _metric(
    id="call_hours",
    ja="架電時間",
    en="Calling hours",
    definition_ja="1件以上架電した「担当者×日×時間帯（1時間）」の数。稼働時間の表があればその時間。",
    definition_en="Hours spent calling: clock hours of a rep's day with at least one call, or the timesheet's.",
    gamed_ja="架電を短い時間帯に固めると少なく見え、1時間あたりの架電数が上がる。",
    gamed_en="Bunching calls into few clock hours lowers it and flatters calls per hour.",
    needs=Needs(("activities",), times=("activities.started_at",)),
    part="hours",
    notes="With a timesheet there is no row by motion, which it does not tell apart.",
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
    needs=Needs(("activities",), times=("activities.started_at",)),
    part="calls",
    over="hours",
    benchmark="cph",
    november=1.4,
)

contact_rate = _metric(
    id="contact_rate",
    ja="接触率",
    en="Contact rate",
    unit="share",
    better="high",
    definition_ja="架電のうち、担当者につながったか、受付で断られて終わった割合。",
    definition_en="Share of a period's calls that were settled: the person was reached, or reception refused.",
    gamed_ja="「受付で断られた」も接触に数える。通話結果の付け方をそろえる。",
    gamed_en="A refusal at reception counts as contact: agree on how outcomes are logged.",
    needs=Needs(("activities",), ("activities.outcome",)),
    part="settled",
    over="calls",
    benchmark="contact_rate",
    notes="Absent, no answer, voicemail, wrong number and unknown outcomes are not settled.",
    november=3 / 7,
)

METRICS = (calls, call_hours, cph, contact_rate)
