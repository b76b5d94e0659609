"""A small workbook with two earlier weeks, damaged in every way that files are damaged, and what the commands make of it.

Whatever is damaged, a command ends with status 0, 1 or 2; where it refuses, with one
sentence that names the file. `benchmarks/mutations.py` walks through thousands of
these, a test through a few.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow
import yaml
from pyarrow import parquet

from kpi_helpers.cli import main
from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.definition_log import definition_log
from kpi_helpers.report.index import write_index
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.workbook import Workbook

DAY, WEEK_BEFORE = "2026-11-18", "2026-11-11"
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

WORKBOOK = {
    "name": "見本",
    "rejected_budget": 1,
    "tables": {
        "leads": {"file": "leads.csv", "values": {"motion": {"inbound": ["反響*"], "outbound": ["リスト"]}}},
        "activities": {"file": "calls.xlsx", "columns": {"started_at": "日時", "rep": "担当", "outcome": "結果"}},
        "opportunities": {"file": "deals.parquet"},
        "targets": {"file": "targets.csv"},
    },
    "definitions": "definitions.yml",
    "teams": {"SDR": ["佐藤", "鈴木"]},
    "people": {"佐藤": ["佐藤 花子"]},
    "benchmarks": {"cph": 13, "att_seconds": [300, 480]},
    "calendar": {"country": "JP", "days_off": [date(2026, 12, 29)], "business_hours": ["09:00", "18:00"]},
}
DEFINITIONS = {
    "valid_lead": [
        {
            "from": date(2026, 4, 1),
            "why": "最初",
            "agreed_by": ["営業部"],
            "conditions": [
                {"column": "email", "is": "present"},
                {"column": "employees", "at_least": 5},
                {"column": "company_name", "matches": "社"},
                {"column": "rep", "not_in": ["鈴木"]},
            ],
        }
    ]
}
MINUTES = """# 議事録

| 決定事項 | 理由 | 決めた人 |
|--|--|--|
| 展示会を増やす | 伸びた | 部長 |

| アクション | 担当 | 期限 | 状況 | 指標 | 対象 |
|--|--|--|--|--|--|
| サクラ工業に電話 | 佐藤 | 11/13 | 未着手 | leads | all |
| 集計を直す | 鈴木 | 12/4 |  |  |  |
"""


def write_world(folder: Path) -> None:
    """The workbook in ``book``, and an earlier week's numbers and minutes in ``out``."""
    book = folder / "book"
    book.mkdir(parents=True)
    days = [f"2026/{10 + n // 20}/{n % 20 + 1:02d} 9:{n % 60:02d}" for n in range(36)]
    leads = "".join(
        f"L{n:03d},{day},株式会社サクラ{n},a{n}@x{n}.example.jp,{n * 3},{'反響' if n % 2 else 'リスト'},{'佐藤' if n % 3 else '鈴木'},Web\n"
        for n, day in enumerate(days)
    )
    head = "lead_id,created_at,company_name,email,employees,motion,rep,channel\n"
    (book / "leads.csv").write_text(head + leads, encoding="utf-8")
    (book / "targets.csv").write_text("month,metric,value\n2026-11,leads,20\n2026-11,sales,5000000\n", encoding="utf-8")
    _write_excel(
        book / "calls.xlsx",
        [
            ["日時", "担当", "結果", "lead_id"],
            *([day, "佐藤", "担当者接触", f"L{n:03d}"] for n, day in enumerate(days)),
        ],
    )
    deals = {
        "opportunity_id": [f"O{n}" for n in range(8)],
        "created_at": pyarrow.array([datetime(2026, 11, n + 1, 10) for n in range(8)], pyarrow.timestamp("us")),
        "lead_id": [f"L{20 + n:03d}" for n in range(8)],
        "amount": [100_000.0 * n for n in range(8)],
        "closed_at": [None, "2026-11-09"] * 4,
        "is_won": [None, "true"] * 4,
    }
    parquet.write_table(pyarrow.table(deals), book / "deals.parquet")
    (book / "workbook.yml").write_text(yaml.safe_dump(WORKBOOK, allow_unicode=True), encoding="utf-8")
    (book / "definitions.yml").write_text(yaml.safe_dump(DEFINITIONS, allow_unicode=True), encoding="utf-8")
    command("numbers", book, "--as-of", WEEK_BEFORE, "--out", folder / "out")
    earlier = folder / "out" / WEEK_BEFORE
    (earlier / "sales_sync.minutes.md").write_text(MINUTES, encoding="utf-8")
    (earlier / "sales_sync.html").write_text("<title>営業</title>", encoding="utf-8")


def _write_excel(path: Path, rows: list[list[str]]) -> None:
    import openpyxl

    file = openpyxl.Workbook()
    for row in rows:
        file.active.append(row)
    file.save(path)


def command(*arguments: object) -> tuple[int, str]:
    """The exit status of a command and what it says on standard error; what escapes it is its fault."""
    out, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        try:
            main.main([str(argument) for argument in arguments], prog_name="kpi")
        except SystemExit as end:
            return int(end.code or 0), error.getvalue()
    return 0, error.getvalue()


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
        name = "numbers" if dice.randrange(6) == 0 else "check"
        lang = ("ja", "en")[one.seed % 2]
        book = self._folder / "book"
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
