"""The hidden folders in which runs write before they publish, and which no sentence names to a user."""

from pathlib import Path

DRAFTS = ".building-"
"""How they begin."""


def place_of_user(path: Path) -> Path:
    """The folder that a user knows: of a path within a draft the one in which the draft lies, else the path.

    Examples
    --------
    >>> place_of_user(Path("reports/.building-pc-1/files/a.csv")).name, place_of_user(Path("reports/a.csv")).name
    ('reports', 'a.csv')
    """
    inside = [parent for parent in (path, *path.parents) if parent.name.startswith(DRAFTS)]
    return inside[-1].parent if inside else path
