"""Declarations of chapter 10, the months ahead."""

from functools import partial

from kpi_helpers.kpis.metric import SHARED, Metric
from kpi_helpers.kpis.outlook import kpi
from kpi_helpers.workbook.needs import CLOSED, Needs

_metric = partial(
    Metric,
    owner=SHARED,
    needs=Needs(("leads", "opportunities"), links=("opportunities",), months=kpi.HISTORY_MONTHS, valid=True),
)
_NEEDS_SALES = Needs(
    ("leads", "opportunities", "targets"),
    (*CLOSED, "opportunities.amount"),
    links=("opportunities",),
    months=kpi.HISTORY_MONTHS,
    valid=True,
)

METRICS = (
    _metric(
        id="outlook",
        ja="今後の月の見込み",
        en="The months ahead",
        better="high",
        definition_ja="売上目標のある今後の月（なければ3か月）の商談数と売上の見込み。今ある商談・これまでのリード・"
        "これからのリード（計画）・その他に分け、経過日数ごとの率で積み上げる（80％の幅つき）。",
        gamed_ja="リードの計画を大きく置けば増える。",
        gamed_en="A generous plan for leads raises it.",
        function=kpi.outlook,
    ),
    _metric(
        id="outlook_error",
        ja="今後の月の見込みの誤差",
        en="Error of the months ahead",
        unit="share",
        better="low",
        definition_ja="締まった月の末に、その先3か月の合計を同じ方法で見込んだときの誤差（WAPE、直近6回）。",
        gamed_ja="過去の日付を後から直すと変わる。",
        gamed_en="Dates moved afterwards change it.",
        function=kpi.outlook_error,
    ),
    _metric(
        id="outlook_error_slice",
        ja="輪切りの計画の誤差",
        en="Error of the plan by slice rates",
        unit="share",
        better="low",
        definition_ja="同じ3か月を「計画のリード × 直近3か月の輪切りの率」で見込んだときの誤差（WAPE）。",
        gamed_ja="過去の日付を後から直すと変わる。",
        gamed_en="Dates moved afterwards change it.",
        function=kpi.outlook_error_slice,
    ),
    _metric(
        id="leads_needed",
        ja="目標に必要なリード数",
        en="Leads that the targets take",
        better="low",
        definition_ja="今後の月の売上の見込みが、合計で目標に届くために必要な、その月々のリード数"
        "（今の経過日数別の率、およびシナリオごと）。",
        gamed_ja="売上目標を下げれば小さくなる。",
        gamed_en="A lower sales target lowers it.",
        needs=_NEEDS_SALES,
        function=kpi.leads_needed,
    ),
    _metric(
        id="target_chance",
        ja="売上目標に届く確率",
        en="Chance to meet the sales target",
        unit="share",
        better="high",
        definition_ja="今後の月の売上の合計が目標に届く結果の割合（基準日で乱数を固定した試行2,000回）。",
        gamed_ja="売上目標を下げるか、リードの計画を大きく置けば上がる。",
        gamed_en="A lower target, or a generous plan for leads, raises it.",
        needs=_NEEDS_SALES,
        function=kpi.target_chance,
    ),
)
