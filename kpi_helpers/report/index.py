"""`reports/index.html`: every page so far, newest first."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.blocks import block, paragraph, spark
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.language import words
from kpi_helpers.report.masking import Mask
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.page.render import render_page
from kpi_helpers.report.publishing import cleared_page, unwritable
from kpi_helpers.report.saved_numbers import saved_rows, values_of_all

_HEAD = 8192  # characters; the title stands before the style
_PERIOD = re.compile(r"\d{4}-(?:W?\d{2})")


@dataclass(frozen=True)
class PageEntry:
    """A page that stands in the output folder."""

    as_of: date
    meeting: str
    team: str
    path: Path
    title: str
    finding: str


def write_index(out: Path, *, lang: str = "ja", mask: Mask | None = None) -> Path:
    """Write the list of all pages.

    Parameters
    ----------
    out : Path
        The output folder: ``2026-11-20/sales_sync.html``, and
        ``2026-11-20/TEAM/sales_sync.html`` for a team.
    lang : str
        ``ja`` or ``en``.
    mask : Mask, optional
        What stands in the place of names that earlier pages bear in their findings.

    Returns
    -------
    Path
        ``index.html``, replaced as a whole or not at all.
    """
    target, draft = out / "index.html", out / f".index-{os.getpid()}.html"
    try:
        draft.write_text(cleared_page(index_page(out, lang=lang), mask), encoding="utf-8", newline="\n")
        os.replace(draft, target)
    except OSError as error:
        raise unwritable(target, error) from None
    finally:
        draft.unlink(missing_ok=True)
    return target


def index_page(out: Path, *, lang: str = "ja") -> str:
    """The list of all pages as HTML; see `write_index`."""
    said = words(lang)
    entries = sorted(find_pages(out), key=lambda entry: (-entry.as_of.toordinal(), entry.team, _rank(entry)))
    days = list(dict.fromkeys(entry.as_of for entry in entries))
    parts = [el("header", el("h1", said["index"]), class_="page-head")]
    parts += [
        block(
            f"d-{day.isoformat()}",
            _day(day, lang),
            el("ul", *(_item(entry, out, lang) for entry in entries if entry.as_of == day), class_="pages"),
        )
        for day in days
    ]
    if not entries:
        parts.append(paragraph(said["index_empty"]))
    return render_page([str(part) for part in parts], lang=lang, layout="index")


def find_pages(out: Path) -> Iterator[PageEntry]:
    """Every finished page under the output folder.

    Parameters
    ----------
    out : Path
        The output folder.

    Yields
    ------
    PageEntry
        Pages in folders named after a day; pages that say that something failed
        are none.
    """
    for day in sorted(out.iterdir()):
        if not day.is_dir() or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day.name):
            continue
        for path in sorted([*day.glob("*.html"), *day.glob("*/*.html")]):
            if path.suffixes != [".html"] or path.parent.name.startswith("."):
                continue
            team = "" if path.parent == day else path.parent.name
            head = _Head(path)
            yield PageEntry(date.fromisoformat(day.name), path.stem, team, path, head.title, head.finding)


def curve(folder: Path, meeting: str, as_of: date) -> list[tuple[str, float]]:
    """A meeting's main KPI over the closed periods before a day.

    Parameters
    ----------
    folder : Path
        Holds ``numbers.csv``.
    meeting : str
        Name of the meeting.
    as_of : date
        The day of the page. Its own month or week is left out: a month half
        over would look like a fall.

    Returns
    -------
    list of (str, float)
        Period and value, oldest first; empty where there are none.
    """
    if meeting not in MEETINGS:
        return []
    main = MEETINGS[meeting].main_kpi
    found = {period: value for (kpi, period), value in values_of_all(saved_rows(folder) or []).items() if kpi == main}
    year, week, _ = as_of.isocalendar()
    own = {f"{as_of:%Y-%m}", f"{year}-W{week:02}"}
    values = {period: value for period, value in found.items() if _PERIOD.fullmatch(period) and period not in own}
    weekly = {period: value for period, value in values.items() if "W" in period}
    return sorted((weekly or values).items())


def _rank(entry: PageEntry) -> tuple[int, str]:
    order = list(MEETINGS)
    known = entry.meeting in order
    return (order.index(entry.meeting) if known else len(order), entry.meeting)


def _day(day: date, lang: str) -> str:
    said = words(lang)
    return said["day"].format(date=day, weekday=said["weekdays"].split()[day.weekday()])


def _item(entry: PageEntry, out: Path, lang: str) -> Element:
    said = words(lang)
    address = quote(entry.path.relative_to(out).as_posix())
    points = curve(entry.path.parent, entry.meeting, entry.as_of)
    drawn = points and spark(
        [value for _, value in points],
        alt=said["curve"].format(kpi=_curve_label(entry.meeting, lang), first=points[0][0], last=points[-1][0]),
    )
    return el(
        "li",
        el(
            "div",
            el("a", entry.title or entry.meeting, href=address),
            el("span", entry.team, class_="team") if entry.team else None,
        ),
        el("p", entry.finding, class_="finding"),
        drawn or None,
    )


def _curve_label(meeting: str, lang: str) -> str:
    return CATALOGUE[MEETINGS[meeting].main_kpi].label(lang)


class _Head(HTMLParser):
    """Title and finding of a page, from its head."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.title, self.finding = "", ""
        self._in_title = False
        with path.open(encoding="utf-8", errors="replace") as page:
            self.feed(page.read(_HEAD))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_title = tag == "title"
        if tag == "meta" and given.get("name") == "description":
            self.finding = given.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
