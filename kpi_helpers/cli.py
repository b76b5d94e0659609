"""The commands. Nothing else reads the arguments."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpi_helpers.report.console import (
    A_PAGE_FAILED,
    DONE,
    OneSentence,
    building,
    hide_names,
    near,
    printable,
    reading,
    tell_neighbours,
    tell_page,
    warn,
)
from kpi_helpers.report.options import (
    AS_OF,
    BROWSER,
    DIR,
    FOLDER,
    GLOSSARY_LANG,
    JSON,
    KEYS,
    LANG,
    MASKS,
    MEETING,
    OF_DEFINITIONS,
    OUT,
    OUTPUTS,
    PDF,
    PNG,
    REPORTS,
    SETTING,
    STRICT,
    TABLE,
    TEAM,
    WITHOUT,
    options,
)
from kpi_helpers.workbook.errors import WorkbookError, in_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_helpers.workbook.definitions import Condition
    from kpi_helpers.workbook.workbook import Workbook

SAMPLE = Path("data", "sample")
_LOG_WIDTH = 100
_CHECKOUT = Path(__file__).resolve().parents[1]


@click.group(
    cls=OneSentence,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    ja="CRM の書き出しから、会議ごとに一枚のページを作ります。\n\nDIR はワークブック（書き出しと workbook.yml のあるフォルダー）です。省略すると data/sample を使います。",
    en="From CRM exports to one page per meeting.\n\nDIR is a workbook: a folder with exports and a workbook.yml; by default data/sample.",
)
@click.pass_context
def main(context: click.Context) -> None:
    """Without a command, say which there are."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        raise WorkbookError(
            ja="コマンドがありません。kpi build でページを作ります。",
            en="A command is missing: kpi build makes the pages.",
        )


@main.command(
    ja="会議ページ、数字、議事録を作ります。",
    en="Build the meeting pages, the numbers and the minutes.",
)
@options(DIR, AS_OF, TEAM, LANG, OUT)
@MEETING
@SETTING
@PDF
@PNG
def build(
    dir_: Path | None,
    as_of: date | None,
    team: str,
    lang: str | None,
    out: Path,
    meetings: tuple[str, ...],
    settings: tuple[str, ...],
    pdf: bool,
    png: bool,
) -> int:
    """Build the meeting pages, the numbers and the minutes."""
    from kpi_helpers.report.early import EarlyKernels
    from kpi_helpers.report.notebooks import notebooks_of

    notebooks = notebooks_of(_notebook_folders(_workbook_folder(dir_)), meetings)
    click.get_current_context().with_resource(EarlyKernels(len(notebooks)))

    from dataclasses import replace
    from functools import cache, partial

    from kpi_helpers.report.folders import page_folder
    from kpi_helpers.report.index import write_index
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.report.numbers import add_sections, write_data
    from kpi_helpers.report.outputs.companions import Companions, chosen_outputs, print_pages, write_outputs
    from kpi_helpers.report.parameters import free_settings, read_settings
    from kpi_helpers.report.part import PARAMETERS, narrowed_to
    from kpi_helpers.report.publishing import publication
    from kpi_helpers.report.run import PageRequest, build_pages
    from kpi_helpers.workbook.one_session import holding

    chosen = read_settings(free_settings(settings), notebooks)
    parts = {name: str(value) for own in chosen.values() for name, value in own.items() if name in PARAMETERS}
    mask_names = any(own.get("mask_names") for own in chosen.values())
    wb = narrowed_to(_open(dir_, as_of, team, lang, mask_names=mask_names), parts)
    # A kernel works in the notebooks' folder, for which a relative path would be another one.
    lang, out = lang or wb.config.language, out.resolve()
    held = {name: Meeting(name, wb, lang, mask_names, out) for name in notebooks}
    first = next(iter(held.values()))
    mask, folder = first.mask, page_folder(out, wb.as_of, first.place)
    view = {"as_of": wb.as_of.isoformat(), "team": team, "lang": lang}
    own = {"workbook": str(wb.config.folder.resolve()), "reports": str(out), **view}
    outputs = chosen_outputs(wb.config, pdf=pdf, png=png)
    tell_neighbours(folder, out, wb.config, mask)
    with publication(folder, out, mask) as draft:
        counted = cache(partial(write_data, wb, draft, lang, mask))
        made = Companions(held, outputs)
        requests = [
            PageRequest(meeting, notebook, draft, {**own, **chosen[meeting]}, lang, made.texts, "png" in outputs)
            for meeting, notebook in notebooks.items()
        ]
        with holding(wb) as answer, building(list(notebooks)) as on_progress:

            def beside() -> None:
                made.prepare(draft, counted())
                answer()  # only now: two threads would ask a database at once

            results = build_pages(requests, on_progress=on_progress, meanwhile=counted, beside=beside)
        table = add_sections(counted(), draft, {result.meeting: result.records for result in results}, mask)
        if table is not counted():
            write_outputs(first, draft, table, outputs)
    index = write_index(out, lang=lang, mask=mask)
    for result in results:
        tell_page(replace(result, page=folder / result.page.name))
    printable_pages = [folder / result.page.name for result in results if result.records and "pdf" in outputs]
    printed, unprinted = print_pages(printable_pages)
    for path in (index, *printed):
        click.echo(near(path))
    warn(unprinted)
    return A_PAGE_FAILED if unprinted or any(result.failures for result in results) else DONE


@main.command(
    ja="数字だけを書き出します。ノートブックも図もありません。",
    en="Write the numbers alone: no notebook, no figure.",
)
@options(DIR, AS_OF, TEAM, LANG, OUT, MASKS)
def numbers(
    dir_: Path | None, as_of: date | None, team: str, lang: str | None, out: Path, settings: tuple[str, ...]
) -> int:
    """Write the numbers alone: no notebook, no figure."""
    from kpi_helpers.report.folders import page_folder
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.report.numbers import write_data
    from kpi_helpers.report.parameters import masks_names
    from kpi_helpers.report.publishing import publication

    mask_names = masks_names(settings)
    wb = _open(dir_, as_of, team, lang, mask_names=mask_names)
    lang = lang or wb.config.language
    of_all = Meeting("", wb, lang, mask_names)
    mask, folder = of_all.mask, page_folder(out, wb.as_of, of_all.place)
    tell_neighbours(folder, out, wb.config, mask)
    with publication(folder, out, mask) as draft:
        write_data(wb, draft, lang, mask)
    click.echo(near(folder / "numbers.csv"))
    return DONE


@main.command(
    ja="何を読み、何をなぜ除いたかを表示します。",
    en="Say what was read, what was set aside and why.",
)
@options(DIR, AS_OF, LANG, OUT, MASKS)
@STRICT
@JSON
def check(
    dir_: Path | None,
    as_of: date | None,
    lang: str | None,
    out: Path,
    settings: tuple[str, ...],
    strict: bool,
    as_json_: bool,
) -> int:
    """Say what was read, what was set aside and why."""
    import json

    from rich.console import Console

    from kpi_helpers.report.checking import as_json, judged_workbook, print_check
    from kpi_helpers.report.masking import Mask
    from kpi_helpers.report.parameters import masks_names
    from kpi_helpers.workbook.reading import check_budget

    mask_names, folder = masks_names(settings), _workbook_folder(dir_)
    if mask_names:
        hide_names(Mask.of_folder(folder, lang))
    with reading() as on_progress:
        judged = judged_workbook(folder, as_of, on_progress)
    config = judged.config
    lang = lang or config.language
    mask = judged.mask(lang) if mask_names else None
    hide_names(mask)
    rejected = judged.write_rejected(out, lang, mask)
    if as_json_:
        click.echo(json.dumps(as_json(judged, mask), ensure_ascii=False, indent=1))
    else:
        print_check(Console(width=None if sys.stdout.isatty() else _LOG_WIDTH), judged, lang, mask)
        click.echo(near(rejected))
    check_budget(judged.loaded, config)
    if strict and judged.has_warnings:
        raise WorkbookError(
            ja=f"{config.folder}: 要確認があります。一覧を見て、書き出しか workbook.yml を直すか、--strict を外してください。",
            en=f"{config.folder}: there are warnings; see the list, correct the exports or workbook.yml, or leave out --strict.",
        )
    return DONE


@main.command(
    "try",
    ja="有効リードの定義の変更を、決める前に試算します。条件は 'employees >= 30, email is not freemail' のように書きます。",
    en="Weigh a change of the definition of a valid lead before it is agreed: 'employees >= 30, email is not freemail'.",
)
@options(DIR)
@click.argument("conditions", metavar="CONDITION...", nargs=-1)
@WITHOUT
@options(AS_OF, TEAM, LANG)
def try_(dir_: Path | None, conditions: Sequence[str], without: tuple[str, ...], **view: Any) -> int:
    """Weigh a change of the definition of a valid lead before it is agreed."""
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.report.trial_words import trial_lines
    from kpi_helpers.workbook.config import load_config
    from kpi_helpers.workbook.trial import conditions_from, of_columns, our_column, tried_version

    if dir_ and " " in dir_.name and not dir_.exists():
        dir_, conditions = None, (str(dir_), *conditions)
    config = load_config(_workbook_folder(dir_))
    tried = of_columns([one for written in conditions for one in conditions_from(written)], config)
    wb = _open(dir_, **view, tried=tried)
    version = tried_version(wb.definitions, wb.as_of, tried, [our_column(one, config) for one in without])
    for line in trial_lines(Meeting("marketing_sync", wb, view["lang"] or wb.config.language), version):
        click.echo(printable(line))
    return DONE


@main.command(
    ja="このワークブックのノートブックを JupyterLab で開きます。Ctrl-C で終わります。",
    en="Open JupyterLab on the notebooks with this workbook, until Ctrl-C.",
)
@options(DIR, AS_OF, TEAM, LANG, FOLDER, REPORTS, OUTPUTS, BROWSER)
def explore(dir_: Path | None, out: Path, reports: Path, keep_outputs: bool, browser: bool, **view: Any) -> int:
    """Open JupyterLab on the notebooks with this workbook, until Ctrl-C."""
    from kpi_helpers.explore.folder import keep_within, prepare_folder
    from kpi_helpers.explore.lab import run_lab
    from kpi_helpers.report.notebooks import every_notebook

    out = out.resolve()
    keep_within(out)
    wb = _open(dir_, **view)
    notebooks = every_notebook(_notebook_folders(wb.config.folder))
    asked = {name: str(value or "") for name, value in view.items()}
    places = {"workbook": str(wb.config.folder.resolve()), "reports": str(reports.resolve())}
    copies = prepare_folder(out, notebooks, asked | places, view["lang"] or wb.config.language)
    run_lab(out, copies[0], with_browser=browser, keep_outputs=keep_outputs, on_ready=_ready)
    return DONE


@main.command(
    ja="書き出しを見分けて、最初の workbook.yml を書きます。DIR の外のファイルは DIR にコピーします。",
    en="Recognise exports and write a first workbook.yml; files outside DIR are copied into it.",
)
@click.argument("dir_", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@TABLE
def init(dir_: Path, files: tuple[Path, ...], tables: tuple[str, ...]) -> None:
    """Recognise exports and write a first workbook.yml; files outside DIR are copied into it."""
    from kpi_helpers.report.starting import told_of
    from kpi_helpers.workbook.starting import HOME, start_workbook, table_of_file
    from kpi_helpers.workbook.today import today

    if not files and not tables:
        raise WorkbookError(
            ja="書き出しのファイルがありません。kpi init DIR ファイル… のように指定してください。",
            en="Missing argument 'FILE...': name the exports, as in kpi init DIR FILE….",
        )
    started = start_workbook(dir_, files, tables=dict(map(table_of_file, tables)), today=today(HOME))
    for line in told_of(started, near(dir_)):
        click.echo(printable(line))


@main.command(
    ja="workbook.yml の JSON Schema を表示します。エディターの補完とチェックに使えます。",
    en="Print the JSON Schema of workbook.yml, by which an editor completes and checks.",
)
@OF_DEFINITIONS
def schema(definitions: bool) -> None:
    """Print the JSON Schema of workbook.yml, by which an editor completes and checks."""
    import json

    from kpi_helpers.workbook.json_schema import json_schema
    from kpi_helpers.workbook.keys_definitions import DEFINITIONS
    from kpi_helpers.workbook.keys_workbook import WORKBOOK

    click.echo(json.dumps(json_schema(DEFINITIONS if definitions else WORKBOOK), ensure_ascii=False, indent=1))


@main.command(
    ja="すべての KPI と列を Markdown で表示します。",
    en="Print every KPI and every column as Markdown.",
)
@GLOSSARY_LANG
@KEYS
def glossary(lang: str, keys: bool) -> None:
    """Print every KPI and every column as Markdown."""
    from kpi_helpers.report.dictionary import dictionary
    from kpi_helpers.report.reference import reference

    click.echo(reference() if keys else dictionary(lang), nl=False)


@main.command(
    ja="ワークブックの外にあるキャッシュを空にします。使用中のものは残ります。",
    en="Empty the cache, which lies outside the workbooks; entries in use stay.",
)
@options(LANG)
def clean(lang: str | None) -> None:
    """Empty the cache, which lies outside the workbooks; entries in use stay."""
    from kpi_helpers.workbook.cache import cache_root, clear

    gone, in_use = clear()
    held = f"使用中の {in_use}件は残しました。", f" {in_use} in use stayed."
    sentence = in_language(
        ja=f"{cache_root()}: キャッシュを {gone}件削除しました。{held[0] if in_use else ''}",
        en=f"{cache_root()}: {gone} entries of the cache were removed.{held[1] if in_use else ''}",
    )
    click.echo(printable(sentence))


def _ready(address: str) -> None:
    click.echo(f"{address}\n" + in_language(ja="（Ctrl-C で終わります）", en="(Ctrl-C ends it)"))


def _open(
    dir_: Path | None,
    as_of: date | None,
    team: str,
    lang: str | None,
    tried: Sequence[Condition] = (),
    mask_names: bool = False,
) -> Workbook:
    from kpi_helpers.report.day_words import as_of_lines
    from kpi_helpers.report.masking import Mask
    from kpi_helpers.workbook.reading import check_budget
    from kpi_helpers.workbook.workbook import Workbook

    folder = _workbook_folder(dir_)
    if mask_names:
        hide_names(Mask.of_folder(folder, lang))
    with reading() as on_progress:
        wb = Workbook.open(folder, as_of=as_of, team=team, progress=on_progress, tried=tried)
    if mask_names:
        hide_names(Mask.of(wb, lang or wb.config.language))
    if wb.loaded is not None:
        check_budget(wb.loaded, wb.config)
    for line in as_of_lines(wb, lang or wb.config.language):
        warn(line)
    return wb


def _workbook_folder(given: Path | None) -> Path:
    """The folder named, else the sample: that of the working folder, or the one beside the package."""
    if given is not None:
        return given
    return SAMPLE if SAMPLE.is_dir() else _CHECKOUT / SAMPLE


def _notebook_folders(workbook: Path) -> list[Path]:
    """Where notebooks are looked for: the workbook's own before those of the project."""
    return [workbook / "notebooks", _CHECKOUT / "notebooks"]
