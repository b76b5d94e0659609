"""The day of a page where nobody names one: the last on which something is known to have happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.workbook.day_cache import DayCache
from kpi_helpers.workbook.engine import Expr, day_of, epoch_day, first_that_holds, from_epoch_day
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.spans import MOMENTS
from kpi_helpers.workbook.today import today

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook

_DATED = MOMENTS | {"tallies": "date"}

APART = 7
"""Days by which leads and activities may end apart; beyond it the one that ended earlier is stale."""


class NoDay(WorkbookError):
    """No row says what day it is."""


@dataclass(frozen=True)
class LastDay:
    """The last day with data, and why it is this one.

    Attributes
    ----------
    day : date
    table : str
        The table whose last row lies on it.
    stale : str
        The table that ends more than a week before the other; "" where none does.
    later : date or None
        The last day of the other table, where one is stale.
    """

    day: date
    table: str
    stale: str = ""
    later: date | None = None


def last_day(days: Mapping[str, date | None]) -> LastDay:
    """The last day with data.

    Parameters
    ----------
    days : mapping of str to date
        The last day up to today on which a lead was created, an activity was done (or, without
        activities, calls were tallied), an opportunity was created or closed; None where a table
        has no such row.

    Raises
    ------
    WorkbookError
        Where no table has a row.

    Examples
    --------
    >>> last_day({"leads": date(2026, 11, 21), "activities": date(2026, 11, 13), "opportunities": None})
    LastDay(day=datetime.date(2026, 11, 13), table='activities', stale='activities', later=datetime.date(2026, 11, 21))
    """
    done = "activities" if days.get("activities") else "tallies"
    work = {name: day for name in ("leads", done) if (day := days.get(name))}
    known = work or {name: day for name, day in days.items() if day}
    if not known:
        raise NoDay(
            ja="今日までの日付が読めるリード・活動・商談が一件もないため、基準日を決められません。"
            "--as-of 2026-11-20 のように指定してください。",
            en="workbook.yml: no lead, activity or opportunity has a readable date up to today, so no day can be chosen; "
            "give one with --as-of 2026-11-20.",
        )
    latest = max(known, key=lambda name: known[name])
    earliest = min(known, key=lambda name: known[name])
    if (known[latest] - known[earliest]).days > APART:
        return LastDay(known[earliest], earliest, stale=earliest, later=known[latest])
    return LastDay(known[latest], latest)


def last_day_of(
    wb: "Workbook", canonical: Callable[[str], Expr], kept: Callable[[str, date], DayCache | None]
) -> LastDay:
    """The last day with data of a workbook.

    Parameters
    ----------
    wb : Workbook
    canonical : callable
        A canonical table by name.
    kept : callable
        What is kept across runs, by kind and today.
    """
    until = today(wb.config.timezone)
    cache, work = kept("days", until), partial(_newest_days, wb, until, canonical)
    newest = cache.frame(_newest_days, (until,), work) if cache else work()
    days = dict(zip(newest["table"], map(from_epoch_day, newest["day"]), strict=True))
    return last_day(dict.fromkeys(_DATED) | days)


def _newest_days(wb: "Workbook", until: date, canonical: Callable[[str], Expr]) -> pd.DataFrame:
    days = {name: _newest_day(wb, canonical(name), name, until) for name in _DATED if wb.has(name)}
    known = [(name, epoch_day(day)) for name, day in days.items() if day]
    return pd.DataFrame(known, columns=["table", "day"]).astype({"table": "str", "day": "int64"})


def _newest_day(wb: "Workbook", table: Expr, name: str, until: date) -> date | None:
    if name == "leads" and wb.loaded and (newest := wb.loaded.reports[name].newest) and newest.date() <= until:
        return newest.date()  # what is planned, and closings, only the rows themselves show
    moments = [table[_DATED[name]]]
    if name == "activities":
        moments = [first_that_holds((table.status.fill_null("done") != "planned", table[MOMENTS[name]]))]
    elif name == "opportunities":
        moments.append(first_that_holds((table.is_won.notnull(), table.closed_at)))
    days = {f"day_{place}": day_of(moment) for place, moment in enumerate(moments)}
    found = wb.run(table.agg(**{place: day.max(where=day <= epoch_day(until)) for place, day in days.items()}))
    last = found.iloc[0].dropna()
    return from_epoch_day(last.max()) if len(last) else None
