"""The day of a page where nobody names one: the last on which something is known to have happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kpi_helpers.workbook.engine import Expr, day_of, epoch_day, first_that_holds, from_epoch_day
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.spans import MOMENTS
from kpi_helpers.workbook.today import today

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook

APART = 7
"""Days by which leads and activities may end apart; beyond it the one that ended earlier is stale."""


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
        The last day up to today on which a lead was created, an activity was done, an
        opportunity was created or closed; None where a table has no such row.

    Raises
    ------
    WorkbookError
        Where no table has a row.

    Examples
    --------
    >>> last_day({"leads": date(2026, 11, 21), "activities": date(2026, 11, 13), "opportunities": None})
    LastDay(day=datetime.date(2026, 11, 13), table='activities', stale='activities', later=datetime.date(2026, 11, 21))
    """
    work = {name: days[name] for name in ("leads", "activities") if days.get(name)}
    known = work or {name: day for name, day in days.items() if day}
    if not known:
        raise WorkbookError(
            "workbook.yml: no lead, activity or opportunity has a readable date up to today, so no day can be chosen; "
            "give one with --as-of 2026-11-20."
        )
    latest = max(known, key=lambda name: known[name])
    earliest = min(known, key=lambda name: known[name])
    if (known[latest] - known[earliest]).days > APART:
        return LastDay(known[earliest], earliest, stale=earliest, later=known[latest])
    return LastDay(known[latest], latest)


def newest_days(wb: "Workbook", canonical: Callable[[str], Expr]) -> dict[str, date | None]:
    """The last days of leads, activities and opportunities up to today, as `last_day` reads them.

    Parameters
    ----------
    wb : Workbook
    canonical : callable
        A canonical table by name.
    """
    until = today(wb.config.timezone)
    return {name: _newest_day(wb, canonical(name), name, until) for name in MOMENTS if wb.has(name)}


def _newest_day(wb: "Workbook", table: Expr, name: str, until: date) -> date | None:
    if name == "leads" and wb.loaded and (newest := wb.loaded.reports[name].newest) and newest.date() <= until:
        return newest.date()  # what is planned, and closings, only the rows themselves show
    moments = [table[MOMENTS[name]]]
    if name == "activities":
        moments = [first_that_holds((table.status.fill_null("done") != "planned", table[MOMENTS[name]]))]
    elif name == "opportunities":
        moments.append(first_that_holds((table.is_won.notnull(), table.closed_at)))
    days = {f"day_{place}": day_of(moment) for place, moment in enumerate(moments)}
    found = wb.run(table.agg(**{place: day.max(where=day <= epoch_day(until)) for place, day in days.items()}))
    last = found.iloc[0].dropna()
    return from_epoch_day(last.max()) if len(last) else None
