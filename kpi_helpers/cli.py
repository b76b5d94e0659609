"""The commands. Nothing else reads the arguments."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpi_helpers.report.console import building, reading, speak_utf8
from kpi_helpers.workbook.errors import WorkbookError

if TYPE_CHECKING:
    from kpi_helpers.report.run import PageResult
    from kpi_helpers.workbook.workbook import Workbook

DONE, A_PAGE_FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130

MEETINGS = ("sales_sync", "marketing_sync", "team_sync")
SAMPLE = Path("data", "sample")
_CHECKOUT = Path(__file__).resolve().parents[1]
_OWN_OPTIONS = {"workbook": "DIR", "as_of": "--as-of", "team": "--team", "lang": "--lang", "reports": "--out"}


class _OneSentence(click.Group):
    """Whatever goes wrong is one sentence on standard error and an exit status."""

    def main(self, *args: Any, **extra: Any) -> Any:
        speak_utf8()
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except WorkbookError as error:
            status = _refuse(str(error), error, WRONG)
        except click.ClickException as error:
            status = _refuse(_with_help(error), error, WRONG)
        except (KeyboardInterrupt, click.Abort) as error:
            status = _refuse("Interrupted: the pages that stood before still stand.", error, INTERRUPTED)
        except BrokenPipeError:
            # Whoever read our output has seen enough; Python would complain once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = A_PAGE_FAILED
        except Exception as error:
            status = _refuse(
                f"An unexpected error occurred ({type(error).__name__}): run again with KPI_TRACEBACK=1 and report what it prints.",
                error, A_PAGE_FAILED,
            )
        sys.exit(status or DONE)


def _refuse(sentence: str, error: BaseException, status: int) -> int:
    if os.environ.get("KPI_TRACEBACK") == "1":
        import traceback

        traceback.print_exception(error)
    click.echo(" ".join(sentence.split()), err=True)
    return status


def _with_help(error: click.ClickException) -> str:
    place = getattr(error, "ctx", None)
    advice = f" See `{place.command_path} --help`." if place else ""
    return error.format_message().rstrip(".") + "." + advice


_DIR = click.argument("dir_", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
_AS_OF = click.option("--as-of", default="", metavar="YYYY-MM-DD", help="The day of the view; by default the last day with data.")
_TEAM = click.option("--team", default="", metavar="NAME", help="Only this team's numbers.")
_LANG = click.option("--lang", type=click.Choice(["ja", "en"]), help="By default the workbook's language.")
_OUT = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("reports"), show_default=True, help="Where the pages go."
)


def _options(*decorators: Callable) -> Callable:
    def decorate(command: Callable) -> Callable:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


@click.group(cls=_OneSentence, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """From CRM exports to one page per meeting.

    DIR is a workbook: a folder with exports and a workbook.yml; by default data/sample.
    """


@main.command()
@_options(_DIR, _AS_OF, _TEAM, _LANG, _OUT)
@click.option("--meeting", "meetings", multiple=True, type=click.Choice(MEETINGS), help="Only this meeting; may be repeated.")
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="A parameter of the notebooks; may be repeated.")
def build(
    dir_: Path | None, as_of: str, team: str, lang: str | None, out: Path, meetings: tuple[str, ...], settings: tuple[str, ...]
) -> int:
    """Build the meeting pages, the numbers and the minutes."""
    from kpi_helpers.report.index import write_index
    from kpi_helpers.report.parameters import read_settings
    from kpi_helpers.report.run import PageRequest, build_pages

    notebooks = _notebooks(meetings)
    chosen = read_settings(_free(settings), notebooks)
    wb = _open(dir_, as_of, team)
    lang = lang or wb.config.language
    folder = _write_numbers(wb, out)
    own = {
        "workbook": str(wb.config.folder.resolve()), "as_of": wb.as_of.isoformat(), "team": team, "lang": lang,
        "reports": str(out.resolve()),
    }
    requests = [
        PageRequest(meeting, notebook, folder, {**own, **chosen[meeting]}, lang) for meeting, notebook in notebooks.items()
    ]
    with building(list(notebooks)) as on_progress:
        results = build_pages(requests, on_progress=on_progress)
    index = write_index(out, lang=lang)
    for result in results:
        _tell(result)
    click.echo(index)
    return A_PAGE_FAILED if any(result.failures for result in results) else DONE


@main.command()
@_options(_DIR, _AS_OF, _TEAM, _OUT)
def numbers(dir_: Path | None, as_of: str, team: str, out: Path) -> int:
    """Write the numbers alone: no notebook, no figure."""
    folder = _write_numbers(_open(dir_, as_of, team), out)
    click.echo(folder / "numbers.csv")
    return DONE


def _open(dir_: Path | None, as_of: str, team: str) -> Workbook:
    from kpi_helpers.workbook.reading import check_budget
    from kpi_helpers.workbook.workbook import Workbook

    with reading() as on_progress:
        wb = Workbook.open(_workbook_folder(dir_), as_of=as_of, team=team, progress=on_progress)
    check_budget(wb.loaded, wb.config)
    chosen = "" if as_of else " (the last day with data; --as-of chooses another)"
    click.echo(f"{wb.config.name}: as of {wb.as_of}{chosen}", err=True)
    return wb


def _workbook_folder(given: Path | None) -> Path:
    """The folder named, else the sample: that of the working folder, or the one beside the package."""
    if given is not None:
        return given
    return SAMPLE if SAMPLE.is_dir() else _CHECKOUT / SAMPLE


def _write_numbers(wb: Workbook, out: Path) -> Path:
    from kpi_helpers.report.folders import page_folder
    from kpi_helpers.report.numbers import write_numbers, write_rejected
    from kpi_helpers.workbook.reading import rejected_rows

    folder = page_folder(out, wb.as_of, wb.team)
    write_rejected(rejected_rows(wb.loaded, wb.config.language), folder)
    write_numbers(wb, folder)
    return folder


def _notebooks(meetings: tuple[str, ...]) -> dict[str, Path]:
    """The notebook of each meeting asked for; by default of each that there is."""
    places = [place for place in (_CHECKOUT / "notebooks", Path.cwd() / "notebooks") if place.is_dir()]
    found = {
        meeting: next((place / f"{meeting}.ipynb" for place in places if (place / f"{meeting}.ipynb").is_file()), None)
        for meeting in MEETINGS
        if not meetings or meeting in meetings
    }
    absent = [meeting for meeting, notebook in found.items() if notebook is None]
    there = {meeting: notebook for meeting, notebook in found.items() if notebook is not None}
    if (meetings and absent) or not there:
        raise WorkbookError(
            f"There is no notebook {absent[0]}.ipynb in {_CHECKOUT / 'notebooks'}: "
            "run kpi from a checkout of the project that was installed with pip install -e ."
        )
    return there


def _free(settings: tuple[str, ...]) -> list[str]:
    for setting in settings:
        name = setting.partition("=")[0]
        if name in _OWN_OPTIONS:
            raise WorkbookError(f"--set {setting}: {name} has an option of its own, use {_OWN_OPTIONS[name]} instead.")
    return list(settings)


def _tell(result: PageResult) -> None:
    click.echo(result.page)
    for where, why in result.failures:
        click.echo(f"{result.meeting}: {where}: {why}", err=True)
    if result.detail and os.environ.get("KPI_TRACEBACK") == "1":
        click.echo(result.detail, err=True)
