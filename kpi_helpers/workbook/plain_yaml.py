"""Reads YAML as plain data: no tags, no anchors, no repeated keys, no surprises.

YAML 1.1 turns `no` into False and `9:00` into 540. A user who writes
`false: [No]` or `business_hours: [9:00, 18:00]` means the text, so only
`true` and `false` are flags here and clock times stay text.
"""

import re
from pathlib import Path

import yaml

from kpi_helpers.workbook.errors import WorkbookError

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


class _PlainLoader(yaml.SafeLoader):
    """A safe loader that refuses whatever is not plain data."""

    yaml_implicit_resolvers: dict = {}

    def compose_node(self, parent, index):
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors (&) and aliases (*) are not read, write the value out", problem_mark=event.start_mark
            )
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(
                problem=f"the tag {event.tag} is not read, write plain values", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                raise yaml.MarkedYAMLError(problem="a key must be one word", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} stands twice, keep one of them", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in _RESOLVERS:
    _PlainLoader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))


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
            ja=f"{path.name} を読めません（{error.strerror}）。{path.parent} にあるか確かめてください。",
            en=f"{path.name} cannot be read ({error.strerror}): check that it is in {path.parent}.",
        ) from None
    if len(content) > _LARGEST:
        raise WorkbookError(
            ja=f"{path.name} が {_LARGEST:,} バイトを超えています。手で書いた短いファイルのはずです。",
            en=f"{path.name} is larger than {_LARGEST:,} bytes: it should be a short hand-written file.",
        )
    try:
        return yaml.load(content.decode("utf-8-sig"), _PlainLoader)
    except UnicodeDecodeError:
        raise WorkbookError(
            ja=f"{path.name} は UTF-8 ではありません。エディタで UTF-8 で保存してください。",
            en=f"{path.name} is not UTF-8: save it as UTF-8 in your editor.",
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise WorkbookError(
            ja=f"{path.name}{where}: YAML として読めません（{error.problem or 'is no YAML'}）。",
            en=f"{path.name}{where}: {error.problem or 'is no YAML'}.",
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise WorkbookError(
            ja=f"{path.name} を YAML として読めません（{reason}）。", en=f"{path.name} is no readable YAML: {reason}."
        ) from None
