"""A small workbook with an earlier week's numbers and minutes, of every kind of file that is read."""

from __future__ import annotations

import contextlib
import io
from datetime import date, datetime
from pathlib import Path

import pyarrow
import yaml
from pyarrow import parquet

from kpi_helpers.cli import main
from kpi_helpers.workbook import errors

DAY, WEEK_BEFORE = "2026-11-18", "2026-11-11"

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
    error, spoken = io.StringIO(), errors.language()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(error):
        try:
            main.main([str(argument) for argument in arguments], prog_name="kpi")
        except SystemExit as end:
            return int(end.code or 0), error.getvalue()
        finally:
            errors.speak(chosen=spoken)
    return 0, error.getvalue()
