"""Chapter 5, by attempt: at which call a lead is reached, and the leads that were given up before."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import pandas as pd

from kpi_helpers.kpis.calls import calls_made
from kpi_helpers.kpis.clustered import CLUSTER, by_cluster
from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Rows, Split, When, with_empty_periods
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import periods_of, segment
from kpi_helpers.kpis.windows import RESPONSE_DAYS, days_to
from kpi_helpers.workbook.engine import Expr, constant, epoch_day, first_that_holds, in_periods, row
from kpi_helpers.workbook.needs import AS_CALLS, INBOUND, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

LAST_ATTEMPT = 7
"""From this call on a lead's calls share one segment, `7+`."""

CALLS_GOT = ("0", "1-2", "3-5", "6+")
GIVEN_UP_AFTER = timedelta(days=14)
"""So long without any activity, and a lead is given up."""

_TABLES = ("leads", "activities", "opportunities")


def attempts_made(wb: Workbook) -> Expr:
    """The calls on known leads with which number each has on its lead."""
    made = calls_made(wb)
    made = made.filter(made.attempt.notnull())
    single = [(made.attempt == number, str(number)) for number in range(1, LAST_ATTEMPT)]
    return made.mutate(attempt=first_that_holds(*single, otherwise=constant(f"{LAST_ATTEMPT}+")))


def _by_attempt(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    names = list(ATTEMPTS.measures)
    split = ATTEMPTS.split_rows(wb, ATTEMPTS.day, names, segments, periods, [CLUSTER])
    counted = by_cluster(split, GROUP, ATTEMPTS.aggregates(split, names), _RATES)
    return with_empty_periods(wb.run(counted), periods)


_RATES = (("settled", "calls"), ("connected", "calls"))

ATTEMPTS = Cube(
    name="attempts",
    table="activities",
    day="first_call_day",
    splits=(Split(("attempt",), days_to(RESPONSE_DAYS)),),
    measures={
        "calls": Measure(),
        "settled": Measure(row.is_settled),
        "connected": Measure(row.is_connected),
    },
    view=attempts_made,
    query=_by_attempt,
)


def given_up_leads(wb: Workbook) -> Expr:
    """Inbound leads that nobody reached and nobody works any more, by how many calls they got."""
    leads, quiet = wb.leads, epoch_day(_known_until(wb) - GIVEN_UP_AFTER)
    left = leads.filter(
        (leads.motion == "inbound")
        & (leads.created_day <= quiet)
        & (leads.connected_calls == 0)
        & ~leads.has_opportunity
        & (leads.last_activity_day.isnull() | (leads.last_activity_day <= quiet))
    )
    few, more, many = CALLS_GOT[1:]
    band = first_that_holds(
        (left.calls == 0, CALLS_GOT[0]), (left.calls <= 2, few), (left.calls <= 5, more), otherwise=constant(many)
    )
    return left.mutate(calls_made=left.calls, calls=band)


def given_up_counts(wb: Workbook) -> pd.DataFrame:
    """Leads given up by calls they got (``calls``), and those of them that are valid; empty where they cannot be told.

    Examples
    --------
    >>> given_up_counts(wb)[["leads", "valid"]].sum().tolist()
    [0, 0]
    """
    if not given_up.is_there(wb):
        return pd.DataFrame(columns=["calls", "leads", "valid"])
    return wb.cached(_given_up_in, given_up.covered(wb))


def _known_until(wb: Workbook) -> date:
    """The last day on which an activity or opportunity would be known."""
    days = [wb.coverage(table).until for table in ("activities", "opportunities")]
    return min([day for day in days if day is not None], default=wb.as_of)


def _given_up(wb: Workbook, period: When = None) -> pd.DataFrame:
    return wb.cached(_given_up_in, periods_of(period, days_to(RESPONSE_DAYS)(wb)))


def _given_up_in(wb: Workbook, windows: tuple[Period, ...]) -> pd.DataFrame:
    left = in_periods(given_up_leads(wb), "created_day", windows)
    found = wb.run(left.group_by(["calls", "period"]).agg(leads=left.count(), valid=left.count(where=left.is_valid)))
    every = pd.DataFrame([(name, each.label) for each in windows for name in CALLS_GOT], columns=["calls", "period"])
    counts = (
        every.merge(found, how="left").fillna({"leads": 0, "valid": 0}).astype({"leads": "int64", "valid": "int64"})
    )
    return counts.assign(segment=[segment(calls=name) for name in counts["calls"]])


_metric = partial(Metric, owner=INSIDE_SALES)
_by_call = partial(
    _metric,
    unit="share",
    better="high",
    of=ATTEMPTS,
    over="calls",
    needs=Needs(
        ("leads", "activities"),
        (AS_CALLS, "activities.outcome"),
        times=("leads.created_at", "activities.started_at"),
        links=("activities",),
    ),
)

contact_rate_by_attempt = _by_call(
    id="contact_rate_by_attempt",
    ja="架電回数別の接触率",
    en="Contact rate by attempt",
    definition_ja="初回架電が過去180日にあったリードへの架電の接触率を、そのリードへの何回目の架電かで分けたもの。",
    definition_en="Share of settled calls by the number of the call on its lead.",
    gamed_ja="つながりそうなリードにだけかけ直すと、回を重ねるほど高く見える。",
    gamed_en="Calling again only those who look promising flatters the later attempts.",
    part="settled",
    notes="Leads whose first call ever fell into the 180 days that end with as_of; of two calls at one moment the lower activity_id comes first. A lead with a call without a time of day is left out. Observed, not caused: who is called a fifth time was not reached before.",
    example="""L1, L2, L3, L5 and L6 were called for the first time, L3 also a second and a third one:

>>> rows = contact_rate_by_attempt(wb)
>>> rows[["segment", "numerator", "denominator"]].to_records(index=False).tolist()
[('attempt=1', 3.0, 5.0), ('attempt=2', 1.0, 1.0), ('attempt=3', 1.0, 1.0)]""",
)

connected_by_attempt = _by_call(
    id="connected_by_attempt",
    ja="架電回数別の担当者接続率",
    en="Connected rate by attempt",
    definition_ja="初回架電が過去180日にあったリードへの架電のうち担当者と話せたものの割合を、何回目の架電かで分けたもの。",
    definition_en="Share of calls that reached the person by the number of the call on its lead.",
    gamed_ja="つながりそうなリードにだけかけ直すと、回を重ねるほど高く見える。",
    gamed_en="Calling again only those who look promising flatters the later attempts.",
    part="connected",
    notes="The calls of `contact_rate_by_attempt`.",
    example=""">>> connected_by_attempt(wb)["numerator"].tolist()
[2.0, 1.0, 1.0]""",
)

given_up = _metric(
    id="given_up",
    ja="フォローが止まったリード",
    en="Leads given up",
    better="low",
    definition_ja="過去180日に作成され14日以上たった反響リードのうち、担当者に一度もつながらず、商談もなく、直近14日に活動もないリードの件数（受けた架電の回数別）。",
    definition_en="Inbound leads never reached, without an opportunity and left alone for 14 days, by calls they got.",
    gamed_ja="形だけの活動を1件入れると減る。",
    gamed_en="One activity for form's sake lowers it.",
    needs=Needs(_TABLES, (INBOUND, AS_CALLS, "activities.outcome"), links=("activities", "opportunities")),
    of=_given_up,
    splits=(Split((), days_to(RESPONSE_DAYS)),),
    part="leads",
    drill=Rows("leads", given_up_leads, "created_day"),
    notes="``segment`` is ``calls=`` with how many calls they ever got (``0``, ``1-2``, ``3-5``, ``6+``). Inbound leads of the 180 days that end with as_of, created at least 14 days before it. Where activities or opportunities have ended, days run to the last one that is known.",
    example="""L4 of 2 November was never called, but an opportunity came of it:

>>> given_up(wb)["value"].tolist()
[0.0, 0.0, 0.0, 0.0]""",
)

METRICS = (contact_rate_by_attempt, connected_by_attempt, given_up)
