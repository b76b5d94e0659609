"""Chapter 5, talk time in detail: how long conversations last, how many are short, and what comes of which length."""

from functools import partial

import pandas as pd

from kpi_helpers.kpis.calls import CALLS, calls_made, talk_range
from kpi_helpers.kpis.cube import When
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import periods_of
from kpi_helpers.workbook.engine import Expr, epoch_day, first_rows, in_periods
from kpi_helpers.workbook.needs import AS_CALLS, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

BIN_SECONDS = 60
LONGEST_BIN = 900
"""From here on conversations share one bin."""

FOLLOWED_DAYS = 30
"""How long after a conversation an opportunity still counts as its fruit."""

WINDOW_DAYS = 180
_BRIEF = 180


def _talks(wb: Workbook) -> Expr:
    made = calls_made(wb)
    return made.filter(made.talk.notnull())


def talk_lengths(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """How many of each rep's conversations lasted how many minutes.

    Returns
    -------
    DataFrame
        A row per rep and minute with conversations, in order: ``rep``, ``bin_start``
        and ``bin_end`` (seconds; the bin from 900 on holds all that are longer),
        ``talks`` (count), ``share`` (of the rep's).

    Notes
    -----
    The calls of `att_seconds`: connected, with a talk time.

    Examples
    --------
    佐藤 talked 500 and 300 seconds, 高橋 200:

    >>> talk_lengths(wb)[["rep", "bin_start", "share"]].to_records(index=False).tolist()
    [('佐藤', 300, 0.5), ('佐藤', 480, 0.5), ('高橋', 180, 1.0)]
    """
    found = _seconds_counted(wb, period)
    start = (found["talk_seconds"] // BIN_SECONDS * BIN_SECONDS).clip(0, LONGEST_BIN).astype("int64")
    bins = found.assign(bin_start=start).groupby(["rep", "bin_start"], as_index=False)["talks"].sum()
    return bins.assign(
        bin_end=bins["bin_start"] + BIN_SECONDS,
        share=bins["talks"] / bins.groupby("rep")["talks"].transform("sum"),
    )[["rep", "bin_start", "bin_end", "talks", "share"]]


def short_talks(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Share of each rep's conversations that ended before the reference length begins.

    Returns
    -------
    DataFrame
        ``rep``, ``short`` and ``talks`` (counts), ``rate``, ``low``, ``high`` (shares, Wilson).

    Examples
    --------
    >>> short_talks(wb)[["rep", "short", "talks"]].to_records(index=False).tolist()
    [('佐藤', 0, 2), ('高橋', 1, 1)]
    """
    found = _seconds_counted(wb, period)
    shortest, _ = talk_range(wb)
    short = found["talks"].where(found["talk_seconds"] < shortest, 0)
    counts = found.assign(short=short).groupby("rep", as_index=False)[["short", "talks"]].sum()
    low, high = wilson(counts["short"].to_numpy(), counts["talks"].to_numpy())
    return counts.assign(rate=counts["short"] / counts["talks"], low=low, high=high)


def _seconds_counted(wb: Workbook, period: When) -> pd.DataFrame:
    """Conversations by rep and their seconds; gathered into bins afterwards, since engines divide in their own ways."""
    return wb.cached(_seconds, periods_of(period, (wb.month.month,)))


def _seconds(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    talks = in_periods(_talks(wb), "day", periods)
    return wb.run(talks.group_by(["rep", "talk_seconds"]).agg(talks=talks.count()))


def opportunity_by_talk(wb: Workbook) -> pd.DataFrame:
    """Share of valid leads with an opportunity within 30 days of their first conversation, by its length.

    Returns
    -------
    DataFrame
        A row per band, shortest first: ``start`` and ``end`` (seconds, the last open),
        ``is_reference`` (the band of the benchmark, both ends included), ``converted`` and
        ``n`` (leads), ``rate``, ``low``, ``high`` (shares, Wilson; missing without a lead).

    Notes
    -----
    First conversations in the 180 days that end with as_of, at least 30 days before
    it, so that each has been followed as long; a lead counts once, and not at all
    where its opportunity was there before. Observed, not caused: who is interested
    talks longer.

    Examples
    --------
    Only L1's conversation of 360 seconds is 30 days old, and its opportunity came a week later:

    >>> opportunity_by_talk(wb)[["start", "converted", "n"]].to_records(index=False).tolist()
    [(0, 0, 0), (180, 0, 0), (300, 1, 1), (480, 0, 0)]
    """
    shortest, longest = talk_range(wb)
    bands = pd.DataFrame({"start": [0, *([_BRIEF] if shortest > _BRIEF else []), shortest, longest]})
    bands["end"] = bands["start"].shift(-1)
    bands["is_reference"] = bands["start"].eq(shortest)
    found = wb.cached(_first_conversations)
    band = bands["start"].searchsorted(found["talk_seconds"], side="right") - 1
    # The benchmark's own upper end belongs to it.
    band = pd.Series(band, found.index).mask(found["talk_seconds"].eq(longest), len(bands) - 2)
    counts = found.groupby(band)[["n", "converted"]].sum().reindex(bands.index, fill_value=0)
    low, high = wilson(counts["converted"].to_numpy(), counts["n"].to_numpy())
    rates = (counts["converted"] / counts["n"]).where(counts["n"] > 0)
    return bands.join(counts).assign(rate=rates, low=low, high=high)


def _first_conversations(wb: Workbook) -> pd.DataFrame:
    """Leads by the seconds of their first conversation, and how many of them became an opportunity in time."""
    talks = _talks(wb)
    talks = talks.filter(talks.lead_known)
    first = first_rows(talks, "lead_id", [talks.started_at, talks.activity_id, talks.talk_seconds])
    valid = wb.leads.filter(wb.leads.is_valid).select("lead_id", "first_opportunity_day")
    pairs = first.select("lead_id", "day", "talk_seconds").join(valid, "lead_id")
    today = epoch_day(wb.as_of)
    pairs = pairs.filter(
        (pairs.day > today - WINDOW_DAYS)
        & (pairs.day <= today - FOLLOWED_DAYS)
        & (pairs.first_opportunity_day.isnull() | (pairs.first_opportunity_day >= pairs.day))
    )
    within = (pairs.first_opportunity_day <= pairs.day + FOLLOWED_DAYS).fill_null(False)
    return wb.run(pairs.group_by("talk_seconds").agg(n=pairs.count(), converted=pairs.count(where=within)))


_metric = partial(Metric, owner=INSIDE_SALES, of=CALLS)

att_seconds = _metric(
    id="att_seconds",
    ja="平均通話時間（ATT）",
    en="Mean talk time (ATT)",
    short=("平均通話時間", "Mean talk"),
    unit="seconds",
    definition_ja="担当者につながり、通話時間の記録がある架電の平均通話時間。",
    definition_en="Mean talk time (ATT) of a period's `connected` calls that have one.",
    gamed_ja="長ければ良いわけではない。数件の長電話でも上がるため、範囲内の割合と合わせて見る。",
    gamed_en="Longer is not better, and a few endless talks lift the mean; read it with the share in range.",
    needs=Needs(("activities",), (AS_CALLS, "activities.outcome", "activities.talk_seconds")),
    part="talk_seconds",
    over="talks",
    benchmark="att_seconds",
    notes="A talk of more than 24 hours counts as it stands and is warned of. Reference value: 300 to 480 s.",
    example="""500, 300 and 200 seconds:

>>> att_seconds(wb, period="2026-11")["value"].round(1).tolist()
[333.3]""",
)

att_in_range = _metric(
    id="att_in_range",
    ja="通話時間が範囲内の割合",
    en="Talks in range",
    unit="share",
    better="high",
    definition_ja="担当者につながり、通話時間の記録がある架電のうち、通話時間が300〜480秒の割合。",
    definition_en="Share of a period's `connected` calls with a talk time whose talk lasted 300 to 480 seconds.",
    gamed_ja="通話時間を記録しない架電は分母に入らない。",
    gamed_en="Calls logged without a talk time are left out.",
    needs=Needs(("activities",), (AS_CALLS, "activities.outcome", "activities.talk_seconds")),
    part="talks_in_range",
    over="talks",
    benchmark="att_seconds",
    notes="Both ends belong to the range, which is ``att_seconds`` of ``benchmarks:`` where the workbook has its own.",
    november=1 / 3,
)

METRICS = (att_seconds, att_in_range)
