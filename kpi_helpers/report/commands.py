"""Commands and options that speak the language of whoever asks: every text stands in Japanese and English."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from kpi_helpers.workbook.errors import in_language

_HELP = {"ja": "この説明を表示して終わります。", "en": "Show this message and exit."}


class Option(click.Option):
    """An option whose help stands in both languages."""

    def __init__(self, *names: Any, ja: str, en: str, **rest: Any) -> None:
        super().__init__(*names, **rest)
        self.texts = {"ja": ja, "en": en}

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The name and the help, in the language of now."""
        self.help = in_language(**self.texts)
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].replace("[default: ", in_language(ja="[既定: ", en="[default: ")))


class _Spoken(click.Command):
    """What a command and a group have in common."""

    def __init__(self, *names: Any, ja: str, en: str, **rest: Any) -> None:
        super().__init__(*names, **rest)
        self.texts = {"ja": ja, "en": en}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = in_language(**_HELP)
        return option

    def get_short_help_str(self, limit: int = 80) -> str:
        return in_language(**self.texts).partition("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = in_language(**self.texts)
        super().format_help_text(ctx, formatter)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=in_language(ja="使い方: ", en="Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [record for one in options if (record := one.get_help_record(ctx))]
        if records:
            with formatter.section(in_language(ja="オプション", en="Options")):
                formatter.write_dl(records)


class Command(_Spoken):
    """A command whose help stands in both languages."""


class Group(_Spoken, click.Group):
    """A group of commands whose help stands in both languages."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        with formatter.section(in_language(ja="コマンド", en="Commands")):
            formatter.write_dl([(name, one.get_short_help_str()) for name, one in sorted(self.commands.items())])


option: Callable[..., Callable] = partial(click.option, cls=Option)


def refusal(error: click.ClickException) -> str:
    """The sentence for a call that click refuses.

    Examples
    --------
    >>> refusal(click.BadArgumentUsage("Too much."))
    'Too much.'
    """
    place = getattr(error, "ctx", None)
    message = error.format_message()
    english = message + ("" if message.endswith((".", "?")) else ".")
    return in_language(
        ja=_in_japanese(english) + (f"`{place.command_path} --help` で使い方を確かめられます。" if place else ""),
        en=english + (f" See `{place.command_path} --help`." if place else ""),
    )


_SENTENCES = (
    (r"No such command '(?P<what>.*?)'\.", "{what} というコマンドはありません。"),
    (r"No such option:? '?(?P<what>[^\s']+?)'?\.", "{what} というオプションはありません。"),
    (r"Got unexpected extra arguments? \((?P<what>.*)\)\.?", "余分な引数があります: {what}。"),
    (r"Option '(?P<what>.*)' requires an argument\.?", "{what} には値が必要です。"),
    (r"Option '(?P<what>.*)' does not take a value\.?", "{what} に値は付けられません。"),
    (r"Missing (?:argument|option|parameter) '(?P<what>.*?)'.*", "{what} を指定してください。"),
    (
        r"Invalid value for '?(?P<what>.*?)'?: (?P<given>'.*') is not one of (?P<known>.*?)\.?",
        "{what}: {given} は使えません。{known} のどれかを指定してください。",
    ),
    (
        r"Invalid value for '?(?P<what>.*?)'?: (?:Directory|Path) '(?P<given>.*)' is a file\.?",
        "{what}: {given} はフォルダーではなくファイルです。フォルダーを指定してください。",
    ),
    (
        r"Invalid value for '?(?P<what>.*?)'?: (?:Directory|Path|File) '(?P<given>.*)' does not exist\.?",
        "{what}: {given} がありません。",
    ),
    (r"Invalid value for '?(?P<what>.*?)'?: (?P<given>.*)", "{what} の値を使えません（{given}）。"),
)


_NEAR = re.compile(r"(.*?\.) \(?(?:Did you mean|Possible options:)(?: one of:)? (.*?)\??\)?\.?", re.DOTALL)


def _in_japanese(english: str) -> str:
    found = _NEAR.fullmatch(english)
    said, near = found.groups() if found else (english, "")
    meant = f"{near} のことですか?" if near else ""
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return sentence.format(**found.groupdict()) + meant
    return f"使い方が違います（{english.rstrip('.')}）。"
