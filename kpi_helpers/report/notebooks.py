"""Where the notebooks lie: a workbook's own before those of the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.errors import WorkbookError


def notebooks_of(places: Sequence[Path], meetings: Sequence[str] = ()) -> dict[str, Path]:
    """The notebook of each meeting asked for; by default of each that there is.

    Parameters
    ----------
    places : sequence of Path
        Folders; the first that has a notebook gives it.
    meetings : sequence of str, optional

    Raises
    ------
    WorkbookError
        Where there is none.
    """
    found = {}
    for meeting in meetings or MEETINGS:
        notebook = next((path for place in places if (path := place / f"{meeting}.ipynb").is_file()), None)
        if notebook is not None:
            found[meeting] = notebook
        elif meetings:
            raise _no_notebook(meeting, places)
    if not found:
        raise _no_notebook(next(iter(MEETINGS)), places)
    return found


def every_notebook(places: Sequence[Path]) -> list[Path]:
    """The meetings' notebooks, then all others by name; of two with one name the one that comes first."""
    found = {path.name: path for place in reversed(places) for path in sorted(place.glob("*.ipynb"))}
    meetings = list(notebooks_of(places).values())
    others = sorted(found.values(), key=lambda path: path.name)
    return [*meetings, *(path for path in others if path not in meetings)]


def _no_notebook(meeting: str, places: Sequence[Path]) -> WorkbookError:
    return WorkbookError(
        ja=f"ノートブック {meeting}.ipynb が {' にも '.join(map(str, places))} にもありません。pip install -e . でインストールしたチェックアウトの中で kpi を実行してください。",
        en=(
            f"There is no notebook {meeting}.ipynb in {' or '.join(map(str, places))}: "
            "run kpi from a checkout of the project that was installed with pip install -e ."
        ),
    )
