"""A small workbook with two earlier weeks, damaged in every way that files are damaged, and what the commands make of it.

Whatever is damaged, a command ends with status 0, 1 or 2; where it refuses, with one
sentence that names the file. `benchmarks/mutations.py` walks through thousands of
these, a test through a few.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow
import yaml
from pyarrow import parquet

from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.definition_log import definition_log
from kpi_helpers.report.index import write_index
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.definitions import load_definitions
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.remote import open_tables
from kpi_helpers.workbook.workbook import Workbook
from tests.mutated_world import DAY, WEEK_BEFORE, command, write_world

UNEXPECTED = re.compile(r"Traceback|unexpected error|想定外|Warning:")
NAMES = re.compile(r"[\w.-]+\.(?:csv|xlsx|parquet|yml)|--as-of|KPI_")
ODD = (
    "",
    " ",
    "-1",
    "1e999",
    "∞",
    "nan",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "=1+1",
    "'",
    '"',
    '"a\nb"',
    "{",
    "[a",
    "&a",
    "*a",
    "!!python/object:os.system",
    "null",
    "true",
    "\u202e社\u202c",
    "\ud7ff\ufffd",
    "😀" * 40,
    "x" * 5_000,
    "9" * 400,
    "\x00",
    "\x1b]2;x\x07",
    "a@b.example 03-1234-5678",
    "%s{0}%(a)d",
    "../../etc",
    "#",
    "- - -",
    "\t",
)
VALUES = (
    None,
    [],
    {},
    "",
    -1,
    0,
    1e999,
    float("nan"),
    True,
    "x" * 5_000,
    "💥",
    date(1, 1, 1),
    ["a", ["b"]],
    {"a": {"b": 1}},
    10**400,
)


def _read(book: Path) -> tuple[int, str]:
    try:
        config = load_config(book)
        open_tables(config, load_definitions(config.definitions).extra_columns(), None)
    except WorkbookError as error:
        return 2, " ".join(str(error).split())  # as the command prints it
    return 0, ""


@dataclass(frozen=True)
class Mutation:
    """One damage: the file, what is done to it, and the seed."""

    file: str
    kind: str
    seed: int


def _bytes(data: bytes, kind: str, dice: random.Random) -> bytes:
    at, to = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return {
        "cut": lambda: data[:at],
        "lose": lambda: data[:at] + data[to:],
        "flip": lambda: (
            data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))] if at < len(data) else []) + data[at + 1 :]
        ),
        "noise": lambda: data[:at] + dice.randbytes(dice.randrange(1, 40)) + data[at:],
        "NUL": lambda: data[:at] + b"\0" * dice.randrange(1, 9) + data[at:],
        "twice": lambda: data[:to] + data[at:],
        "empty": lambda: b"",
        "other": lambda: dice.randbytes(200),
    }[kind]()


def _text(data: bytes, kind: str, dice: random.Random) -> bytes:
    text = data.decode("utf-8-sig")
    if kind == "encode":
        return text.encode(dice.choice(["cp932", "utf-16", "utf-8-sig", "utf-16-be", "euc_jp"]), "replace")
    if kind == "ends":
        return text.replace("\n", dice.choice(["\r", "\r\n", "\n\n", "\u2028", ""])).encode()
    lines = text.split("\n")
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    if kind == "token":
        tokens = re.split(r"(\w+|[^\w\s])", text)
        tokens[dice.randrange(len(tokens))] = dice.choice(ODD)
        return "".join(tokens).encode("utf-8", "replace")
    if kind == "line lost":
        del lines[at]
    elif kind == "line twice":
        lines.insert(other, lines[at])
    elif kind == "lines swapped":
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = lines[at] + dice.choice(ODD)
    return "\n".join(lines).encode("utf-8", "replace")


def _tree(content: object, dice: random.Random) -> object:
    """A tree of plain data with one of its parts replaced, taken out or renamed."""
    places: list[tuple[dict | list, object]] = []

    def walk(node: object) -> None:
        for key, value in (
            list(node.items()) if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        ):
            places.append((node, key))
            walk(value)

    walk(content)
    if not places:
        return dice.choice(VALUES)
    node, key = dice.choice(places)
    way = dice.randrange(3)
    if way == 0 and isinstance(node, dict):
        node[dice.choice(["x", key, None, 5, "from", "file"])] = node.pop(key)
    elif way == 1:
        del node[key]
    else:
        node[key] = dice.choice(VALUES + ODD)
    return content


def _yaml(data: bytes, kind: str, dice: random.Random) -> bytes:
    return yaml.safe_dump(_tree(yaml.safe_load(data), dice), allow_unicode=True).encode("utf-8", "replace")


def _json(data: bytes, kind: str, dice: random.Random) -> bytes:
    return json.dumps(_tree(json.loads(data), dice), ensure_ascii=False, default=str).encode("utf-8", "replace")


def _packed(data: bytes, kind: str, dice: random.Random) -> bytes:
    """An Excel file with one of its parts damaged, as text or as bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = dice.choice(sorted(parts))
    way = dice.choice(sorted(_WAYS_OF_TEXT | _WAYS_OF_BYTES))
    parts[name] = (_text if way in _WAYS_OF_TEXT else _bytes)(parts[name], way, dice)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for entry, content in parts.items():
            file.writestr(entry, content)
    return out.getvalue()


def _columns(data: bytes, kind: str, dice: random.Random) -> bytes:
    """A Parquet file with one column of another type, or more extreme values."""
    table = parquet.read_table(pyarrow.BufferReader(data))
    count, place = table.num_rows, dice.randrange(table.num_columns)
    big = dice.choice([2**62, -(2**62), 0, 1])
    arrays = [
        pyarrow.nulls(count),
        pyarrow.array([big] * count, pyarrow.int64()),
        pyarrow.array([big] * count, pyarrow.timestamp("us")),
        pyarrow.array([big] * count, pyarrow.timestamp("ns", "Asia/Tokyo")),
        pyarrow.array([big] * count, pyarrow.duration("ms")),
        pyarrow.array([2**30] * count, pyarrow.date32()),
        pyarrow.array([1.5] * count).cast(pyarrow.float32()).cast(pyarrow.float16()),
        pyarrow.array([float("inf")] * count),
        pyarrow.array([b"\xff\x00"] * count),
        pyarrow.array([[1, 2]] * count),
        pyarrow.array([dice.choice(ODD)] * count),
        pyarrow.array([True] * count),
        pyarrow.array([big % 10**9] * count, pyarrow.time64("us")),
    ]
    table = table.set_column(place, table.column_names[place], dice.choice(arrays))
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


_WAYS_OF_BYTES = {"cut", "lose", "flip", "noise", "NUL", "twice", "empty", "other"}
_WAYS_OF_TEXT = {"encode", "ends", "token", "line lost", "line twice", "lines swapped", "appended"}
_OF_BYTES = dict.fromkeys(sorted(_WAYS_OF_BYTES), _bytes)
_OF_TEXT = dict.fromkeys(sorted(_WAYS_OF_TEXT), _text)
Way = Callable[[bytes, str, random.Random], bytes]
WAYS: dict[str, dict[str, Way]] = {
    "book/leads.csv": _OF_BYTES | _OF_TEXT,
    "book/targets.csv": _OF_BYTES | _OF_TEXT,
    "book/calls.xlsx": _OF_BYTES | {f"part {n}": _packed for n in range(8)},
    "book/deals.parquet": _OF_BYTES | {f"column {n}": _columns for n in range(8)},
    "book/workbook.yml": _OF_BYTES | _OF_TEXT | {f"tree {n}": _yaml for n in range(10)},
    "book/definitions.yml": _OF_BYTES | _OF_TEXT | {f"tree {n}": _yaml for n in range(10)},
    f"out/{WEEK_BEFORE}/sales_sync.minutes.md": _OF_BYTES | _OF_TEXT,
    f"out/{WEEK_BEFORE}/numbers.csv": _OF_BYTES | _OF_TEXT,
    f"out/{WEEK_BEFORE}/.about.json": _OF_BYTES | _OF_TEXT | {f"tree {n}": _json for n in range(10)},
}


def mutations(count: int, seed: int) -> Iterator[Mutation]:
    """So many of them, every file and way in turn."""
    every = [(file, kind) for file, kinds in WAYS.items() for kind in kinds]
    dice = random.Random(seed)
    for place in range(count):
        if place % len(every) == 0:
            dice.shuffle(every)
        yield Mutation(*every[place % len(every)], seed * 1_000_000 + place)


class World:
    """The workbook, and one file of it damaged at a time.

    Parameters
    ----------
    folder : Path
        An empty one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        os.environ["KPI_CACHE"] = str(folder / "cache")
        write_world(folder)
        self._good = {name: (folder / name).read_bytes() for name in WAYS}
        self._wb = Workbook.open(folder / "book", as_of=DAY)

    def fault(self, one: Mutation) -> str | None:
        """What is wrong with the answer to one mutation; None where nothing is."""
        path, dice = self._folder / one.file, random.Random(one.seed)
        path.write_bytes(WAYS[one.file][one.kind](self._good[one.file], one.kind, dice))
        try:
            return self._of_commands(one, dice) if one.file.startswith("book/") else self._of_pages()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return f"{type(error).__name__}: {error}"[:300]
        finally:
            path.write_bytes(self._good[one.file])
            shutil.rmtree(self._folder / "out2", ignore_errors=True)

    def _of_commands(self, one: Mutation, dice: random.Random) -> str | None:
        """Most are read alone, as every command begins; some are judged, some counted to the end."""
        book, name = self._folder / "book", dice.choices(["read", "check", "numbers"], [9, 2, 1])[0]
        if name == "read":
            status, said = _read(book)
        else:
            lang = ("ja", "en")[one.seed % 2]
            status, said = command(name, book, "--as-of", DAY, "--lang", lang, "--out", self._folder / "out2")
        if status not in (0, 1, 2) or UNEXPECTED.search(said):
            return f"{name} {status}: {said[-300:]}"
        if status and not NAMES.search(said.splitlines()[-1] if said else ""):
            return f"{name} {status} names no file: {said[-300:]}"
        return None

    def _of_pages(self) -> str | None:
        meeting = Meeting("sales_sync", self._wb, reports=self._folder / "out")
        try:
            for part in (what_changed, definition_log):
                str(part(meeting))
            minutes_writer(meeting)([])
            write_index(self._folder / "out")
        except WorkbookError as error:
            return None if NAMES.search(str(error)) else str(error)
        return None
