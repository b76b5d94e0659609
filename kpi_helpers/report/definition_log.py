"""Changes of definitions, targets and mapping since the last page, and the log of definitions."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kpi_helpers.charts.formats import is_missing
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.about import About, Difference, comparable, differences
from kpi_helpers.report.archive import Page
from kpi_helpers.report.blocks import block, paragraph
from kpi_helpers.report.headline import last_page_of
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import condition_on_page, day_text
from kpi_helpers.report.tables import NOTHING, table_element
from kpi_helpers.workbook.definitions import Version
from kpi_helpers.workbook.schema import METRICS

KINDS = {"valid_lead": ("有効リード", "valid lead"), "valid_opportunity": ("商談条件", "opportunity")}
"""What is defined, in both languages."""

TITLE = ("定義・目標・取り込み設定の変更", "Changes of definitions, targets and mapping")
SHOWN = 20
"""Changes that are listed; of more their number is told."""


def definition_log(meeting: Meeting) -> Element:
    """What changed in definitions, targets and mapping since the last page, and every definition so far.

    Parameters
    ----------
    meeting : Meeting
        With the folder of earlier pages.

    Returns
    -------
    Element
        A block.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "個人の登録が混ざったため" in str(definition_log(Meeting("sales_sync", wb)))
    True
    """
    page, changes = last_page_of(meeting), changes_since(meeting)
    return block(
        "definitions",
        meeting.say(*TITLE),
        paragraph(_sentence(meeting, page, len(changes))),
        _changes_table(meeting, changes) if changes else None,
        _log(meeting),
    )


def _sentence(meeting: Meeting, page: Page | None, count: int) -> str:
    say = meeting.say
    if page is None:
        return say("比べる前回のページはありません。", "There is no earlier page to compare with.")
    day = day_text(page.as_of, meeting.lang)
    if page.about is None:
        return say(
            f"前回のページ（{day}時点）の目標と設定は記録がないため、定義の変更だけを示します。",
            f"The page of {day} did not record its targets and mapping: only changes of definitions are listed.",
        )
    if not count:
        return say(f"前回のページ（{day}時点）から変更はありません。", f"Nothing has changed since the page of {day}.")
    return say(
        f"前回のページ（{day}時点）から{count}件の変更があります。",
        f"{count} change{'s' if count > 1 else ''} since the page of {day}.",
    )


Row = tuple[str, str, str, str, str]
"""What, from when, before, now (for definitions the conditions), why and who agreed."""


def _changes(meeting: Meeting, page: Page) -> Iterator[Row]:
    before, now = None, About.of(meeting.wb)
    if page.about:
        before, now = comparable(page.about, meeting.wb, mask_names=meeting.mask_names)
    for kind in KINDS:
        versions = getattr(meeting.wb.definitions, kind)
        if before is None:
            told = [Difference(v.label, "", "") for v in versions if page.as_of < v.since <= meeting.wb.as_of]
        else:
            told = differences(before.definitions.get(kind, {}), now.definitions[kind])
        by_label = {version.label: version for version in versions}
        for one in told:
            yield _definition_row(meeting, kind, one, by_label.get(one.key))
    if before is not None:
        for one in differences(before.targets, now.targets):
            yield _target_row(meeting, one)
        for one in differences(before.mapping, now.mapping):
            yield _mapping_row(meeting, one)


def _definition_row(meeting: Meeting, kind: str, one: Difference, version: Version | None) -> Row:
    say = meeting.say
    name = say(f"{KINDS[kind][0]}の定義（{one.key} 版）", f"Definition of {KINDS[kind][1]}, version of {one.key}")
    if version is None:
        return name, one.key, say("あり", "was there"), say("削除された", "deleted"), ""
    state = say("書き換え", "rewritten") if one.before else say("新しい版", "new version")
    return name, one.key, state, _conditions(meeting, version), _why(meeting, version)


def _target_row(meeting: Meeting, one: Difference) -> Row:
    month, metric, team, rep = one.key.split("|", 3)
    whose = [name for name in (team, meeting.person(rep) if rep else "") if name]
    label = CATALOGUE[metric].label(meeting.lang) if metric in CATALOGUE else metric
    name = meeting.say("目標：", "Target: ") + label + (f" ({', '.join(whose)})" if whose else "")
    unit = METRICS.get(metric, "ratio")
    before, now = (meeting.write(float(text), unit) if text else NOTHING for text in (one.before, one.now))
    return name, month, before, now, ""


def _mapping_row(meeting: Meeting, one: Difference) -> Row:
    # A team's entry lists the names of its reps.
    hidden = meeting.mask_names and one.key.startswith("teams.")
    before, now = (NOTHING if not text else "…" if hidden else text for text in (one.before, one.now))
    return f"workbook.yml: {one.key}", "", before, now, ""


def changes_since(meeting: Meeting) -> list[Row]:
    """What changed in definitions, targets and mapping since the last page; nothing where there is none."""
    page = last_page_of(meeting)
    return list(_changes(meeting, page)) if page else []


def change_header(meeting: Meeting) -> list[str]:
    """What the cells of `changes_since` are."""
    say = meeting.say
    return [
        say("何が", "What"),
        say("いつから", "From"),
        say("前回", "Then"),
        say("今回", "Now"),
        say("理由・合意", "Why, agreed by"),
    ]


def _changes_table(meeting: Meeting, rows: list[Row]) -> Element:
    say = meeting.say
    table = pd.DataFrame(rows[:SHOWN], columns=change_header(meeting)).replace("", None)
    more = len(rows) - SHOWN
    return el(
        "div",
        table_element(table, caption=say("前回からの変更", "Changes since the last page"), numeric=()),
        el("p", say(f"ほか{more}件。", f"{more} more."), class_="note") if more > 0 else None,
    )


def _log(meeting: Meeting) -> Element | None:
    say = meeting.say
    rows = [
        (
            say(*KINDS[kind]),
            version.label + _in_force(meeting, kind, version),
            _conditions(meeting, version),
            version.why,
            _agreed(meeting, version),
        )
        for kind in KINDS
        for version in reversed(getattr(meeting.wb.definitions, kind))
    ]
    if not rows:
        return paragraph(
            say(
                "definitions.yml がないため、すべてのリードを有効として数えています。",
                "There is no definitions.yml: every lead counts as valid.",
            )
        )
    columns = [
        say("対象", "Of"),
        say("いつから", "From"),
        say("条件（すべて満たす）", "Conditions, all of them"),
        say("理由", "Why"),
        say("合意した部門", "Agreed by"),
    ]
    caption = say("これまでの定義", "Every definition so far")
    table = table_element(pd.DataFrame(rows, columns=columns).replace("", None), caption=caption, numeric=())
    return el("details", el("summary", caption), table)


def _in_force(meeting: Meeting, kind: str, version: Version) -> str:
    is_in_force = meeting.wb.definitions.in_force(kind, meeting.wb.as_of) == version
    return meeting.say("（適用中）", " (in force)") if is_in_force else ""


def _conditions(meeting: Meeting, version: Version) -> str:
    return meeting.say("、", "; ").join(condition_on_page(meeting, condition) for condition in version.conditions)


def _agreed(meeting: Meeting, version: Version) -> str:
    return meeting.say("・", ", ").join(version.agreed_by)


def _why(meeting: Meeting, version: Version) -> str:
    agreed = _agreed(meeting, version)
    parts = [version.why, meeting.say(f"合意：{agreed}", f"agreed by {agreed}") if agreed else ""]
    return meeting.say("。", "; ").join(part for part in parts if not is_missing(part) and part)
