"""`kpi check` on damaged files, as its user calls it: an account of every row, or one sentence; never a traceback."""

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner

from kpi_helpers import cli

HEADER = "リード ID,作成日,会社名,従業員数"
GOOD = HEADER + "\n" + "".join(f'L{n},2026/11/{n % 28 + 1:02d},株式会社サクラ{n},"1,{n:03d}"\n' for n in range(40))
LINES = GOOD.splitlines()
WORKBOOK = "rejected_budget: 1\ntables: {leads: {file: leads.csv, columns: {lead_id: リード ID, created_at: 作成日, company_name: 会社名}}}"


def swapped(line: str) -> str:
    return ",".join(f'"{cell}"' for cell in reversed(next(csv.reader([line]))))


def excel() -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for line in LINES:
        book.active.append(line.split(","))
    book.save(buffer)
    return buffer.getvalue()


DAMAGED = {
    "good": GOOD.encode("cp932"),
    "cut bytes": GOOD.encode()[:777],
    "cut inside a character of UTF-16": GOOD.encode("utf-16")[:-1],
    "swapped columns": "\n".join([LINES[0], *map(swapped, LINES[1:])]).encode(),
    "swapped header": "\n".join([swapped(LINES[0]), *LINES[1:]]).encode(),
    "doubled header": (GOOD + GOOD).encode("cp932"),
    "mixed line ends": "".join(line + ("\r\n", "\n", "\r")[n % 3] for n, line in enumerate(LINES)).encode("cp932"),
    "stray quotes": "\n".join(
        line.replace("株式", '"株式') if n % 7 == 3 else line for n, line in enumerate(LINES)
    ).encode(),
    "wrong encoding": GOOD.encode("utf-8") + GOOD.encode("cp932"),
    "latin": "lead_id,créé\nÿþ,à\n".encode("latin-1"),
    "long cells": GOOD.replace("サクラ3", "長" * 10_000).encode(),
    "many cells": (GOOD + "," * 10_000 + "\n").encode(),
    "NUL": GOOD.encode().replace(b"L1", b"L\0\0001"),
    "only NUL": b"\0" * 5_000,
    "empty": b"",
    "header only": HEADER.encode(),
    "a mark alone": b"\xef\xbb\xbf",
    "one quote": b'"',
    "a web page": b"<html><table></table>",
    "a cut spreadsheet": excel()[:2_000],
    "a spreadsheet under another name": excel(),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_gives_an_account_or_one_sentence(tmp_path, monkeypatch, damage):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leads.csv").write_bytes(DAMAGED[damage])
    (tmp_path / "workbook.yml").write_text(WORKBOOK, encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["check", ".", "--json"], prog_name="kpi")
    assert isinstance(result.exception, SystemExit | None)
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    if result.exit_code == 0:
        account = json.loads(result.stdout)["tables"]["leads"]
        assert (
            account["read"]
            == account["kept"] + account["set_aside"]
            == account["kept"] + sum(account["reasons"].values())
        )
        assert result.stderr == ""
    else:
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1 and result.stderr.startswith("leads.csv")


@pytest.mark.parametrize(
    ("damage", "account"),
    [
        ("good", (40, 40)),
        ("mixed line ends", (40, 40)),
        ("header only", (0, 0)),
        ("doubled header", (81, 40)),
        ("swapped header", (40, 0)),
        ("long cells", (40, 40)),
        ("NUL", (40, 40)),
        ("swapped columns", (40, 0)),
        ("a spreadsheet under another name", (40, 40)),
    ],
)
def test_what_is_in_the_file_is_counted(tmp_path, monkeypatch, damage, account):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leads.csv").write_bytes(DAMAGED[damage])
    (tmp_path / "workbook.yml").write_text(WORKBOOK, encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["check", ".", "--json"], prog_name="kpi")
    leads = json.loads(result.stdout)["tables"]["leads"]
    assert (leads["read"], leads["kept"]) == account


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_workbook_is_begun_or_refused_in_one_sentence(tmp_path, monkeypatch, damage):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leads.csv").write_bytes(DAMAGED[damage].replace("会社名".encode(), "リード 所有者".encode()))
    result = CliRunner().invoke(cli.main, ["init", "book", "leads.csv"], prog_name="kpi")
    assert isinstance(result.exception, SystemExit | None)
    assert result.exit_code in (0, 2)
    assert result.stderr.count("\n") == (1 if result.exit_code else 0)
    assert (tmp_path / "book" / "workbook.yml").exists() == (result.exit_code == 0)
