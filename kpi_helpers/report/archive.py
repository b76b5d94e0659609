"""The archive of earlier pages, and what changed since the last one.

The archive is what earlier runs left: ``numbers.csv`` and ``.about.json`` in
each day's folder. A number that differs has moved by new events, or it was
**restated**: days that were over when the last page was made now count
differently.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.about import About, comparable, differences
from kpi_helpers.report.numbers import NUMBERS
from kpi_helpers.report.own_folders import own_folders
from kpi_helpers.report.owner import ANY, Owner
from kpi_helpers.report.saved_numbers import number_of, saved_rows, values_of_all
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

EVENTS = (
    "sales",
    "won",
    "opportunities",
    "valid_leads",
    "leads",
    "inbound_leads",
    "outbound_leads",
    "visitors",
    "calls",
    "activities",
)
"""Numbers that are counted or summed by the day of an event: nothing that is over can change them but other data."""

_READ = ["value", "low", "high", "numerator", "denominator"]
_TOLERANCE = 1e-9
_JUDGED = frozenset({"valid_leads"})


@dataclass(frozen=True)
class Page:
    """What an earlier page said.

    Attributes
    ----------
    as_of : date
    folder : Path
    numbers : mapping of (str, str) to float
        Values of all rows of the segment ``all``, by KPI and period.
    about : About or None
        What it rested on; None where nobody wrote it down.
    landings : mapping of str to (float, float, float)
        Where each number's month was expected to end, with the interval.
    is_readable : bool
        Whether its ``numbers.csv`` could be read.
    """

    as_of: date
    folder: Path
    numbers: Mapping[tuple[str, str], float]
    about: About | None
    landings: Mapping[str, tuple[float, float | None, float | None]] = field(default_factory=dict)
    is_readable: bool = True


@dataclass(frozen=True)
class Change:
    """A number of the last page and the same number today.

    Attributes
    ----------
    kpi, period : str
    before, now : float
    restated : float
        The part of the difference that lies in days which were over when the last page was made.
    why : str
        Of a restatement: "definition", "mapping", "more" or "fewer" (rows, or sums
        of rows, of those days). Empty without one.
    """

    kpi: str
    period: str
    before: float
    now: float
    restated: float = 0.0
    why: str = ""

    @property
    def moved(self) -> float:
        """The part of the difference that new events brought."""
        return self.now - self.before - self.restated


def last_page(
    reports: Path | None, team: str | None, as_of: date, *, meeting: str = "", owner: Owner = ANY
) -> Page | None:
    """The newest page from before a day.

    Parameters
    ----------
    reports : Path or None
        The output folder; it may be missing.
    team : str or None
        Pages of another team, or of all, are others.
    as_of : date
        The page must be older.
    meeting : str, optional
        Only a day on which this meeting had a page.
    owner : Owner, optional
        Only pages of this workbook.

    Returns
    -------
    Page or None
    """
    for day, folder in own_folders(reports, team, owner):
        if day < as_of and (not meeting or (folder / f"{meeting}.html").is_file()):
            page = _read(day, folder)
            if page is not None:
                return page
    return None


def newest_other(reports: Path | None, team: str | None, as_of: date, owner: Owner = ANY) -> Page | None:
    """The page of the latest day of all but this one, be it later: its data may be newer than ours."""
    pages = (_read(day, folder) for day, folder in own_folders(reports, team, owner) if day != as_of)
    return next((page for page in pages if page is not None), None)


def _read(day: date, folder: Path) -> Page | None:
    if not (folder / NUMBERS).exists():
        return None
    rows = saved_rows(folder)
    return Page(
        day, folder, values_of_all(rows or []), About.read(folder), _landings(rows or ()), is_readable=rows is not None
    )


def _landings(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[float, float | None, float | None]]:
    """What a page said of each metric's landing: the plain pace where that had done better, as pages lead with it."""
    by = {(row.get("kpi", ""), row.get("segment", "")): row for row in rows if row.get("kpi", "").startswith("landing")}
    said = {}
    for written in [segment for kpi, segment in by if kpi == "landing"]:
        ours, plainly = (
            number_of(by.get((kpi, written), {}).get("value", ""))
            for kpi in ("landing_error", "landing_error_run_rate")
        )
        leads = "landing_run_rate" if ours is not None and plainly is not None and plainly < ours else "landing"
        row = by.get((leads, written), by["landing", written])
        value, low, high = (number_of(row.get(name, "")) for name in ("value", "low", "high"))
        if value is not None:
            said[written.removeprefix("metric=")] = value, low, high
    return said


def readings(wb: Workbook, kpi: str, periods: Sequence[Period]) -> dict[str, float]:
    """A KPI's value for everybody in some periods, by their label as asked; {} where it is missing.

    A window that begins before a table does is that of the days that are covered.
    """
    return {asked: row["value"] for asked, row in rows_read(wb, kpi, periods).items()}


def rows_read(wb: Workbook, kpi: str, periods: Sequence[Period]) -> dict[str, dict[str, float]]:
    """As `readings`, with ``low``, ``high``, ``numerator`` and ``denominator`` beside the ``value``."""
    record = CATALOGUE.get(kpi)
    if record is None or not periods or not record.is_there(wb):
        return {}
    rows = record(wb, period=tuple(period.label for period in periods))
    rows = rows[rows["segment"].eq("all")]
    found = dict(zip(rows["period"], rows[_READ].astype(float).to_dict("records"), strict=True))
    covered = {
        asked.label: part.label for asked in periods for part in wb.covered_periods(record.dated_in(wb), [asked])
    }
    return {asked: found[part] for asked, part in covered.items() if part in found}


def seen_then(before: date) -> Period:
    """The part of the last page's month that it saw."""
    return Period.window(before.replace(day=1), before)


def changes(wb: Workbook, before: Page, kpis: Sequence[str], seen: Mapping[str, float] | None = None) -> list[Change]:
    """What became of the numbers of the last page.

    Parameters
    ----------
    wb : Workbook
        Today's view.
    before : Page
        The last page.
    kpis : sequence of str
        Of `EVENTS`.
    seen : mapping of str to float, optional
        For each KPI its value today over `seen_then`, where it is known already.

    Returns
    -------
    list of Change
        For each KPI first the month in which the last page was made, changed or
        not, then the closed months that were restated, newest first.
    """
    about = comparable(before.about, wb) if before.about else None
    own = Period.month(before.as_of)
    found = []
    for kpi in kpis:
        known = [period for name, period in before.numbers if name == kpi and _is_month(period)]
        months = sorted((Period.parse(label) for label in known), reverse=True)
        months = [month for month in months if month <= own]
        past = seen_then(before.as_of)
        today = readings(wb, kpi, months)
        then = seen.get(kpi) if seen else readings(wb, kpi, [past]).get(past.label)
        for month in months:
            was, is_ = before.numbers[kpi, month.label], today.get(month.label, math.nan)
            since = is_ if month != own else math.nan if then is None else then
            part = _difference(was, since)
            if not math.isnan(is_) and (month == own or part):
                why = _why(kpi, part, about) if part else ""
                found.append(Change(kpi, month.label, was, is_, part, why))
    return found


def _is_month(label: str) -> bool:
    return len(label) == 7 and label[4] == "-" and label[5] != "W"


def _difference(was: float, is_: float) -> float:
    if math.isnan(is_) or math.isclose(was, is_, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE):
        return 0.0
    return is_ - was


def _why(kpi: str, part: float, about: tuple[About, About] | None) -> str:
    if about is not None:
        before, now = about
        if kpi in _JUDGED and before.definitions.get("valid_lead") != now.definitions["valid_lead"]:
            return "definition"
        tables = CATALOGUE[kpi].tables
        if differences(_of_data(before.mapping, tables), _of_data(now.mapping, tables)):
            return "mapping"
    return "more" if part > 0 else "fewer"


def _of_data(mapping: Mapping[str, str], tables: Sequence[str]) -> dict[str, str]:
    """The part of the mapping that decides which rows of some tables count, and how."""
    deciding = (*(f"tables.{name}." for name in tables), "teams.", "timezone", "freemail")
    return {key: text for key, text in mapping.items() if key.startswith(deciding)}


def since(before: date, as_of: date) -> Period:
    """The days between two pages."""
    return Period.window(before + DAY, as_of)
