"""What is written beside a page: its minutes, its digest, the numbers as an Excel file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from kpi_helpers.report.last_minutes import last_minutes
from kpi_helpers.report.masking import masked_person
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.report.numbers import NUMBERS
from kpi_helpers.report.opening import lead
from kpi_helpers.report.outputs.digest import digest, file_name
from kpi_helpers.report.outputs.excel import FILE, List, write_excel
from kpi_helpers.report.part import part_name
from kpi_helpers.report.phrases import short_day
from kpi_helpers.report.section import Records
from kpi_helpers.report.worklists import addresses, listed, sheet_columns, write_list
from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.errors import WorkbookError


class Companions:
    """What is written beside the pages of some meetings, prepared while their kernels are at work.

    Parameters
    ----------
    meetings : mapping of Meeting
        By name.
    outputs : collection of str
        As `outputs` of workbook.yml names them.
    """

    def __init__(self, meetings: Mapping[str, Meeting], outputs: Collection[str]) -> None:
        self._meetings, self._outputs = meetings, outputs
        self._writers: dict[str, Callable[[Records], Mapping[str, str]]] = {}

    def prepare(self, folder: Path, numbers: pd.DataFrame) -> None:
        """Read what `texts` needs, and write what needs no page; see `write_outputs`."""
        self._writers = {name: companions(meeting, self._outputs) for name, meeting in self._meetings.items()}
        write_outputs(next(iter(self._meetings.values())), folder, numbers, self._outputs)

    def texts(self, meeting: str, records: Records) -> Mapping[str, str]:
        """The texts that are published together with a page; see `run.PageRequest`."""
        return self._writers[meeting](records)


def companions(meeting: Meeting, outputs: Collection[str]) -> Callable[[Records], Mapping[str, str]]:
    """Prepare the texts that are published together with the page of a meeting."""
    minutes = minutes_writer(meeting)
    if "digest" not in outputs:
        return minutes
    message = digest_writer(meeting)
    return lambda records: {**minutes(records), **message(records)}


def digest_writer(meeting: Meeting) -> Callable[[Records], dict[str, str]]:
    """Prepare the digest of a meeting.

    Parameters
    ----------
    meeting : Meeting
        Its last minutes and its headline are read at once.

    Returns
    -------
    callable
        From the records of the page's sections to the file by its name; it may be called from any thread.
    """
    wb, say = meeting.wb, meeting.say
    last, day = last_minutes(meeting), wb.as_of
    open_ = [*last.overdue(day), *last.open(day)] if last else []
    actions = []
    for action in () if meeting.mask_names else open_:
        about = [masked_person(meeting, action.owner), action.due_text(day, meeting.lang)]
        told = say("、", ", ").join(filter(None, about))
        text = action.action
        actions.append(say(f"{text}（{told}）", f"{text} ({told})") if told else text)
    late = len(last.overdue(day)) if last else 0
    title = say(
        f"未完了のアクション{len(open_)}件（うち期限超過{late}件）",
        f"Open actions: {len(open_)}, {late} of them overdue",
    )
    facts = [short_day(day, meeting.lang), wb.config.name, *filter(None, [part_name(meeting)])]
    headline, title_of = lead(meeting), MEETINGS[meeting.name].title(meeting.lang)
    numbers_file = FILE if "excel" in wb.config.outputs else NUMBERS

    def files(records: Records) -> dict[str, str]:
        text = digest(
            say(f"{title_of}（{'、'.join(facts)}）", f"{title_of} ({', '.join(facts)})"),
            headline,
            records,
            actions,
            actions_title=title,
            footer=say(
                f"詳しくは {meeting.name}.html（添付）、数字は {numbers_file}",
                f"More: {meeting.name}.html (attached); the numbers: {numbers_file}",
            ),
        )
        return {file_name(meeting.name): text}

    return files


def write_outputs(meeting: Meeting, folder: Path, numbers: pd.DataFrame, outputs: Collection[str]) -> None:
    """Write what stands beside the pages of all meetings: the lists to act on, and the numbers as an Excel file.

    Parameters
    ----------
    meeting : Meeting
        Whichever; names are masked where its are.
    folder : Path
    numbers : DataFrame
        The columns of numbers.csv.
    outputs : collection of str
        As `outputs` of workbook.yml names them.

    Raises
    ------
    WorkbookError
        Where a file cannot be written.
    """
    lists = listed(meeting) if {"lists", "excel"} & set(outputs) else []
    if "lists" in outputs:
        for worklist, rows in lists:
            write_list(worklist, meeting, rows, folder)
    if "excel" in outputs:
        sheets = [
            List(
                worklist.title(meeting.lang),
                pd.DataFrame(sheet_columns(worklist, meeting, rows)),
                addresses(worklist, meeting, rows),
            )
            for worklist, rows in lists
        ]
        lang, currency, as_of = meeting.lang, meeting.wb.config.currency, meeting.wb.as_of
        write_excel(folder / FILE, numbers, MEETINGS, sheets, lang=lang, currency=currency, as_of=as_of)


def chosen_outputs(config: Config, *, pdf: bool, png: bool) -> tuple[str, ...]:
    """What is written: as workbook.yml says, and what was asked for this time."""
    asked = {"pdf": pdf, "png": png}
    return tuple(dict.fromkeys([*config.outputs, *(name for name, is_asked in asked.items() if is_asked)]))


def print_pages(pages: Sequence[Path]) -> tuple[list[Path], str]:
    """Print pages as PDF beside them; what was made, and where that was not all of it the sentence that says why."""
    from kpi_helpers.report.outputs.browser import print_pdf

    made: list[Path] = []
    try:
        for page in pages:
            print_pdf(page, page.with_suffix(".pdf"))
            made.append(page.with_suffix(".pdf"))
    except WorkbookError as error:
        return made, str(error)
    return made, ""
