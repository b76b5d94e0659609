"""A key of `workbook.yml` or `definitions.yml`, declared once.

The readers take from here which keys there are, the documentation what each
means, and the JSON Schema both. The declarations themselves are in
`keys_workbook` and `keys_definitions`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

TEXT, TEXTS, NUMBER, NUMBERS, SHARE, DATE, DATES, FLAG, VALUE, MAPPING, ITEMS = (
    "text",
    "texts",  # one text or a list of them
    "number",
    "numbers",
    "share",
    "date",
    "dates",
    "flag",
    "value",  # one text, number, date or flag
    "mapping",
    "items",  # one mapping or a list of them
)

ANY = "*"
"""The name of a key that the user chooses."""


@dataclass(frozen=True)
class Key:
    """One key: what it holds, what it means in both languages, and an example.

    Attributes
    ----------
    name : str
        As it is written; `ANY` where the user chooses it.
    types : tuple of str
        What may stand there.
    ja, en : str
        What it means.
    example : str
        YAML from the top of the file, short and complete.
    choices : tuple of str
        The only texts that may stand there; empty where any may.
    keys : tuple of Key
        What a mapping, or each item of a list, may hold.
    required : bool
    """

    name: str
    types: tuple[str, ...]
    ja: str
    en: str
    example: str = ""
    choices: tuple[str, ...] = ()
    keys: tuple["Key", ...] = ()
    required: bool = False


def names(keys: tuple[Key, ...]) -> set[str]:
    """The names that may stand beside each other.

    Examples
    --------
    >>> sorted(names((Key("from", (DATE,), "", ""), Key("why", (TEXT,), "", ""))))
    ['from', 'why']
    """
    return {key.name for key in keys}


def inside(keys: tuple[Key, ...], *path: str) -> tuple[Key, ...]:
    """What the mapping at a path may hold.

    Examples
    --------
    >>> from kpi_helpers.workbook.keys_workbook import WORKBOOK
    >>> [key.name for key in inside(WORKBOOK, "tables", ANY, "repeats")]
    ['keep', 'by', 'collect']
    """
    for name in path:
        keys = next(key.keys for key in keys if key.name == name)
    return keys


def walk(keys: tuple[Key, ...], place: str = "") -> Iterator[tuple[str, Key]]:
    """Every key with its place, such as `tables.*.fill_down`, each before those inside it."""
    for key in keys:
        at = f"{place}.{key.name}" if place else key.name
        yield at, key
        yield from walk(key.keys, at)
