"""The commands: what they write, what they say, how they end."""

import contextlib
import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from kpi_helpers import cli
from kpi_helpers.report.dictionary import dictionary

ROOT = Path(__file__).parents[2]
PARAMETERS = """
workbook: str = ""  # folder
as_of: str = ""  # day
team: str = ""  # team
lang: str = ""  # ja or en
mask_names: bool = False  # pseudonyms
reports: str = ""  # earlier pages
"""
SECTION = """
from kpi_helpers.report.section import Section, guarded
guarded(lambda: Section(f"{as_of} {lang} {mask_names}", key="sales", question="売上の着地は?"), key="sales", question="売上の着地は?", lang="ja")
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A command's exit status, standard output and standard error, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_CHECKOUT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def command(*arguments):
        result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments], prog_name="kpi")
        assert isinstance(result.exception, SystemExit | None)
        return result.exit_code, result.stdout, result.stderr

    return command


def write_notebook(folder, *cells, meeting="sales_sync"):
    """A notebook of one meeting with these code cells."""
    new = nbformat.v4
    notebook = new.new_notebook(
        cells=[
            new.new_code_cell(PARAMETERS.strip(), metadata={"tags": ["parameters"]}),
            new.new_markdown_cell("## 売上の着地は?"),
            *(new.new_code_cell(cell.strip()) for cell in cells),
        ]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "notebooks" / f"{meeting}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)


def sentence(result):
    """The one line on standard error of a command that was refused."""
    status, _, error = result
    assert status == 2 and error.count("\n") == 1 and "Traceback" not in error
    return error


def test_numbers_writes_both_files_and_says_the_day(run, folder, tmp_path):
    status, out, error = run("numbers", folder)
    assert status == 0
    assert Path(out.strip()) == Path("reports/2026-11-04/numbers.csv")
    assert "2026-11-04 時点（リードが最後に作成された日。" in error
    day = tmp_path / "reports" / "2026-11-04"
    assert sorted(entry.name for entry in day.iterdir()) == [".about.json", "numbers.csv", "rejected.csv"]
    with (day / "rejected.csv").open(encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file)
    assert (row["table"], row["file"], row["line"], row["reason"]) == (
        "leads",
        "leads.csv",
        "5",
        "必須の値がない：lead_id",
    )
    assert row["row"] == ",2026-11-04 10:00,名なし,Web,佐藤"


def test_numbers_looks_at_the_day_asked_for(run, folder, tmp_path):
    status, _, error = run("numbers", folder, "--as-of", "2026-11-10", "--out", "elsewhere", "--lang", "en")
    assert status == 0 and "as of 2026-11-10\n" in error
    with (tmp_path / "elsewhere" / "2026-11-10" / "numbers.csv").open(encoding="utf-8-sig", newline="") as file:
        values = {(row["kpi"], row["segment"], row["period"]): row["value"] for row in csv.DictReader(file)}
    # O1, won on the 6th; L2 and L3 of November; the formula is a channel's name.
    assert values["sales", "all", "2026-11"] == "1200000"
    assert (
        values["leads", "all", "2026-11"] == "2"
        and values["leads", "channel==1+1".replace("==1", "=%3D1"), "2026-11"] == "1"
    )
    assert "a required value is missing" in (tmp_path / "elsewhere" / "2026-11-10" / "rejected.csv").read_text(
        encoding="utf-8-sig"
    )


def test_try_weighs_a_definition_and_writes_nothing(run, folder, tmp_path):
    """Every lead is valid without a definition; of the three only those of the Web would be."""
    status, out, error = run("try", folder, "channel = Web", "--lang", "en")
    assert status == 0, error
    assert (
        "In force: none (every lead is valid)" in out and 'conditions:\n      - {column: "channel", is: "Web"}' in out
    )
    assert not (tmp_path / "reports").exists()
    assert "write column, test and value" in sentence(run("try", folder, "channel", "--lang", "en"))
    assert "No condition is left" in run("try", folder, "--lang", "en")[2]
    both = run("try", folder, "channel in Web, 紹介, lead_id is not L9", "--lang", "en")
    assert '{column: "channel", in: ["Web", "紹介"]}' in both[1] and '{column: "lead_id", is_not: "L9"}' in both[1]


def test_build_publishes_page_notebook_minutes_numbers_and_index(run, folder, tmp_path):
    write_notebook(tmp_path, SECTION)
    status, out, error = run("build", folder, "--set", "mask_names=true", "--lang", "en")
    assert (status, out.split()) == (
        0,
        [str(Path("reports/2026-11-04/sales_sync.html")), str(Path("reports/index.html"))],
    ), error
    day = tmp_path / "reports" / "2026-11-04"
    assert sorted(entry.name for entry in day.iterdir()) == [
        ".about.json",
        "focus_opportunities.csv",
        "numbers.csv",
        "numbers.xlsx",
        "rejected.csv",
        "sales_sync.digest.md",
        "sales_sync.html",
        "sales_sync.ipynb",
        "sales_sync.minutes.md",
    ]
    page = (day / "sales_sync.html").read_text(encoding="utf-8")
    assert "2026-11-04 en True" in re.sub("<[^>]+>", "", page) and '<html lang="en">' in page
    assert "2026-11-04 en True" in (day / "sales_sync.minutes.md").read_text(encoding="utf-8")
    assert "sales_sync.html" in (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "sales_sync 4/4 売上の着地は?" in error


def test_a_page_that_fails_ends_with_one_and_leaves_the_others(run, folder, tmp_path):
    write_notebook(tmp_path, SECTION)
    write_notebook(tmp_path, "1 / 0", meeting="team_sync")
    status, out, error = run("build", folder)
    assert status == 1
    assert "team_sync: 売上の着地は?: 想定外のエラー (ZeroDivisionError)" in error and "Traceback" not in error
    assert (tmp_path / "reports" / "2026-11-04" / "sales_sync.html").exists()
    assert not (tmp_path / "reports" / "2026-11-04" / "team_sync.html").exists()


def test_a_section_that_fails_ends_with_one_and_the_page_stands(run, folder, tmp_path):
    write_notebook(tmp_path, SECTION.replace("Section(f", "1 / 0 or Section(f"))
    status, _, error = run("build", folder)
    assert status == 1 and "売上の着地は?" in error
    assert "作成できませんでした" in (tmp_path / "reports" / "2026-11-04" / "sales_sync.html").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as-of", "2026/11/04"), "--as-of: '2026/11/04' is not a day"),
        (("--as-of", "2026-02-30"), "is not a day"),
        (("--as-of", "0001-01-01"), "0001-01-01 is out of range"),
        (("--as-of", "9999-12-31"), "write a day from 2000-01-01 to 2100-12-31"),
        (("--team", "XX"), "knows no team 'XX'"),
        (("--meeting", "standup"), "'standup' is not one of"),
        (("--meeting", "team_sync"), "no notebook team_sync.ipynb"),
        (("--lang", "fr"), "'fr' is not one of"),
        (("--set", "colour=red"), "no notebook has a parameter 'colour'"),
        (("--set", "mask_names=perhaps"), "true or false"),
        (("--set", "mask_names"), "parameter=value"),
        (("--set", "reports=/tmp"), "use --out instead"),
        (("--colour",), "No such option"),
        (("more", "folders"), "unexpected extra argument"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_written(run, folder, tmp_path, arguments, said):
    write_notebook(tmp_path, SECTION)
    assert said in sentence(run("build", folder, *arguments)).splitlines()[-1]
    assert not (tmp_path / "reports").exists()


def test_a_wrong_workbook_is_one_sentence(run, folder, tmp_path):
    write_notebook(tmp_path, SECTION)
    assert "has no workbook.yml" in sentence(run("build", tmp_path / "nowhere"))
    (folder / "leads.csv").write_text("番号,作成日\n1,2026-11-04\n", encoding="utf-8")
    assert "leads.csv" in sentence(run("numbers", folder))
    assert not (tmp_path / "reports").exists()


def test_a_wrong_command_is_one_sentence(run):
    assert "No such command 'bild'" in sentence(run("bild"))
    status, out, error = run()
    assert status == 2 and "Usage: kpi" in out and error.count("\n") == 1


def test_too_many_rows_set_aside_stop_the_build_but_not_the_check(run, folder, tmp_path):
    write_notebook(tmp_path, SECTION)
    text = (folder / "workbook.yml").read_text(encoding="utf-8").replace("rejected_budget: 0.5", "rejected_budget: 0.1")
    (folder / "workbook.yml").write_text(text, encoding="utf-8")
    assert "1 of 4 rows of leads (25.0%)" in sentence(run("build", folder))
    assert not (tmp_path / "reports").exists()
    status, out, error = run("check", folder)
    assert status == 2 and "1 of 4 rows" in error and "必須の値がない" in out
    assert (tmp_path / "reports" / "2026-11-04" / "rejected.csv").exists()


def test_check_prints_the_account_of_every_table(run, folder):
    status, out, error = run("check", folder)
    assert (status, error) == (0, "")
    line = next(line.split() for line in out.splitlines() if line.strip().startswith("リード "))
    assert line == ["リード", "4", "3", "1", "0", "2026-10-05", "–", "2026-11-04"]
    assert "必須の値がない：lead_id（例: leads.csv:5 ,2026-11-04 10:00,名なし,Web,佐藤）" in out
    [lacking, *_] = [line for line in out.splitlines() if line.startswith("  目標の表がない（または行がない）: ")]
    assert {"目標", "達成率", "売上差の要因分解"} <= set(lacking.partition(": ")[2].split("、"))
    assert "  the table of targets is not there or has no row: " in run("check", folder, "--lang", "en")[1]


def test_check_as_json_conserves_the_rows(run, folder):
    status, out, _ = run("check", folder, "--json")
    tables = json.loads(out)["tables"]
    assert status == 0 and set(tables) == {"leads", "opportunities"}
    assert tables["leads"] == {"read": 4, "kept": 3, "set_aside": 1, "reasons": {"missing_required": 1}, "warnings": {}}
    assert all(
        table["read"] == table["kept"] + table["set_aside"] == table["kept"] + sum(table["reasons"].values())
        for table in tables.values()
    )


def test_a_name_that_a_terminal_would_obey_is_printed_without_its_commands(run, folder, monkeypatch):
    monkeypatch.setenv("KPI_TODAY", "2026-11-05")
    text = (folder / "workbook.yml").read_text(encoding="utf-8").replace("見本チーム", '"\\e]2;pwned\\a"')
    (folder / "workbook.yml").write_text(text, encoding="utf-8")
    status, _, error = run("numbers", folder, "--as-of", "2026-11-10", "--lang", "en")
    assert (
        status == 0 and error.startswith("]2;pwned: as of 2026-11-10\n") and "\x1b" not in error and "\a" not in error
    )
    assert "Note: 2026-11-10 lies ahead of today (2026-11-05)" in error


def test_a_row_as_long_as_a_book_costs_the_check_no_more_than_it_is_long(run, folder):
    with (folder / "leads.csv").open("a", encoding="utf-8") as file:
        file.write(f",2026-11-04,{'a' * 300_000},{'a.b@' * 100_000},佐藤\n")
    begun = time.process_time()
    status, out, _ = run("check", folder)
    assert status == 0 and "例: leads.csv" in out and time.process_time() - begun < 20


def test_strict_makes_a_warning_an_error(run, folder):
    status, out, _ = run("check", folder, "--strict")
    assert status == 2 and "先月と比べられません" in out and "リード表にないリード ID" not in out
    text = (folder / "deals.csv").read_text(encoding="utf-8").replace("O2,2026-11-05,L3", "O2,2026-11-05,L9\x1b[2J")
    (folder / "deals.csv").write_text(text, encoding="utf-8")
    status, out, error = run("check", folder, "--strict")
    assert status == 2 and "there are warnings" in error and error.count("\n") == 1
    assert "リード表にないリード ID" in out and "\x1b" not in out
    assert run("check", folder)[0] == 0


def test_rows_without_a_readable_date_can_be_checked(run, folder, tmp_path):
    (folder / "leads.csv").write_text("id,作成日,会社名,流入元,担当\nL1,いつか,a,b,c\n", encoding="utf-8")
    (folder / "deals.csv").write_text("id,作成日,リード,金額,完了日,受注\n", encoding="utf-8")
    status, out, _ = run("check", folder)
    assert status == 2 and "日付を読めない" in out and (tmp_path / "reports" / "rejected.csv").exists()


def test_an_unexpected_error_is_a_sentence_with_its_kind(run, folder, monkeypatch):
    def fail(*_, **__):
        raise KeyError("taro@example.com")

    monkeypatch.setattr("kpi_helpers.report.numbers.write_numbers", fail)
    status, _, error = run("numbers", folder)
    assert status == 1 and "(KeyError)" in error and "taro" not in error and "Traceback" not in error
    monkeypatch.setenv("KPI_TRACEBACK", "1")
    assert "Traceback" in run("numbers", folder)[2]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_glossary_prints_every_kpi_and_column(run, lang):
    status, out, _ = run("glossary", "--lang", lang)
    assert (status, out) == (0, dictionary(lang))
    for said in ("`sales`", "`contact_rate`", "`role_verdict`", "`is_won`", "`talk_seconds`"):
        assert said in out


@pytest.mark.parametrize(("lang", "name"), [("en", "glossary.md"), ("ja", "データ辞書.md")])
def test_the_committed_glossary_is_current(lang, name):
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == dictionary(lang), f"run: kpi glossary --lang {lang} > docs/{name}"


def command(*arguments):
    program = "import pathlib, sys; from kpi_helpers import cli; cli._CHECKOUT = pathlib.Path.cwd(); cli.main()"
    return [sys.executable, "-c", program, *map(str, arguments)]


def in_a_terminal_of_windows():
    """The environment of a program whose output goes to a file on a Japanese Windows."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}


def test_output_takes_every_character_whatever_the_code_page(folder, tmp_path):
    text = (folder / "workbook.yml").read_text(encoding="utf-8").replace("見本チーム", "見本チーム🎯é")
    (folder / "workbook.yml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        command("numbers", folder),
        cwd=tmp_path,
        env=in_a_terminal_of_windows(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0 and "見本チーム🎯é" in done.stderr.decode("utf-8")


OWN_SECTION = """
import kpi_helpers as kh
meeting = kh.Meeting.open("sales_sync", workbook, as_of=as_of, lang=lang)
own = kh.leads(meeting, period=meeting.month).assign(kpi="weekend_leads", value=3)

@kh.section("weekend", "週末のリードは?", "Weekends?", kpis=("list_opportunity",), tables=("leads",))
def weekend(meeting):
    return kh.Section("週末のリードは 3件です。", own_numbers=own)

weekend(meeting)
"""


def test_a_workbook_s_own_notebook_comes_first_and_its_section_is_on_the_page_and_in_the_numbers(run, folder, tmp_path):
    write_notebook(tmp_path, SECTION)  # the project's
    write_notebook(folder, OWN_SECTION)
    status, _, error = run("build", folder, "--as-of", "2026-11-18")
    assert status == 0, error
    page = (tmp_path / "reports" / "2026-11-18" / "sales_sync.html").read_text(encoding="utf-8")
    assert "週末のリードは 3件です。" in page and 'id="sales"' not in page
    with (tmp_path / "reports" / "2026-11-18" / "numbers.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    shown = {row["kpi"]: row["meeting"] for row in rows}
    # Of the lists that are called sales_sync shows nothing by itself.
    assert shown["weekend_leads"] == "sales_sync" and shown["leads"].startswith("sales_sync+")
    assert shown["list_opportunity"] == "sales_sync+marketing_sync+team_sync"
    assert shown["list_leads"] == "team_sync"
    assert [row["value"] for row in rows if row["kpi"] == "weekend_leads"] == ["3"]


def test_numbers_load_neither_charts_nor_notebooks(folder, tmp_path):
    program = (
        "import sys; from kpi_helpers import cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print(sorted({'matplotlib', 'papermill', 'nbconvert', 'nbformat', 'seaborn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "numbers", str(folder)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_an_interrupted_build_leaves_the_last_good_page(folder, tmp_path):
    write_notebook(tmp_path, SECTION, "import time; time.sleep(120)")
    page = tmp_path / "reports" / "2026-11-04" / "sales_sync.html"
    page.parent.mkdir(parents=True)
    page.write_text("the last good page", encoding="utf-8")
    running = subprocess.Popen(
        command("build", folder),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with running, contextlib.ExitStack() as last:
        last.callback(running.kill)
        until = time.monotonic() + 120
        for line in running.stderr:
            if "売上の着地は?" in line or time.monotonic() > until:
                break
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        assert running.wait(timeout=60) == 130
    assert said.splitlines()[-1] == "Interrupted: the pages that stood before still stand." and "Traceback" not in said
    assert "Kernel died" not in said  # in no language but English
    assert page.read_text(encoding="utf-8") == "the last good page"
    assert [entry.name for entry in (tmp_path / "reports").iterdir()] == ["2026-11-04"]
