"""What comes out of exports as tools really give them, through the real commands, and how many hand edits each still takes.

    python benchmarks/exports.py ../shared/cases/exports           every folder of exports
    python benchmarks/exports.py ../shared/cases/exports zoom-phone  single ones

Each folder holds only what a tool gave. `kpi init` writes the workbook, `kpi check` judges, `kpi numbers` counts. Counted as
hand edits are required columns that were left to fill in, files that stand in no table although something is needed of
them, and values of outcomes or results that have no meaning yet.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import click
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.cli import main as command

DAY = "2026-11-28"
_SHOWN = ("leads", "calls", "opportunities", "first_response_within_5min", "unanswered", "contact_rate", "cph", "won")
_MEANT = ("outcome", "is_won")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """A command's exit status, standard output and standard error; all in this process, which starts once."""
    said, refused = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(refused):
        try:
            command(list(map(str, arguments)))
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, said.getvalue(), refused.getvalue()


def edits(text: str, account: dict) -> dict[str, int]:
    """The hand edits that a draft still takes, by kind."""
    lacking = len(re.findall(r"^ +# \w+: +# (?:要確認|CHECK): (?:必須|required)", text, re.M))
    tables = yaml.safe_load(text)["tables"]
    unnamed = sum(
        code.removeprefix("unknown_value:") in _MEANT
        for table in account.get("tables", {}).values()
        for code in table["warnings"]
    )
    return {"fill in": lacking, "values": unnamed, "tables": len(tables)}


def of_folder(folder: Path, place: Path) -> dict[str, str]:
    """What came out of one folder."""
    files = sorted(path for path in folder.iterdir() if path.name != "definitions.yml")
    book = place / "book"
    book.mkdir()
    if (folder / "definitions.yml").is_file():
        shutil.copy(folder / "definitions.yml", book)
    status, said, refused = run("init", book, *files)
    if status:
        return {"folder": folder.name, "init": refused.strip()}
    text = (book / "workbook.yml").read_text(encoding="utf-8")
    status, out, refused = run("check", book, "--json", "--out", place / "out")
    account = json.loads(out) if out.startswith("{") else {}
    counted = edits(text, account)
    row = {
        "folder": folder.name,
        "tables": "+".join(yaml.safe_load(text)["tables"]),
        "edits": str(counted["fill in"] + counted["values"]),
        "check": refused.strip() if status else ", ".join(one["code"] for one in account.get("findings", [])),
    }
    status, out, refused = run("numbers", book, "--out", place / "out")
    row["numbers"] = refused.strip() if status else _numbers(Path(out.strip()))
    return row


def _numbers(path: Path) -> str:
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    found = []
    for kpi in _SHOWN:
        month = [row for row in rows if row["kpi"] == kpi and row["segment"] == "all" and len(row["period"]) == 7]
        if month:
            last = month[-1]
            found.append(
                f"{kpi} {last['numerator']}/{last['denominator']}" if last["denominator"] else f"{kpi} {last['value']}"
            )
    return ", ".join(found)


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("names", nargs=-1)
def main(folder: Path, names: tuple[str, ...]) -> None:
    """Print the table."""
    print("| folder | tables | hand edits | check | numbers |\n|---|---|---|---|---|")
    for one in sorted(path for path in folder.iterdir() if path.is_dir()):
        if names and one.name not in names:
            continue
        with tempfile.TemporaryDirectory() as place:
            row = of_folder(one, Path(place))
        cells = (
            row["folder"],
            row.get("tables", ""),
            row.get("edits", "–"),
            row.get("check", row.get("init", "")),
            row.get("numbers", ""),
        )
        print("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    os.environ["KPI_TODAY"] = DAY
    main()
