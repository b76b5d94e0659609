"""What a workbook lacks, in one sentence: which column of which file would give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kpi_helpers.workbook import lacks
from kpi_helpers.workbook.lacks import Lack
from kpi_helpers.workbook.schema import TABLES

if TYPE_CHECKING:
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.workbook.needs import Needs
    from kpi_helpers.workbook.workbook import Workbook

_SAID_ELSEWHERE = (lacks.TABLE, lacks.MONTHS)
"""A table that is not there, or is young, is spoken of by the sections themselves: nothing is wrong with their files."""

_WORDS = {
    lacks.TABLE: ("{table}の表がない（または行がない）", "the table of {table} is not there or has no row"),
    lacks.ABSENT: (
        "{table}に「{meaning}」（{column}）の列がない{files}",
        "no column for {column} ({meaning}) in {table}{files}",
    ),
    lacks.EMPTY: (
        "{table}の「{meaning}」（{column}）がどの行も空になっている{files}",
        "{column} ({meaning}) is empty throughout in {table}{files}",
    ),
    lacks.UNNAMED: (
        "{table}の「{meaning}」（{column}）の値がどれも workbook.yml の values にない{files}",
        "no value of {column} ({meaning}) in {table} is named under values in workbook.yml{files}",
    ),
    lacks.MEANT: (
        "{table}の「{meaning}」（{column}）に {meant} の値がなく、workbook.yml の values にない値が残っている{files}",
        "no value of {column} ({meaning}) in {table} stands for {meant}, and some are not named under values in workbook.yml{files}",
    ),
    lacks.UNDATED: (
        "{table}の「{meaning}」（{column}）が、{result}のどの行でも空になっている{files}",
        "{column} ({meaning}) is empty in every row of {table} that is {result}{files}",
    ),
    lacks.TIME: (
        "{table}の「{meaning}」（{column}）に時刻がない{files}",
        "{column} ({meaning}) of {table} has no time of day{files}",
    ),
    lacks.LINK: (
        "{table}の「{meaning}」（{column}）などからリードがほとんど見つからない{files}",
        "hardly any row of {table} finds its lead by {column} ({meaning}) or another column{files}",
    ),
    lacks.COMPANY: (
        "{table}に会社のわかる行がない（{column} など）{files}",
        "no row of {table} tells its company, as {column} would{files}",
    ),
    lacks.MONTHS: (
        "{table}の期間が短い（必要な月数：{months}）{files}",
        "the history of {table} is too short ({months} months are needed){files}",
    ),
}


_RESULTS: dict[tuple[str, ...], tuple[str, str]] = {("true",): ("受注", "won"), ("false",): ("失注", "lost")}

_DEFAULTS = {
    ("leads", "motion"): ("どのリードも反響として数えています", "every lead counts as inbound"),
    ("activities", "kind"): ("どの活動も架電として数えています", "every activity counts as a call"),
}


def lack_in_words(lack: Lack, lang: str) -> str:
    """What is lacking, with the table, the column and the files it is about.

    Parameters
    ----------
    lack : Lack
    lang : {"ja", "en"}

    Returns
    -------
    str

    Examples
    --------
    >>> lack_in_words(Lack("absent", "activities", "outcome", ("calls.csv",)), "en")
    'no column for outcome (what came of it) in activities (calls.csv)'
    >>> lack_in_words(Lack("time", "leads", "created_at", ("leads.csv",)), "ja")
    'リードの「リードの作成日時」（created_at）に時刻がない（leads.csv）'
    """
    ja, table = lang == "ja", TABLES[lack.table]
    column = table.by_name.get(lack.column)
    files = ", ".join(lack.files)
    return _WORDS[lack.kind][0 if ja else 1].format(
        table=table.ja if ja else table.en,
        column=lack.column,
        meaning=_named(column.ja if ja else column.en) if column else lack.column,
        months=lack.months,
        result=_RESULTS.get(lack.meant, ("", ""))[0 if ja else 1],
        meant=("・" if ja else " or ").join(lack.meant),
        files=(f"（{files}）" if ja else f" ({files})") if files else "",
    )


def _named(meaning: str) -> str:
    """What a column is called, without what the data dictionary explains beside it."""
    return re.split(r"[。：]", re.sub(r"（[^（）]*）", "", meaning))[0]


def default_words(wb: Workbook, lang: str) -> Iterator[str]:
    """Columns that say nothing, and as what every row is counted for want of them.

    Examples
    --------
    >>> list(default_words(wb, "en"))
    []
    """
    for lack in lacks.defaults_of(wb):
        ja, en = _DEFAULTS[lack.table, lack.column]
        reason = lack_in_words(lack, lang)
        yield f"{reason}ため、{ja}。" if lang == "ja" else f"{en[:1].upper()}{en[1:]}: {reason}."


def lack_for(meeting: Meeting, needs: Needs) -> str:
    """What of the columns, times, links and companies that something needs is lacking; empty where nothing is.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> from kpi_helpers.workbook.needs import Needs
    >>> lack_for(Meeting("team_sync", wb, "en"), Needs(("leads",), ("leads.employees",)))
    'no column for employees (number of employees) in leads'
    """
    lack = meeting.wb.lacks(needs)
    return "" if lack is None or lack.kind in _SAID_ELSEWHERE else lack_in_words(lack, meeting.lang)


def without_words(meeting: Meeting, reason: str, ja: str, en: str) -> str:
    """The sentence that stands where something cannot be told.

    Parameters
    ----------
    meeting : Meeting
    reason : str
        As `lack_for` gives it.
    ja, en : str
        What cannot be told.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> without_words(Meeting("team_sync", wb), "活動に通話時間の列がない", "会話の長さ", "the length of conversations")
    '活動に通話時間の列がないため、会話の長さは出せません。'
    """
    return meeting.say(f"{reason}ため、{ja}は出せません。", f"{en[:1].upper()}{en[1:]} cannot be shown: {reason}.")


def lack_notes(meeting: Meeting, kpis: Iterable[str]) -> list[str]:
    """The numbers of a section that are missing, those for the same reason in one line.

    Parameters
    ----------
    meeting : Meeting
    kpis : iterable of str
        The numbers that the section would show.
    """
    from kpi_helpers.kpis.catalogue import CATALOGUE

    by_reason: dict[str, list[str]] = {}
    for kpi in kpis:
        if reason := lack_for(meeting, CATALOGUE[kpi].needs):
            by_reason.setdefault(reason, []).append(CATALOGUE[kpi].name(meeting.lang))
    return [
        meeting.say(
            f"出せない数字：{'、'.join(dict.fromkeys(names))}（{reason}）。",
            f"Not shown: {', '.join(dict.fromkeys(names))} ({reason}).",
        )
        for reason, names in by_reason.items()
    ]
