"""Chapter 6, speed to lead (対応スピード): how soon inbound leads are answered, and what comes of it.

A lead that nobody answered counts as longer than any answer, so that ignoring
leads does not look fast.
"""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pandas as pd

from kpi_helpers.kpis.counting import By, When, with_empty_periods
from kpi_helpers.kpis.tidy import chosen, labelled, numbers, periods_of, rate
from kpi_helpers.workbook.engine import (
    Column,
    Expr,
    by_segments,
    first_that_holds,
    group_size,
    in_periods,
    only,
    place_in_group,
)
from kpi_helpers.workbook.facts import FOLLOW_UP
from kpi_helpers.workbook.periods import DAY, Period, months_to, weeks_to
from kpi_helpers.workbook.workbook import Workbook

WEEKS = 8
AT_ONCE = 300
"""Seconds within which a lead counts as answered at once."""

BANDS = (("<=5min", 300), ("5-10min", 600), ("10-30min", 1_800), ("30-60min", 3_600), ("1-24h", 86_400))
"""First responses by how many seconds they took, upper bounds included; beyond the last is `later`."""

RESPONSES = (*(name for name, _ in BANDS), "later", "none")
BAND_DAYS = 180

_SEGMENTS = ("all", "channel", "rep")
_TENTHS = {"median": 5, "p90": 9}
_PERCENTILES = {
    "response_median": ("response_seconds", "median"),
    "response_p90": ("response_seconds", "p90"),
    "business_median": ("response_business_seconds", "median"),
}


def response_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts and percentiles of the first responses to the inbound leads created in each period.

    Returns
    -------
    DataFrame
        ``segment_of``, ``segment``, ``period``, ``leads``, ``within_5min``,
        ``unanswered`` and ``response_median``, ``response_p90``,
        ``business_median`` in seconds, missing where an unanswered lead weighs.
    """
    periods = periods_of(period, (*weeks_to(wb.as_of, WEEKS), *months_to(wb.as_of, 1)))

    def work() -> pd.DataFrame:
        inbound = wb.leads.filter(wb.leads.motion == "inbound")
        waits = ["response_seconds", "response_business_seconds"]
        rows = in_periods(only(inbound, "created_day", *_SEGMENTS, *waits), "created_day", periods)
        split = by_segments(rows, _SEGMENTS, ["period", *waits])
        group = ["segment_of", "segment", "period"]
        split = split.mutate(
            group_size=group_size(split, group),
            **{f"place_{wait}": place_in_group(split, group, wait) for wait in waits},
        )
        counts = {
            "leads": split.count(),
            "within_5min": split.count(where=split.response_seconds <= AT_ONCE),
            "unanswered": split.count(where=split.response_seconds.isnull()),
        }
        for name, (wait, share) in _PERCENTILES.items():
            counts[f"{name}_low"], counts[f"{name}_high"] = _neighbours(split, wait, _TENTHS[share])
        found = wb.run(split.group_by(group).agg(**counts))
        for name, (_, share) in _PERCENTILES.items():
            found[name] = _interpolated(found["leads"], found[f"{name}_low"], found[f"{name}_high"], _TENTHS[share])
        whole = with_empty_periods(found, periods)
        whole[list(_PERCENTILES)] = whole[list(_PERCENTILES)].where(whole["leads"] > 0)
        return labelled(whole)

    return wb.kept(("responses", periods), work)


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
    """Inbound leads by how soon they were first answered, and how many of them were reached.

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``; activities.
    period : str or sequence of str, optional
        By default the 180 days that end with as_of.

    Returns
    -------
    DataFrame
        A row per period and band, fastest first: ``response``, ``period``,
        ``leads``, ``by_email`` (first answered by e-mail), ``followed`` (first
        answered at least 14 days before the end of as_of) and ``reached`` (of
        those, with a settled call in these 14 days); counts.

    Examples
    --------
    L1 was called after 4 minutes, L3 after 5, L2 got an e-mail after an hour, L4 nothing:

    >>> response_bands(wb).set_index("response").loc[["<=5min", "30-60min", "none"], ["leads", "by_email"]].values.tolist()
    [[2, 0], [1, 1], [1, 0]]
    """
    periods = periods_of(period, (Period.window(wb.as_of - (BAND_DAYS - 1) * DAY, wb.as_of),))

    def work() -> pd.DataFrame:
        leads = in_periods(wb.leads.filter(wb.leads.motion == "inbound"), "created_day", periods)
        band = first_that_holds(
            (leads.response_seconds.isnull(), "none"),
            *[(leads.response_seconds <= bound, name) for name, bound in BANDS],
            otherwise="later",
        )
        end = datetime.combine(wb.as_of + DAY, time(), ZoneInfo(wb.config.timezone))
        followed = (leads.response_elapsed <= int(end.timestamp() - FOLLOW_UP.total_seconds())).fill_null(False)
        leads = leads.mutate(response=band, followed=followed, reached=followed & leads.reached)
        found = wb.run(
            leads.group_by(["response", "period"]).agg(
                leads=leads.count(),
                by_email=leads.count(where=leads.response_kind == "email"),
                followed=leads.count(where=leads.followed),
                reached=leads.count(where=leads.reached),
            )
        )
        every = pd.DataFrame(
            [(name, each.label) for each in periods for name in RESPONSES], columns=["response", "period"]
        )
        counts = ["leads", "by_email", "followed", "reached"]
        return every.merge(found, how="left").fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))

    return wb.kept(("bands", periods), work)


def _of_leads(wb: Workbook, by: By, period: When) -> pd.DataFrame:
    if not wb.has("leads", "activities"):
        return pd.DataFrame(columns=["segment", "period", "leads", "within_5min", "unanswered", *_PERCENTILES])
    return chosen(response_counts(wb, period), by)


def response_seconds_median(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Median seconds from an inbound lead's creation to the first activity on it.

    Answers: "How long does a lead wait for us?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``channel``, ``rep``; activities: ``lead_id``, ``started_at``.
    by : str or sequence of str, optional
        "all", "channel", "rep" (the lead's, whoever answered).
    period : str or sequence of str, optional
        When the leads were created; by default the 8 weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` in seconds.

    Notes
    -----
    An unanswered lead counts as longer than any answer; where one would have
    weight the median is missing. Linear interpolation, as numpy's.

    Examples
    --------
    Of October's two leads one waited 240 seconds, the other 3,600:

    >>> response_seconds_median(wb, period="2026-10")["value"].tolist()
    [1920.0]
    """
    return numbers("response_seconds_median", "seconds", _of_leads(wb, by, period), "response_median")


def response_seconds_p90(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Seconds within which nine of ten inbound leads got their first activity.

    Answers: "How long do the slowest wait?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``channel``, ``rep``; activities: ``lead_id``, ``started_at``.
    by : str or sequence of str, optional
        "all", "channel", "rep".
    period : str or sequence of str, optional
        When the leads were created; by default the 8 weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` in seconds.

    Notes
    -----
    As for the median; missing as soon as about a tenth of the leads is unanswered.

    Examples
    --------
    >>> response_seconds_p90(wb, period="2026-10")["value"].tolist()
    [3264.0]
    """
    return numbers("response_seconds_p90", "seconds", _of_leads(wb, by, period), "response_p90")


def first_response_within_5min(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Inbound leads answered within 300 seconds over inbound leads created.

    Answers: "Do we answer at once?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``channel``, ``rep``; activities: ``lead_id``, ``started_at``.
    by : str or sequence of str, optional
        "all", "channel", "rep".
    period : str or sequence of str, optional
        When the leads were created; by default the 8 weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    300 seconds whatever the workbook's benchmark, as the name says.

    Examples
    --------
    >>> first_response_within_5min(wb, period="2026-11")["value"].tolist()
    [0.5]
    """
    return rate("first_response_within_5min", _of_leads(wb, by, period), "within_5min", "leads")


def unanswered(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Inbound leads without any activity on them by as_of.

    Answers: "Whom have we forgotten?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``channel``, ``rep``; activities: ``lead_id``, ``started_at``.
    by : str or sequence of str, optional
        "all", "channel", "rep".
    period : str or sequence of str, optional
        When the leads were created; by default the 8 weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    An activity before the lead's creation is no answer to it.

    Examples
    --------
    >>> unanswered(wb, period="2026-11")["value"].tolist()
    [1.0]
    """
    return numbers("unanswered", "count", _of_leads(wb, by, period), "unanswered")


def leads_by_response(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Inbound leads by how soon they were first answered.

    Answers: "Where is the time lost: minutes, hours or days?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``; activities: ``lead_id``, ``started_at``.
    period : str or sequence of str, optional
        When the leads were created; by default the 180 days that end with as_of.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``response=`` with the band
        (``<=5min``, ``5-10min``, ``10-30min``, ``30-60min``, ``1-24h``, ``later``,
        ``none``), ``value`` a count.

    Examples
    --------
    >>> leads_by_response(wb)["value"].tolist()
    [2.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    """
    return numbers("leads_by_response", "count", _bands(wb, period), "leads")


def contact_rate_by_response(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Share of answered inbound leads that a settled call reached within 14 days of the first response.

    Answers: "Does answering at once pay off with us?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``; activities: ``lead_id``, ``started_at``, ``kind``, ``outcome``.
    period : str or sequence of str, optional
        When the leads were created; by default the 180 days that end with as_of.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``response=`` with the band,
        ``value`` a share, 0 to 1.

    Notes
    -----
    Leads first answered at least 14 × 24 hours before the end of as_of; the
    first response itself counts when it settled. First responses by e-mail are
    responses; `response_bands` says how many. What it shows is observed, not
    caused: leads answered at once may be the better ones.

    Examples
    --------
    Of L1 and L3, answered within 5 minutes, both were reached:

    >>> contact_rate_by_response(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('response=<=5min', 1.0), ('response=30-60min', 1.0)]
    """
    return rate("contact_rate_by_response", _bands(wb, period), "reached", "followed")


def _bands(wb: Workbook, period: When) -> pd.DataFrame:
    if not wb.has("leads", "activities"):
        return pd.DataFrame(columns=["segment", "period", "leads", "reached", "followed"])
    bands = response_bands(wb, period)
    # The band's own "=" stands bare in the segment, as the definitions write it.
    return bands.assign(segment="response=" + bands["response"])


def response_business_seconds_median(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Median seconds to the first activity, the clock running in business hours only.

    Answers: "How long does a lead wait while we are at work?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``channel``, ``rep``; activities: ``lead_id``, ``started_at``;
        the workbook's business hours and calendar.
    by : str or sequence of str, optional
        "all", "channel", "rep".
    period : str or sequence of str, optional
        When the leads were created; by default the 8 weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` in seconds.

    Notes
    -----
    A lead answered outside business hours before they begin has waited 0 seconds.

    Examples
    --------
    >>> response_business_seconds_median(wb, period="2026-10")["value"].tolist()
    [1920.0]
    """
    return numbers("response_business_seconds_median", "seconds", _of_leads(wb, by, period), "business_median")
