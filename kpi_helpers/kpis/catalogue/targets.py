"""Records of chapter 2, budget against actual."""

from kpi_helpers.kpis import targets
from kpi_helpers.kpis.catalogue.record import SHARED, Record

TARGETS = (
    Record(
        "actual", "実績", "Actual", "count", "high", "当月の実績（基準日まで）。", SHARED, targets.actual, ("targets",),
        gamed_ja="締め日の前後で登録をずらすと動く。", gamed_en="Booking a day early or late around the month's end moves it.",
    ),
    Record(
        "target", "目標", "Target", "count", "", "当月の目標。", SHARED, targets.target, ("targets",),
        gamed_ja="低く置けば、達成率もペースも良く見える。", gamed_en="A low one flatters attainment and pace.",
    ),
    Record(
        "attainment", "達成率", "Attainment", "share", "high", "当月の実績（基準日まで） ÷ 当月の目標。", SHARED,
        targets.attainment, ("targets",),
        gamed_ja="目標を低く置けば上がる。", gamed_en="A low target raises it.",
    ),
    Record(
        "pace", "進捗ペース", "Pace", "ratio", "high", "実績 ÷（目標 × 経過営業日 ÷ 月の営業日）。1で予定どおり。", SHARED,
        targets.pace, ("targets",),
        gamed_ja="月初に前倒しで登録すると高く見える。", gamed_en="Booking early in the month flatters it.",
    ),
    Record(
        "needed_per_day", "残り1営業日あたりの必要数", "Needed per business day", "count", "low",
        "（目標 − 実績）÷ 残りの営業日。達成済みなら0。", SHARED, targets.needed_per_day, ("targets",),
        gamed_ja="目標を月の途中で下げると小さくなる。", gamed_en="A target lowered in mid-month shrinks it.",
    ),
)
