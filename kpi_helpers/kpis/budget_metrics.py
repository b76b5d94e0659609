"""Declarations of chapter 2, budget against actual, and of the gap's shares."""

from functools import partial

from kpi_helpers.kpis import gap, targets
from kpi_helpers.kpis.metric import SHARED, Metric
from kpi_helpers.workbook.needs import CLOSED, Needs

_metric = partial(Metric, owner=SHARED)

GAP_METRICS = (
    _metric(
        id="gap_contribution",
        ja="売上差の要因分解",
        en="Contribution to the sales gap",
        unit="currency",
        better="high",
        definition_ja="売上の実績と「今日時点の目標」の差を、ツリーの各要因に過不足なく分けた金額（LMDI-I）。",
        gamed_ja="目標の置き方で要因の大きさが変わる。",
        gamed_en="It depends on how the targets were set.",
        needs=Needs(("opportunities", "targets"), (*CLOSED, "opportunities.amount")),
        function=gap.gap_contribution,
    ),
)

METRICS = (
    _metric(
        id="actual",
        ja="実績",
        en="Actual",
        better="high",
        definition_ja="当月の実績（基準日まで）。",
        gamed_ja="締め日の前後で登録をずらすと動く。",
        gamed_en="Booking a day early or late around the month's end moves it.",
        needs=Needs(("targets",)),
        function=targets.actual,
    ),
    _metric(
        id="target",
        ja="目標",
        en="Target",
        definition_ja="当月の目標。",
        gamed_ja="低く置けば、達成率もペースも良く見える。",
        gamed_en="A low one flatters attainment and pace.",
        needs=Needs(("targets",)),
        function=targets.target,
    ),
    _metric(
        id="attainment",
        ja="達成率",
        en="Attainment",
        unit="share",
        better="high",
        definition_ja="当月の実績（基準日まで） ÷ 当月の目標。",
        gamed_ja="目標を低く置けば上がる。",
        gamed_en="A low target raises it.",
        needs=Needs(("targets",)),
        function=targets.attainment,
    ),
    _metric(
        id="pace",
        ja="ペース",
        en="Pace",
        unit="ratio",
        better="high",
        definition_ja="実績 ÷（目標 ×「直近12か月のこの時点までの割合」）。1で予定どおり。",
        gamed_ja="月初に前倒しで登録すると高く見える。",
        gamed_en="Booking early in the month flatters it.",
        needs=Needs(("targets",)),
        function=targets.pace,
    ),
    _metric(
        id="needed_per_day",
        ja="残り1営業日あたりの必要数",
        en="Needed per business day",
        better="low",
        definition_ja="（目標 − 実績）÷ 残りの営業日。達成済みなら0。",
        gamed_ja="目標を月の途中で下げると小さくなる。",
        gamed_en="A target lowered in mid-month shrinks it.",
        needs=Needs(("targets",)),
        function=targets.needed_per_day,
    ),
    _metric(
        id="usual_share",
        ja="直近12か月のこの時点までの割合",
        en="Usual share by now",
        unit="share",
        definition_ja="直近12か月の、月の同じ段階までの合計 ÷ 月間の合計（使える月が6か月未満なら、経過営業日 ÷ 月の営業日）。",
        gamed_ja="登録を月末にまとめる月が続くと小さくなり、月の途中の進捗が良く見える。",
        gamed_en="Months that are booked in bulk at their end lower it and flatter the pace before.",
        needs=Needs(("targets",)),
        function=targets.usual_share,
    ),
    _metric(
        id="expected_to_date",
        ja="今日時点の目標",
        en="Expected to date",
        definition_ja="件数と金額は、月の目標 ×「直近12か月のこの時点までの割合」。輪切りの率は、その両方の件数の今日時点の目標の比。",
        gamed_ja="目標を低く置けば小さくなる。",
        gamed_en="A low target lowers it.",
        needs=Needs(("targets",)),
        function=targets.expected_to_date,
    ),
)
