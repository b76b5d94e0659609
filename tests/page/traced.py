"""Where the numbers of a page come from: each cell of a table against the rows of numbers.csv that it may show."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from kpi_helpers.charts.formats import format_percent, format_signed, format_value
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.phrases import counter_of

_NUMBER = re.compile(r"[−+±]?(?:\d+時間\d+分|\d+分\d\d秒|\d[\d,]*(?:\.\d+)?(?:億円|万円|円|%|pt|日|秒)?)")
_NO_NUMBERS = re.compile(r"\d{4}-\d\d(?:-\d\d)?|\d+月\d+日|\d+月|95%(?:区間|の幅)|\d+日以内|n=")
_GROUPS = ("team", "rep", "owner", "channel", "campaign", "motion", "industry", "department", "condition", "response")
_PARTS = ("value", "numerator", "denominator", "low", "high", "target")
EVERYBODY = "全体"


@dataclass
class Table:
    """A table of a page: the key of its section, its caption, its header and its rows."""

    section: str
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


class Page(HTMLParser):
    """The tables and headline numbers of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.tiles: list[str] = []
        self.answers: dict[str, str] = {}
        self._section, self._inside = "", ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._section = given.get("id") or ""
        elif tag == "table":
            self.tables.append(Table(self._section))
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self.tables[-1].rows[-1].append("")
        if tag in ("caption", "td", "th"):
            self._inside = tag
        elif "tile-value" in (given.get("class") or ""):
            self._inside = "tile"
            self.tiles.append("")
        elif given.get("class") in ("answer", "points"):
            self._inside = "answer"
        elif self._inside in ("td", "th") and tag in ("span", "small", "br"):
            self.tables[-1].rows[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th") or (self._inside, tag) in (
            ("tile", "span"),
            ("answer", "p"),
            ("answer", "ul"),
        ):
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "caption":
            self.tables[-1].caption += data
        elif self._inside == "tile":
            self.tiles[-1] += data
        elif self._inside == "answer":
            self.answers[self._section] = self.answers.get(self._section, "") + data
        elif self._inside:
            self.tables[-1].rows[-1][-1] += data


@dataclass(frozen=True)
class Known:
    """A row of numbers.csv: its KPI, what its segment names, its period, and how its numbers are written."""

    kpi: str
    label: str
    groups: frozenset[str]
    values: frozenset[str]
    period: str
    written: frozenset[str]


def known_numbers(path: Path, lang: str = "ja") -> list[Known]:
    """Every row of numbers.csv, as a page may write it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_known(row, lang) for row in csv.DictReader(file)]


def _known(row: dict[str, str], lang: str) -> Known:
    parts = segment_parts(row["segment"])
    metric = parts.get("metric", "")
    written = {text for name in _PARTS if row[name] for text in _forms(row, name, float(row[name]), metric, lang)}
    label = CATALOGUE[metric if metric in CATALOGUE else row["kpi"]].label(lang)
    values = frozenset(text or "（未入力）" for text in parts.values())
    groups = frozenset(text or "（未入力）" for name, text in parts.items() if name in _GROUPS)
    return Known(row["kpi"], label, groups, values, row["period"], frozenset(map(plain, written)))


def _forms(row: dict[str, str], name: str, number: float, metric: str, lang: str) -> Iterator[str]:
    unit = row["unit"]
    if name in ("numerator", "denominator"):
        unit = "count"
    elif name == "target" and metric in CATALOGUE:
        unit = CATALOGUE[metric].unit
    if unit == "text":
        return
    yield format_value(number, counter_of(metric or row["kpi"], unit), lang)
    if name == "value":
        yield format_signed(number, unit, lang)
    if unit in ("share", "ratio"):
        yield format_value(number, "share", lang)
        yield format_percent(number)
    if unit in ("count", "currency"):
        yield format_value(round(number), unit, lang)  # what is expected has no tenths


def plain(number: str) -> str:
    """A number without counter and percent sign, which a heading or a bracket may bear for it."""
    return number.rstrip("件社人%")


APART = {
    "": {
        "前月同営業日": "a window that numbers.csv does not hold",
        "達成率": "of rates: actual by target",
        "差$": "actual less what is due by now",
    },
    "sales": {
        "前月同営業日": "a window that numbers.csv does not hold",
        "達成率": "of rates: actual by target",
        "差$": "actual less what is due by now",
    },
    "opportunities": {"今日時点の目標との差": "actual less expected", "今週": "weeks; a team's are its reps' together"},
    "conversion": {
        "うち過去リード": "all less those of the month's own leads",
        "輪切りの目標": "the ratio of the targets of a month's counts",
    },
    "budget": {"目標": "of the months ahead", "計画との差": "planned less needed"},
    "lead_change": {
        "先月": "the same stretch of last month",
        "増減": "the difference of the two",
        "による": "of all: the sum of the channels'",
    },
    "definition": {"リードに占める割合": "by all leads", "同：": "orders and calls of the leads behind the rate"},
    "campaigns": {"1社あたりリード": "leads by companies", "受注": "orders of its own leads, which give its sales"},
    "answers": {
        "割合$": "by all leads",
        "うち最初が架電": "of those called first",
        "うちメール": "of those mailed first",
    },
    "act": {
        "今日時点の目標との差": "actual less expected",
        "今週": "weeks; a team's are its reps' together",
        "不在": "what is neither reached nor refused",
        "初回対応までの時間": "with the leads behind a median",
    },
    "talk": {"5分未満": "the other side of a share"},
}
"""By section the headings under which numbers stand that are worked out from KPIs or beside them, and how."""

NO_KPIS = re.compile(
    r"営業日ごとの累計|^条件を満たす商談|の進行中の商談|^ISの活動が30日以上ない|未対応の反響リード|接触のないターゲット|施策の一覧"
)
"""Captions of tables that hold rows of the export, days of a curve, or what a definition does."""

SAID_APART = {
    "sales": r"1日のペースのままなら[\d,]+",
    "opportunities": r"1日のペースのままなら[\d,]+",
    "conversion": r"これを除くと[^。]*",
    "quadrants": r"以内の[\d,]+件|超えた[\d,]+件",
    "conditions": r"[\d,]+件のうち、満たさないもの|受け入れられなかった[^。]*",
    "budget": r"[\d.]+億円|今月の不足見込み[\d,]+万円まで取り返すには[\d,]+件|（計画[\d,]+件、必要[\d,]+件）",
    "lead_change": r"有効率は[\d.]+%→",
    "definition": r"^.*?見直した日|のリード[\d,]+件のうち、この定義で|（受注は[^）]*|うち未入力[\d,]+件|ただし架電は[^。]*",
    "campaigns": r"ほかの施策は合わせて[^）]*|費用[\d,]+万円|[\d,]+件が施策\d+本",
    "answers": r"先月の同じ営業日までの[\d.]+%|フォローが止まった[^。]*|（[\d,]+件中[\d,]+件）(?=、それより後|が14日以内)|[\d,]+件）?(?:は5分以内)?が[\d.]+%|最も古いものは\d+日",
    "golden_hours": r"の[\d,]+社だけから来た[\d,]+件|（[\d,]+件）(?:で、ほか|を上回)|反響リードが[\d,]+件",
    "ahead": r".*",
}
"""By section what its sentence says beyond its tables and KPIs: sums, other stretches, the rest of a split."""

_WINDOWS = re.compile(r"\d+日|20\d\d年?")


def untraced_cells(table: Table, known: list[Known], own: set[str]) -> Iterator[tuple[str, str, str]]:
    """Label, heading and text of the cells that hold a number of none of a section's KPIs.

    A line whose label names a rep, a channel or a month holds numbers of it, and of no other.
    """
    if NO_KPIS.search(table.caption) or table.section == "ahead":
        return
    rows = [row for row in known if row.kpi in own]
    apart = APART.get(table.section, {})
    for cells in table.rows[1:]:
        label = " ".join(cells[0].split())
        named = [row for row in rows if _is_named(row, label)] or rows
        written = frozenset().union(*(row.written for row in named))
        for heading, text in list(zip(table.rows[0], cells, strict=False))[1:]:
            heading = " ".join(heading.split())
            if any(re.search(pattern, heading) for pattern in apart):
                continue
            if any(number not in written for number in numbers_of(text.replace(heading, " "))):
                yield label, heading, " ".join(text.split())


def untraced_words(section: str, said: str, known: list[Known], own: set[str], tables: list[Table]) -> list[str]:
    """The numbers of a sentence that neither a KPI of the page nor a table of the section holds."""
    written = frozenset().union(*(row.written for row in known if row.kpi in own))
    shown = {number for table in tables for row in table.rows for cell in row for number in numbers_of(cell)}
    plainly = re.sub(SAID_APART[section], " ", said) if section in SAID_APART else said
    return [
        number
        for number in numbers_of(_WINDOWS.sub(" ", _NO_NUMBERS.sub(" ", plainly)))
        if number not in written | shown
    ]


def numbers_of(text: str) -> list[str]:
    """The numbers of a text as `plain` writes them, without dates and levels."""
    return [plain(number) for number in _NUMBER.findall(_NO_NUMBERS.sub(" ", text))]


def _is_named(row: Known, label: str) -> bool:
    """Whether the label of a line names the group, the number or the month of a row; that of everybody names no group."""
    words = set(re.split(r"[：（(]", label)) | {label}
    if label == EVERYBODY or row.label == label:
        return not row.groups
    return bool(words & row.values) or row.period in words
