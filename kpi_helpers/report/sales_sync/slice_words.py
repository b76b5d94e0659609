"""What section 3 says of the slice rate: this month and last, and beside its target."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.kpis import tree
from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME, THIN, Claim
from kpi_helpers.kpis.newest_cohort import newest_cohort
from kpi_helpers.kpis.targets import target_of, targets_of_month
from kpi_helpers.report.lack_words import lack_in_words, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.plan_tree import held, node_claims
from kpi_helpers.report.span_words import ended_words
from kpi_helpers.workbook.periods import Period

TABLES = ("leads", "opportunities")
_SLICE = "opportunity_rate_slice"


def is_partial(meeting: Meeting, month: str) -> bool:
    """Whether leads or opportunities cover a month in part only."""
    return meeting.wb.bearing.is_partial(TABLES, Period.parse(month))


def slice_words(meeting: Meeting) -> str:
    """The slice rate of this month and the last, and how far it is from its target."""
    numbers = tree.opportunity_rate_slice(meeting.wb).set_index("period")
    # A month that one of the two does not cover whole would be fewer opportunities over more leads, or the reverse.
    if reason := ended_words(meeting, TABLES, within=True):
        return without_words(meeting, reason, "今月の輪切りの商談化率", "this month's slice rate")
    if lack := meeting.wb.lacks(tree.opportunity_rate_slice.needs):
        return without_words(meeting, lack_in_words(lack, meeting.lang), "輪切りの商談化率", "the slice rate")
    if meeting.month not in numbers.index:
        return meeting.say(
            "今月はまだ有効リードがなく、輪切りの商談化率は出せません。",
            "This month has no valid lead yet, so there is no slice rate.",
        )
    now = numbers.loc[meeting.month]
    said = meeting.say(
        f"輪切りでは今月{meeting.write(now['value'], 'share')}（商談{now['numerator']:,.0f}÷有効リード{now['denominator']:,.0f}）",
        f"The slice rate is {meeting.write(now['value'], 'share')} ({now['numerator']:,.0f} opportunities over "
        f"{now['denominator']:,.0f} valid leads)",
    )
    if meeting.last_month in numbers.index and not is_partial(meeting, meeting.last_month):
        said += meeting.say(
            f"、先月{meeting.write(numbers.loc[meeting.last_month, 'value'], 'share')}です。",
            f", after {meeting.write(numbers.loc[meeting.last_month, 'value'], 'share')} last month.",
        )
    else:
        said += meeting.say("です。", ".")
    return said + _target_words(meeting)


def target_claims(meeting: Meeting) -> list[Claim]:
    """Whether the slice rate differs from what its target takes by now; none where that cannot be said."""
    claim = node_claims(meeting).get(_SLICE)
    return [claim] if claim is not None else []


def cohort_tells(meeting: Meeting, apart: float) -> bool:
    """Whether the newest cohort differs to the same side as a slice rate that cannot be told: no calm is said beside it."""
    newest = newest_cohort(meeting.wb)
    return newest is not None and bool(apart) and newest.claim.verdict == (LOWER if apart < 0 else HIGHER)


def _target_words(meeting: Meeting) -> str:
    at, over = held(meeting.wb, _SLICE), meeting.wb.month.is_over
    if at.target != at.target or at.gap != at.gap:
        return ""
    target, due = meeting.write(at.target, "share"), meeting.write(at.due, "share")
    apart = meeting.write_signed(at.gap, "share")
    judged = next((claim.verdict for claim in target_claims(meeting)), "")
    ja, en = {
        HIGHER: (f"を上回っています（{apart}）", f"it is above that ({apart})"),
        LOWER: (f"を下回っています（{apart}）", f"it is below that ({apart})"),
        "": (f"との差は{apart}です", f"the gap is {apart}"),
    }.get(judged, (f"との差{apart}は月ごとのばらつきの範囲です", f"the gap of {apart} is nothing unusual"))
    if judged in (SAME, THIN) and cohort_tells(meeting, at.gap):
        ja, en = (
            f"との差は{apart}です。輪切りではこれまでの月もこのくらい動いたため、上がり下がりは先に述べた追っかけで見てください",
            f"the gap is {apart}; slice months have differed as much before, so go by the cohort above",
        )
    if over:
        return meeting.say(f"目標{target}{ja}。", f" Against the target of {target} {en}.")
    return meeting.say(
        f"目標は{target}で、今日時点の目標{due}{ja}。",
        f" The target is {target}; against the {due} due at this stage of a month {en}.",
    )


def target_lines(meeting: Meeting) -> pd.DataFrame:
    """The target of the slice rate by month, as `draw_conversion_rates` reads it; months without one left out."""
    rows = []
    for month in tree.opportunity_rate_slice(meeting.wb)["period"]:
        goals = pd.Series(targets_of_month(meeting.wb, Period.parse(month)), dtype="float64").to_frame("target")
        rows.append({"kind": "target", "month": month, "rate": target_of(goals, _SLICE)})
    return pd.DataFrame(rows, columns=["kind", "month", "rate"]).dropna(subset="rate")
