"""The top of a page: what it is, how fresh, and where the numbers stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpi_helpers.charts.formats import format_percent
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.metric import FIELD_SALES, INSIDE_SALES, MARKETING, SHARED
from kpi_helpers.report.about import About, last_day_of, newest_moments
from kpi_helpers.report.archive import newest_other
from kpi_helpers.report.blocks import header, tiles
from kpi_helpers.report.headline import (
    Standing,
    expected_text,
    shown_unit,
    standing,
    tile_of,
)
from kpi_helpers.report.html import Element, el, join
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.owner import Owner
from kpi_helpers.report.part import part_name
from kpi_helpers.report.phrases import day_text, short_day
from kpi_helpers.report.plan_tree import tree_figure, tree_numbers
from kpi_helpers.report.tables import table_element
from kpi_helpers.report.tile_verdicts import verdict_of
from kpi_helpers.report.unlinked_words import resting_words
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

OWNERS = {
    MARKETING: ("マーケティング", "marketing"),
    INSIDE_SALES: ("インサイドセールス", "inside sales"),
    FIELD_SALES: ("営業", "field sales"),
    SHARED: ("全チーム", "all teams"),
}
"""Whose number it is, in both languages."""

_STEADY, _EVENTS = ("leads", "activities"), ("leads", "activities", "opportunities")
"""Tables that grow every business day, and all whose rows are events."""


def opening(meeting: Meeting) -> Element:
    """Title, workbook, day, definition in force and freshness; what to beware of, if anything.

    Parameters
    ----------
    meeting : Meeting

    Returns
    -------
    Element
        The head of the page and, where the data ask for it, a notice below.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "見本株式会社" in str(opening(Meeting("sales_sync", wb)))
    True
    """
    wb, say = meeting.wb, meeting.say
    title, part = MEETINGS[meeting.name].title(meeting.lang), part_name(meeting)
    head = header(
        say(f"{title}（{part}）", f"{title} ({part})") if part else title,
        workbook=wb.config.name,
        as_of=day_text(wb.as_of, meeting.lang),
        freshness=freshness(meeting),
        definition=_definition(meeting),
        lead=lead(meeting),
        lang=meeting.lang,
    )
    said = notices(meeting)
    return join(
        head, el("div", *(el("p", text) for text in said), class_="note is-warning", role="note") if said else None
    )


def _definition(meeting: Meeting) -> str:
    version = meeting.wb.definitions.in_force("valid_lead", meeting.wb.as_of)
    if version is None:
        return meeting.say("なし（すべて有効）", "none (every lead is valid)")
    return meeting.say(f"{version.label} 版", f"of {version.label}")


def freshness(meeting: Meeting) -> pd.DataFrame | None:
    """The newest row of each dated table, as shown; None where the workbook does not know."""
    loaded, say = meeting.wb.loaded, meeting.say
    if loaded is None:
        return None
    rows = [
        (table_name(name, meeting.lang), day_text(report.newest.date(), meeting.lang), f"{report.kept:,}")
        for name, report in loaded.reports.items()
        if report.newest
    ]
    return pd.DataFrame(rows, columns=[say("表", "Table"), say("最新の行", "Newest row"), say("行数", "Rows")])


def table_name(name: str, lang: str) -> str:
    """What a table is called."""
    return TABLES[name].ja if lang == "ja" else TABLES[name].en


def lead(meeting: Meeting) -> str:
    """The page in one sentence: its two most telling numbers, else the first two of its tiles, each with its verdict."""
    agenda = MEETINGS[meeting.name]
    for kpis in (agenda.lead, agenda.tiles):
        found = (standing(meeting, kpi) for kpi in kpis)
        told = [_clause(meeting, at) for at in found if at is not None][:2]
        if told:
            break
    else:
        return ""
    until = short_day(meeting.wb.as_of, meeting.lang)
    return meeting.say(f"{until}までの{'、'.join(told)}。", f"To {until}: {'; '.join(told)}.")


def _clause(meeting: Meeting, at: Standing) -> str:
    label, value = CATALOGUE[at.kpi].label(meeting.lang), meeting.write(at.value, shown_unit(at))
    words, _ = verdict_of(meeting, at)
    if not math.isnan(at.landing):
        landing = expected_text(meeting, at.kpi, at.landing)
        words = meeting.say(f"着地{landing}、{words}", f"landing at {landing}: {words.lower()}")
    elif not math.isnan(at.attainment) and at.unit != "share":
        share = format_percent(at.attainment)
        words = meeting.say(f"目標の{share}、{words}", f"{share} of target: {words.lower()}")
    return meeting.say(f"{label}は{value}（{words}）", f"{label.lower()} {value} ({words[0].lower() + words[1:]})")


def notices(meeting: Meeting) -> list[str]:
    """What the reader has to know about the data before the first number."""
    wb = meeting.wb
    said = []
    end = last_day_of(wb, *_EVENTS)
    if end is not None and wb.as_of < end:
        said.append(_looks_back(meeting, end))
    steady = [name for name in _STEADY if wb.has(name)] or [name for name in _EVENTS if wb.has(name)]
    end = last_day_of(wb, *steady)
    if end is not None and wb.as_of > end:
        said.append(_not_there_yet(meeting, steady, end))
    said += _older_kept(meeting) + _without_amounts(meeting)
    agenda = MEETINGS[meeting.name]
    shown = dict.fromkeys((*agenda.tiles, *(kpi for topic in agenda.topics for kpi in topic.kpis)))
    said += resting_words(meeting, (CATALOGUE[kpi] for kpi in shown))
    return said + _older_than_another_page(meeting)


def _looks_back(meeting: Meeting, end: date) -> str:
    day, last = short_day(meeting.wb.as_of, meeting.lang), day_text(end, meeting.lang)
    return meeting.say(
        f"{day}時点にさかのぼったページです。金額・温度感・担当者・フェーズ・従業員数は上書きされる項目のため、{last}までのデータを出力した時点の値です。",
        f"This page looks back to {day}. Amount, temperature, rep, stage and employees are overwritten by the tools: "
        f"they bear the values of the export, which reaches to {last}.",
    )


def _not_there_yet(meeting: Meeting, tables: Sequence[str], end: date) -> str:
    last, day = day_text(end, meeting.lang), short_day(meeting.wb.as_of, meeting.lang)
    names = meeting.say("・", ", ").join(table_name(name, meeting.lang) for name in tables)
    return meeting.say(
        f"{names}のデータは{last}までしかありません。それより後、{day}までの数字は「0件」ではなく、まだ届いていないだけの可能性があります。",
        f"The data of {names} end on {last}: what happened from then to {day} may not be nothing, but not exported yet.",
    )


def _older_kept(meeting: Meeting) -> list[str]:
    """Tables of which an older export stays beside a newer one, so that what changed since may not count."""
    reports = meeting.wb.loaded.reports if meeting.wb.loaded else {}
    kept = {name: report.older_kept for name, report in reports.items() if report.older_kept}
    return [
        meeting.say(
            f"{table_name(name, 'ja')}の{rows:,}行は、先に読んだファイルに同じIDの行があるため数えていません。先のほうが古ければ、数字は古い状態のものです。",
            f"Not counted: {rows:,} rows of {table_name(name, 'en')} whose id stands in a file read before. Where that one is older, the numbers are of its state.",
        )
        for name, rows in kept.items()
    ]


def _without_amounts(meeting: Meeting) -> list[str]:
    """Deals won in as_of's month that count in sales with nothing."""
    wb = meeting.wb
    if not wb.has("opportunities") or wb.lacks(CATALOGUE["sales"].needs) is not None:
        return []
    deals, name = int(wb.cached(_won_without_amount)["n"].iloc[0]), meeting.month_name(meeting.month)
    if not deals:
        return []
    return [
        meeting.say(
            f"{name}の受注{deals:,}件は金額がないため、売上に0円で入っています。",
            f"Counted with nothing in the sales of {name}: {deals:,} deals won without an amount.",
        )
    ]


def _won_without_amount(wb: Workbook) -> pd.DataFrame:
    deals, month = wb.opportunities, wb.month.month
    here = (deals.closed_day >= epoch_day(month.start)) & (deals.closed_day < epoch_day(month.end))
    return wb.run(deals.agg(n=deals.count(where=(deals.state == "won") & here & deals.amount.isnull())))


def _older_than_another_page(meeting: Meeting) -> list[str]:
    """Tables whose newest row is older than on another page: an old export was put in, or none."""
    wb = meeting.wb
    other = newest_other(meeting.reports, meeting.place, wb.as_of, Owner.of(wb.config))
    if other is None or other.about is None or wb.loaded is None:
        return []
    ours, theirs = newest_moments(About.of(wb)), newest_moments(other.about)
    older = [name for name in theirs if name in wb.loaded.reports and (name not in ours or ours[name] < theirs[name])]
    gone = [name for name in theirs if name not in wb.loaded.reports]
    said = []
    if older:
        names = meeting.say("・", ", ").join(table_name(name, meeting.lang) for name in older)
        page = short_day(other.as_of, meeting.lang)
        said.append(
            meeting.say(
                f"{names}のデータが、{page}時点のページのときより古くなっています。古いファイルを置いていないか確かめてください。",
                f"The data of {names} are older than those of the page of {page}: check whether an old export was put in.",
            )
        )
    if gone:
        names = meeting.say("・", ", ").join(table_name(name, meeting.lang) for name in gone if name in TABLES)
        page = short_day(other.as_of, meeting.lang)
        said.append(
            meeting.say(
                f"{page}時点のページにあった{names}の表が、今回はありません。",
                f"The page of {page} still had {names}; this workbook has not.",
            )
        )
    return said


def headline(meeting: Meeting) -> Element:
    """The meeting's headline numbers and, except where a section shows it, the whole KPI tree behind them.

    Parameters
    ----------
    meeting : Meeting

    Returns
    -------
    Element
        Three to five tiles, fewer where tables are missing.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "120万円" in str(headline(Meeting("sales_sync", wb)))
    True
    """
    found = [tile_of(meeting, kpi) for kpi in MEETINGS[meeting.name].tiles]
    shown = tiles([tile for tile in found if tile], lang=meeting.lang)
    if not MEETINGS[meeting.name].tree or not (tree := tree_figure(meeting)):
        return shown
    caption, table = meeting.say("KPIツリーの数字", "The numbers of the tree"), tree_numbers(meeting)
    numbers = None
    if table is not None:
        whole = table_element(table, caption=caption, numeric=list(table.columns[1:]))
        numbers = el("details", el("summary", caption), whole)
    return join(shown, *(figure for figure, _ in tree), numbers)
