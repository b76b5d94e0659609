"""Chapter 3, 輪切り and 追っかけ in one triangle.

Rows are the chase (cohorts of valid leads), columns are the slice (months of
opportunities): column sum + unlinked = opportunities of the month, always.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import By, When
from kpi_helpers.kpis.survival import Curve, continued, kaplan_meier
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, segment, segments_of
from kpi_helpers.kpis.tree import MONTHS
from kpi_helpers.workbook.engine import epoch_day, month_label, month_number, text
from kpi_helpers.workbook.periods import Period, months_to
from kpi_helpers.workbook.workbook import Workbook

AGES = (0, 7, 14, 30, 60, 90, 180, 365)
REASONS = ("no_lead", "before_lead", "invalid_lead", "repeat")
MATURE_DAYS = 180
"""A cohort whose month ended fewer days before as_of is young: its rate still rises."""

POOLED_MONTHS = 12


def valid_lead_days(wb: Workbook) -> pd.DataFrame:
    """Valid leads by channel, day of creation and day of their first opportunity.

    Returns
    -------
    DataFrame
        ``channel``, ``created_day``, ``first_opportunity_day`` (missing without
        one), ``created_month``, ``first_opportunity_month``, ``leads`` (count).
    """

    def work() -> pd.DataFrame:
        leads = wb.leads.filter(wb.leads.is_valid).mutate(channel=text(wb.leads.channel))
        keys = ["channel", "created_day", "first_opportunity_day", "created_month", "first_opportunity_month"]
        return wb.run(leads.group_by(keys).agg(leads=leads.count()).order_by(keys))

    return wb.kept("valid_lead_days", work)


def is_young(wb: Workbook, month: Period) -> bool:
    """Whether a month ended less than 180 days before as_of."""
    return (wb.as_of - month.end).days + 1 < MATURE_DAYS


def cohort_opportunities(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Valid leads created in month c whose first opportunity was created in month k.

    Answers: "How much of this month's meetings came from this month's leads?"

    Parameters
    ----------
    wb : Workbook
        Reads leads and opportunities: ``lead_id``, ``created_at``.
    period : str or sequence of str, optional
        The months k; by default the 13 up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``period`` is the cohort c, ``segment`` is
        ``month=k``, ``value`` a count.

    Notes
    -----
    Empty cells are given within the months asked for. Cohorts from before them
    have a row where they still brought an opportunity, so that the columns add up.

    Examples
    --------
    L1 of October led to O1 in October, L2 of October to O2 in November:

    >>> rows = cohort_opportunities(wb, period=["2026-10", "2026-11"])
    >>> rows[["period", "segment", "value"]].to_records(index=False).tolist()
    [('2026-10', 'month=2026-10', 1.0), ('2026-10', 'month=2026-11', 1.0), ('2026-11', 'month=2026-11', 0.0)]
    """
    if not wb.has("leads", "opportunities"):
        return nothing()
    months = [month_number(month) for month in periods_of(period, months_to(wb.as_of, MONTHS))]
    days = valid_lead_days(wb)
    cells = days[days["first_opportunity_month"].isin(months)]
    found = cells.groupby(["created_month", "first_opportunity_month"])["leads"].sum().to_dict()
    found |= {(row, column): found.get((row, column), 0) for row in months for column in months if column >= row}
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

    Answers: "Which meetings does the chase not explain?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``lead_id``, ``created_at``; leads.
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``reason=``, in this order
        `no_lead` (no or unknown lead), `before_lead` (created on a day before
        its lead's), `invalid_lead`, `repeat` (not the lead's first). A reason that
        occurs in none of the months has no row.

    Examples
    --------
    >>> cohort_unlinked(wb, period="2026-11")["value"].tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    if not wb.has("opportunities"):
        return nothing()

    def work() -> pd.DataFrame:
        return wb.run(wb.opportunities.group_by(["created_month", "link"]).agg(count=wb.opportunities.count()))

    links = wb.kept("links", work).set_index(["created_month", "link"])["count"].to_dict()
    months = periods_of(period, months_to(wb.as_of, MONTHS))
    occurring = [reason for reason in REASONS if any((month_number(month), reason) in links for month in months)]
    table = pd.DataFrame(
        [
            (month.label, segment(reason=reason), links.get((month_number(month), reason), 0))
            for month in months
            for reason in occurring
        ],
        columns=["period", "segment", "value"],
    )
    return numbers("cohort_unlinked", "count", table, "value")


def curve(wb: Workbook, days: pd.DataFrame) -> Curve | None:
    """The Kaplan–Meier curve of some of `valid_lead_days`, up to as_of − their earliest day."""
    if days.empty:
        return None
    created, first = days["created_day"].to_numpy(), days["first_opportunity_day"].to_numpy("float64", na_value=np.nan)
    leads, sight, converted = days["leads"].to_numpy(), epoch_day(wb.as_of) - created, ~np.isnan(first)
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

    Answers: "Do this month's leads ripen faster than those of the months before?"

    Parameters
    ----------
    wb : Workbook
        Reads leads and opportunities: ``lead_id``, ``created_at``.
    by : str or sequence of str, optional
        "all", "channel".
    period : str or sequence of str, optional
        When the leads were created; by default each of the 13 months up to
        as_of's, and with "channel" the last twelve of them as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``age=30`` (or
        ``channel=…;age=30``), ``value`` a share, ``denominator`` the leads
        followed to that age.

    Notes
    -----
    Kaplan–Meier in whole days, right-censored at as_of, events before
    censorings of the same day; ages up to as_of − the cohort's earliest lead.
    Interval: Greenwood, log-log; without events Wilson.

    Examples
    --------
    >>> rows = cohort_rate_by_age(wb, period="2026-10")
    >>> rows[["segment", "value"]].to_records(index=False).tolist()
    [('age=0', 0.0), ('age=7', 0.5), ('age=14', 0.5), ('age=30', 1.0)]
    """
    if not wb.has("leads", "opportunities"):
        return nothing()
    asked = [(by, periods_of(period, months_to(wb.as_of, MONTHS)))]
    if period is None and "channel" in segments_of(by):
        # A channel's leads of one month are too few for a curve.
        window = Period.window(months_to(wb.as_of, POOLED_MONTHS)[0].start, wb.as_of)
        asked = [("all", asked[0][1])] * ("all" in segments_of(by)) + [(by, (window,))]
    key = "cohort_rate_by_age", *((segments_of(each), periods) for each, periods in asked)
    return wb.remember(key, lambda: _rate_by_age(wb, asked)).copy()


def _rate_by_age(wb: Workbook, asked: Iterable[tuple[By, Sequence[Period]]]) -> pd.DataFrame:
    rows = []
    cohorts = (each for segments, periods in asked for each in _by_cohort(wb, segments, periods))
    for prefix, cohort, days in cohorts:
        shown = curve(wb, days)
        if shown is None:
            continue
        sight, leads = epoch_day(wb.as_of) - days["created_day"].to_numpy(), days["leads"].to_numpy()
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

    Answers: "Where will the newest cohorts end up?"

    Parameters
    ----------
    wb : Workbook
        Reads leads and opportunities: ``lead_id``, ``created_at``.
    period : str or sequence of str, optional
        By default the 13 months up to as_of's; only young ones have a row.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, ``denominator`` the
        cohort's valid leads.

    Notes
    -----
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
    if not wb.has("leads", "opportunities"):
        return nothing()
    periods = periods_of(period, months_to(wb.as_of, MONTHS))
    return wb.remember(("expected_final_rate", periods), lambda: _expected_final_rate(wb, periods)).copy()


def _expected_final_rate(wb: Workbook, periods: Sequence[Period]) -> pd.DataFrame:
    days = valid_lead_days(wb)
    recent = epoch_day(months_to(wb.as_of, POOLED_MONTHS)[0].start)
    pooled = curve(wb, days[days["created_day"] >= recent])
    rows = []
    for _, cohort, inside in _by_cohort(wb, "all", periods):
        shown = curve(wb, inside) if is_young(wb, cohort) else None
        if shown is None:
            continue
        value, low, high = continued(shown, pooled, MATURE_DAYS)
        rows.append(("all", cohort.label, value, low, high, inside["leads"].sum()))
    table = pd.DataFrame(rows, columns=["segment", "period", "value", "low", "high", "denominator"])
    return numbers("expected_final_rate", "share", table, "value")
