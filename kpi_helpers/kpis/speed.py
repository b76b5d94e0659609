"""Chapter 6, speed to lead (対応スピード): how soon inbound leads are answered, and what comes of it.

A lead that nobody answered counts as longer than any answer, so that ignoring
leads does not look fast.
"""

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import By, When, with_empty_periods
from kpi_helpers.kpis.tidy import chosen, labelled, nothing, numbers, periods_of, rate
from kpi_helpers.workbook.engine import Column, Expr, by_segments, epoch_day, in_periods, place_in_group
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
        split = by_segments(in_periods(inbound, "created_day", periods), _SEGMENTS, ["period", *waits])
        group = ["segment_of", "segment", "period"]
        split = split.mutate(
            size=split.count().over(ibis.window(group_by=group)),
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
        return labelled(with_empty_periods(found, periods))

    return wb.remember(("responses", periods), work)


def _neighbours(split: Expr, wait: str, tenths: int) -> tuple[Column, Column]:
    """The waits at the two places between which a percentile lies, in integers, since engines round in their own ways."""
    place, reached = split[f"place_{wait}"] * 10, (split.size - 1) * tenths
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
        band = ibis.cases(
            (leads.response_seconds.isnull(), "none"),
            *[(leads.response_seconds <= bound, name) for name, bound in BANDS],
            else_="later",
        )
        followed = _answered_by(leads, wb.as_of + DAY - FOLLOW_UP)
        leads = leads.mutate(response=band, followed=followed, reached=followed & leads.reached)
        found = wb.run(leads.group_by(["response", "period"]).agg(
            leads=leads.count(),
            by_email=leads.count(where=leads.response_kind == "email"),
            followed=leads.count(where=leads.followed),
            reached=leads.count(where=leads.reached),
        ))
        every = pd.DataFrame(
            [(name, each.label) for each in periods for name in RESPONSES], columns=["response", "period"]
        )
        counts = ["leads", "by_email", "followed", "reached"]
        return every.merge(found, how="left").fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))

    return wb.remember(("bands", periods), work)


def _answered_by(leads: Expr, day: date) -> Column:
    """Whether the first response was there by the first moment of a day."""
    number = epoch_day(day)
    before = (leads.response_day < number) | ((leads.response_day == number) & (leads.response_second == 0))
    return before.fill_null(False)


def _of_leads(wb: Workbook, period: When, by: By) -> pd.DataFrame:
    if not wb.has("leads", "activities"):
        return pd.DataFrame(columns=["segment", "period", "leads", "within_5min", "unanswered", *_PERCENTILES])
    return chosen(response_counts(wb, period), by)
