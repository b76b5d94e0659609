"""`reports/index.html`: every page so far, newest first."""

from __future__ import annotations

import itertools
import os
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from kpi_helpers.charts.formats import format_day
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.actions import Action
from kpi_helpers.report.blocks import block, bullets, paragraph, spark
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.intervention_words import Mark, action_mark, places_on
from kpi_helpers.report.interventions import kpi_named, named_actions
from kpi_helpers.report.language import words
from kpi_helpers.report.last_minutes import minutes_before
from kpi_helpers.report.masking import MINUTED, Mask
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.minutes_file import file_name, read_text
from kpi_helpers.report.minutes_reading import read_minutes
from kpi_helpers.report.own_folders import owner_in
from kpi_helpers.report.owner import ANY, Owner
from kpi_helpers.report.page.render import render_page
from kpi_helpers.report.publishing import cleared_page
from kpi_helpers.report.saved_numbers import saved_rows, values_of_all
from kpi_helpers.report.spreadsheet import unwritable
from kpi_helpers.workbook.periods import DAY, Period

_HEAD = 8192  # characters; the title stands before the style
_ACTIONS = 5
_WEEKLY = 10
"""Days: pages that mostly lie no farther apart are those of a weekly meeting."""

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
    owner: Owner = ANY

    @property
    def series(self) -> tuple[Owner, str, str]:
        """Pages of one workbook, meeting and team follow each other."""
        return self.owner, self.meeting, self.team


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
        draft.write_text(
            cleared_page(index_page(out, lang=lang, mask_names=mask is not None), mask), encoding="utf-8", newline="\n"
        )
        os.replace(draft, target)
    except OSError as error:
        raise unwritable(target, error) from None
    finally:
        draft.unlink(missing_ok=True)
    return target


def index_page(out: Path, *, lang: str = "ja", mask_names: bool = False) -> str:
    """The list of all pages as HTML; see `write_index`."""
    said = words(lang)
    entries = sorted(find_pages(out), key=lambda entry: (-entry.as_of.toordinal(), entry.team, _rank(entry)))
    entries = under_newest_names(entries)
    of_several = len({entry.owner for entry in entries}) > 1
    newest = {entry.series: entry for entry in reversed(entries)}
    acted = {series: acted_on(entry, out, lang, mask_names=mask_names) for series, entry in newest.items()}
    timeline = []
    for day, of_day in itertools.groupby(entries, key=lambda entry: entry.as_of):
        items = [
            _item(
                entry,
                out,
                lang,
                acted[entry.series],
                _actions(entry, lang, mask_names=mask_names) if entry in newest.values() else [],
                of_several=of_several,
            )
            for entry in of_day
        ]
        timeline.append((day, block(f"d-{day.isoformat()}", _day(day, lang), el("ul", *items, class_="pages"))))
    timeline += [(week.start, _gap(week, titles, lang)) for week, titles in missing_weeks(entries, lang).items()]
    parts = [el("header", el("h1", said["index"]), class_="page-head")]
    parts += [part for _, part in sorted(timeline, key=lambda each: each[0], reverse=True)]
    if not entries:
        parts.append(paragraph(said["index_empty"]))
    return render_page([str(part) for part in parts], lang=lang, layout="index")


def under_newest_names(entries: Sequence[PageEntry]) -> list[PageEntry]:
    """Pages, newest first, each with its workbook as that was last called; those of which nobody knows go with the only one there is."""
    owners: list[Owner] = []
    for entry in entries:
        if entry.owner.name and not any(owner.is_same(entry.owner) for owner in owners):
            owners.append(entry.owner)
    alone = owners[0] if len(owners) == 1 else ANY
    return [
        replace(entry, owner=next(filter(entry.owner.is_same, owners)) if entry.owner.name else alone)
        for entry in entries
    ]


def missing_weeks(entries: Sequence[PageEntry], lang: str) -> dict[Period, list[str]]:
    """The weeks in which a meeting that otherwise has a page every week has none, and what those meetings are called."""
    series: dict[tuple[Owner, str, str], set[date]] = {}
    for entry in entries:
        series.setdefault(entry.series, set()).add(entry.as_of)
    found: dict[Period, list[str]] = {}
    for (_, meeting, team), days in series.items():
        ordered = sorted(days)
        gaps = [(after - before).days for before, after in itertools.pairwise(ordered)]
        if not gaps or statistics.median(gaps) > _WEEKLY:
            continue
        held, last = {Period.week(day) for day in days}, Period.week(ordered[-1])
        week = Period.week(ordered[0])
        while week < last:
            if week not in held:
                title = MEETINGS[meeting].title(lang) if meeting in MEETINGS else meeting
                found.setdefault(week, []).append(f"{title} {team}".strip())
            week = Period.week(week.end)
    return found


def _gap(week: Period, titles: Sequence[str], lang: str) -> Element:
    first, last = (format_day(day.month, day.day, lang) for day in (week.start, week.end - DAY))
    names = ("、" if lang == "ja" else ", ").join(titles)
    text = (
        f"{first}〜{last}の週はページがありません：{names}"
        if lang == "ja"
        else f"No page in the week of {first} to {last}: {names}"
    )
    return el("p", text, class_="note")


def open_actions(entry: PageEntry) -> list[Action]:
    """What is open by the minutes beside a page, the overdue first; of a form that nobody edited what it carries over."""
    path = entry.path.with_name(file_name(entry.meeting))
    if not path.is_file():
        return []
    found = [action for action in read_minutes(read_text(path), entry.as_of).actions if action.is_open]
    return sorted(found, key=lambda action: (not action.is_overdue(entry.as_of), action.due_on or date.max))


def _actions(entry: PageEntry, lang: str, *, mask_names: bool) -> list[Element]:
    found = open_actions(entry)
    if not found:
        return []
    late = sum(action.is_overdue(entry.as_of) for action in found)
    if lang == "ja":
        head = f"未完了のアクション{len(found)}件" + (f"（うち期限超過{late}件）" if late else "")
    else:
        head = f"Open actions: {len(found)}" + (f", {late} of them overdue" if late else "")
    if mask_names:
        return [el("p", head, class_="note")]
    told = [
        ("、" if lang == "ja" else ", ").join(
            filter(None, (action.action, action.owner, action.due_text(entry.as_of, lang)))
        )
        for action in found[:_ACTIONS]
    ]
    more = len(found) - _ACTIONS
    if more > 0:
        told.append(f"ほか{more}件" if lang == "ja" else f"{more} more")
    return [el("p", head, class_="note"), bullets(told)]


def acted_on(newest: PageEntry, out: Path, lang: str, *, mask_names: bool = False) -> list[Mark]:
    """What was done to move a meeting's main number, by the minutes of half a year up to its newest page."""
    if newest.meeting not in MEETINGS:
        return []
    minutes = minutes_before(newest.as_of + DAY, out, newest.meeting, newest.team or None, newest.owner)
    return [
        action_mark(day, MINUTED[lang] if mask_names else action.action, lang)
        for action, day, _ in reversed(named_actions(minutes, newest.as_of))
        if (kpi := kpi_named(action.kpi)) and kpi.id == MEETINGS[newest.meeting].main_kpi
    ]


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
            yield PageEntry(
                date.fromisoformat(day.name), path.stem, team, path, head.title, head.finding, owner_in(path.parent)
            )


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


def _item(
    entry: PageEntry, out: Path, lang: str, acted: Sequence[Mark], actions: Sequence[Element], *, of_several: bool
) -> Element:
    said = words(lang)
    address = quote(entry.path.relative_to(out).as_posix())
    points = curve(entry.path.parent, entry.meeting, entry.as_of)
    known = [mark for mark in acted if points and mark.day <= entry.as_of]
    marks = places_on([Period.parse(period) for period, _ in points], known)
    drawn = points and spark(
        [value for _, value in points],
        alt=said["curve"].format(kpi=_curve_label(entry.meeting, lang), first=points[0][0], last=points[-1][0]),
        acted=marks,
    )
    told = said["and"].join(text for _, text in marks)
    below = [
        *([el("p", f"{said['acted']}: {told}", class_="note")] if told else []),
        *actions,
    ]
    return el(
        "li",
        el(
            "div",
            el("a", entry.title or entry.meeting, href=address),
            *(el("span", name, class_="team") for name in (entry.team, entry.owner.name if of_several else "") if name),
        ),
        el("p", entry.finding, class_="finding"),
        drawn or None,
        el("div", *below, class_="below") if below else None,
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
