"""A rep, team or channel that bears another name than on the last page: a break to be told, no fall and no rise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.teams import team_of
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.archive import Page, last_page
from kpi_helpers.report.blocks import bullets
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.owner import Owner
from kpi_helpers.report.saved_numbers import number_of, period_of, saved_rows
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

KINDS = {"rep": ("calls", "leads"), "team": ("calls", "leads"), "channel": ("leads",)}
"""By which numbers a name is known again."""

_FEWEST = 3
"""Periods that must agree before two names are taken for one."""

_ALIKE = 0.8
"""Share of them; the others may have been restated."""

Past = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Rename:
    """Two names of which the second seems to be the first.

    Attributes
    ----------
    kind : str
        "rep", "team" or "channel".
    before, now : str
    same_past : bool
        Whether today's export gives the past under the new name; else the past still stands under the old one, which
        has had no row since the last page.
    """

    kind: str
    before: str
    now: str
    same_past: bool


def renames(wb: Workbook, page: Page) -> list[Rename]:
    """The names of the last page that are gone, each with the one name that took its place.

    Parameters
    ----------
    wb : Workbook
    page : Page
        An earlier page; one whose names are masked tells nothing.

    Notes
    -----
    A name whose past stands under another name now, number by number, was renamed in the team's tool. A name that ends
    on the day when the only new one begins may have been; that is asked, not taken for granted.
    """
    if page.about is not None and page.about.masked:
        return []
    return [one for kind, kpis in KINDS.items() for one in _of_kind(wb, page, kind, kpis)]


def _of_kind(wb: Workbook, page: Page, kind: str, kpis: tuple[str, ...]) -> Iterator[Rename]:
    known = [kpi for kpi in kpis if kind in CATALOGUE[kpi].by]
    then = _then(page, kind, known)
    periods = tuple(sorted({period for past in then.values() for _, period in past}))
    today, since = _today(wb, kind, known, periods), _today(wb, kind, known, _since(wb, page))
    gone, new = sorted(then.keys() - today.keys()), sorted(today.keys() - then.keys())
    for name in gone:
        same = [other for other in new if len(then[name]) >= _FEWEST and _agree(then[name], today[other])]
        if len(same) == 1:
            yield Rename(kind, name, same[0], same_past=True)
    ended = [name for name in then.keys() & today.keys() if _was_active(then[name]) and name not in since]
    begun = sorted(since.keys() - then.keys() - today.keys())
    if len(ended) == len(begun) == 1:
        yield Rename(kind, ended[0], begun[0], same_past=False)


def _then(page: Page, kind: str, kpis: list[str]) -> dict[str, Past]:
    """What the last page's numbers.csv said of each name, in periods that were over."""
    found: dict[str, Past] = {}
    for row in saved_rows(page.folder) or ():
        parts = segment_parts(row.get("segment", "all"))
        value = number_of(row.get("value", ""))
        if row.get("kpi") in kpis and set(parts) == {kind} and parts[kind] and value:
            period = period_of(row.get("period", ""))
            if _is_over(period, page):
                found.setdefault(parts[kind], {})[row["kpi"], period] = value
    return found


def _is_over(period: str, page: Page) -> bool:
    try:
        return ".." not in period and Period.parse(period).end <= page.as_of
    except WorkbookError:
        return False  # a spreadsheet saved the file


def _since(wb: Workbook, page: Page) -> tuple[str, ...]:
    weeks, week = [], Period.week(page.as_of)
    while (week := Period.week(week.end)).start <= wb.as_of:
        weeks.append(week.label)
    return tuple(weeks)


def _today(wb: Workbook, kind: str, kpis: list[str], periods: tuple[str, ...]) -> dict[str, Past]:
    found: dict[str, Past] = {}
    for kpi in kpis if periods else ():
        for row in CATALOGUE[kpi](wb, by=kind, period=periods).itertuples(index=False):
            name = segment_parts(row.segment)[kind]
            if name and row.value:
                found.setdefault(name, {})[kpi, row.period] = float(row.value)
    return found


def _agree(before: Past, now: Past) -> bool:
    """Whether two pasts are one but for rows that came late."""
    every = before.keys() | now.keys()
    return sum(before.get(key) == now.get(key) for key in every) >= _ALIKE * len(every)


def _was_active(past: Mapping[tuple[str, str], float]) -> bool:
    return len(past) >= _FEWEST


def renames_of(meeting: Meeting) -> list[Rename]:
    """The breaks since this meeting's last page; none on its first."""
    return meeting.wb.cached(_since_last_page, meeting.name, meeting.reports, meeting.place)


def _since_last_page(wb: Workbook, name: str, reports: Path | None, place: str | None) -> list[Rename]:
    page = last_page(reports, place, wb.as_of, meeting=name, owner=Owner.of(wb.config))
    return renames(wb, page) if page is not None else []


def renames_part(meeting: Meeting) -> Element | None:
    """The breaks, told."""
    found = renames_of(meeting)
    if not found:
        return None
    say = meeting.say
    kinds = {"rep": say("担当", "Rep"), "team": say("チーム", "Team"), "channel": say("チャネル", "Channel")}
    told = []
    for one in found:
        names = [meeting.person(name) if one.kind == "rep" else name for name in (one.before, one.now)]
        left = left_out(meeting, one, *names) if one.kind == "rep" else ""
        told.append(
            say(
                f"{kinds[one.kind]}「{names[0]}」は「{names[1]}」に名前が変わっています（過去の数字が同じ）。増減ではありません。{left}",
                f"{kinds[one.kind]} “{names[0]}” is now called “{names[1]}”, with the same past: no fall and no rise.{left}",
            )
            if one.same_past
            else say(
                f"{kinds[one.kind]}「{names[0]}」の行がなくなり、「{names[1]}」が現れました。名前が変わったのなら、"
                + (
                    f"workbook.yml の people に {names[1]}: [{names[0]}] と書くと一人として数えます。"
                    if one.kind == "rep"
                    else "増減ではなく、前後の数字は比べられません。"
                ),
                f"{kinds[one.kind]} “{names[0]}” has no row any more and “{names[1]}” appeared. "
                + (
                    f"If that is one person, write {names[1]}: [{names[0]}] under people in workbook.yml."
                    if one.kind == "rep"
                    else "If that is a new name, it is no fall and no rise, and the two cannot be compared."
                ),
            )
        )
    return el("div", bullets(told))


def left_out(meeting: Meeting, one: Rename, before: str, now: str) -> str:
    """Whose numbers lack a rep that workbook.yml still lists under the old name."""
    team = team_of(meeting.wb, one.before)
    if not team or team_of(meeting.wb, one.now):
        return ""
    return meeting.say(
        f"ただし workbook.yml の{team}には「{before}」しかないため、{team}の数字には入っていません。teams に「{now}」を加えてください。",
        f" But workbook.yml lists only “{before}” in {team}, whose numbers lack this rep: add “{now}” under teams.",
    )
