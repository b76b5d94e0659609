"""From the bytes of an export to rows of text, and from a text to a date, a number or a truth."""

import csv
import io
import re
import unicodedata
from datetime import date, datetime
from fnmatch import fnmatchcase

MEANS_NOTHING = {"", "-", "N/A", "NULL", "なし", "Select", "未設定"}
# In these columns a dash or 未設定 is what somebody called the thing, not an empty cell.
LITERAL = {"campaign", "channel", "company_name", "name", "rep", "owner"}

DATE = re.compile(
    r"(?P<y>\d{4})[-/年](?P<m>\d{1,2})[-/月](?P<d>\d{1,2})日?"
    r"(?:[ T](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.\d+)?)?(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)


class Unreadable(ValueError):
    """A cell that is filled but cannot be what its column holds."""


def narrow(text):
    """Full-width to half-width, trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def header_name(text):
    return re.sub(r"\s+", "", narrow(text)).lower()


def decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")


def read_rows(path):
    """The header and the rows of one comma- or tab-separated file, each row a list of cells."""
    text = decode(path.read_bytes())
    first_line = text.splitlines()[0] if text.strip() else ""
    separator = "\t" if first_line.count("\t") > first_line.count(",") else ","
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    return (rows[0], rows[1:]) if rows else ([], [])


def translate(cell, values):
    """The workbook's word for an export's, by the `values` entry of one column."""
    for ours, theirs in values.items():
        for pattern in theirs if isinstance(theirs, list) else [theirs]:
            if fnmatchcase(cell, str(pattern)):
                return None if ours == "missing" else ours
    return None


def clean(column, cell, values):
    """The cell's text, or None where it means nothing."""
    cell = cell.strip()
    if values is not None:
        return translate(cell, values) if cell else None
    if column in LITERAL:
        return cell or None
    return None if cell in MEANS_NOTHING else cell


def moment(text, zone):
    """A date or a date with time as an aware moment in the workbook's time zone."""
    if isinstance(text, datetime):
        return text.astimezone(zone) if text.tzinfo else text.replace(tzinfo=zone)
    if isinstance(text, date):
        return datetime(text.year, text.month, text.day, tzinfo=zone)
    match = DATE.fullmatch(narrow(text))
    if not match:
        raise Unreadable(f"no date: {text}")
    part = {name: int(match[name] or 0) for name in "ymdHMS"}
    try:
        when = datetime(part["y"], part["m"], part["d"], part["H"], part["M"], part["S"])
    except ValueError as error:
        raise Unreadable(f"no such day: {text}") from error
    if not 2000 <= when.year <= 2100:
        raise Unreadable(f"outside 2000–2100: {text}")
    if match["z"]:
        offset = match["z"].replace("Z", "+00:00")
        return datetime.fromisoformat(f"{when.isoformat()}{offset}").astimezone(zone)
    return when.replace(tzinfo=zone)


def has_time(text):
    """Whether a moment is written with a time of day other than midnight."""
    if isinstance(text, datetime):
        return (text.hour, text.minute, text.second) != (0, 0, 0)
    match = DATE.fullmatch(narrow(str(text)))
    return any(int(match[name] or 0) for name in "HMS")


def month(text):
    """`2026-11` of `2026-11`, `2026/11` or a day of that month."""
    match = re.match(r"(\d{4})[-/年](\d{1,2})", narrow(str(text)))
    if not match:
        raise Unreadable(f"no month: {text}")
    return f"{int(match[1]):04d}-{int(match[2]):02d}"


def number(text):
    bare = re.sub(r"[¥\\円,\s]", "", narrow(str(text)))
    if re.fullmatch(r"\(.+\)", bare):
        bare = "-" + bare[1:-1]
    try:
        value = float(bare)
    except ValueError as error:
        raise Unreadable(f"no number: {text}") from error
    return int(value) if value.is_integer() else value


def truth(text):
    if isinstance(text, bool):
        return text
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(str(text).lower())
