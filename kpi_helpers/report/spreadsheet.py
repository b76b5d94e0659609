"""CSV files that open in a spreadsheet by double click."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from kpi_helpers.workbook.drafts import place_of_user
from kpi_helpers.workbook.errors import WorkbookError, os_reason


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV that Excel opens by double click, as a whole or not at all.

    Parameters
    ----------
    path : Path
        Replaced in one step; its folder is made if need be.
    header : sequence of str
    rows : iterable of sequences of str
        Cells as they shall stand; text from outside has gone through `escape_formula`.

    Raises
    ------
    WorkbookError
        Where the file cannot be written, for instance because Excel holds it open.
    """
    draft = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # The BOM tells Excel that this is UTF-8.
            with draft.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header)
                writer.writerows(rows)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> WorkbookError:
    """The sentence for a file or folder that cannot be written."""
    shown = place_of_user(path)
    return WorkbookError(
        ja=f"{shown} に書き込めません（{os_reason(error, 'ja')}）。ほかで開いていれば閉じ、空き容量と、フォルダに書き込めるかを確かめてください。",
        en=f"{shown} cannot be written ({os_reason(error, 'en')}): close it in other programs, make room, and check that the folder may be written.",
    )
