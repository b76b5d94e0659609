"""Every sentence that a user may meet stands in Japanese and in English."""

import ast
import re
from pathlib import Path

import click
import pytest

from kpi_helpers.cli import main
from kpi_helpers.report.commands import refusal
from kpi_helpers.workbook import errors

PACKAGE = Path(__file__).parents[1] / "kpi_helpers"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥々]")
WORD = re.compile(r"[A-Za-z]{2,}")
PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}")
BY_NAME = {"WorkbookError", "EngineError", "NoColumn", "NoHeader", "NoDay", "in_language", "option", "command", "group"}
BY_PLACE = {"say": 0, "_say": 0}
PRINTING = {"echo", "write", "print", "status", "secho", "UsageError", "BadParameter", "ClickException"}


def text_of(node):
    """The fixed words of a text; None where it is made elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [text_of(node.left), text_of(node.right)]
        return None if None in sides else "".join(sides)
    if isinstance(node, ast.IfExp):
        return text_of(node.body)
    return None


def calls():
    """(place, name, call) of every call of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}", name, node


def tables():
    """(place, Japanese, English) of every entry of a table of words."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for value in node.values if isinstance(node, ast.Dict) else ():
                texts = [text_of(one) for one in value.elts] if isinstance(value, ast.Tuple) else []
                if len(texts) == 2 and None not in texts and JAPANESE.search(texts[0]) and WORD.search(texts[1]):
                    yield f"{path.relative_to(PACKAGE).as_posix()}:{value.lineno}", *texts


def pairs():
    """(place, Japanese, English) of every text that is told in both; None for what is made elsewhere."""
    yield from tables()
    for place, name, node in calls():
        named = {word.arg: word.value for word in node.keywords}
        if {"ja", "en"} <= set(named):
            yield place, text_of(named["ja"]), text_of(named["en"])
        elif name in BY_PLACE and len(node.args) == 2:
            yield place, *map(text_of, node.args)


PAIRS = list(pairs())


def test_no_text_is_told_in_one_language_alone():
    alone = {
        place
        for place, name, node in calls()
        if name in BY_NAME
        and (node.keywords or node.args)
        and not {"ja", "en"} <= {word.arg for word in node.keywords}
        and not any(word.arg is None for word in node.keywords)  # **texts, which came in both
    }
    assert alone == set()


def test_japanese_is_japanese_and_english_is_english():
    whole = [(place, ja, en) for place, ja, en in PAIRS if ja is not None and en is not None]
    # CVR and 〜 are Japanese too.
    assert [(place, ja) for place, ja, _ in whole if PROSE.search(ja) and not JAPANESE.search(ja)] == []
    assert [(place, en) for place, _, en in whole if JAPANESE.search(re.sub(r"[\[「{(].*", "", en))] == []
    assert len(PAIRS) > 1_000


def test_nothing_is_printed_but_what_came_in_both_languages():
    printed = {
        (place, text)
        for place, name, node in calls()
        if name in PRINTING and node.args and (text := text_of(node.args[0])) and WORD.search(text)
    }
    assert {
        one for one in printed if not one[0].startswith(("workbook/reading/excel_child", "report/outputs/"))
    } == set()


def every_command():
    yield main
    yield from main.commands.values()


def test_the_help_of_every_command_and_option_stands_in_both_languages(monkeypatch):
    for lang in errors.LANGUAGES:
        monkeypatch.setenv("KPI_LANG", lang)
        for command in every_command():
            shown = command.get_help(click.Context(command, info_name=command.name))
            sentences = [
                command.get_short_help_str(),
                *(one.texts[lang] for one in command.params if hasattr(one, "texts")),
            ]
            assert all(bool(JAPANESE.search(one)) == (lang == "ja") for one in sentences)
            assert "".join(sentences[0].split()) in "".join(shown.split())
            assert bool(JAPANESE.search(shown)) == (lang == "ja")
            if lang == "ja":
                assert not re.search(r"Usage|Options|Commands|Show this|default:", shown)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bild"], "bild というコマンドはありません。"),
        (["build", "--colour"], "--colour というオプションはありません。"),
        (["build", "--lang", "fr"], "--lang: 'fr' は使えません。'ja', 'en' のどれかを指定してください。"),
        (["build", "--out"], "--out には値が必要です。"),
        (["build", "a", "b"], "余分な引数があります: b。"),
        (["init"], "DIR を指定してください。"),
        (["check", "--strict=1"], "--strict に値は付けられません。"),
    ],
)
def test_a_wrong_call_is_refused_in_japanese_where_the_system_speaks_it(arguments, sentence, monkeypatch):
    monkeypatch.setenv("KPI_LANG", "ja")
    with pytest.raises(click.ClickException) as error:
        click.Group.main(main, arguments, prog_name="kpi", standalone_mode=False)
    assert refusal(error.value).startswith(sentence)
