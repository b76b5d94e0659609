"""What `kpi check` says of a workbook's data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.agenda import Agenda
from kpi_helpers.report.console import on_terminal
from kpi_helpers.report.lack_words import default_words, lack_in_words
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.contacts import without_contacts
from kpi_helpers.workbook.reading import Loaded, TableReport, reason_text, rejected_rows, warning_text
from kpi_helpers.workbook.schema import TABLES

if TYPE_CHECKING:
    from pandas import DataFrame
    from rich.console import Console, RenderableType

    from kpi_helpers.report.masking import Mask
    from kpi_helpers.workbook.config import Config
    from kpi_helpers.workbook.judging import Finding
    from kpi_helpers.workbook.workbook import Workbook

_EXAMPLE = 60  # characters of a row that is shown


@dataclass(frozen=True)
class Judged:
    """A workbook that was read and judged.

    Attributes
    ----------
    config : Config
    loaded : Loaded
        What became of every row.
    wb : Workbook or None
        As of its day; None where no row has one.
    findings : sequence of Finding
        What is odd about joins and shapes.
    """

    config: Config
    loaded: Loaded
    wb: Workbook | None = None
    findings: Sequence[Finding] = ()

    @property
    def has_warnings(self) -> bool:
        """Whether anything odd was kept, or joins or shapes are odd."""
        return bool(self.findings) or any(report.warnings for report in self.loaded.reports.values())

    def mask(self, lang: str) -> Mask:
        """What hides the names of its data."""
        from kpi_helpers.report.masking import Mask

        return Mask.of(self.wb, lang) if self.wb else Mask.of_config(self.config, lang)

    def write_rejected(self, out: Path, lang: str, mask: Mask | None = None) -> Path:
        """Write the rows set aside where the numbers of the day go; where no row has a day, beside them."""
        from kpi_helpers.report.folders import page_folder
        from kpi_helpers.report.numbers import REJECTED, write_rejected
        from kpi_helpers.report.publishing import publication

        folder = page_folder(out, self.wb.as_of) if self.wb else out
        with publication(folder, out, mask) as draft:
            write_rejected(rejected_rows(self.loaded, lang), draft, mask)
        return folder / REJECTED


def judged_workbook(folder: Path, as_of: date | None, progress: Callable[[str, int], None]) -> Judged:
    """Read and judge a workbook, but not by its budget, so that there is something to see where it is spent.

    Parameters
    ----------
    folder : Path
    as_of : date or None
    progress : callable
        Called with a table's name and its rows read so far.

    Returns
    -------
    Judged
    """
    from kpi_helpers.workbook.config import load_config
    from kpi_helpers.workbook.definitions import load_definitions
    from kpi_helpers.workbook.judging import judge
    from kpi_helpers.workbook.last_day import NoDay
    from kpi_helpers.workbook.remote import open_tables
    from kpi_helpers.workbook.workbook import Workbook

    config = load_config(folder)
    definitions = load_definitions(config.definitions)
    tables, loaded, engine = open_tables(config, definitions.extra_columns(), progress)
    try:
        wb = Workbook(config, tables, definitions, loaded=loaded, as_of=as_of, engine=engine)
    except NoDay:
        return Judged(config, loaded)  # these rows belong to no day
    return Judged(config, loaded, wb, judge(wb))


def as_json(judged: Judged, mask: Mask | None = None) -> dict[str, object]:
    """The account of every row and of joins and shapes, for scripts.

    Returns
    -------
    dict
        ``{"tables": {NAME: {"read": n, "kept": n, "set_aside": n, "reasons": {…}, "warnings": {…}}},
        "findings": [{"code": …, "table": …, "count": n, "example": …}]}``, reasons and warnings by their ids.
    """
    return {
        "findings": [
            {
                "code": one.code,
                "table": one.table,
                "count": one.count,
                "example": mask.text(one.example) if mask else one.example,
            }
            for one in judged.findings
        ],
        "tables": {
            name: {
                "read": report.read,
                "kept": report.kept,
                "set_aside": sum(report.set_aside.values()),
                "reasons": dict(report.set_aside),
                "warnings": {code: warned.count for code, warned in report.warnings.items()},
            }
            for name, report in judged.loaded.reports.items()
        },
    }


def print_check(console: Console, judged: Judged, lang: str, mask: Mask | None = None) -> None:
    """Print a table of all tables, what is to be known of each, what is odd between them, and what the pages will lack."""
    say, loaded = _speaker(lang), judged.loaded
    console.print(_summary(judged, lang))
    for report in loaded.reports.values():
        _print(console, f"\n{_name(report.table, lang)} ({', '.join(report.files)})", style="bold")
        for text in _about(report, loaded.rejected, lang, mask.row if mask else str):
            _print(console, f"  {text}")
    if judged.findings:
        _print(console, "\n" + say("表のつながりと形", "Joins and shapes"), style="bold")
        for finding in judged.findings:
            _print(console, "  " + say("要確認  ", "warning  ") + without_contacts(finding.text(lang)))
    _print(console, "")
    everything = say("どのページも、すべての議題に答えられます。", "Every page can answer all of its questions.")
    for text in [*(list(_lacks(judged, lang)) or [everything]), *_defaults(judged, lang)]:
        _print(console, text)


def _print(console: Console, text: str, style: str | None = None) -> None:
    # Examples quote the exports, and a terminal obeys some characters.
    console.print(
        "\n".join(map(on_terminal, text.split("\n"))), style=style, markup=False, highlight=False, soft_wrap=True
    )


def _speaker(lang: str) -> Callable[[str, str], str]:
    return lambda ja, en: ja if lang == "ja" else en


def _name(table: str, lang: str) -> str:
    return TABLES[table].ja if lang == "ja" else TABLES[table].en


def _lines_below(judged: Judged, table: str) -> int:
    """How many warnings stand below the summary for a table."""
    warned = [code for code in judged.loaded.reports[table].warnings if not code.startswith("unknown_value:")]
    return len(warned) + sum(finding.table == table for finding in judged.findings)


def _summary(judged: Judged, lang: str) -> RenderableType:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    say = _speaker(lang)
    table = Table(box=SIMPLE)
    table.add_column(say("表", "Table"))
    for column in (
        say("読んだ行", "Read"),
        say("使う行", "Kept"),
        say("除いた行", "Set aside"),
        say("要確認", "Warnings"),
    ):
        table.add_column(column, justify="right")
    table.add_column(say("期間", "From – to"), no_wrap=True)
    for report in judged.loaded.reports.values():
        cells = [
            _name(report.table, lang),
            f"{report.read:,}",
            f"{report.kept:,}",
            f"{sum(report.set_aside.values()):,}",
            f"{_lines_below(judged, report.table):,}",
            _range(report),
        ]
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _range(report: TableReport) -> str:
    if report.oldest is None or report.newest is None:
        return "–"
    return f"{report.oldest:%Y-%m-%d} – {report.newest:%Y-%m-%d}"


def _about(report: TableReport, rejected: DataFrame, lang: str, hide: Callable[[str], str]) -> Iterator[str]:
    say = _speaker(lang)
    rows = rejected[rejected["table"] == report.table]
    groups = rows.groupby(["reason", "column"], dropna=False, sort=False)
    for (code, column), found in sorted(groups, key=lambda group: -len(group[1])):
        first = found.iloc[0]
        place = f"{first['file']}:{first['line']} {_short(hide(first['row']))}"
        yield (
            say("除いた行", "set aside")
            + f"  {len(found):>8,}  {reason_text(code, lang, column if isinstance(column, str) else None)}"
            + say(f"（例: {place}）", f" (e.g. {place})")
        )
    for code, warned in report.warnings.items():
        if code.startswith("unknown_value:"):
            continue  # told in one go with all its values
        example = say(f"（例: {warned.example}）", f" (e.g. {warned.example})")
        yield say("要確認  ", "warning  ") + f"  {warned.count:>8,}  {warning_text(code, lang)}{example}"
    empty = {column: count for column, count in report.missing.items() if count}
    if empty and report.kept:
        shares = ", ".join(
            f"{column} {_part(count, report.kept)}"
            for column, count in sorted(empty.items(), key=lambda item: -item[1])
        )
        yield say(f"値のない行の割合: {shares}", f"rows without a value: {shares}")
    absent = [column for column in TABLES[report.table].by_name if column not in report.missing]
    if absent:
        yield say(f"書き出しにない項目: {', '.join(absent)}", f"not in the export: {', '.join(absent)}")


def _short(text: str) -> str:
    # Cut first, with room for an address that is hidden: a cell may be as long as a book.
    text = without_contacts(" ".join(text[: 10 * _EXAMPLE].split()))
    return text if len(text) <= _EXAMPLE else text[: _EXAMPLE - 1] + "…"


def _part(count: int, of: int) -> str:
    return "<1%" if 100 * count < of else f"{count / of:.0%}"


def _lacks(judged: Judged, lang: str) -> Iterator[str]:
    """Per page, the questions without an answer and the numbers that are missing, those for the same reason in one line."""
    say = _speaker(lang)
    for agenda in MEETINGS.values():
        by_reason: dict[str, list[str]] = {}
        for reason, what in _missing(judged, agenda, lang):
            if what not in by_reason.setdefault(reason, []):
                by_reason[reason].append(what)
        if by_reason:
            yield say(f"{agenda.ja}で出せないもの", f"{agenda.en}: what cannot be told")
        for reason, lacks in by_reason.items():
            yield "  " + say(f"{reason}: {'、'.join(lacks)}", f"{reason}: {', '.join(lacks)}")


def _defaults(judged: Judged, lang: str) -> Iterator[str]:
    return default_words(judged.wb, lang) if judged.wb else iter(())


def _missing(judged: Judged, agenda: Agenda, lang: str) -> Iterator[tuple[str, str]]:
    """Each question, number or part of a section that is missing, with the reason before it."""
    say, wb = _speaker(lang), judged.wb
    lacking = {topic.key: absent for topic, absent in agenda.lacking(judged.loaded.reports)}
    for topic in agenda.topics:
        if absent := lacking.get(topic.key):
            names = say("・", ", ").join(_name(name, lang) for name in absent)
            yield say(f"{names}の表がない", f"without the table of {names}"), topic.question(lang)
        elif wb is not None and (lack := wb.lacks(topic.needs)):
            yield lack_in_words(lack, lang), topic.question(lang)
        elif wb is not None:
            for kpi in topic.kpis:
                if lack := wb.lacks(CATALOGUE[kpi].needs):
                    yield lack_in_words(lack, lang), CATALOGUE[kpi].ja if lang == "ja" else CATALOGUE[kpi].en
            for needs, ja, en in topic.parts:
                if lack := wb.lacks(needs):
                    yield lack_in_words(lack, lang), say(ja, en)
