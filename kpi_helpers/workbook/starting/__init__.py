"""From a handful of exports to a first `workbook.yml`: what `kpi init` does.

`looking` recognises tool and table of each file, or sketches them by its content (`sketching`, `profiling`,
`hints`); `proposing` maps its columns and values with what is sure and what is not, `refining` adds what
the rows show, `linking` which column names the lead, `spellings` who is one person; `drafting` writes that down.
"""

import filecmp
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.config_section import FILE_NAME, nearest
from kpi_helpers.workbook.errors import WorkbookError, os_reason
from kpi_helpers.workbook.json_schema import json_schema
from kpi_helpers.workbook.keys_workbook import WORKBOOK
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.drafting import SCHEMA_FILE, draft
from kpi_helpers.workbook.starting.looking import Look, language_of, look
from kpi_helpers.workbook.starting.proposals import Proposal
from kpi_helpers.workbook.starting.proposing import propose
from kpi_helpers.workbook.starting.refining import HOME

__all__ = ["HOME", "Started", "start_workbook", "table_of_file"]

_DEFINITIONS = "definitions.yml"
_SHEET = re.compile(r"(?P<file>.+?) *\[(?P<sheet>[^\[\]]+)\] *")


class Place(NamedTuple):
    """A file, or a sheet of it."""

    file: Path
    sheet: str | None = None


@dataclass(frozen=True)
class Started:
    """A workbook that was begun."""

    path: Path
    """The `workbook.yml` written."""
    language: str
    proposals: list[Proposal]
    left: list[Look]
    """Files and sheets that stand in no table, each with the reason."""


def start_workbook(
    folder: Path,
    files: Sequence[Path],
    *,
    tables: Mapping[Place, str] = MappingProxyType({}),
    today: date | None = None,
) -> Started:
    """Recognise exports and write a first `workbook.yml`; nothing that exists is overwritten.

    Parameters
    ----------
    folder : Path
        The workbook's folder; made where it does not exist.
    files : sequence of Path
        Exports; those outside the folder are copied into it.
    tables : mapping of Place to str, optional
        The table of files, or of single sheets, whose table cannot be told.
    today : date, optional
        By which the year of dates without one is proposed.

    Returns
    -------
    Started

    Raises
    ------
    WorkbookError
        Where there is a workbook already, a file cannot be read or copied, or
        none is recognised; then nothing was written.
    """
    place = folder / FILE_NAME
    if place.exists() or place.is_symlink():
        raise WorkbookError(
            ja=f"{place} はすでにあり、上書きしません。そのまま編集するか、別の場所へ移してからもう一度実行してください。",
            en=f"{place} exists and is never overwritten: edit it, or move it away and run again.",
        )
    told = [(_among(place.file, files), place.sheet, table) for place, table in tables.items()]
    names = _names(folder, [*files, *(path for path, _, _ in told)])
    said: dict[Path, dict[str | None, str]] = {}
    for path, sheet, table in told:
        said.setdefault(path.resolve(), {})[sheet] = table
    looks = [one for path, name in names.items() for one in look(path, name, said.get(path, {}), today)]
    proposals, left = propose(looks, today)
    if not proposals:
        raise WorkbookError(ja=_nothing(left, 0), en=_nothing(left, 1))
    language = language_of(looks)
    definitions = _DEFINITIONS if (folder / _DEFINITIONS).is_file() else None
    text = draft(folder.resolve().name, language, proposals, left, definitions)
    copied: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, name in names.items():
            if not (folder / name).exists():
                copied.append(folder / name)
                shutil.copyfile(path, folder / name)
        schema = folder / SCHEMA_FILE
        if not schema.exists():
            copied.append(schema)
            schema.write_text(
                json.dumps(json_schema(WORKBOOK), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
            )
        copied.append(place)
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        load_config(folder)
    except (OSError, WorkbookError) as error:
        for path in copied:
            path.unlink(missing_ok=True)
        if isinstance(error, WorkbookError):
            raise
        raise WorkbookError(
            ja=f"{folder} に書き込めません（{os_reason(error, 'ja')}）。別のフォルダにするか、空きを作ってください。",
            en=f"{folder} cannot be written ({os_reason(error, 'en')}): choose another folder, or make room there.",
        ) from None
    return Started(place, language, proposals, left)


def table_of_file(written: str) -> tuple[Place, str]:
    """File or sheet, and table, of `--table NAME=FILE` or `--table "NAME=FILE [SHEET]"`.

    Raises
    ------
    WorkbookError
        Where the table is none of ours.

    Examples
    --------
    >>> place, table = table_of_file("targets=IS管理表.xlsx [目標]")
    >>> place.file.name, place.sheet, table
    ('IS管理表.xlsx', '目標', 'targets')
    """
    table, _, file = written.partition("=")
    if table not in TABLES or not file:
        known = nearest(table, TABLES) or "; known are " + ", ".join(TABLES) + "."
        known_ja = nearest(table, TABLES, "ja") or "。表は " + "、".join(TABLES) + " です。"
        raise WorkbookError(
            ja=f"--table {written}: activities=calls.csv のように書いてください{known_ja}",
            en=f"--table {written}: write it as activities=calls.csv{known}",
        )
    found = _SHEET.fullmatch(file)
    if found is None or Path(file).exists():
        return Place(Path(file)), table
    return Place(Path(found["file"]), found["sheet"].strip()), table


def _among(path: Path, files: Sequence[Path]) -> Path:
    """The file that is given, also by its name alone, as the screen and the draft tell of it."""
    alike = [file for file in files if file.name == str(path)]
    return alike[0] if len(alike) == 1 and not path.exists() else path


def _names(folder: Path, files: Sequence[Path]) -> dict[Path, str]:
    """The name that each file has, or gets, in the folder."""
    names: dict[Path, str] = {}
    inside = folder.resolve()
    for path in files:
        if not path.is_file():
            what = "is a folder: name the exports in it" if path.is_dir() else "does not exist: check the name"
            what_ja = (
                "はフォルダです。中の書き出しを指定してください。"
                if path.is_dir()
                else "がありません。名前を確かめてください。"
            )
            raise WorkbookError(ja=f"{path} {what_ja}", en=f"{path} {what}.")
        real = path.resolve()
        if real in names:
            continue
        stays = real.is_relative_to(inside)
        name = real.relative_to(inside).as_posix() if stays else path.name
        there = folder / name
        taken = there.is_symlink() or (
            there.exists() and not (there.is_file() and filecmp.cmp(real, there, shallow=False))
        )
        if name in names.values() or not stays and taken:
            raise WorkbookError(
                ja=f"{path} を {folder} にコピーできません。同じ名前の別の {name} があります。どちらかの名前を変えてください。",
                en=f"{path} cannot be copied into {folder}: another {name} is there; rename one of them.",
            )
        names[real] = name
    return names


def _nothing(left: Sequence[Look], place: int) -> str:
    """Why the first of the files stands in no table, in Japanese (0) or English (1)."""
    first, others = left[0], len(left) - 1
    more = (f"（ほか {others}件も同じ）", f" ({others} more likewise)")[place] if others else ""
    return (f"{first.name}: {first.why[0]}{more}。", f"{first.name}: {first.why[1]}{more}.")[place]
