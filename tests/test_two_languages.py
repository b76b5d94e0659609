"""Every sentence that a user may meet stands in Japanese and in English."""

import ast
import re
from functools import cache
from pathlib import Path

import click
import pytest

from kpi_helpers.cli import main
from kpi_helpers.report.commands import refusal
from kpi_helpers.report.language import agreeing
from kpi_helpers.workbook import errors

PACKAGE = Path(__file__).parents[1] / "kpi_helpers"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥々]")
WORD = re.compile(r"[A-Za-z]{2,}")
PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}")
BY_NAME = {"WorkbookError", "EngineError", "NoColumn", "NoHeader", "NoDay", "in_language", "option", "command", "group"}
BY_PLACE = {"say": 0, "_say": 0}
PRINTING = {"echo", "write", "print", "status", "secho", "UsageError", "BadParameter", "ClickException"}
PRINTING |= {"_print", "warn", "on_terminal"}
# Patterns, what tools and SQL say, names within the program, and what is told to those who write programs.
UNSAID = {"compile", "sub", "re_replace", "replace", "removesuffix", "partition", "query", "ContextVar", "Layout"}
UNSAID |= {"Cube", "Config", "Unicode", "_hint", "_money_unit", "_listed", "_filled", "_refused"}
UNSAID |= {"ValueError", "TypeError", "AttributeError", "ImportError", "PermissionError", "OSError", "InterruptedError"}
UNSAID |= {"PicklingError"}
UNSAID_KEYS = {
    "class_",
    "style",
    "notes",
    "example",
    "definition_ja",
}  # whose English is the docstring where none is given


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


@cache
def trees():
    """(place, nodes) of every file of the package."""
    return [
        (path.relative_to(PACKAGE).as_posix(), list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def nodes(kind):
    """(place, node) of every node of a kind."""
    return ((f"{path}:{node.lineno}", node) for path, tree in trees() for node in tree if isinstance(node, kind))


def calls():
    """(place, name, call) of every call of the package."""
    for place, node in nodes(ast.Call):
        yield place, getattr(node.func, "id", getattr(node.func, "attr", "")), node


def is_pair(ja, en):
    return bool(ja and en and JAPANESE.search(ja) and WORD.search(en) and not JAPANESE.search(en))


def tables():
    """(place, Japanese, English) of every row of a table of words, where most rows have both side by side."""
    for place, node in nodes((ast.Dict, ast.Tuple, ast.List)):
        if place.startswith("workbook/reading/object_names"):
            continue  # what tools say, in whichever language
        rows = [one for one in (node.values if isinstance(node, ast.Dict) else node.elts) if isinstance(one, ast.Tuple)]
        for at in range(max((len(row.elts) for row in rows), default=1) - 1):
            texts = [tuple(map(text_of, row.elts[at : at + 2])) for row in rows if len(row.elts) > at + 1]
            if 2 * sum(is_pair(*pair) for pair in texts) > len(texts):
                yield from ((place, *pair) for pair in texts)


def by_language(ja, en):
    """What stands under "ja" and under "en", side by side; None where one of them has nothing."""
    if isinstance(ja, ast.Dict) and isinstance(en, ast.Dict):
        ours, theirs = (
            {ast.unparse(key): value for key, value in zip(one.keys, one.values, strict=True) if key}
            for one in (ja, en)
        )
        for key in {**ours, **theirs}:
            yield from by_language(ours.get(key), theirs.get(key))
    elif isinstance(ja, ast.Tuple) and isinstance(en, ast.Tuple):
        for pair in zip(ja.elts, en.elts, strict=False):  # of units a language may have more than another
            yield from by_language(*pair)
    else:
        yield tuple(None if one is None else text_of(one) or "" for one in (ja, en))


def words():
    """(place, Japanese, English) of everything in a mapping by language; None where one of them lacks it."""
    for place, node in nodes(ast.Dict):
        named = {
            key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)
        }
        if {"ja", "en"} <= set(named):
            yield from ((place, *pair) for pair in by_language(named["ja"], named["en"]))


def pairs():
    """(place, Japanese, English) of every text that is told in both; None for what is made elsewhere."""
    yield from tables()
    yield from ((place, ja or None, en or None) for place, ja, en in words())
    for place, name, node in calls():
        named = {word.arg: word.value for word in node.keywords}
        if {"ja", "en"} <= set(named):
            yield place, text_of(named["ja"]), text_of(named["en"])
        elif name in BY_PLACE and len(node.args) == 2:
            yield place, *map(text_of, node.args)


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
    told = list(pairs())
    whole = [(place, ja, en) for place, ja, en in told if ja is not None and en is not None]
    # CVR and 〜 are Japanese too.
    assert [(place, ja) for place, ja, _ in whole if PROSE.search(ja) and not JAPANESE.search(ja)] == []
    assert [(place, en) for place, _, en in whole if JAPANESE.search(re.sub(r"[\[「{(].*", "", en))] == []
    assert len(told) > 1_000


def test_a_mapping_by_language_has_the_same_keys_in_both():
    assert [(place, ja, en) for place, ja, en in words() if None in (ja, en)] == []


def test_nothing_is_printed_but_what_came_in_both_languages():
    printed = {
        (place, text)
        for place, name, node in calls()
        if name in PRINTING
        for one in node.args[: 2 if name == "_print" else 1]
        if (text := text_of(one)) and (WORD.search(text) or JAPANESE.search(text))
    }
    assert {
        one for one in printed if not one[0].startswith(("workbook/reading/excel_child", "report/outputs/"))
    } == set()


def language_of(node):
    """Of a sentence or of Japanese words; "word" where it may be either, None where it says nothing or is made elsewhere."""
    text = None if isinstance(node, ast.IfExp) else text_of(node)
    if text is None or not WORD.search(text + "xx" * bool(JAPANESE.search(text))):
        return None
    return "ja" if JAPANESE.search(text) else "en" if PROSE.search(text) else "word"


def alone():
    """(place, name, text) of every text that a call is given without the same in the other language beside it."""
    for place, name, node in calls():
        if name in UNSAID or name in BY_PLACE:
            continue
        languages = [language_of(one) for one in node.args]
        made = [text_of(one) is None for one in node.args]
        for at, lang in enumerate(languages):
            beside = [other for other in (at - 1, at + 1) if 0 <= other < len(languages)]
            others = {"ja": ("en", "word"), "en": ("ja",)}.get(lang)
            if others and not any(languages[other] in others or made[other] for other in beside):
                yield place, name, text_of(node.args[at])
        named = {word.arg: language_of(word.value) for word in node.keywords if word.arg}
        for key, lang in named.items():
            ends = key.endswith(("_ja", "_en")) or key in ("ja", "en")
            pair = key[:-2] + {"ja": "en", "en": "ja"}[key[-2:]] if ends else ""
            if lang in ("ja", "en") and key not in UNSAID_KEYS and pair not in named:
                yield place, f"{name}({key}=)", lang


def test_no_call_is_given_a_text_of_one_language():
    assert list(alone()) == []
    once = [
        place
        for place, name, node in calls()
        if name in BY_PLACE and len(node.args) == 1 and language_of(node.args[0]) in errors.LANGUAGES
    ]
    assert once == []


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
        (["chek"], "chek というコマンドはありません。'check', 'schema' のことですか?"),
        (["numbers", "--out", __file__], f"--out: {__file__} はフォルダーではなくファイルです。"),
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


PLURAL = re.compile(
    r"(?<![\w.,–-])1 (?:[a-z-]+ )?[a-z]{3,}(?<![us])s\b|There (?:are|were) 1\b"
    r"|(?<!of )(?<![\w.,–-])1 (?:[a-z-]+ ){0,6}?(?:are|were|have|do|bear|count|meet|miss|lie|need)\b"
)
SINGULAR = re.compile(r"1 (?:lead |account )?(?:bears|does|meets|misses)|1 of this")
COUNTED = re.compile(
    r"'count'|'companies'|\b(?:all_made|cases|count|early|few|leads|left|many|never|older|once|same|thin|valid)\b"
)


def with_one(node):
    """An English text with 1 for every count in it and X for all else that is filled in; None where it is made elsewhere."""
    if isinstance(node, ast.BinOp):
        sides = [with_one(node.left), with_one(node.right)]
        return None if None in sides else "".join(sides)
    if not isinstance(node, ast.JoinedStr):
        return text_of(node)
    filled = (part if isinstance(part, ast.Constant) else "1" if is_count(part) else "X" for part in node.values)
    return "".join(part.value if isinstance(part, ast.Constant) else part for part in filled)


def is_count(part):
    code = ast.unparse(part.value)
    spelt = "," in ast.unparse(part.format_spec) if part.format_spec else False
    return (spelt or bool(COUNTED.search(code))) and "share" not in code and not isinstance(part.value, ast.JoinedStr)


def test_a_count_of_one_takes_the_singular():
    """Every English sentence that is said of a count, with that count one."""
    texts = {place: with_one(node.args[1]) for place, name, node in calls() if name == "say" and len(node.args) == 2}
    said = {place: agreeing(text) for place, text in texts.items() if text and "1" in text}
    left = {place: found[0] for place, text in said.items() for found in PLURAL.finditer(text)}
    assert len(said) > 100
    assert {place: words for place, words in left.items() if not SINGULAR.match(words)} == {}
