"""numbers.csv of earlier days, as it was written or as somebody saved it from a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from kpi_helpers.report.numbers import NUMBERS

LONGEST = 64 * 1024 * 1024
"""Bytes: some twenty times what the largest team has."""

_NEEDED = frozenset({"kpi", "segment", "period", "value"})
_SPREADSHEET_MONTH = re.compile(r"(?:(\d{4})[/-](\d{1,2})(?:[/-]1)?|([A-Z][a-z]{2})-(\d{2})|(\d{4})年(\d{1,2})月)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Row = Mapping[str, str]


def saved_rows(folder: Path) -> list[Row] | None:
    """The rows of a day's numbers.csv by the names of its columns; None where there is none that can be read.

    A spreadsheet that saved the file may have left another encoding, tabs, percent signs, thousands separators, and
    dates where months stood.
    """
    path = folder / NUMBERS
    try:
        if path.stat().st_size > LONGEST:
            return None
        text = _decoded(path.read_bytes())
        head = text.partition("\n")[0]
        separator = max(",\t;", key=head.count)
        names, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except (OSError, ValueError, csv.Error):
        return None
    names = [name.strip().lower() for name in names]
    return [dict(zip(names, line, strict=False)) for line in lines] if set(names) >= _NEEDED else None


def values_of_all(rows: Sequence[Row]) -> dict[tuple[str, str], float]:
    """The values of the segment ``all`` by KPI and period; what is no number is left out."""
    found = {}
    for row in rows:
        value = number_of(row.get("value", ""))
        if row.get("segment") == "all" and value is not None:
            found[row.get("kpi", ""), period_of(row.get("period", ""))] = value
    return found


def number_of(text: str) -> float | None:
    """A number as numbers.csv or a spreadsheet writes it.

    Examples
    --------
    >>> number_of("0.25"), number_of("1,234"), number_of("25%"), number_of("¥1,200"), number_of("#N/A"), number_of("1e999")
    (0.25, 1234.0, 0.25, 1200.0, None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").lstrip("¥\\$")
    share = plain.endswith("%")
    if not re.fullmatch(r"-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?", plain.rstrip("%")):
        return None
    number = float(plain.rstrip("%")) / (100 if share else 1)
    return number if math.isfinite(number) else None


def period_of(text: str) -> str:
    """A period, also where a spreadsheet took its month for a date.

    Examples
    --------
    >>> period_of("2026-10"), period_of("Oct-26"), period_of("2026/10/1"), period_of("2026-W47")
    ('2026-10', '2026-10', '2026-10', '2026-W47')
    """
    found = _SPREADSHEET_MONTH.fullmatch(text.strip())
    if not found:
        return text.strip()
    year, month, name, short, year_ja, month_ja = found.groups()
    if name:
        return f"20{short}-{_MONTHS.index(name) + 1:02}" if name in _MONTHS else text.strip()
    return f"{year or year_ja}-{int(month or month_ja):02}"


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932")
