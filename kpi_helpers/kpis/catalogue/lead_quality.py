"""Records of chapter 7, valid leads and their definition."""

from kpi_helpers.kpis import lead_quality
from kpi_helpers.kpis.catalogue.record import MARKETING, SHARED, Record

LEAD_QUALITY = (
    Record(
        "lead_change",
        "有効リードの増減要因",
        "What changed the valid leads",
        "count",
        "high",
        "先月の同じ営業日までと比べた有効リードの増減を、量（リード数の増減 × 平均有効率）と質（平均リード数 × 有効率の増減）に分けた件数。",
        MARKETING,
        lead_quality.lead_change,
        ("leads",),
        gamed_ja="定義を変えると質の増減として現れる。",
        gamed_en="A change of the definition shows as quality.",
    ),
    Record(
        "definition_effect",
        "定義別の有効リード数",
        "Valid leads under each definition",
        "count",
        "",
        "当月までの3か月のリードを、それぞれの版の定義で数えた有効リードの件数。",
        SHARED,
        lead_quality.definition_effect,
        ("leads",),
        gamed_ja="項目の入力を省くと、その項目を見る版だけが厳しく見える。",
        gamed_en="A column that nobody fills makes the version that asks for it look strict.",
    ),
    Record(
        "condition_rejects",
        "条件別の除外数",
        "Leads rejected by condition",
        "count",
        "",
        "現在の定義の条件ごとの、その条件を満たさないリードの件数（当月までの3か月）。",
        SHARED,
        lead_quality.condition_rejects,
        ("leads",),
        gamed_ja="入力もれも条件を満たさないものとして数える。",
        gamed_en="What nobody typed in counts as a failed condition.",
    ),
    Record(
        "condition_rejects_alone",
        "その条件だけによる除外数",
        "Leads rejected by one condition alone",
        "count",
        "",
        "現在の定義のうち、その条件だけを満たさないリードの件数（当月までの3か月）。",
        SHARED,
        lead_quality.condition_rejects_alone,
        ("leads",),
        gamed_ja="入力もれも条件を満たさないものとして数える。",
        gamed_en="What nobody typed in counts as a failed condition.",
    ),
)
