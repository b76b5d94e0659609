"""The glossary and the data dictionary as Markdown, from where KPIs and columns are coded."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.metric import Metric
from kpi_helpers.report.markdown import plain, table
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.opening import OWNERS
from kpi_helpers.workbook.config import BENCHMARKS
from kpi_helpers.workbook.schema import TABLES

_UNITS = {
    "count": ("件", "count"),
    "share": ("割合（0〜1）", "share, 0 to 1"),
    "currency": ("金額", "currency"),
    "seconds": ("秒", "seconds"),
    "days": ("日", "days"),
    "ratio": ("比", "ratio"),
    "text": ("文字", "text"),
    "hours": ("時間", "hours"),
}
_TYPES = {
    "text": ("文字", "text"),
    "name": ("名前", "name"),
    "timestamp": ("日時", "date and time"),
    "date": ("日付", "day"),
    "number": ("数値", "number"),
    "money": ("金額", "money"),
    "seconds": ("時間の長さ", "duration"),
    "flag": ("はい・いいえ", "yes or no"),
    "month": ("月", "month"),
}


def dictionary(lang: str) -> str:
    """Every KPI and every column, in one language.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> dictionary("en").splitlines()[0]
    '# Glossary and data dictionary'
    """
    title = ("用語集とデータ辞書", "Glossary and data dictionary")[lang == "en"]
    command = f"kpi glossary --lang {lang}"
    origin = (
        f"`{command}` が書き出したものです。直すときはコードのほうを直します。",
        f"Written by `{command}`; what is wrong here is put right in the code.",
    )[lang == "en"]
    return "\n\n".join([f"# {title}", origin, *_kpis(lang), *_columns(lang)]) + "\n"


def _kpis(lang: str) -> Iterator[str]:
    en = lang == "en"
    yield "## " + ("指標", "Numbers")[en]
    for record in CATALOGUE.values():
        yield f"### {record.label(lang)} (`{record.id}`)"
        yield record.definition(lang)
        yield "\n".join(f"- {text}" for text in _facts(record, lang))


def _facts(record: Metric, lang: str) -> Iterator[str]:
    en = lang == "en"
    colon = ("：", ": ")[en]
    yield ("単位", "Unit")[en] + colon + _UNITS[record.unit][en]
    if record.better:
        better = {"high": ("高いほどよい", "high"), "low": ("低いほどよい", "low")}[record.better][en]
        yield ("望ましい向き", "Better")[en] + colon + better
    yield ("担当", "Owned by")[en] + colon + OWNERS[record.owner][en]
    yield (
        ("使う表", "Reads")[en]
        + colon
        + ("・", ", ")[en].join(TABLES[name].en if en else TABLES[name].ja for name in record.tables)
    )
    pages = [agenda.title(lang) for agenda in MEETINGS.values() if record.id in agenda.kpis]
    if pages:
        yield ("載るページ", "Pages")[en] + colon + ("・", "; ")[en].join(pages)
    if record.benchmark:
        value = BENCHMARKS[record.benchmark]
        written = ("〜", "–")[en].join(f"{each:g}" for each in (value if isinstance(value, list) else [value]))
        yield ("参考値", "Reference value")[en] + f"{colon}{written} (`benchmarks: {record.benchmark}`)"
    if record.gamed(lang):
        yield ("見かけだけ良くなる例", "How it flatters")[en] + colon + record.gamed(lang)


def _columns(lang: str) -> Iterator[str]:
    en = lang == "en"
    yield "## " + ("表と列", "Tables and columns")[en]
    header = [("列", "Column")[en], ("意味", "Meaning")[en], ("型", "Type")[en], ("必須", "Required")[en]]
    for each in TABLES.values():
        yield f"### {(each.ja, each.en)[en]} (`{each.name}`)"
        yield table(
            header,
            [
                [
                    f"`{column.name}`",
                    plain((column.ja, column.en)[en]) + _values(column.values, en),
                    _TYPES[column.type][en],
                    ("必須", "yes")[en] if column.required else "",
                ]
                for column in each.columns
            ],
        )


def _values(values: tuple[str, ...], en: bool) -> str:
    return (("。値は ", "; one of ")[en] + ", ".join(f"`{value}`" for value in values)) if values else ""
