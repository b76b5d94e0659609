"""Records of chapter 8, four quadrants."""

from kpi_helpers.kpis import quadrants
from kpi_helpers.kpis.catalogue.record import FIELD_SALES, Record

_TABLES = ("opportunities",)
_GAMED_JA = "温度感を付けないと「不明」に入る。ターゲットの付け直しでも動く。"
_GAMED_EN = "Opportunities without a temperature land in unknown; relabelling targets moves it too."

QUADRANTS = (
    Record(
        "quadrant_opportunities",
        "象限別の商談数",
        "Opportunities by quadrant",
        "count",
        "",
        "当月と前2か月に作成された商談の件数（ターゲット企業か × 温度感）。",
        FIELD_SALES,
        quadrants.quadrant_opportunities,
        _TABLES,
        gamed_ja=_GAMED_JA,
        gamed_en=_GAMED_EN,
    ),
    Record(
        "quadrant_win_rate",
        "象限別の受注率",
        "Win rate by quadrant",
        "share",
        "high",
        "当月と前2か月に作成され、完了した商談のうち受注の割合（象限別）。",
        FIELD_SALES,
        quadrants.quadrant_win_rate,
        _TABLES,
        gamed_ja="受注しそうな商談だけ後から「高」に付け直すと上がる。",
        gamed_en="Marking deals hot once they are nearly won raises it.",
    ),
    Record(
        "quadrant_open",
        "象限別の進行中の商談数",
        "Open opportunities by quadrant",
        "count",
        "",
        "作成時期を問わず、進行中の商談の件数（象限別）。",
        FIELD_SALES,
        quadrants.quadrant_open,
        _TABLES,
        gamed_ja="動いていない商談を失注にしないと増える。",
        gamed_en="Dead deals that nobody closes raise it.",
    ),
    Record(
        "quadrant_amount",
        "象限別の進行中の金額",
        "Open amount by quadrant",
        "currency",
        "high",
        "作成時期を問わず、進行中の商談の金額の合計（象限別。金額の未入力は0円）。",
        FIELD_SALES,
        quadrants.quadrant_amount,
        _TABLES,
        gamed_ja="見込み金額を大きく入れると増える。",
        gamed_en="Hopeful amounts raise it.",
    ),
    Record(
        "quadrant_days_open",
        "象限別の経過日数",
        "Days open by quadrant",
        "days",
        "low",
        "作成時期を問わず、進行中の商談の作成日から基準日までの日数の中央値（象限別）。",
        FIELD_SALES,
        quadrants.quadrant_days_open,
        _TABLES,
        gamed_ja="古い商談を閉じて作り直すと短くなる。",
        gamed_en="Closing old deals and opening them anew shortens it.",
    ),
)
