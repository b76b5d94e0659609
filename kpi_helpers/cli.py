"""The commands. Nothing else reads the arguments."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi_helpers.report.console import A_PAGE_FAILED, DONE, OneSentence, building, printable, reading
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.errors import LANGUAGES, WorkbookError, language, speak

if TYPE_CHECKING:
    import pandas as pd

    from kpi_helpers.report.run import PageResult
    from kpi_helpers.workbook.workbook import Workbook

SAMPLE = Path("data", "sample")
_LOG_WIDTH = 100
_CHECKOUT = Path(__file__).resolve().parents[1]
_OWN_OPTIONS = {"workbook": "DIR", "as_of": "--as-of", "team": "--team", "lang": "--lang", "reports": "--out"}


def _day(context: click.Context, option: click.Parameter, written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise WorkbookError(
            ja=f"--as-of: {written!r} は日付ではありません。2026-11-20 のように書いてください。",
            en=f"--as-of: {written!r} is not a day; write it as 2026-11-20.",
        ) from None


def _speak(context: click.Context, option: click.Parameter, lang: str | None) -> str | None:
    speak(chosen=lang)
    return lang


_DIR = click.argument("dir_", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
_AS_OF = click.option(
    "--as-of", callback=_day, metavar="YYYY-MM-DD", help="The day of the view; by default the last day with data."
)
_TEAM = click.option("--team", default="", metavar="NAME", help="Only this team's numbers.")
_LANG = click.option(
    "--lang", type=click.Choice(LANGUAGES), callback=_speak, is_eager=True, help="By default the workbook's language."
)
_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    help="Where the pages go.",
)


def _options(*decorators: Callable) -> Callable:
    def decorate(command: Callable) -> Callable:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


@click.group(cls=OneSentence, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """From CRM exports to one page per meeting.

    DIR is a workbook: a folder with exports and a workbook.yml; by default data/sample.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        raise WorkbookError(
            ja="コマンドがありません。kpi build でページを作ります。",
            en="A command is missing: kpi build makes the pages.",
        )


@main.command()
@_options(_DIR, _AS_OF, _TEAM, _LANG, _OUT)
@click.option(
    "--meeting",
    "meetings",
    multiple=True,
    type=click.Choice(list(MEETINGS)),
    help="Only this meeting; may be repeated.",
)
@click.option(
    "--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="A parameter of the notebooks; may be repeated."
)
def build(
    dir_: Path | None,
    as_of: date | None,
    team: str,
    lang: str | None,
    out: Path,
    meetings: tuple[str, ...],
    settings: tuple[str, ...],
) -> int:
    """Build the meeting pages, the numbers and the minutes."""
    from kpi_helpers.report.index import write_index
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.report.numbers import add_sections
    from kpi_helpers.report.outputs.companions import companions, write_spreadsheet
    from kpi_helpers.report.parameters import read_settings
    from kpi_helpers.report.run import PageRequest, build_pages

    notebooks = _notebooks(_workbook_folder(dir_), meetings)
    chosen = read_settings(_free(settings), notebooks)
    wb = _open(dir_, as_of, team, lang)
    lang = lang or wb.config.language
    # A kernel works in the notebooks' folder, for which a relative path would be another one.
    out = out.resolve()
    folder, table = _write_numbers(wb, out, lang)
    own = {
        "workbook": str(wb.config.folder.resolve()),
        "as_of": wb.as_of.isoformat(),
        "team": team,
        "lang": lang,
        "reports": str(out),
    }
    requests = [
        PageRequest(
            meeting,
            notebook,
            folder,
            {**own, **chosen[meeting]},
            lang,
            companions(Meeting(meeting, wb, lang, bool(chosen[meeting].get("mask_names")), out)),
        )
        for meeting, notebook in notebooks.items()
    ]
    with building(list(notebooks)) as on_progress:
        results = build_pages(requests, on_progress=on_progress)
    table = add_sections(table, folder, {result.meeting: result.records for result in results})
    write_spreadsheet(folder, table, lang, wb.config.currency)
    index = write_index(out, lang=lang)
    for result in results:
        _tell(result)
    click.echo(_near(index))
    return A_PAGE_FAILED if any(result.failures for result in results) else DONE


@main.command()
@_options(_DIR, _AS_OF, _TEAM, _LANG, _OUT)
def numbers(dir_: Path | None, as_of: date | None, team: str, lang: str | None, out: Path) -> int:
    """Write the numbers alone: no notebook, no figure."""
    wb = _open(dir_, as_of, team, lang)
    folder, _ = _write_numbers(wb, out, lang or wb.config.language)
    click.echo(_near(folder / "numbers.csv"))
    return DONE


@main.command()
@_options(_DIR, _AS_OF, _LANG, _OUT)
@click.option("--strict", is_flag=True, help="Exit with status 2 where anything is to be warned of.")
@click.option("--json", "as_json_", is_flag=True, help="Print the account of every row as JSON.")
def check(dir_: Path | None, as_of: date | None, lang: str | None, out: Path, strict: bool, as_json_: bool) -> int:
    """Say what was read, what was set aside and why."""
    import json

    from rich.console import Console

    from kpi_helpers.report.checking import as_json, judged_workbook, print_check
    from kpi_helpers.workbook.reading import check_budget

    with reading() as on_progress:
        judged = judged_workbook(_workbook_folder(dir_), as_of, on_progress)
    config = judged.config
    rejected = judged.write_rejected(out, lang or config.language)
    if as_json_:
        click.echo(json.dumps(as_json(judged), ensure_ascii=False, indent=1))
    else:
        print_check(Console(width=None if sys.stdout.isatty() else _LOG_WIDTH), judged, lang or config.language)
        click.echo(_near(rejected))
    check_budget(judged.loaded, config)
    if strict and judged.has_warnings:
        raise WorkbookError(
            ja=f"{config.folder}: 要確認があります。一覧を見て、書き出しか workbook.yml を直すか、--strict を外してください。",
            en=f"{config.folder}: there are warnings; see the list, correct the exports or workbook.yml, or leave out --strict.",
        )
    return DONE


@main.command()
@_options(_DIR, _AS_OF, _TEAM, _LANG)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("explore"),
    show_default=True,
    help="The working folder: copies of the notebooks, which are yours to change.",
)
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the address in the browser.")
def explore(dir_: Path | None, as_of: date | None, team: str, lang: str | None, out: Path, browser: bool) -> int:
    """Open JupyterLab on the notebooks with this workbook, until Ctrl-C."""
    from kpi_helpers.explore.folder import keep_within, prepare_folder
    from kpi_helpers.explore.lab import run_lab

    out = out.resolve()
    keep_within(out)
    wb = _open(dir_, as_of, team, lang)
    notebooks = _every_notebook(wb.config.folder)
    copies = prepare_folder(
        out,
        notebooks,
        {
            "workbook": str(wb.config.folder.resolve()),
            "as_of": as_of.isoformat() if as_of else "",
            "team": team,
            "lang": lang or "",
        },
    )
    run_lab(out, copies[0], with_browser=browser, on_ready=lambda address: click.echo(f"{address}\n(Ctrl-C ends it)"))
    return DONE


@main.command()
@click.argument("dir_", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--table", "tables", multiple=True, metavar="NAME=FILE", help="The table that a file holds; may be repeated."
)
def init(dir_: Path, files: tuple[Path, ...], tables: tuple[str, ...]) -> None:
    """Recognise exports and write a first workbook.yml; files outside DIR are copied into it."""
    from kpi_helpers.report.starting import told_of
    from kpi_helpers.workbook.starting import HOME, start_workbook, table_of_file
    from kpi_helpers.workbook.today import today

    if not files and not tables:
        raise click.UsageError("Missing argument 'FILE...': name the exports.", click.get_current_context())
    started = start_workbook(dir_, files, tables=dict(map(table_of_file, tables)), today=today(HOME))
    for line in told_of(started, _near(dir_)):
        click.echo(printable(line))


@main.command()
@click.option("--definitions", is_flag=True, help="That of definitions.yml.")
def schema(definitions: bool) -> int:
    """Print the JSON Schema of workbook.yml, by which an editor completes and checks."""
    import json

    from kpi_helpers.workbook.json_schema import json_schema
    from kpi_helpers.workbook.keys_definitions import DEFINITIONS
    from kpi_helpers.workbook.keys_workbook import WORKBOOK

    click.echo(json.dumps(json_schema(DEFINITIONS if definitions else WORKBOOK), ensure_ascii=False, indent=1))
    return DONE


@main.command()
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--keys", is_flag=True, help="Instead, every key of workbook.yml and definitions.yml.")
def glossary(lang: str, keys: bool) -> int:
    """Print every KPI and every column as Markdown."""
    from kpi_helpers.report.dictionary import dictionary
    from kpi_helpers.report.reference import reference

    click.echo(reference() if keys else dictionary(lang), nl=False)
    return DONE


@main.command()
@_options(_LANG)
def clean(lang: str | None) -> int:
    """Empty the cache, which lies outside the workbooks; entries in use stay."""
    from kpi_helpers.workbook.cache import cache_root, clear

    gone, in_use = clear()
    if language() == "ja":
        held = f"使用中の {in_use} 件は残しました。" if in_use else ""
        click.echo(printable(f"{cache_root()}: キャッシュを {gone} 件削除しました。{held}"))
    else:
        held = f" {in_use} in use stayed." if in_use else ""
        click.echo(printable(f"{cache_root()}: {gone} entries of the cache were removed.{held}"))
    return DONE


def _open(dir_: Path | None, as_of: date | None, team: str, lang: str | None) -> Workbook:
    from kpi_helpers.report.day_words import as_of_lines
    from kpi_helpers.workbook.reading import check_budget
    from kpi_helpers.workbook.workbook import Workbook

    with reading() as on_progress:
        wb = Workbook.open(_workbook_folder(dir_), as_of=as_of, team=team, progress=on_progress)
    if wb.loaded is not None:
        check_budget(wb.loaded, wb.config)
    for line in as_of_lines(wb, lang or wb.config.language):
        click.echo(line, err=True)
    return wb


def _workbook_folder(given: Path | None) -> Path:
    """The folder named, else the sample: that of the working folder, or the one beside the package."""
    if given is not None:
        return given
    return SAMPLE if SAMPLE.is_dir() else _CHECKOUT / SAMPLE


def _write_numbers(wb: Workbook, out: Path, lang: str) -> tuple[Path, pd.DataFrame]:
    from kpi_helpers.report.about import About
    from kpi_helpers.report.folders import page_folder
    from kpi_helpers.report.numbers import write_numbers, write_rejected
    from kpi_helpers.workbook.reading import rejected_rows

    folder = page_folder(out, wb.as_of, wb.team)
    if wb.loaded is not None:
        write_rejected(rejected_rows(wb.loaded, lang), folder)
    table = write_numbers(wb, folder)
    About.of(wb).write(folder)
    return folder, table


def _notebook_folders(workbook: Path) -> list[Path]:
    """Where notebooks are looked for: the workbook's own before those of the project."""
    return [workbook / "notebooks", _CHECKOUT / "notebooks"]


def _notebooks(workbook: Path, meetings: tuple[str, ...]) -> dict[str, Path]:
    """The notebook of each meeting asked for; by default of each that there is."""
    places = _notebook_folders(workbook)
    found = {}
    for meeting in meetings or MEETINGS:
        notebook = next((path for place in places if (path := place / f"{meeting}.ipynb").is_file()), None)
        if notebook is not None:
            found[meeting] = notebook
        elif meetings:
            raise _no_notebook(meeting, places)
    if not found:
        raise _no_notebook(next(iter(MEETINGS)), places)
    return found


def _no_notebook(meeting: str, places: list[Path]) -> WorkbookError:
    return WorkbookError(
        ja=f"ノートブック {meeting}.ipynb が {' にも '.join(map(str, places))} にもありません。pip install -e . でインストールしたチェックアウトの中で kpi を実行してください。",
        en=(
            f"There is no notebook {meeting}.ipynb in {' or '.join(map(str, places))}: "
            "run kpi from a checkout of the project that was installed with pip install -e ."
        ),
    )


def _every_notebook(workbook: Path) -> list[Path]:
    """The meetings' notebooks, then all others; of two with one name the workbook's own."""
    found = {path.name: path for place in _notebook_folders(workbook) for path in sorted(place.glob("*.ipynb"))}
    own = {path.name: path for path in sorted(_notebook_folders(workbook)[0].glob("*.ipynb"))}
    meetings = list(_notebooks(workbook, ()).values())
    others = sorted((found | own).values(), key=lambda path: path.name)
    return [*meetings, *(path for path in others if path not in meetings)]


def _free(settings: tuple[str, ...]) -> list[str]:
    for setting in settings:
        name = setting.partition("=")[0]
        if name in _OWN_OPTIONS:
            raise WorkbookError(
                ja=f"--set {setting}: {name} には専用の指定があります。{_OWN_OPTIONS[name]} を使ってください。",
                en=f"--set {setting}: {name} has an option of its own, use {_OWN_OPTIONS[name]} instead.",
            )
    return list(settings)


def _tell(result: PageResult) -> None:
    click.echo(_near(result.page))
    for where, why in result.failures:
        click.echo(f"{result.meeting}: {where}: {why}", err=True)
    if result.detail and os.environ.get("KPI_TRACEBACK") == "1":
        click.echo(result.detail, err=True)


def _near(path: Path) -> Path:
    """A path as one would type it from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
