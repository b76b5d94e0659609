"""A key of `workbook.yml` or `definitions.yml`, declared once.

The readers take from here which keys there are, the documentation what each
means, and the JSON Schema both. The declarations themselves are in
`keys_workbook` and `keys_definitions`.
"""

import re
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


def anchor(place: str) -> str:
    """The anchor of a key's paragraph in the page of reference.

    Examples
    --------
    >>> anchor("tables.*.fill_down")
    'tables-fill_down'
    """
    return "-".join(name for name in place.split(".") if name != ANY)


def general_place(keys: tuple[Key, ...], place: str) -> str | None:
    """The place of a key as it is declared, for one as it stands in a file; None where no such key is known.

    Examples
    --------
    >>> from kpi_helpers.workbook.keys_workbook import WORKBOOK
    >>> general_place(WORKBOOK, "tables.leads[2].repeats.keep"), general_place(WORKBOOK, "tables.leads.filldown")
    ('tables.*.repeats.keep', None)
    """
    path = []
    for name in re.sub(r"\[\d+\]", "", place).split("."):
        key = next((key for key in keys if key.name in (name, ANY)), None)
        if key is None:
            return None
        path.append(key.name)
        keys = key.keys
    return ".".join(path)
