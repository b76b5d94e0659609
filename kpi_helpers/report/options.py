"""Every argument and option of the commands, its help in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from kpi_helpers.report.commands import option
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.errors import LANGUAGES, speak


def _day(context: click.Context, option: click.Parameter, written: str | None) -> date | None:
    from kpi_helpers.workbook.periods import parsed_day

    return parsed_day(written)


def _speak(context: click.Context, option: click.Parameter, lang: str | None) -> str | None:
    speak(chosen=lang)
    return lang


def _speak_as_written(context: click.Context, argument: click.Parameter, folder: Path | None) -> Path | None:
    """What is wrong with the call is said in the workbook's language, too, which is not read yet."""
    from kpi_helpers.workbook.config import written_language

    speak(workbook=written_language(folder) if folder else None)
    return folder


DIR = click.argument(
    "dir_",
    metavar="[DIR]",
    type=click.Path(path_type=Path),
    required=False,
    callback=_speak_as_written,
    is_eager=True,
)
AS_OF = option(
    "--as-of",
    callback=_day,
    metavar="YYYY-MM-DD",
    ja="どの日の時点で見るか。省略するとデータのある最後の日。",
    en="The day of the view; by default the last day with data.",
)
TEAM = option("--team", default="", metavar="NAME", ja="このチームの数字だけにします。", en="Only this team's numbers.")
LANG = option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=_speak,
    is_eager=True,
    ja="表示の言語。省略するとワークブックの言語。",
    en="By default the workbook's language.",
)
OUT = option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    ja="ページの出力先。",
    en="Where the pages go.",
)
MASKS = option(
    "--set",
    "settings",
    multiple=True,
    metavar="mask_names=true",
    ja="名前を仮名に置き換えます。",
    en="Put pseudonyms in the place of names.",
)
MEETING = option(
    "--meeting",
    "meetings",
    multiple=True,
    type=click.Choice(list(MEETINGS)),
    ja="この会議だけ作ります。繰り返し指定できます。",
    en="Only this meeting; may be repeated.",
)
SETTING = option(
    "--set",
    "settings",
    multiple=True,
    metavar="PARAMETER=VALUE",
    ja="ノートブックのパラメータ。繰り返し指定できます。",
    en="A parameter of the notebooks; may be repeated.",
)
PDF = option(
    "--pdf",
    is_flag=True,
    ja="このパソコンの Edge・Chrome・Chromium で、ページを PDF にもします。",
    en="Print the pages too, by an Edge, Chrome or Chromium of this machine.",
)
PNG = option("--png", is_flag=True, ja="図を画像としても書き出します。", en="Write the figures as pictures too.")
STRICT = option(
    "--strict",
    is_flag=True,
    ja="要確認が一つでもあれば、終了コード 2 で終わります。",
    en="Exit with status 2 where anything is to be warned of.",
)
JSON = option(
    "--json",
    "as_json_",
    is_flag=True,
    ja="すべての行の内訳を JSON で表示します。",
    en="Print the account of every row as JSON.",
)
FOLDER = option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("explore"),
    show_default=True,
    ja="作業フォルダー。ノートブックの写しを置くので、自由に書き換えられます。",
    en="The working folder: copies of the notebooks, which are yours to change.",
)
REPORTS = option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    ja="過去のページのフォルダー（kpi build の出力先）。前回からの動きを比べます。",
    en="Where kpi build put earlier pages, which are compared.",
)
OUTPUTS = option(
    "--keep-outputs",
    is_flag=True,
    ja="保存するノートブックに、結果（会社名や担当者名を含む）も残します。",
    en="Save notebooks with what they show, names included.",
)
BROWSER = option(
    "--browser/--no-browser",
    default=True,
    show_default=True,
    ja="ブラウザーで開きます。",
    en="Open the address in the browser.",
)
TABLE = option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME=FILE",
    ja='ファイルがどの表か。シートは 表名="ファイル [シート]" と書きます。繰り返し指定できます。',
    en='The table that a file holds, or a sheet of it (NAME="FILE [SHEET]"); may be repeated.',
)
WITHOUT = option(
    "--without",
    multiple=True,
    metavar="COLUMN",
    ja="この列の条件を外します。繰り返し指定できます。",
    en="Leave out the conditions on this column; may be repeated.",
)
OF_DEFINITIONS = option("--definitions", is_flag=True, ja="definitions.yml のもの。", en="That of definitions.yml.")
GLOSSARY_LANG = option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="ja",
    show_default=True,
    ja="表示の言語。",
    en="The language of the glossary.",
)
KEYS = option(
    "--keys",
    is_flag=True,
    ja="代わりに、workbook.yml と definitions.yml のすべてのキーを表示します。",
    en="Instead, every key of workbook.yml and definitions.yml.",
)


def options(*decorators: Callable) -> Callable:
    """Several arguments and options at once, in the order of the help."""

    def decorate(command: Callable) -> Callable:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate
