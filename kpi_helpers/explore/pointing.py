"""The number that a reader points at: which of a section's numbers a cell or a mark of a figure shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import format_month, format_percent
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.golden_hours import WEEKDAYS
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.language import WORDS
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.outputs.segments import parts_of
from kpi_helpers.report.phrases import counter_of
from kpi_helpers.report.sales_sync.quadrants import NAMES as QUADRANTS

_BRACKET = re.compile(r"[（(〔].*")
_WEEKS = (("今週", "this week"), ("先週", "last week"))
_ALIKE = 0.5
"""From here on a heading is taken for a short form of a number's name."""


def part_text(name: str, value: str, meeting: Meeting) -> str:
    """What a part of a segment is called on the page.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> part_text("motion", "inbound", Meeting("sales_sync", example()))
    '反響'
    """
    if name in ("rep", "owner"):
        return meeting.person(value)
    if name == "quadrant" and value in QUADRANTS:
        return meeting.say(*QUADRANTS[value])
    return parts_of(f"{name}={value}", meeting.lang)[name]


def number_at(
    numbers: pd.DataFrame,
    text: str,
    around: Collection[str],
    meeting: Meeting,
    column: Sequence[tuple[str, str]] = (),
) -> Any:
    """The number that a text of a section shows; None where none does, or more than one may.

    Parameters
    ----------
    numbers : DataFrame
        Of the section, with the columns of numbers.csv.
    text : str
        Of the cell or the mark.
    around : collection of str
        What says what it is: the names of its row and its column, the title.
    meeting : Meeting
    column : sequence of (str, str), optional
        The cells of its column, each with the name of its row.

    Returns
    -------
    namedtuple or None

    Notes
    -----
    It is written as the text has it, every part of its segment is named around it, and so is its period unless that is
    the page's. Of several the one of which most is named is meant. Where the number's name does not stand there, half of
    its column must be of the same KPI: one equal number is chance.

    Examples
    --------
    >>> from kpi_helpers.kpis.tree import leads
    >>> from kpi_helpers.workbook.example import example
    >>> wb = example()
    >>> number_at(leads(wb, by="channel"), "2件", ["Web", "リード"], Meeting("sales_sync", wb)).period
    '2026-11'
    """
    best = _best(numbers, text, around, meeting)
    if best is None or _is_sure(*best, is_mark=not column):
        return best and best[1]
    rows = [cell for cell in column if any(char.isdigit() for char in cell[0])]
    head = [one for one in around if one not in {name for _, name in column}]
    others = [other[1] for shown, name in rows if (other := _best(numbers, shown, [name, *head], meeting))]
    own = best[1]
    same = sum(own.kpi == other.kpi and (own.segment == "all" or other.segment != "all") for other in others)
    return own if len(rows) > 2 and 2 * same >= len(rows) else None


def _is_sure(likeness: float, number: Any, *, is_mark: bool) -> bool:
    """Whether one equal number is no chance: its name stands there, or a mark is more than a small count of a name."""
    said = number.unit != "count" or "month=" in number.segment
    return likeness >= _ALIKE or (is_mark and number.segment != "all" and said)


def _best(numbers: pd.DataFrame, text: str, around: Collection[str], meeting: Meeting) -> tuple[float, Any] | None:
    """The number of which most is named, and how like its name what stands there is."""
    shown, near = _BRACKET.sub("", text).strip() or text, [_squeezed(one) for one in (*around, text)]
    found = []
    for number in numbers.itertuples(index=False):
        if not any(core in shown and re.search(form, shown) for core, form in _forms(number, meeting)):
            continue
        parts, period = segment_parts(number.segment), _period_rank(number.period, near, meeting)
        if period and all(_is_named(name, value, near, meeting) for name, value in parts.items()):
            found.append(((len(parts), _likeness(number.kpi, near, meeting), period), number))
    top = [(rank[1], number) for rank, number in found if rank == max(rank for rank, _ in found)]
    return top[0] if len({(number.kpi, number.segment) for _, number in top}) == 1 else None


def _forms(number: Any, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """How a number may be written: the digits, and a pattern that holds them apart from longer ones."""
    written = meeting.write(number.value, counter_of(number.kpi, number.unit))
    if number.unit == "count":
        # Leads are no companies, even where there are as many of both.
        core = f"{number.value:,.0f}"
        yield (
            core,
            rf"(?<![\d,.]){core}(?:{re.escape(written.removeprefix(core)) or '(?!.)'}|(?![\d,%件社人]|\.\d|pt|日|秒|分|時|万|億|か月|月|年))",
        )
    elif number.unit == "share":
        for form in (written, format_percent(number.value)):
            core = form.rstrip("%")
            yield core, rf"(?<![\d,.]){re.escape(core)}(?:%|(?![\d,.]))"
    else:
        yield written, rf"(?<![\d,.]){re.escape(written)}(?!\d)"


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _is_named(name: str, value: str, near: list[str], meeting: Meeting) -> bool:
    said = _squeezed(part_text(name, value, meeting))
    if name == "hour":
        weekday, _, hour = value.rpartition(" ")
        at = re.compile(rf"0?{int(hour)}(時台?|:00)?")
        day = WORDS[meeting.lang]["weekdays"].split()[WEEKDAYS.index(weekday)].casefold() if weekday else ""
        return said in near or (any(at.fullmatch(one) for one in near) and (not day or day in near))
    if name == "month":
        return _names_month(value, near, meeting)
    return any(said in one or (one.endswith("…") and said.startswith(one[:-1])) for one in near)


def _names_month(month: str, near: list[str], meeting: Meeting) -> bool:
    forms = (
        month,
        meeting.month_name(month),
        *(format_month(month, meeting.lang, with_year=year) for year in (False, True)),
    )
    return any(re.search(rf"(?<!\d){re.escape(_squeezed(form))}", one) for form in forms for one in near)


def _period_rank(period: str, near: list[str], meeting: Meeting) -> int:
    """2 where it is named, 1 where it is the page's or the only one of its kind, else 0."""
    if ".." in period:
        return 1
    if "W" in period:
        weeks = [f"{meeting.wb.as_of - timedelta(weeks=back):%G-W%V}" for back in range(len(_WEEKS))]
        words = [_squeezed(meeting.say(*said)) for week, said in zip(weeks, _WEEKS, strict=True) if week == period]
        return 2 * any(word in one for word in words for one in near)
    return 2 if _names_month(period, near, meeting) else int(period == meeting.month)


def _likeness(kpi: str, near: list[str], meeting: Meeting) -> float:
    """How like its name something near is; a title that holds the name among other words is like it too."""
    label = _squeezed(_BRACKET.sub("", CATALOGUE[kpi].label(meeting.lang)))
    heads = [_BRACKET.sub("", one) for one in near]
    alike = (1.0 if label == head else 0.99 * SequenceMatcher(None, label, head).ratio() for head in heads)
    return max(_ALIKE if any(label in head for head in heads) else 0.0, *alike)
