"""Rewrites the ways in which people and tools write a moment into the few that `dates` reads.

Only values that are not read as they stand come here, each different one once.
"""

import re
import unicodedata

LONGEST = 64  # characters of a date

_DAY_NAME = r"(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*"
_WEEKDAY = re.compile(
    rf"\s*\(\s*(?:[月火水木金土日](?:曜日?)?|{_DAY_NAME})\s*\)\s*|\s*[月火水木金土日]曜日?\s*"
    rf"|^{_DAY_NAME}\.?,?\s+|(?<=\d)\s+{_DAY_NAME}$"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], start=1
    )
}
_FULL_MONTHS = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "SEPT", "OCTOBER"),
    *("NOVEMBER", "DECEMBER"),
)
_MONTH_NAMED = re.compile(
    r"(?:(?P<y>(?:20)?\d\d) ?[-/.年] ?)?(?P<m>\d{1,2}) ?月(?:度|分)?(?: ?(?:予算|目標|計画))?"
    r"|(?P<y2>20\d\d)(?:[-/.](?P<m2>\d{1,2})(?:[-/.]0?1)?(?: 0?0:00(?::00)?)?|(?P<m3>\d\d))"
    r"|(?P<name>[A-Z]{3,9})(?:[-/. ']{0,2}(?P<y3>(?:20)?\d\d))?"
)
_DAY_MONTH = re.compile(r"^(\d{1,2})[ -]([A-Z]{3})[A-Z]*\.?,?[ -](\d{4}|\d{2})\b")
_MONTH_DAY = re.compile(r"^([A-Z]{3})[A-Z]*\.? (\d{1,2}),? (\d{4})\b")
_NAMED = re.compile(r"\(|曜|[ -][A-Z]{3}")
_SPACED = re.compile(r"\s*([-/.:年月日時分])\s*")
_ERA = re.compile(r"^(令和|平成|令|平|[RH])\.? ?(元|\d{1,2})([年./-])")
_ERA_ZERO = {"令和": 2018, "令": 2018, "R": 2018, "平成": 1988, "平": 1988, "H": 1988}

_ZONE = r"(?:UTC|GMT|JST|Z)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}"
_OFFSET_AND_NAME = re.compile(r"(?<=[ \dTC])([+-]\d{2}:?\d{2}) (?:\([^()]*\)|[A-Z]{3,5})$")
_ZONE_IN_BRACKETS = re.compile(rf" ?\(({_ZONE})\)$")
_JAPAN_TIME = re.compile(r" ?\(?日本(?:標準)?時間?\)?(?:/JST)?$")
_SHORT_OFFSET = re.compile(r"(?<=GMT|UTC)([+-])(\d)(?=$|:)")
_HALF = "午前|午後|AM|PM"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
_TIME_FIRST = re.compile(rf"^((?:(?:{_HALF}) ?)?{_CLOCK}(?: ?(?:{_HALF}))?)(?: ?({_ZONE}))?,? (?=\S*\d)(.+)$")
_UNIX = re.compile(rf"^(?:{_DAY_NAME},? )?([A-Z]{{3}}) (\d{{1,2}}) ({_CLOCK})(?: ({_ZONE}))? (\d{{4}})$")
_POINTS = re.compile(r"(?<=[ T])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=$|\.\d| ?(?:AM|PM|Z|UTC|JST|GMT|[+-]\d))")
_LETTERS = re.compile(r"\b([AP])\.M\.?(?= |$)")
_HALF_AFTER = re.compile(r"(?<=[ T日])(\d{1,2}[:時][\d:.分秒時]*) ?(午前|午後)(?=$| )")
_HALF_BEFORE = re.compile(r"(?<=[ T日])(AM|PM) ?(\d{1,2}:[\d:.]+)")
_HALF_OF_DAY = re.compile(r"(午前|午後) (?=\d)")
_YEARLESS = re.compile(
    r"^(?:(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})|(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日"
    r"|(?P<d2>\d{1,2})[ -](?P<n2>[A-Z]{3})[A-Z]*|(?P<n3>[A-Z]{3})[A-Z]*\.? (?P<d3>\d{1,2}))(?P<rest>[T ].*)?$"
)


def month_of(label: str) -> tuple[int | None, int] | None:
    """Year (None where it bears none) and number of a month that stands in a header; None where it is no month.

    Examples
    --------
    >>> [month_of(text) for text in ("10月", "令和８年１月度", "2026-10-01 00:00:00", "Oct-26", "May", "202611", "10月計", "マルチ")]
    [(None, 10), (2026, 1), (2026, 10), (2026, 10), (None, 5), (2026, 11), None, None]
    """
    found = _MONTH_NAMED.fullmatch(_by_name(" ".join(unicodedata.normalize("NFKC", label).upper().split())))
    if not found:
        return None
    named = found["name"]
    month = int(found["m"] or found["m2"] or found["m3"] or 0) if not named else _MONTHS.get(named[:3], 0)
    if not 1 <= month <= 12 or (named and not any(full.startswith(named) for full in _FULL_MONTHS)):
        return None
    year = found["y"] or found["y2"] or found["y3"]
    return (int(year) + (2000 if len(year) == 2 else 0) if year else None), month


def plain_date(text: str, order: str | None = None, year: int | None = None) -> str:
    """A date without width, weekday, month name, era and other ornaments.

    Parameters
    ----------
    text : str
    order : {"ymd", "mdy", "dmy"}, optional
        Whether 11/2 without a year is the second of November; month first by default.
    year : int, optional
        Of dates that bear none.

    Examples
    --------
    >>> [plain_date(text) for text in ("09:05:12 JST 2026-11-20", "20-Nov-26 09.05.12 AM", "令和8年11月20日")]
    ['2026-11-20 09:05:12 JST', '2026-11-20 09:05:12 AM', '2026年11月20日']
    >>> plain_date("11/2 9:05", year=2026)
    '2026-11-02 9:05'
    """
    text = " ".join(unicodedata.normalize("NFKC", text).upper().split())
    if len(text) > LONGEST:
        return text
    text = _without_zone_ornaments(text.rstrip(".") if text.endswith(".") else text)
    first = _UNIX.match(text)
    if first:
        month, day, clock, zone, of = first.groups()
        text = f"{month} {day} {of} {clock} {zone or ''}".strip()
    first = _TIME_FIRST.match(text)
    if first:
        text = f"{first[3]} {first[1]} {first[2] or ''}".strip()
    if not text[:1].isdigit() or _NAMED.search(text):
        text = _by_name(_WEEKDAY.sub(" ", text).strip())
    if year is not None:
        text = _with_year(" ".join(text.split()), order, year)
    text = _with_plain_clock(text)
    if " " in text or "," in text:
        text = _SPACED.sub(r"\1", text.replace(", ", " ").replace(",", " "))
    return text.replace("日", "日 ").rstrip() if "日" in text else text


def _without_zone_ornaments(text: str) -> str:
    """An offset alone where a zone's name stands beside it, a zone without its brackets."""
    if "+" not in text and "-" not in text and "(" not in text and "時" not in text:
        return text
    text = _OFFSET_AND_NAME.sub(r"\1", _JAPAN_TIME.sub(" JST", text))
    text = _ZONE_IN_BRACKETS.sub(r" \1", text)
    return _SHORT_OFFSET.sub(r"\g<1>0\2", text)


def _with_plain_clock(text: str) -> str:
    """A time of day with colons, 午後 before it and PM after it."""
    text = _POINTS.sub(lambda found: ":".join(part for part in found.groups() if part), text)
    text = _LETTERS.sub(r"\1M", text)
    text = _HALF_BEFORE.sub(r"\2 \1", _HALF_AFTER.sub(r"\2\1", text))
    return _HALF_OF_DAY.sub(r"\1", text)


def _by_name(text: str) -> str:
    """A date whose year is of an era or whose month has a name, in digits."""
    era = _ERA.match(text)
    if era:
        return f"{_ERA_ZERO[era[1]] + (1 if era[2] == '元' else int(era[2])):04d}{era[3]}{text[era.end() :]}"
    for pattern, (day, month) in ((_DAY_MONTH, (1, 2)), (_MONTH_DAY, (2, 1))):
        found = pattern.match(text)
        if found and found[month] in _MONTHS:
            return f"{'20' * (len(found[3]) == 2)}{found[3]}-{_MONTHS[found[month]]:02d}-{int(found[day]):02d}{text[found.end() :]}"
    return text


def _with_year(text: str, order: str | None, year: int) -> str:
    found = _YEARLESS.match(text)
    if not found:
        return text
    if found["a"]:
        month, day = (found["b"], found["a"]) if order == "dmy" else (found["a"], found["b"])
    elif found["m"]:
        month, day = found["m"], found["d"]
    else:
        month, day = str(_MONTHS.get(found["n2"] or found["n3"], "")), found["d2"] or found["d3"]
    return f"{year:04d}-{int(month):02d}-{int(day):02d}{found['rest'] or ''}" if month else text
