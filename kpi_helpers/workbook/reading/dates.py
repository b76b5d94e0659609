"""Reads every way in which exports write a moment, and guesses none.

Values are sorted by their shape (each digit as 0): a column has a handful of
shapes, each is understood once and then read for all its values at a time.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy
import pandas
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.reading.plain_dates import LONGEST, plain_date

OK, UNREADABLE, AMBIGUOUS, OUT_OF_RANGE = 0, 1, 2, 3

_TIME = (
    r"(?:[ T]+(?P<half>午前|午後)?(?P<h>0{1,2})(?::|時)"
    r"(?:(?P<mi>0{1,2})(?:分)?(?::?(?P<s>0{1,2})(?:\.(?P<f>0{1,9}))?(?:秒)?)?)?"
    r"(?: ?(?P<ampm>AM|PM))?(?: ?(?P<zone>Z|UTC|GMT|JST|(?:UTC|GMT)?[+-](?P<oh>00):?(?P<om>00)?))?)?"
)
_FORMS = tuple(
    (name, re.compile(pattern.encode()))
    for name, pattern in (
        (
            "ymd",
            r"(?P<y>0000)(?:(?P<sep>[-/.])(?P<m>0{1,2})(?P=sep)(?P<d>0{1,2})|年(?P<m2>0{1,2})月(?P<d2>0{1,2})日)"
            + _TIME,
        ),
        (
            "ymd",
            r"(?P<y>0000)(?P<m>00)(?P<d>00)(?:[T ]?(?P<h>00):?(?P<mi>00)(?::?(?P<s>00)(?:\.(?P<f>0{1,9}))?)?"
            r"(?P<zone>Z|[+-](?P<oh>00):?(?P<om>00)?)?)?",
        ),
        ("abY", r"(?P<a>0{1,2})(?P<sep>[-/.])(?P<b>0{1,2})(?P=sep)(?P<y>0000)" + _TIME),
        ("aby", r"(?P<a>0{1,2})(?P<sep>[-/.])(?P<b>0{1,2})(?P=sep)(?P<c>00)" + _TIME),
        ("serial", r"(?P<days>00000)(?:\.(?P<part>0{1,17}))?"),
        ("epoch", r"(?P<ms>0{13})"),
        ("seconds", r"(?P<sec>0{10})(?:\.(?P<part>0{1,9}))?"),
    )
)
_TIME_ALONE = r"^(?:\? )?(?:(?:午前|午後|AM|PM) ?)?\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?|時(?:\d{1,2}分(?:\d{1,2}秒)?)?半?)(?: ?[AP]\.?M\.?)?$"
_ZONES = {b"Z": 0, b"UTC": 0, b"GMT": 0, b"JST": 9 * 60}
_PLACES: dict[str | None, str] = {"ymd": "abc", "dmy": "cba", "mdy": "cab"}  # year, month and day of 03/04/05
_FEW = 16  # shapes that are peeled off one by one before the rest is sorted

_DAY = 86_400_000_000  # microseconds
_SERIAL_ZERO = -25_569  # Excel's day 0, in days from 1970
_NEVER = numpy.iinfo("int64").min  # what numpy makes of no time at all
_EARLIEST, _LATEST = (numpy.datetime64(day, "us").astype("int64") for day in ("2000-01-01", "2101-01-01"))


class Dates(NamedTuple):
    """What was read of a column: wall-clock microseconds, how it went, and traps met."""

    moments: numpy.ndarray
    status: numpy.ndarray
    utc_midnight: numpy.ndarray
    """Values written as midnight in UTC: a date that a tool turned into a moment."""
    untimed: numpy.ndarray
    """Values written as a date or as midnight, whatever their time zone makes of them."""
    undecided: bool
    """Whether values such as 03/04/2026 wait for the order of the column."""

    def timestamps(self, missing: numpy.ndarray) -> pyarrow.Array:
        """As an Arrow column, null where missing or not read."""
        null = missing | (self.status != OK)
        return pyarrow.array(self.moments, pyarrow.int64(), mask=null).cast(pyarrow.timestamp("us"))


@dataclass
class Order:
    """Whether day or month comes first in a column, from the values that settle it."""

    day_first: str | None = None
    month_first: str | None = None
    open: str | None = None

    def see(self, texts: pyarrow.Array) -> None:
        """Take note of the values that end in a year."""
        for (name, found), matrix, rows in _groups(texts):
            if name != "abY":
                continue
            first, second = _number(matrix, found, "a"), _number(matrix, found, "b")
            for attribute, cases in (
                ("day_first", (first > 12) & (second <= 12)),
                ("month_first", (second > 12) & (first <= 12)),
                ("open", (first <= 12) & (second <= 12) & (first != second)),
            ):
                if getattr(self, attribute) is None and cases.any():
                    setattr(self, attribute, texts[int(rows[numpy.argmax(cases)])].as_py())

    @property
    def decided(self) -> str | None:
        """`dmy` or `mdy`; None where nothing settles it or two values contradict each other."""
        if self.day_first and self.month_first:
            return None
        if self.day_first:
            return "dmy"
        return "mdy" if self.month_first or not self.open else None


def times_alone(texts: pyarrow.Array) -> numpy.ndarray:
    """Which texts are a time of day without a date.

    Examples
    --------
    >>> times_alone(pyarrow.array(["9:05", "午後3時", "２４：００", "9:05:12 PM", "2026-11-02 9:05", "soon", None])).tolist()
    [True, True, True, True, False, False, False]
    """
    found = compute.match_substring_regex(compute.utf8_normalize(texts, "NFKC"), _TIME_ALONE, ignore_case=True)
    return compute.fill_null(found, False).to_numpy(zero_copy_only=False)


def parse(
    texts: pyarrow.Array, zone: str, order: str | None = None, *, year: int | None = None, written_in: str | None = None
) -> Dates:
    """Read a column of dates or moments as wall-clock time of a zone.

    Parameters
    ----------
    texts : pyarrow.Array
        Text, trimmed; nulls are passed over (their status is OK).
    zone : str
        Time zone into which values with an offset are converted.
    order : {"ymd", "mdy", "dmy"}, optional
        How to read 03/04/2026 and 26/11/20; without it the former leave the
        column undecided and the latter are ambiguous.
    year : int, optional
        Of dates that bear none, as 11/2 9:05.
    written_in : str, optional
        Time zone of the moments that bear none; by default `zone`. A date without a time stays that date.

    Examples
    --------
    >>> found = parse(pyarrow.array(["2026/11/20 9:05", "2026-11-20T00:05:00Z", "2026年11月20日", "soon"]), "Asia/Tokyo")
    >>> found.moments.astype("datetime64[us]").astype("datetime64[m]").tolist()[:2]
    [datetime.datetime(2026, 11, 20, 9, 5), datetime.datetime(2026, 11, 20, 9, 5)]
    >>> found.status.tolist()
    [0, 0, 0, 1]
    """
    zones = zone, written_in if written_in != zone else None
    result = Dates(*_parse(texts, zones, order))
    rows = numpy.flatnonzero(result.status == UNREADABLE)
    if len(rows):
        odd = texts.take(pyarrow.array(rows)).dictionary_encode()
        plain = [plain_date(text, order, year) for text in odd.dictionary.to_pylist()]
        again = _parse(pyarrow.array(plain, pyarrow.string()), zones, order)
        place = odd.indices.to_numpy()
        for whole, part in zip(result[:4], again[:4], strict=True):
            whole[rows] = part[place]
        result = result._replace(undecided=result.undecided or again[4])
    return result


def _parse(texts: pyarrow.Array, zones: tuple[str, str | None], order: str | None) -> tuple:
    zone, written_in = zones
    count = len(texts)
    moments = numpy.zeros(count, dtype="int64")
    status = numpy.where(texts.is_null().to_numpy(zero_copy_only=False), OK, UNREADABLE).astype("uint8")
    midnight, untimed = numpy.zeros(count, dtype=bool), numpy.zeros(count, dtype=bool)
    undecided = False
    for (name, found), matrix, rows in _groups(texts):
        if name == "abY" and order is None:
            undecided = True
            continue
        if name == "aby" and order is None:
            status[rows] = AMBIGUOUS
            continue
        if name == "abY" and order == "ymd":
            continue
        at, fine, east = _moments(name, found, matrix, order)
        untimed[rows] = fine & (at % _DAY == 0)
        if east is not None:
            at = at - east * 60_000_000
            midnight[rows] = fine & (at % _DAY == 0) & (name == "ymd")
            at = _local(numpy.clip(at, _EARLIEST - _DAY, _LATEST + _DAY), "UTC", zone)
        elif written_in and found.groupdict().get("part" if name == "serial" else "h"):
            at = _local(numpy.clip(at, _EARLIEST - _DAY, _LATEST + _DAY), written_in, zone)
            fine = fine & (at != _NEVER)
        moments[rows] = at
        status[rows] = numpy.where(~fine, UNREADABLE, numpy.where((at < _EARLIEST) | (at >= _LATEST), OUT_OF_RANGE, OK))
        if name == "seconds" and not found["part"]:
            status[rows[_may_be_a_day(_number(matrix, found, "sec"))]] = AMBIGUOUS
    return moments, status, midnight, untimed, undecided


def _groups(texts: pyarrow.Array):
    """Yields (form, regex match of the shape), the characters as a matrix, and the rows of each shape."""
    lengths = compute.fill_null(compute.binary_length(texts), 0).to_numpy(zero_copy_only=False)
    for length in numpy.unique(lengths[(lengths >= 5) & (lengths <= LONGEST)]):
        rows = numpy.flatnonzero(lengths == length)
        matrix = _matrix(texts if len(rows) == len(texts) else texts.take(pyarrow.array(rows)), int(length))
        shape = numpy.where((matrix >= 48) & (matrix <= 57), 48, matrix).astype("uint8")
        for one, members in _shapes(shape):
            form = _form(one)
            if form is not None:
                yield form, matrix[members], rows[members]


def _shapes(shape: numpy.ndarray):
    """Yields each shape with the positions of its rows; only shapes that begin with a digit can be dates."""
    left = numpy.flatnonzero(shape[:, 0] == 48)
    for _ in range(_FEW):
        if not len(left):
            return
        same = (shape[left] == shape[left[0]]).all(axis=1)
        yield shape[left[0]].tobytes(), left[same]
        left = left[~same]
    keys = numpy.ascontiguousarray(shape[left]).view(f"V{shape.shape[1]}").ravel()
    found, inverse = numpy.unique(keys, return_inverse=True)
    order = numpy.argsort(inverse, kind="stable")
    for key, members in zip(found, numpy.split(left[order], numpy.cumsum(numpy.bincount(inverse))[:-1]), strict=False):
        yield key.tobytes(), members


def _matrix(texts: pyarrow.Array, length: int) -> numpy.ndarray:
    _, offsets, data = texts.buffers()
    start = numpy.frombuffer(offsets, dtype="int32", count=1, offset=4 * texts.offset)[0]
    return numpy.frombuffer(data, dtype="uint8", count=len(texts) * length, offset=int(start)).reshape(
        len(texts), length
    )


def _form(shape: bytes):
    for name, pattern in _FORMS:
        found = pattern.fullmatch(shape)
        if found:
            return name, found
    return None


def _number(matrix: numpy.ndarray, found: re.Match, field: str) -> numpy.ndarray:
    start, end = found.span(field)
    value = numpy.zeros(len(matrix), dtype="int64")
    for position in range(start, end):
        value = value * 10 + (matrix[:, position] - 48)
    return value


def _moments(name: str, found: re.Match, matrix: numpy.ndarray, order: str | None):
    """Microseconds from 1970 as written, which rows are real dates, and their minutes east of Greenwich where they bear any."""
    if name == "epoch":
        return _number(matrix, found, "ms") * 1000, numpy.ones(len(matrix), bool), 0
    if name == "seconds":
        part = _number(matrix, found, "part") * 10**6 // 10 ** len(found["part"]) if found["part"] else 0
        return _number(matrix, found, "sec") * 1_000_000 + part, numpy.ones(len(matrix), bool), 0
    if name == "serial":
        at = (_number(matrix, found, "days") + _SERIAL_ZERO) * _DAY
        if found["part"]:
            share = _number(matrix, found, "part") / 10.0 ** len(found["part"])
            seconds = numpy.rint(share * 86_400).astype("int64")
            at = at + seconds * 1_000_000
        return at, numpy.ones(len(matrix), bool), None
    groups = found.groupdict()
    if name == "ymd":
        year = _number(matrix, found, "y")
        month, day = (_number(matrix, found, field if groups.get(field) else field + "2") for field in ("m", "d"))
    elif name == "abY":
        year = _number(matrix, found, "y")
        day, month = (_number(matrix, found, field) for field in ("ab" if order == "dmy" else "ba"))
    else:
        year, month, day = (_number(matrix, found, field) for field in _PLACES[order])
        year = year + 2000
    days, fine = _days(year, month, day)
    at = days * _DAY
    if groups.get("h"):
        of_day, fine_time = _of_day(matrix, found)
        at, fine = at + of_day, fine & fine_time
    return at, fine, _offset(matrix, found) if groups.get("zone") else None


def _days(year, month, day):
    inside = (month >= 1) & (month <= 12)
    months = ((year - 1970) * 12 + numpy.where(inside, month, 1) - 1).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype("int64")
    length = (months + 1).astype("datetime64[D]").astype("int64") - first
    return first + day - 1, inside & (day >= 1) & (day <= length)


def _of_day(matrix: numpy.ndarray, found: re.Match):
    hour, minute, second = (
        _number(matrix, found, field) if found[field] else numpy.zeros(len(matrix), "int64")
        for field in ("h", "mi", "s")
    )
    groups = found.groupdict()
    fine = (hour < 24) & (minute < 60) & (second < 60)
    fine |= (hour == 24) & (minute == 0) & (second == 0)  # the midnight that ends the day
    half = groups.get("half") or groups.get("ampm")
    if half:
        fine &= hour <= 12
        hour = hour % 12 + (12 if half in (b"PM", "午後".encode()) else 0)
    microseconds = 0
    if found["f"]:
        digits = len(found["f"])
        fraction = _number(matrix, found, "f")
        microseconds = fraction * 10 ** (6 - digits) if digits <= 6 else fraction // 10 ** (digits - 6)
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + microseconds, fine


def _offset(matrix: numpy.ndarray, found: re.Match):
    """Minutes east of Greenwich."""
    if found["zone"] in _ZONES:
        return _ZONES[found["zone"]]
    minutes = _number(matrix, found, "oh") * 60 + (_number(matrix, found, "om") if found["om"] else 0)
    return -minutes if b"-" in found["zone"] else minutes


def _local(at: numpy.ndarray, of: str, zone: str) -> numpy.ndarray:
    """Wall-clock time of one zone as that of another; `_NEVER` where the clocks were put forward or back just then."""
    moments = pandas.DatetimeIndex(at.astype("datetime64[us]"))
    moments = moments.tz_localize(of, ambiguous="NaT", nonexistent="NaT").tz_convert(zone).tz_localize(None)
    return moments.as_unit("us").asi8


def _may_be_a_day(digits: numpy.ndarray) -> numpy.ndarray:
    """Which ten digits may be 2026112009, a day and an hour, as well as the seconds from 1970 of a day after 2033."""
    year, month, day, hour = digits // 10**6, digits // 10**4 % 100, digits // 100 % 100, digits % 100
    return (year >= 2000) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (hour < 24)


def as_datetime(moment: int) -> datetime:
    """Microseconds from 1970 as a naive datetime."""
    return numpy.datetime64(int(moment), "us").astype(datetime)


def months(texts: pyarrow.Array, zone: str) -> pyarrow.Array:
    """Months such as 2026-11 from 2026-11, 2026/11, 2026年11月, 202611 or a date; null where not readable."""
    plain = [plain_date(text) for text in texts.to_pylist()]
    days = pyarrow.array(
        [
            re.sub(
                r"^(\d{4})(?:[-/.]?(\d{2})|[-/.](\d)|年(\d{1,2})月)$",
                lambda found: f"{found[1]}-{int(found[2] or found[3] or found[4]):02d}-01",
                text,
            )
            for text in plain
        ],
        pyarrow.string(),
    )
    moments = parse(days, zone).timestamps(numpy.zeros(len(days), dtype=bool))
    return compute.strftime(moments, "%Y-%m")
