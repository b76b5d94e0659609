"""The page that explains every key of `workbook.yml` and `definitions.yml`, from the declarations that read them."""

from collections.abc import Iterator

from kpi_helpers.workbook.keys import ANY, ITEMS, MAPPING, Key, anchor, walk
from kpi_helpers.workbook.keys_definitions import DEFINITIONS
from kpi_helpers.workbook.keys_workbook import WORKBOOK

_TYPES = {
    "text": ("文字", "text"),
    "texts": ("文字、またはそのリスト", "a text or a list of them"),
    "number": ("数値", "a number"),
    "numbers": ("数値のリスト", "a list of numbers"),
    "share": ("0〜1 の数値", "a share from 0 to 1"),
    "date": ("日付（2026-04-01）", "a date (2026-04-01)"),
    "dates": ("日付のリスト", "a list of dates"),
    "flag": ("true か false", "true or false"),
    "value": ("文字・数値・true／false", "a text, a number, true or false"),
    MAPPING: ("キー: 値", "`key: value` pairs"),
    ITEMS: ("キー: 値、またはそのリスト", "`key: value` pairs or a list of them"),
}
_HEAD = """# workbook.yml, definitions.yml

`kpi glossary --keys` が書き出したものです。直すときは `kpi_helpers/workbook/keys_*.py` を直します。
Written by `kpi glossary --keys`; what is wrong here is put right in `kpi_helpers/workbook/keys_*.py`.

`*` は、自由につける名前です。例はどれもテストで読み込んでいます。 / `*` is a name of your choice. A test reads every example.
"""


def reference() -> str:
    """The page as Markdown.

    Returns
    -------
    str
    """
    return "\n".join([_HEAD, *_file("workbook.yml", WORKBOOK), *_file("definitions.yml", DEFINITIONS)]).rstrip() + "\n"


def _file(name: str, keys: tuple[Key, ...]) -> Iterator[str]:
    yield f"\n# {name}\n"
    for place, key in walk(keys):
        if key.name != ANY:
            yield from _key(place, key)


def _key(place: str, key: Key) -> Iterator[str]:
    yield f'<a id="{anchor(place)}"></a>\n\n## `{place}`\n'
    kinds_ja = "・".join(dict.fromkeys(_TYPES[kind][0] for kind in key.types))
    kinds_en = ", ".join(dict.fromkeys(_TYPES[kind][1] for kind in key.types))
    must_ja, must_en = ("。必須", "; required") if key.required else ("", "")
    yield f"{key.ja}（{kinds_ja}{must_ja}）\n"
    yield f"{key.en} ({kinds_en}{must_en})\n"
    if key.choices:
        yield f"{' | '.join(f'`{choice}`' for choice in key.choices)}\n"
    if key.example:
        yield f"```yaml\n{key.example}\n```\n"
