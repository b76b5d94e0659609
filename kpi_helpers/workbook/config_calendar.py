"""Which days and hours are for business, as `workbook.yml` says."""

from dataclasses import dataclass
from datetime import date, time

from kpi_helpers.workbook.config_section import FILE_NAME, Section
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.keys import inside, names
from kpi_helpers.workbook.keys_workbook import WORKBOOK

Break = tuple[tuple[int, int], tuple[int, int]]
"""First and last day of a break that comes every year, each as month and day."""

_USUAL: dict[str, Break] = {"obon": ((8, 13), (8, 16)), "year_end": ((12, 29), (1, 3))}


@dataclass(frozen=True)
class CalendarConfig:
    """Which days and hours are for business."""

    country: str = "JP"
    days_off: tuple[date, ...] = ()
    business_hours: tuple[time, time] = (time(9), time(18))
    breaks: tuple[Break, ...] = ()
    """Days off that come every year."""


def read_calendar(top: Section) -> CalendarConfig:
    """`calendar:` of `workbook.yml`.

    Raises
    ------
    WorkbookError
        For what is no day or no clock time.
    """
    section = top.section("calendar", names(inside(WORKBOOK, "calendar")))
    days = section.content.get("days_off") or []
    if not isinstance(days, list):
        raise section.wrong("days_off", "2026-12-29 のような日付のリスト", "a list of dates such as 2026-12-29")
    for place, day in enumerate(days, 1):
        if type(day) is not date:
            one = Section({f"days_off[{place}]": day}, section.place)
            raise one.wrong(f"days_off[{place}]", "2026-12-29 のような日付", "a date such as 2026-12-29")
    hours = section.texts("business_hours") or ("09:00", "18:00")
    try:
        opens, closes = (time.fromisoformat(hour.zfill(5)) for hour in hours)
    except ValueError:
        raise section.wrong(
            "business_hours", '["09:00", "18:00"] のような二つの時刻', 'two clock times such as ["09:00", "18:00"]'
        ) from None
    if opens >= closes:
        raise WorkbookError(
            ja=f"{FILE_NAME}: calendar.business_hours の終わりが始まりより前です。早い時刻を先に書いてください。",
            en=f"{FILE_NAME}: calendar.business_hours end before they begin: write the earlier time first.",
        )
    breaks = tuple(found for name in _USUAL if (found := _break(section, name)))
    return CalendarConfig(section.text("country") or "JP", tuple(sorted(set(days))), (opens, closes), breaks)


def _break(section: Section, name: str) -> Break | None:
    said = section.content.get(name)
    if said is None or said is False:
        return None
    if said is True:
        return _USUAL[name]
    try:
        first, last = (date.fromisoformat(f"2024-{day}") for day in section.texts(name))
    except ValueError:
        raise section.wrong(
            name,
            "true か、[08-13, 08-16] のような最初の日と最後の日",
            "true, or the first and the last day such as [08-13, 08-16]",
        ) from None
    return (first.month, first.day), (last.month, last.day)
