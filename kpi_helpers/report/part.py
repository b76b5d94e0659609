"""The part of a workbook that is shown (a team, a rep, a channel, …): what it is called, and every place that names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from kpi_helpers.report.html import Element, el
from kpi_helpers.report.language import in_both
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.memberships import with_each_campaign

if TYPE_CHECKING:
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.report.section import Section
    from kpi_helpers.workbook.workbook import Workbook

NAMES = in_both(
    {
        "team": ("チーム", "Team"),
        "rep": ("担当者", "Rep"),
        "channel": ("チャネル", "Channel"),
        "campaign": ("施策", "Campaign"),
        "segment": ("セグメント", "Segment"),
    }
)
"""By what a workbook is narrowed."""

PARAMETERS = ("rep", "channel", "campaign", "segment")
"""Those that are parameters of a notebook; the team has an option of its own."""

NOT_GIVEN = "(none)"
"""How a parameter names what has no channel or no campaign."""

_TOLD = 12
_TABLES_OF = {
    "rep": ("leads", "activities", "opportunities"),
    "channel": ("leads",),
    "campaign": ("leads",),
    "segment": ("accounts",),
}


def parts_of(wb: Workbook) -> dict[str, str]:
    """What a workbook is narrowed to, by `NAMES`.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> parts_of(example().view(team="SDR", channel="Web"))
    {'team': 'SDR', 'channel': 'Web'}
    """
    own = {field.name: getattr(wb.narrowing, field.name) for field in fields(wb.narrowing)} | {"team": wb.team}
    return {name: value for name, value in own.items() if value is not None}


def narrowed_to(wb: Workbook, parts: Mapping[str, str]) -> Workbook:
    """The part of a workbook that a notebook's parameters name, which are text: empty for all.

    Raises
    ------
    WorkbookError
        Where the workbook has no such rep, channel, campaign or segment.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> narrowed_to(example(), {"rep": "", "channel": "(none)"}).narrowing.channel
    ''
    """
    asked = {name: "" if value == as_parameter(wb, name, "") else value for name, value in parts.items() if value}
    for name, value in asked.items():
        known = wb.cached(values_of, name)
        if value not in known:
            raise WorkbookError(
                ja=f"{name}={value!r} はこのワークブックにありません（あるのは {'、'.join(known[:_TOLD])}）。",
                en=f"This workbook has no {name} {value!r}; there are {', '.join(known[:_TOLD])}.",
            )
    return wb.view(**asked)


def as_parameter(wb: Workbook, name: str, value: str) -> str:
    """How a parameter names a part; what has none is bracketed once more where some are really called ``(none)``.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> as_parameter(example(), "channel", "Web"), as_parameter(example(), "channel", "")
    ('Web', '(none)')
    """
    if value:
        return value
    known, written = wb.whole.cached(values_of, name), NOT_GIVEN
    while written in known:
        written = f"({written})"
    return written


def values_of(wb: Workbook, column: str) -> list[str]:
    """Every rep, channel, campaign or segment of a workbook in the order of its list; "" last where some rows have none.

    Reps by team, campaigns by their first day, the newest first, all others by how many rows they have.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> values_of(example(), "campaign"), values_of(example(), "rep")
    (['CP2', 'CP1', ''], ['佐藤', '鈴木', '高橋'])
    """
    counts: Counter[str] = Counter()
    missing = False
    for name in _TABLES_OF[column]:
        if wb.has(name) and wb.has_column(name, column):
            rows = getattr(wb, name).select(column)
            rows = with_each_campaign(wb, rows) if column == "campaign" else rows
            found = wb.run(rows.group_by(column).agg(n=rows.count()))
            missing |= column in ("channel", "campaign") and bool(found[column].isna().any())
            counts.update(found.dropna(subset=[column]).set_index(column)["n"].to_dict())
    place = _places(wb, column)
    ordered = sorted(counts, key=lambda name: (place.get(name, len(place)), -counts[name], name))
    return [*ordered, *([""] if missing and ordered else [])]


def _places(wb: Workbook, column: str) -> dict[str, int]:
    """The places that are known of some names."""
    ordered: list[str] = []
    if column == "rep":
        ordered = [rep for members in wb.config.teams.values() for rep in members]
    elif column == "campaign" and wb.has("campaigns"):
        ordered = wb.campaigns.sort_values("starts_on", ascending=False, na_position="last")["campaign"].tolist()
    return {name: place for place, name in enumerate(dict.fromkeys(ordered))}


def part_name(meeting: Meeting) -> str:
    """What the part is called; empty for the whole.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> from kpi_helpers.workbook.example import example
    >>> part_name(Meeting("sales_sync", example().view(team="SDR", channel="Web")))
    'SDR・チャネル「Web」'
    """
    return meeting.say("・", ", ").join(_called(meeting, name, value) for name, value in parts_of(meeting.wb).items())


def _called(meeting: Meeting, name: str, value: str) -> str:
    if name == "rep":
        return meeting.person(value)
    if name == "team":
        return value
    kind = NAMES[meeting.lang][name]
    if value == "":
        return meeting.say(f"{kind}未入力", f"no {kind.lower()}")
    return meeting.say(f"{kind}「{value}」", f"{kind.lower()} “{value}”")


def wider(meeting: Meeting, controls: Collection[str]) -> tuple[Meeting, list[str]]:
    """The view that a section can answer for: without the parts that it cannot be split by, which are named.

    Parameters
    ----------
    meeting : Meeting
    controls : collection of str
        What the section can be split by, among others.

    Returns
    -------
    tuple of Meeting and list of str

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> from kpi_helpers.workbook.example import example
    >>> seen, left = wider(Meeting("sales_sync", example().view(team="SDR", channel="Web")), ["team"])
    >>> parts_of(seen.wb), left
    ({'team': 'SDR'}, ['channel'])
    """
    parts = parts_of(meeting.wb)
    left = [name for name in parts if name not in controls]
    if not left:
        return meeting, []
    kept = {name: value for name, value in parts.items() if name in controls}
    return replace(meeting, wb=meeting.wb.whole.view(**kept)), left


def named(section: Section, meeting: Meeting, left: Sequence[str], reason: tuple[str, str]) -> Section:
    """The section with the name of its part in sentence, titles, alternative texts and captions.

    Parameters
    ----------
    section : Section
    meeting : Meeting
        As it is shown.
    left : sequence of str
        By what it was asked to be split and cannot be; a note says so.
    reason : (str, str)
        Why not, in Japanese and English.
    """
    called = part_name(meeting) or (meeting.say("全体", "All") if left else "")
    if not called:
        return section
    before = meeting.say(f"【{called}】", f"[{called}] ")
    changed: dict[str, Any] = {"sentence": before + section.sentence}
    if section.figures:
        changed["figure"] = [(_titled(figure, before), before + alt) for figure, alt in section.figures]
    if section.table_caption:
        changed["table_caption"] = before + section.table_caption
    if section.listing_caption:
        changed["listing_caption"] = before + section.listing_caption
    if left:
        names = meeting.say("・", ", ").join(NAMES[meeting.lang][name] for name in left)
        said = meeting.say(
            f"{names}では分けられないため、ここは{called}の数字です。",
            f"Not split by {names.lower()}: these are the numbers of {called}.",
        )
        # Numbers of the whole have no place among those of the part.
        changed |= {"notes": [said + meeting.say(*reason), *section.notes], "own_numbers": None}
    return replace(section, **changed)


def _titled(figure: Any, before: str) -> Any:
    if isinstance(figure, Element):
        return _caption_of(figure, before)
    from kpi_helpers.charts.canvas import Sheet, entitle

    if isinstance(figure, Sheet) and figure.title:
        entitle(figure, before + figure.title)
    return figure


def _caption_of(figure: Element, before: str) -> Element:
    """The figure of HTML, its first title with the name before it."""
    children = list(figure.children)
    for place, child in enumerate(children):
        if not isinstance(child, Element):
            continue
        if child.tag == "figcaption":
            children[place] = replace(child, children=_after(before, child))
            break
        if (changed := _caption_of(child, before)) is not child:
            children[place] = changed
            break
    else:
        return figure
    return replace(figure, children=tuple(children))


def _after(before: str, caption: Element) -> tuple[Element | str, ...]:
    first, *others = (*caption.children, "")
    if isinstance(first, Element):
        return (*el("p", before).children, *caption.children)
    return (*el("p", before + first).children, *others[:-1])
