"""Reads YAML as plain data: no tags, no anchors, no repeated keys, no surprises.

YAML 1.1 turns `no` into False and `9:00` into 540. A user who writes
`false: [No]` or `business_hours: [9:00, 18:00]` means the text, so only
`true` and `false` are flags here and clock times stay text.
"""

import re
from pathlib import Path

import yaml

from kpi_helpers.workbook.errors import WorkbookError, os_reason

_LARGEST = 1_000_000  # bytes; a hand-written file is a thousandth of it

_RESOLVERS = (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+",
        "-+0123456789.",
    ),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("tag:yaml.org,2002:timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
)


_IN_JAPANESE = (
    ("mapping values are not allowed", "「: 」の位置が違います。値に「: 」があるときは引用符で囲んでください"),
    ("found character '\\t'", "タブは使えません。半角スペースで字下げしてください"),
    ("found character", "この文字では始められません。引用符で囲んでください"),
    ("could not find expected ':'", "「項目: 値」の「:」がありません。「:」の後には半角スペースを入れてください"),
    ("expected <block end>", "字下げがそろっていません"),
    ("expected ',' or", "[ ] や { } の中の「,」か、閉じる括弧がありません"),
    ("while scanning a quoted", "引用符が閉じていません"),
    ("found unexpected end of stream", "引用符か括弧が閉じていません"),
    ("expected the node content", "値の書き方が違います。引用符で囲んでください"),
)
"""What the parser says, by how it begins, as a Japanese colleague would say it."""


class _Refused(yaml.MarkedYAMLError):
    """What plain data do not hold, in both languages."""

    def __init__(self, mark: yaml.Mark, ja: str, en: str):
        super().__init__(problem=en, problem_mark=mark)
        self.ja = ja


class _PlainLoader(yaml.SafeLoader):
    """A safe loader that refuses whatever is not plain data."""

    yaml_implicit_resolvers: dict = {}

    def compose_node(self, parent, index):
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                event.start_mark,
                "& と * の参照は使えません。値をそのまま書いてください",
                "anchors (&) and aliases (*) are not read, write the value out",
            )
        if getattr(event, "tag", None):
            raise _Refused(
                event.start_mark,
                f"タグ {event.tag} は使えません。値だけを書いてください",
                f"the tag {event.tag} is not read, write plain values",
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                raise _Refused(key_node.start_mark, "項目の名前は一語で書いてください", "a key must be one word")
            if key in seen:
                raise _Refused(
                    key_node.start_mark,
                    f"{key!r} が二度書かれています。一つにしてください",
                    f"the key {key!r} stands twice, keep one of them",
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _day(loader: _PlainLoader, node: yaml.ScalarNode) -> object:
    try:
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:
        raise _Refused(
            node.start_mark,
            f"{node.value} という日はありません",
            f"there is no such day as {node.value}",
        ) from None


_PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", _day)
for _tag, _pattern, _first in _RESOLVERS:
    _PlainLoader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))


def _in_japanese(error: yaml.MarkedYAMLError) -> str:
    if isinstance(error, _Refused):
        return error.ja
    said = f"{error.problem or ''} {error.context or ''}"
    known = next((ja for begin, ja in _IN_JAPANESE if begin in said), None)
    return known or f"YAML として読めません（{error.problem or 'no YAML'}）"


def plain_value(written: str) -> object:
    """One value as a file would hold it: text, a number, a flag or a date.

    Examples
    --------
    >>> plain_value("30"), plain_value("true"), plain_value("[Web"), plain_value("no")
    (30, True, '[Web', 'no')
    """
    loader = _PlainLoader("")
    tag = loader.resolve(yaml.ScalarNode, written, (True, False))
    return loader.construct_object(yaml.ScalarNode(tag, written))


def read_yaml(path: Path) -> object:
    """Plain data of a YAML file: dicts, lists, text, numbers, flags and dates.

    Raises
    ------
    WorkbookError
        Where the file cannot be read, is not UTF-8, is no YAML, or holds tags,
        anchors, aliases or a key twice; with the line and column.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "workbook.yml")
    ...     _ = path.write_text("hours: [9:00, 18:00]\\nvalues: {false: [No]}")
    ...     read_yaml(path)
    {'hours': ['9:00', '18:00'], 'values': {False: ['No']}}
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WorkbookError(
            ja=f"{path.name} を読めません（{os_reason(error, 'ja')}）。{path.parent} にあるか確かめてください。",
            en=f"{path.name} cannot be read ({os_reason(error, 'en')}): check that it is in {path.parent}.",
        ) from None
    if len(content) > _LARGEST:
        raise WorkbookError(
            ja=f"{path.name} が {_LARGEST:,} バイトを超えています。手で書いた短いファイルのはずです。",
            en=f"{path.name} is larger than {_LARGEST:,} bytes: it should be a short hand-written file.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorkbookError(
            ja=f"{path.name} は UTF-8 ではありません。エディタで UTF-8 で保存してください。",
            en=f"{path.name} is not UTF-8: save it as UTF-8 in your editor.",
        ) from None
    try:
        return yaml.load(text, _PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        place = f" {mark.line + 1}行目・{mark.column + 1}文字目" if mark else ""
        raise WorkbookError(
            ja=f"{path.name}{place}: {_in_japanese(error)}。",
            en=f"{path.name}{where}: {error.problem or 'is no YAML'}.",
        ) from None
    except yaml.reader.ReaderError as error:
        line, letter = text.count("\n", 0, error.position) + 1, f"U+{ord(text[error.position]):04X}"
        raise WorkbookError(
            ja=f"{path.name} {line}行目: 目に見えない文字（{letter}）があります。その行を書き直してください。",
            en=f"{path.name}, line {line}: there is an invisible character ({letter}); write that line anew.",
        ) from None
    except RecursionError:
        raise WorkbookError(
            ja=f"{path.name}: 括弧や字下げの入れ子が深すぎます。余分な括弧を消してください。",
            en=f"{path.name}: brackets or indents are nested too deep; remove those that are not needed.",
        ) from None
    except ValueError:  # Python reads no whole number of more than some thousand digits
        raise WorkbookError(
            ja=f"{path.name}: 桁が多すぎる数があります。文字のつもりなら引用符で囲んでください。",
            en=f"{path.name}: a number has too many digits; put it in quotes if it is meant as a text.",
        ) from None
