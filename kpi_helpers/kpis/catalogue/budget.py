"""Records of chapter 2, the usual course of a month."""

from kpi_helpers.kpis import targets
from kpi_helpers.kpis.catalogue.record import SHARED, Record

BUDGET = (
    Record(
        "usual_share",
        "例年この時点までの割合",
        "Usual share by now",
        "share",
        "",
        "直近12か月の、月の同じ段階までの合計 ÷ 月間の合計（使える月が6か月未満なら、経過営業日 ÷ 月の営業日）。",
        SHARED,
        targets.usual_share,
        ("targets",),
        gamed_ja="登録を月末にまとめる月が続くと小さくなり、月の途中の進捗が良く見える。",
        gamed_en="Months that are booked in bulk at their end lower it and flatter the pace before.",
    ),
    Record(
        "expected_to_date",
        "この時点の目安",
        "Expected to date",
        "count",
        "",
        "件数と金額は、月の目標 ×「例年この時点までの割合」。輪切りの率は、その両方の件数の目安の比。",
        SHARED,
        targets.expected_to_date,
        ("targets",),
        gamed_ja="目標を低く置けば小さくなる。",
        gamed_en="A low target lowers it.",
    ),
)
