"""Segments and periods of numbers.csv in the words of a reader."""

from __future__ import annotations

import functools
from datetime import date

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.golden_hours import WEEKDAYS
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.language import WORDS

NAMES = {
    name: (ja, en)
    for name, ja, en in (
        ("team", "チーム", "Team"),
        ("rep", "担当者", "Rep"),
        ("owner", "営業担当", "Owner"),
        ("channel", "チャネル", "Channel"),
        ("campaign", "施策", "Campaign"),
        ("motion", "反響／新規開拓", "Motion"),
        ("industry", "業種", "Industry"),
        ("department", "部署", "Department"),
        ("metric", "対象の指標", "Of which metric"),
        ("part", "着地の内訳", "Part"),
        ("factor", "要因", "Factor"),
        ("effect", "増減の内訳", "Effect"),
        ("month", "商談の月", "Opportunity month"),
        ("age", "経過日数", "Days"),
        ("hour", "時間帯", "Hour"),
        ("attempt", "何回目の架電", "Attempt"),
        ("calls", "受けた架電数", "Calls"),
        ("response", "初回対応まで", "First response"),
        ("quadrant", "象限", "Quadrant"),
        ("reason", "理由", "Reason"),
        ("condition", "条件", "Condition"),
        ("meets", "定義", "Definition"),
        ("version", "定義の版", "Version"),
        ("source", "出どころ", "Source"),
        ("scenario", "シナリオ", "Scenario"),
    )
}
"""What the parts of a segment are called, in the order of the columns of a sheet."""

_VALUES = {
    "motion": {"inbound": ("反響", "inbound"), "outbound": ("新規開拓", "outbound")},
    "quadrant": {
        "target_hot": ("ターゲット・温度感高", "target, hot"),
        "target_cold": ("ターゲット・温度感低", "target, cold"),
        "other_hot": ("ターゲット外・温度感高", "other, hot"),
        "other_cold": ("ターゲット外・温度感低", "other, cold"),
        "unknown": ("不明", "unknown"),
    },
    "meets": {"yes": ("満たす", "meets"), "no": ("満たさない", "misses")},
    "effect": {"volume": ("量", "volume"), "mix": ("構成", "mix"), "quality": ("質", "quality")},
    "source": {
        "open_deals": ("今ある商談", "open opportunities"),
        "past_leads": ("これまでのリード", "past leads"),
        "new_leads": ("これからのリード", "new leads"),
        "others": ("その他", "others"),
    },
    "scenario": {"plan": ("すべて計画の率", "all rates as planned")},
    "reason": {
        "no_lead": ("リードに紐づかない", "no lead"),
        "before_lead": ("リードより前", "before its lead"),
        "invalid_lead": ("有効でないリード", "lead not valid"),
        "repeat": ("2件目以降", "repeat"),
    },
}


@functools.lru_cache(maxsize=100_000)
def parts_of(segment: str, lang: str) -> dict[str, str]:
    """The parts of a segment and their values as a reader knows them; {} for all.

    Examples
    --------
    >>> parts_of("rep=佐藤;motion=inbound", "ja"), parts_of("all", "ja")
    ({'rep': '佐藤', 'motion': '反響'}, {})
    >>> parts_of("hour=Mon 09", "ja"), parts_of("hour=14", "ja"), parts_of("hour=14", "en")
    ({'hour': '月曜 9時台'}, {'hour': '14時台'}, {'hour': '14:00'})
    """
    if segment == "all":
        return {}
    return {name: _value(name, text, lang) for name, text in segment_parts(segment).items()}


def _value(name: str, text: str, lang: str) -> str:
    if name in ("metric", "factor", "scenario") and text in CATALOGUE:
        return CATALOGUE[text].label(lang)
    if name == "hour":
        return _hour(text, lang)
    if not text:
        return "（未入力）" if lang == "ja" else "(not given)"
    return _VALUES.get(name, {}).get(text, (text, text))[lang == "en"]


def _hour(text: str, lang: str) -> str:
    """An hour of any day, or of a day of the week: ``09``, ``Mon 09``."""
    weekday, _, hour = text.rpartition(" ")
    if lang == "en":
        return f"{weekday} {hour}:00".strip()
    names = WORDS["ja"]["weekdays"].split()
    day = f"{names[WEEKDAYS.index(weekday)]}曜 " if weekday else ""
    return f"{day}{int(hour)}時台"


@functools.lru_cache(maxsize=10_000)
def period_text(period: str, lang: str) -> str:
    """A period as people write it.

    Examples
    --------
    >>> period_text("2026-10", "ja"), period_text("2026-W47", "ja"), period_text("..2026-11-20", "en")
    ('2026年10月', '2026年第47週（11/16〜）', 'to 2026-11-20')
    """
    if lang == "en":
        first, _, last = period.partition("..")
        return f"{first} to {last}" if first and last else f"to {last}" if last else period
    if "W" in period:
        of_year, week = (int(text) for text in period.split("-W"))
        monday = date.fromisocalendar(of_year, week, 1)
        return f"{of_year}年第{week}週（{monday.month}/{monday.day}〜）"
    if ".." in period:
        return "〜".join(text.replace("-", "/") for text in period.split(".."))
    year, month = period.split("-")
    return f"{year}年{int(month)}月"
