"""All chapters, one after the other."""

from datetime import date

from . import chapter1, chapter2, chapter3, chapter4, chapter5, chapter6, chapter7, chapter8, chapter9
from .output import FIELDS, Sheet
from .view import View
from .workbook import Workbook

__all__ = ["FIELDS", "expected_numbers"]

CHAPTERS = (chapter1, chapter2, chapter3, chapter4, chapter5, chapter6, chapter7, chapter8, chapter9)


def expected_numbers(folder, as_of):
    """Every number of the contract but `landing*`, as dictionaries with the keys of `FIELDS`."""
    day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    view, sheet = View(Workbook(folder), day), Sheet()
    for chapter in CHAPTERS:
        chapter.write(view, sheet)
    return sheet.rows
