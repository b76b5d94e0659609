"""Chapter 6, speed to lead (対応スピード): how soon inbound leads are answered, and what comes of it.

A lead that nobody answered counts as longer than any answer, so that ignoring
leads does not look fast.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd

from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Rows, Split, When, with_empty_periods
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import periods_of
from kpi_helpers.kpis.windows import RESPONSE_DAYS, days_to, weeks_and_month
from kpi_helpers.workbook.engine import (
    Column,
    Expr,
    epoch_day,
    first_that_holds,
    group_size,
    in_periods,
    only,
    place_in_group,
    row,
)
from kpi_helpers.workbook.facts import FOLLOW_UP
from kpi_helpers.workbook.needs import AS_CALLS, INBOUND, Needs
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

AT_ONCE = 300
"""Seconds within which a lead counts as answered at once."""

BANDS = (("<=5min", 300), ("5-10min", 600), ("10-30min", 1_800), ("30-60min", 3_600), ("1-24h", 86_400))
"""First responses by how many seconds they took, upper bounds included; beyond the last is `later`."""

RESPONSES = (*(name for name, _ in BANDS), "later", "none")

_HOUR = 3_600
_TENTHS = {"median": 5, "p90": 9}
_PERCENTILES = {
    "response_median": ("response_seconds", "median"),
    "response_p90": ("response_seconds", "p90"),
    "business_median": ("response_business_seconds", "median"),
}


def inbound_leads(wb: Workbook) -> Expr:
    """The inbound leads, with the band of their first response and whether one is due."""
    leads = wb.leads.filter(wb.leads.motion == "inbound")
    band = first_that_holds(
        (leads.response_seconds.isnull(), "none"),
        *[(leads.response_seconds <= bound, name) for name, bound in BANDS],
        otherwise="later",
    )
    is_due = leads.due_day <= epoch_day(wb.as_of)
    return leads.mutate(response=band, is_due=is_due, in_time=is_due & (leads.answer_day <= leads.due_day))


def timed_inbound_leads(wb: Workbook) -> Expr:
    """Those with a time of day."""
    leads = inbound_leads(wb)
    return leads.filter(leads.created_is_timed)


def _responses(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """The measures and the percentiles in seconds, missing where an unanswered lead weighs."""
    if tuple(segments) == ("hour",):
        return _by_hour(wb, periods)
    names, waits = list(ANSWERS.measures), ["response_seconds", "response_business_seconds"]
    split = ANSWERS.split_rows(wb, "created_day", names, segments, periods, waits)
    split = split.mutate(
        group_size=group_size(GROUP, split.timed),
        **{f"place_{wait}": place_in_group(split, GROUP, wait) for wait in waits},
    )
    counts = ANSWERS.aggregates(split, names)
    for name, (wait, share) in _PERCENTILES.items():
        counts[f"{name}_low"], counts[f"{name}_high"] = _neighbours(split, wait, _TENTHS[share])
    found = wb.run(split.group_by(GROUP).agg(**counts))
    for name, (_, share) in _PERCENTILES.items():
        found[name] = _interpolated(found["timed"], found[f"{name}_low"], found[f"{name}_high"], _TENTHS[share])
    whole = with_empty_periods(found, periods)
    whole[list(_PERCENTILES)] = whole[list(_PERCENTILES)].where(whole["timed"] > 0)
    return whole


def _by_hour(wb: Workbook, periods: Sequence[Period]) -> pd.DataFrame:
    """The measures by hour of arrival, counted by second and gathered here, since engines divide in their own ways."""
    rows = ANSWERS.rows(wb)
    names = list(ANSWERS.measures)
    read = {name: column for name in names if (column := ANSWERS.measures[name].carried(rows)) is not None}
    rows = in_periods(only(rows.mutate(**read), "created_day", "created_second", *read), "created_day", periods)
    found = wb.run(rows.group_by(["period", "created_second"]).agg(**ANSWERS.aggregates(rows, names)))
    found = found.assign(segment_of="hour", segment=[f"{second // _HOUR:02.0f}" for second in found["created_second"]])
    return found.groupby(GROUP, as_index=False)[names].sum().sort_values(["period", "segment"], ignore_index=True)


def _neighbours(split: Expr, wait: str, tenths: int) -> tuple[Column, Column]:
    """The waits at the two places between which a percentile lies, in integers, since engines round in their own ways."""
    place, reached = split[f"place_{wait}"] * 10, (split["group_size"] - 1) * tenths
    low = split[wait].max(where=(place <= reached) & (place > reached - 10))
    return low, split[wait].max(where=(place > reached) & (place <= reached + 10))


def _interpolated(leads: pd.Series, low: pd.Series, high: pd.Series, tenths: int) -> pd.Series:
    weight = (leads - 1) * tenths % 10 / 10
    low, high = low.astype("float64"), high.astype("float64")
    return low.where(weight.eq(0), low + weight * (high - low))


def response_bands(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Inbound leads with a time of day by how soon they were first answered, and how many of them were reached.

    Returns
    -------
    DataFrame
        A row per period and band, by default those of 180 days that leads and activities cover, fastest first: ``response``, ``period``,
        ``leads``, ``by_email`` (first answered by e-mail), ``followed`` (first
        answered at least 14 days before the end of as_of, or of the activities where these have ended) and ``reached`` (of
        those, with a settled call in these 14 days), ``followed_called`` and
        ``reached_called`` (the same of those first answered by a call); counts.

    Examples
    --------
    L1 was called after 4 minutes, L3 after 5, L2 got an e-mail after an hour, L4 nothing:

    >>> response_bands(wb).set_index("response").loc[["<=5min", "30-60min", "none"], ["leads", "by_email"]].values.tolist()
    [[2, 0], [1, 1], [1, 0]]
    """
    return wb.cached(_bands_of, leads_by_response.covered(wb) if period is None else periods_of(period, ()))


def _bands_of(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    leads = in_periods(timed_inbound_leads(wb), "created_day", periods)
    last = wb.coverage("activities").until or wb.as_of
    end = datetime.combine(last + DAY, time(), ZoneInfo(wb.config.timezone))
    followed = (leads.response_elapsed <= int(end.timestamp() - FOLLOW_UP.total_seconds())).fill_null(False)
    leads = leads.mutate(followed=followed, reached=followed & leads.reached)
    found = wb.run(
        leads.group_by(["response", "period"]).agg(
            leads=leads.count(),
            by_email=leads.count(where=leads.response_kind == "email"),
            followed=leads.count(where=leads.followed),
            reached=leads.count(where=leads.reached),
            followed_called=leads.count(where=leads.followed & (leads.response_kind == "call")),
            reached_called=leads.count(where=leads.reached & (leads.response_kind == "call")),
        )
    )
    every = pd.DataFrame([(name, each.label) for each in periods for name in RESPONSES], columns=["response", "period"])
    counts = ["leads", "by_email", "followed", "reached", "followed_called", "reached_called"]
    return every.merge(found, how="left").fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))


def _bands(wb: Workbook, period: When = None) -> pd.DataFrame:
    # The band's own "=" stands bare in the segment, as the definitions write it.
    bands = response_bands(wb, period)
    return bands.assign(segment="response=" + bands["response"])


def waiting_leads(wb: Workbook) -> pd.DataFrame:
    """Inbound leads of the last 180 days on record without any activity on them by as_of, the newest first.

    Returns
    -------
    DataFrame
        A row per lead: ``lead_id``, ``company_name``, ``rep``, ``channel`` (text, may be
        missing), ``created_at``, ``days`` (whole days from its day to as_of), ``is_valid``
        (missing while no definition is in force).

    Notes
    -----
    Without any activity on or after their moment, or day where times of day are
    missing. Of leads that came before the activities begin, or after these have
    ended, nobody knows. The moment of a lead decides, then its id.

    Examples
    --------
    L4, which misses the definition, came on 2 November and only the day after as_of will somebody call:

    >>> waiting_leads(wb)[["lead_id", "rep", "days", "is_valid"]].to_records(index=False).tolist()
    [('L4', '鈴木', 16, False)]
    """
    return wb.cached(_waiting)


def _waiting(wb: Workbook) -> pd.DataFrame:
    known = wb.covered_periods(unanswered.dated_in(wb), days_to(RESPONSE_DAYS)(wb))
    leads = in_periods(inbound_leads(wb), "created_day", known)
    waiting = leads.filter(leads.answer_day.isnull())
    found = wb.run(waiting.select("lead_id", "company_name", "rep", "channel", "created_at", "created_day", "is_valid"))
    if wb.definitions.in_force("valid_lead", wb.as_of) is None or wb.lacks(_VALID):
        found = found.assign(is_valid=None)
    found = found.sort_values(["created_at", "lead_id"], ascending=[False, True], ignore_index=True)
    return found.assign(days=epoch_day(wb.as_of) - found["created_day"]).drop(columns="created_day")


ANSWERS = Cube(
    name="answers",
    table="leads",
    day="created_day",
    splits=(Split(("all", "channel", "rep"), weeks_and_month),),
    measures={
        "leads": Measure(),
        "timed": Measure(row.created_is_timed),
        "within_5min": Measure(row.response_seconds <= AT_ONCE),
        "unanswered": Measure(row.answer_day.isnull()),
        "due": Measure(row.is_due),
        "in_time": Measure(row.in_time),
    },
    view=inbound_leads,
    lends={"channel": "leads.channel", "rep": "leads.rep"},
    query=_responses,
)

_VALID = Needs(("leads",), valid=True)
_ANSWERED = Needs(("leads", "activities"), (INBOUND,), links=("activities",))
_TIMED = replace(_ANSWERED, times=("leads.created_at", "activities.started_at"))

_WINDOW = (Split((), days_to(RESPONSE_DAYS)),)
_metric = partial(Metric, owner=INSIDE_SALES, of=ANSWERS)

response_seconds_median = _metric(
    id="response_seconds_median",
    ja="初回対応までの時間（中央値）",
    en="Response time, median",
    short=("対応の中央値", "Median wait"),
    unit="seconds",
    better="low",
    definition_ja="反響リードの作成から最初の活動までの秒数の中央値。未対応はどの対応よりも長いとみなす。",
    definition_en="Median seconds from an inbound lead's creation to the first activity on it.",
    gamed_ja="自動返信メールを活動に記録すると短くなる。帯別の接触率と合わせて見る。",
    gamed_en="Logging an automatic reply as an activity shortens it; read it with the contact rate by band.",
    needs=_TIMED,
    part="response_median",
    benchmark="response_seconds",
    notes="An unanswered lead counts as longer than any answer; where one would have weight the median is missing. Linear interpolation, as numpy's.",
    example="""Of October's two leads one waited 240 seconds, the other 3,600:

>>> response_seconds_median(wb, period="2026-10")["value"].tolist()
[1920.0]""",
)

response_seconds_p90 = _metric(
    id="response_seconds_p90",
    ja="初回対応までの時間（90パーセンタイル）",
    en="Response time, 90th percentile",
    unit="seconds",
    better="low",
    definition_ja="反響リードの9割が最初の活動を受けるまでの秒数。未対応が重みを持つときは値がない。",
    definition_en="Seconds within which nine of ten inbound leads got their first activity.",
    gamed_ja="月末にまとめて1件ずつ触れると値が出るが、長くなる。",
    gamed_en="Touching the forgotten ones late makes it appear, and long.",
    needs=_TIMED,
    part="response_p90",
    notes="As for the median; missing as soon as about a tenth of the leads is unanswered.",
    example=""">>> response_seconds_p90(wb, period="2026-10")["value"].tolist()
[3264.0]""",
)

first_response_within_5min = _metric(
    id="first_response_within_5min",
    ja="5分以内対応率",
    en="Answered within 5 minutes",
    unit="share",
    better="high",
    definition_ja="作成から300秒以内に最初の活動があった反響リード ÷ 作成された反響リード。",
    definition_en="Inbound leads answered within 300 seconds over inbound leads created.",
    gamed_ja="自動返信メールを活動に記録すると上がる。",
    gamed_en="Automatic replies logged as activities raise it.",
    needs=_TIMED,
    part="within_5min",
    over="timed",
    splits=(*ANSWERS.splits, Split(("hour",), days_to(RESPONSE_DAYS))),
    notes="300 seconds whatever the workbook's benchmark, as the name says.",
    november=0.5,
)

first_response_same_day = _metric(
    id="first_response_same_day",
    ja="当日中の対応率",
    en="Answered the same day",
    unit="share",
    better="high",
    definition_ja="当日中（休業日や営業時間の終わり以降に来たリードは翌営業日中）に最初の活動があった反響リード ÷ 作成された反響リード。",
    definition_en="Inbound leads first answered by the end of their day over inbound leads created.",
    gamed_ja="自動返信メールを活動に記録すると上がる。",
    gamed_en="Automatic replies logged as activities raise it.",
    needs=_ANSWERED,
    part="in_time",
    over="due",
    notes="A lead's day is its date, or the next business day where that is none or the lead came at or after the end of business hours. Leads whose day ends after as_of are left out. It stands where times of day are missing.",
    november=0.5,
)

unanswered = _metric(
    id="unanswered",
    ja="未対応リード数",
    en="Unanswered leads",
    better="low",
    definition_ja="基準日までに活動が1件もない反響リードの件数。",
    definition_en="Inbound leads without any activity on them by as_of.",
    gamed_ja="つながらない時間に1回かけるだけでも減る。",
    gamed_en="One call at a dead hour lowers it.",
    needs=_ANSWERED,
    part="unanswered",
    additive=True,
    notes="An activity before the lead's creation is no answer to it; where either has no time of day, their days decide.",
    november=1.0,
)

leads_by_response = _metric(
    id="leads_by_response",
    ja="初回対応までの時間帯別リード数",
    en="Leads by response time",
    definition_ja="過去180日に作成された反響リードの、最初の対応までの時間の帯別の件数。",
    definition_en="Inbound leads by how soon they were first answered.",
    gamed_ja="自動返信のメールを活動として記録すると、速い帯が増える。",
    gamed_en="Automatic replies logged as activities fill the fast bands.",
    needs=_TIMED,
    of=_bands,
    splits=_WINDOW,
    part="leads",
    drill=Rows("leads", timed_inbound_leads, "created_day"),
    notes="``segment`` is ``response=`` with the band (``<=5min``, ``5-10min``, ``10-30min``, ``30-60min``, ``1-24h``, ``later``, ``none``), ``value`` a count.",
    example=""">>> leads_by_response(wb)["value"].tolist()
[2.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]""",
)

contact_rate_by_response = _metric(
    id="contact_rate_by_response",
    ja="初回対応までの時間帯別の接触率",
    en="Contact rate by response time",
    unit="share",
    better="high",
    definition_ja="最初の対応から14日以内に接触（受付拒否を含む）できたリード ÷ 対応したリード（対応から14日たったもの）。",
    definition_en="Share of answered inbound leads that a settled call reached within 14 days of the first response.",
    gamed_ja="見込みの高いリードから先に対応すると、速い帯が良く見える。因果ではない。",
    gamed_en="Answering the best leads first flatters the fast bands: it is no cause.",
    needs=replace(_TIMED, columns=(INBOUND, AS_CALLS, "activities.outcome")),
    of=_bands,
    splits=_WINDOW,
    part="reached",
    over="followed",
    notes="``segment`` is ``response=`` with the band, ``value`` a share, 0 to 1. Leads first answered at least 14 × 24 hours before the end of as_of; the first response itself counts when it settled. First responses by e-mail are responses; `response_bands` says how many. What it shows is observed, not caused: leads answered at once may be the better ones.",
    example="""Of L1 and L3, answered within 5 minutes, both were reached:

>>> contact_rate_by_response(wb)[["segment", "value"]].to_records(index=False).tolist()
[('response=<=5min', 1.0), ('response=30-60min', 1.0)]""",
)

response_business_seconds_median = _metric(
    id="response_business_seconds_median",
    ja="初回対応までの営業時間（中央値）",
    en="Response time in business hours, median",
    unit="seconds",
    better="low",
    definition_ja="反響リードの作成から最初の活動までの、営業時間内だけを数えた秒数の中央値。",
    definition_en="Median seconds to the first activity, the clock running in business hours only.",
    gamed_ja="営業時間を短く設定すると短くなる。",
    gamed_en="Shorter business hours in the settings shorten it.",
    needs=_TIMED,
    part="business_median",
    notes="A lead answered outside business hours before they begin has waited 0 seconds.",
    example=""">>> response_business_seconds_median(wb, period="2026-10")["value"].tolist()
[1920.0]""",
)

METRICS = (
    response_seconds_median,
    response_seconds_p90,
    first_response_within_5min,
    first_response_same_day,
    unanswered,
    leads_by_response,
    contact_rate_by_response,
    response_business_seconds_median,
)
