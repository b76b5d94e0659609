"""Seconds of local time, and the business days of the invented team."""

from __future__ import annotations

import holidays
import numpy as np
import plan

DAY = 86_400
FIRST_DAY = f"{plan.MONTHS[0][0]}-01"


def seconds(day) -> np.ndarray:
    return np.asarray(day, dtype="datetime64[s]").astype(np.int64)


def dates(when) -> np.ndarray:
    return (np.asarray(when) // DAY).astype("datetime64[D]")


def months(when) -> np.ndarray:
    return dates(when).astype("datetime64[M]").astype(str)


def month_start(month: str) -> int:
    return int(seconds(np.datetime64(month, "M").astype("datetime64[D]")))


def month_end(month: str) -> int:
    """The last moment of the month that the exports can know of, exclusive."""
    following = (np.datetime64(month, "M") + 1).astype("datetime64[D]")
    return int(min(seconds(following), seconds(np.datetime64(plan.AS_OF) + 1)))


def business_days(start: str, end: str) -> np.ndarray:
    """Business days in ``[start, end)`` as datetime64[D]."""
    days = np.arange(start, end, dtype="datetime64[D]")
    country = holidays.country_holidays("JP", years=range(2025, 2028))
    closed = np.array(sorted(country), dtype="datetime64[D]")
    closed = np.union1d(closed, np.array(plan.DAYS_OFF, dtype="datetime64[D]"))
    return days[np.is_busday(days, holidays=closed)]


WORKDAYS = seconds(business_days(FIRST_DAY, np.datetime64(plan.AS_OF) + 1))


def workdays_between(after, before):
    """Index bounds in WORKDAYS of the business days in ``[after, before)``."""
    return np.searchsorted(WORKDAYS, after), np.searchsorted(WORKDAYS, before)
