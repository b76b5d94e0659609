"""Chapter 3, 輪切り and 追っかけ in one triangle.

Rows are the chase (cohorts of valid leads), columns are the slice (months of
opportunities): column sum + unlinked = opportunities of the month, always.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from kpi_helpers.kpis.cube import By, Rows, Split, When
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.survival import Curve, continued, kaplan_meier
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, segment, segments_of
from kpi_helpers.kpis.tree_cubes import LEADS
from kpi_helpers.kpis.windows import thirteen_months
from kpi_helpers.workbook.engine import Expr, epoch_day, month_label, month_number, row, text
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period, months_to
from kpi_helpers.workbook.workbook import Workbook

AGES = (0, 7, 14, 30, 60, 90, 180, 365)
REASONS = ("no_lead", "before_lead", "invalid_lead", "repeat")
MATURE_DAYS = 180
"""A cohort whose month ended fewer days before as_of is young: its rate still rises."""

POOLED_MONTHS = 12

CHASED = Needs(("leads", "opportunities"), links=("opportunities",), valid=True)
"""Without these no lead can be followed to its opportunity."""

_CHANNELS = Needs(("leads",), ("leads.channel",))
_SORTED = Needs(("opportunities",), valid=True)


def valid_lead_days(wb: Workbook) -> pd.DataFrame:
    """Valid leads by channel, day of creation and day of their first opportunity.

    Returns
    -------
    DataFrame
        ``channel``, ``created_day``, ``first_opportunity_day`` (missing without
        one), ``created_month``, ``first_opportunity_month``, ``leads`` (count).
    """

    return wb.cached(_valid_lead_days)


def _valid_lead_days(wb: Workbook) -> pd.DataFrame:
    leads = wb.leads.filter(wb.leads.is_valid).mutate(channel=text(wb.leads.channel))
    keys = ["channel", "created_day", "first_opportunity_day", "created_month", "first_opportunity_month"]
    return wb.run(leads.group_by(keys).agg(leads=leads.count()).order_by(keys))


def is_young(wb: Workbook, month: Period) -> bool:
    """Whether a month ended less than 180 days before as_of."""
    return (wb.as_of - month.end).days + 1 < MATURE_DAYS


def cohort_opportunities(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Valid leads created in month c whose first opportunity was created in month k.

    ``period`` is the cohort c, ``segment`` is
    ``month=k``, ``value`` a count.

    Empty cells are given within the months asked for. Cohorts from before them
    have a row where they still brought an opportunity, so that the columns add up.

    Examples
    --------
    L1 of October led to O1 in October, L2 of October to O2 in November:

    >>> rows = cohort_opportunities(wb, period=["2026-10", "2026-11"])
    >>> rows[["period", "segment", "value"]].to_records(index=False).tolist()
    [('2026-10', 'month=2026-10', 1.0), ('2026-10', 'month=2026-11', 1.0), ('2026-11', 'month=2026-11', 0.0)]
    """
    if wb.lacks(CHASED):
        return nothing()
    asked = periods_of(period, thirteen_months(wb))
    of_leads, months = (
        [month_number(month) for month in wb.bearing.covered_periods([table], asked)]
        for table in ("leads", "opportunities")
    )
    days = valid_lead_days(wb)
    cells = days[days["first_opportunity_month"].isin(months)]
    found = cells.groupby(["created_month", "first_opportunity_month"])["leads"].sum().to_dict()
    found |= {(row, column): found.get((row, column), 0) for row in of_leads for column in months if column >= row}
    table = pd.DataFrame(
        [
            (month_label(row), segment(month=month_label(column)), count)
            for (row, column), count in sorted(found.items())
        ],
        columns=["period", "segment", "value"],
    )
    return numbers("cohort_opportunities", "count", table, "value")


def cohort_unlinked(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Opportunities of a month that are no valid lead's first one, by reason.

    ``segment`` is ``reason=``, in this order
    `no_lead` (no or unknown lead), `before_lead` (created on a day before
    its lead's), `invalid_lead`, `repeat` (not the lead's first). Every month that
    the opportunities cover has all four.

    Examples
    --------
    >>> cohort_unlinked(wb, period="2026-11")["value"].tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    if wb.lacks(_SORTED):
        return nothing()

    links = wb.cached(_links).set_index(["created_month", "link"])["count"].to_dict()
    months = wb.bearing.covered_periods(["opportunities"], periods_of(period, thirteen_months(wb)))
    table = pd.DataFrame(
        [
            (month.label, segment(reason=reason), links.get((month_number(month), reason), 0))
            for month in months
            for reason in REASONS
        ],
        columns=["period", "segment", "value"],
    )
    return numbers("cohort_unlinked", "count", table, "value")


def _links(wb: Workbook) -> pd.DataFrame:
    return wb.run(wb.opportunities.group_by(["created_month", "link"]).agg(count=wb.opportunities.count()))


def followed_until(wb: Workbook) -> date:
    """The last day on which a lead's opportunity would be known: as_of, or the last that opportunities cover."""
    return wb.coverage("opportunities").until or wb.as_of


def curve(wb: Workbook, days: pd.DataFrame) -> Curve | None:
    """The Kaplan–Meier curve of some of `valid_lead_days`, from their earliest day to the last that opportunities cover."""
    last = epoch_day(followed_until(wb))
    days = days[days["created_day"] <= last]
    if days.empty:
        return None
    created, first = days["created_day"].to_numpy(), days["first_opportunity_day"].to_numpy("float64", na_value=np.nan)
    leads, sight, converted = days["leads"].to_numpy(), last - created, ~np.isnan(first)
    length = int(sight.max()) + 1
    age = (first[converted] - created[converted]).astype("int64")
    events = np.bincount(age, leads[converted], minlength=length)
    censored = np.bincount(sight[~converted], leads[~converted], minlength=length)
    return kaplan_meier(events, censored)


def _by_cohort(wb: Workbook, by: By, periods: Iterable[Period]) -> Iterable[tuple[str, Period, pd.DataFrame]]:
    days = valid_lead_days(wb)
    for period in periods:
        inside = days[days["created_day"].between(epoch_day(period.start), epoch_day(period.end) - 1)]
        for name in segments_of(by):
            groups = [("", inside)] if name == "all" else inside.groupby(name)
            for value, rows in groups:
                yield "" if name == "all" else segment(**{name: value}) + ";", period, rows


def cohort_rate_by_age(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Share of a cohort's valid leads with a first opportunity within so many days.

    ``segment`` is ``age=30`` (or
    ``channel=…;age=30``), ``value`` a share, ``denominator`` the leads
    followed to that age.

    Kaplan–Meier in whole days, right-censored at as_of (where opportunities have
    ended, at the last day that they cover), events before censorings of the same
    day; ages up to that day − the cohort's earliest lead.
    Interval: Greenwood, log-log; without events Wilson.

    Examples
    --------
    >>> rows = cohort_rate_by_age(wb, period="2026-10")
    >>> rows[["segment", "value"]].to_records(index=False).tolist()
    [('age=0', 0.0), ('age=7', 0.5), ('age=14', 0.5), ('age=30', 1.0)]
    """
    if wb.lacks(CHASED):
        return nothing()
    chosen = segments_of(by)
    told = chosen if wb.lacks(_CHANNELS) is None else tuple(name for name in chosen if name != "channel")
    asked = [(told, _covered(wb, period, thirteen_months))]
    if period is None and "channel" in chosen:
        # A channel's leads of one month are too few for a curve; all are told beside them.
        asked = [(("all",), asked[0][1])] * ("all" in chosen) + [(told, _covered(wb, None, _twelve_months))]
    return wb.cached(_rate_by_age, tuple(asked)).copy()


def _rate_by_age(wb: Workbook, asked: tuple[tuple[tuple[str, ...], tuple[Period, ...]], ...]) -> pd.DataFrame:
    rows = []
    cohorts = (each for segments, periods in asked for each in _by_cohort(wb, segments, periods))
    for prefix, cohort, days in cohorts:
        shown = curve(wb, days)
        if shown is None:
            continue
        sight, leads = epoch_day(followed_until(wb)) - days["created_day"].to_numpy(), days["leads"].to_numpy()
        rows += [
            (
                f"{prefix}age={age}",
                cohort.label,
                shown.share[age],
                shown.low[age],
                shown.high[age],
                leads[sight >= age].sum(),
            )
            for age in AGES
            if age < len(shown.share)
        ]
    table = pd.DataFrame(rows, columns=["segment", "period", "value", "low", "high", "denominator"])
    return numbers("cohort_rate_by_age", "share", table, "value")


def expected_final_rate(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Share of a young cohort expected to have a first opportunity within 180 days.

    ``value`` is a share, ``denominator`` the
    cohort's valid leads.

    The cohort's curve to date, from its last age on continued with the hazard
    by age of the valid leads created in the twelve months up to as_of's,
    pooled. Interval as for `cohort_rate_by_age`, both variances added.

    Examples
    --------
    November's leads are followed for 16 days without an opportunity; the one lead
    of the pool that was still waiting after that converted at 20 days:

    >>> expected_final_rate(wb, period="2026-11")["value"].round(3).tolist()
    [1.0]
    """
    if wb.lacks(CHASED):
        return nothing()
    return wb.cached(_expected_final_rate, _covered(wb, period, thirteen_months)).copy()


def _expected_final_rate(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    days = valid_lead_days(wb)
    recent = epoch_day(months_to(wb.as_of, POOLED_MONTHS)[0].start)
    pooled = curve(wb, days[days["created_day"] >= recent])
    rows = []
    for _, cohort, inside in _by_cohort(wb, "all", periods):
        shown = curve(wb, inside) if is_young(wb, cohort) else None
        if shown is None or pooled is None:
            continue
        value, low, high = continued(shown, pooled, MATURE_DAYS)
        rows.append(("all", cohort.label, value, low, high, inside["leads"].sum()))
    table = pd.DataFrame(rows, columns=["segment", "period", "value", "low", "high", "denominator"])
    return numbers("expected_final_rate", "share", table, "value")


def _with_reason(wb: Workbook) -> Expr:
    return wb.opportunities.mutate(reason=wb.opportunities.link)


def _covered(wb: Workbook, period: When, default: Callable[[Workbook], Sequence[Period]]) -> tuple[Period, ...]:
    """The periods of which leads and opportunities both know something."""
    return wb.bearing.covered_periods(["leads", "opportunities"], periods_of(period, default(wb)))


def _twelve_months(wb: Workbook) -> tuple[Period, ...]:
    """The twelve months up to as_of's, as one window."""
    return (Period.window(months_to(wb.as_of, POOLED_MONTHS)[0].start, wb.as_of),)


_metric = partial(Metric, owner=INSIDE_SALES)

METRICS = (
    _metric(
        id="cohort_opportunities",
        ja="追っかけ商談数",
        en="First opportunities by cohort",
        better="high",
        definition_ja="c月に作成された有効リードのうち、最初の商談がk月に作成されたものの件数。",
        gamed_ja="商談を別の月のリードに紐付けると、月の間で移る。",
        gamed_en="Linking an opportunity to another lead moves it to another cohort.",
        needs=CHASED,
        function=cohort_opportunities,
        drill=Rows("leads", LEADS.rows, "created_day", row.is_valid),
    ),
    _metric(
        id="cohort_unlinked",
        ja="リードに紐づかない商談数",
        en="Unlinked opportunities",
        definition_ja="k月の商談のうち、有効リードの最初の商談ではないものの件数（理由別）。",
        gamed_ja="リードとの紐付けを怠ると増え、追っかけの商談化率が低く出る。",
        gamed_en="Opportunities not linked to their lead raise it and lower the cohort rate.",
        needs=_SORTED,
        function=cohort_unlinked,
        drill=Rows("opportunities", _with_reason, "created_day", row.link != "first"),
    ),
    _metric(
        id="cohort_rate_by_age",
        ja="経過日数別の商談化率",
        en="Opportunity rate by age",
        unit="share",
        better="high",
        definition_ja="有効リードのうち、作成からその日数以内に最初の商談が生まれた割合（カプラン・マイヤー法、基準日で打ち切り）。",
        gamed_ja="商談が決まってからリードを登録すると、早く育ったように見える。",
        gamed_en="Leads entered only when their meeting is set seem to ripen at once.",
        needs=CHASED,
        function=cohort_rate_by_age,
        splits=(Split(("all",), thirteen_months), Split(("channel",), _twelve_months)),
    ),
    _metric(
        id="expected_final_rate",
        ja="見込み最終商談化率",
        en="Expected final opportunity rate",
        unit="share",
        better="high",
        definition_ja="集計途中の月の、180日時点の商談化率の見込み（直近12か月のハザードで延長）。",
        gamed_ja="過去12か月と同じように育つという仮定の値。取り組み方を変えた直後は当てにならない。",
        gamed_en="It assumes that leads ripen as they did in twelve months; it cannot know of a new practice.",
        needs=CHASED,
        function=expected_final_rate,
    ),
)
