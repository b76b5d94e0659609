"""When the clocks of a time zone were put forward or back, so that seconds between two moments are real ones."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from kpi_helpers.workbook.periods import DAY


@lru_cache(maxsize=16)
def utc_offsets(timezone: str, first: date, last: date) -> tuple[tuple[datetime, int], ...]:
    """The stretches of one offset each, between two days.

    Parameters
    ----------
    timezone : str
    first, last : date

    Returns
    -------
    tuple of (datetime, int)
        Until which local moment (by the old clock) which offset from UTC holds, in
        seconds; the last one holds for ever. The hour that comes twice is read as the
        first of both.

    Examples
    --------
    >>> utc_offsets("Asia/Tokyo", date(2026, 1, 1), date(2026, 12, 31))
    ((datetime.datetime(9999, 12, 31, 0, 0), 32400),)
    >>> utc_offsets("Europe/Berlin", date(2026, 8, 1), date(2026, 12, 31))
    ((datetime.datetime(2026, 10, 25, 3, 0), 7200), (datetime.datetime(9999, 12, 31, 0, 0), 3600))
    """
    zone = ZoneInfo(timezone)

    def offset(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    changes = []
    day = datetime.combine(first, time(), UTC)
    while day.date() <= last:
        if offset(day) != offset(day + DAY):
            before, after = day, day + DAY
            while after - before > timedelta(seconds=1):
                middle = (before + (after - before) / 2).replace(microsecond=0)
                before, after = (middle, after) if offset(middle) == offset(before) else (before, middle)
            changes.append(((after + offset(before)).replace(tzinfo=None), int(offset(before).total_seconds())))
        day += DAY
    return (*changes, (datetime(9999, 12, 31), int(offset(day).total_seconds())))
