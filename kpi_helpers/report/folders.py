"""Where the pages of a day lie: ``reports/2026-11-20/`` and ``reports/2026-11-20/TEAM/``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def page_folder(reports: Path, as_of: date, team: str | None = None) -> Path:
    """The folder of one day's pages, all teams' or one team's.

    Parameters
    ----------
    reports : Path
    as_of : date
    team : str, optional

    Returns
    -------
    Path
        Not made yet.

    Examples
    --------
    >>> page_folder(Path("reports"), date(2026, 11, 20), "enterprise BDR").as_posix()
    'reports/2026-11-20/enterprise BDR'
    """
    day = reports / as_of.isoformat()
    return day / as_file_name(team) if team else day


def as_file_name(text: str) -> str:
    """A name as every file system takes it; never hidden, never a way out of the folder.

    Examples
    --------
    >>> as_file_name("../BDR: 東")
    '_.._BDR_ 東'
    """
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", text)).strip().rstrip(".")
    return f"_{name}" if not name or name.startswith(".") or _RESERVED.fullmatch(name) else name


def dated_folders(reports: Path, team: str | None = None) -> Iterator[tuple[date, Path]]:
    """Days that have a folder of this team, newest first.

    Parameters
    ----------
    reports : Path
        It may be missing.
    team : str, optional

    Yields
    ------
    (date, Path)
    """
    days = (
        sorted((entry.name for entry in reports.iterdir() if entry.is_dir()), reverse=True) if reports.is_dir() else []
    )
    for name in days:
        try:
            day = date.fromisoformat(name)
        except ValueError:
            continue
        folder = page_folder(reports, day, team)
        if day.isoformat() == name and folder.is_dir():
            yield day, folder
