"""Records of chapter 9, roles."""

from kpi_helpers.kpis import roles
from kpi_helpers.kpis.catalogue.record import INSIDE_SALES, Record

ROLES = (
    Record(
        "kpis_per_rep",
        "1人あたりのKPI数",
        "KPIs per rep",
        "count",
        "low",
        "当月の目標を持つ指標の数（担当者別、重複を除く）。",
        INSIDE_SALES,
        roles.kpis_per_rep,
        ("targets",),
        gamed_ja="個人目標を表に書かないと少なく見える。",
        gamed_en="Targets that are not written down are not counted.",
    ),
    Record(
        "motion_share",
        "反響・新規開拓の割合",
        "Share of motions",
        "share",
        "",
        "担当者の活動（相手のリードが分かるもの）に占める、反響・新規開拓それぞれの割合。",
        INSIDE_SALES,
        roles.motion_share,
        ("activities", "leads"),
        gamed_ja="リードに紐付けない活動は数えない。",
        gamed_en="Activities not linked to a lead are left out.",
    ),
    Record(
        "role_verdict",
        "役割の判定",
        "Verdict on the role",
        "text",
        "",
        "リード獲得と商談獲得の両方の目標を持つか、反響・新規開拓の両方が30％以上なら「兼務過多」、そうでなければ「専念」。",
        INSIDE_SALES,
        roles.role_verdict,
        (),
        gamed_ja="個人目標を表に書かないと「専念」に見える。",
        gamed_en="Targets that are not written down make a rep look focused.",
    ),
)
