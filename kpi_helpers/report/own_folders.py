"""The folders of one workbook's pages: several may be built into one output folder, and none is the other's past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kpi_helpers.report.about import About, marks_in
from kpi_helpers.report.folders import dated_folders
from kpi_helpers.report.owner import ANY, Owner
from kpi_helpers.workbook.drafts import place_of_user
from kpi_helpers.workbook.errors import WorkbookError, in_language


def owner_in(folder: Path) -> Owner:
    """The workbook that a folder of pages was made from."""
    about = About.read(folder)
    return about.owner if about else ANY


def own_folders(reports: Path | None, team: str | None, owner: Owner) -> Iterator[tuple[date, Path]]:
    """Days that have a folder of this team and workbook, newest first."""
    for day, folder in dated_folders(reports, team) if reports else ():
        if owner.is_same(owner_in(folder)):
            yield day, folder


def keep_others(folder: Path, owner: Owner) -> None:
    """Refuse to write over the pages of another workbook.

    Raises
    ------
    WorkbookError
        Where the folder of this day holds such.
    """
    other = owner_in(folder)
    if not owner.is_same(other):
        shown = place_of_user(folder)
        raise WorkbookError(
            ja=f"{shown} には別のワークブック「{other.name}」のページがあるため、書き込みませんでした。--out で別の場所を指定してください（例: --out reports-2）。",
            en=f"{shown} holds pages of another workbook, {other.name!r}, so nothing was written: choose another place by --out (--out reports-2, say).",
        )


def others_in(out: Path, owner: Owner) -> str:
    """A note where an output folder holds pages of other workbooks too; else ""."""
    found = (owner_in(mark.parent) for mark in marks_in(out))
    names = sorted({other.name for other in found if not owner.is_same(other)})
    if not names:
        return ""
    shown = place_of_user(out)
    return in_language(
        ja=f"{shown} には別のワークブック（{'、'.join(names)}）のページもあります。前回との比較や議事録には使いません。",
        en=f"{shown} holds pages of other workbooks too ({', '.join(names)}): nothing is compared with these.",
    )
