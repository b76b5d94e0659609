"""Records of chapter 2, the month's landing."""

from kpi_helpers.kpis.catalogue.record import SHARED, Record
from kpi_helpers.kpis.landing import kpi

LANDING = (
    Record(
        "landing",
        "着地見込み",
        "Landing",
        "count",
        "high",
        "当月の終わりに到達する見込み（商談は営業日ペースとリードの経過日数別ハザードの平均、80％の幅つき）。",
        SHARED,
        kpi.landing,
        (),
        gamed_ja="月初に前倒しで登録すると高く出る。",
        gamed_en="Booking early in the month flatters it.",
    ),
    Record(
        "landing_error",
        "着地見込みの誤差",
        "Error of the landing",
        "share",
        "low",
        "締まった直近6か月の5・10・15営業日目の着地見込みと結果の差の合計 ÷ 結果の合計（WAPE）。",
        SHARED,
        kpi.landing_error,
        (),
        gamed_ja="完了日や作成日を後から動かすと、過去の見込みの誤差も変わる。",
        gamed_en="Dates moved afterwards change what the past is said to have known.",
    ),
    Record(
        "landing_error_run_rate",
        "単純ペースの誤差",
        "Error of the plain run rate",
        "share",
        "low",
        "同じ日に「実績 ÷ 経過営業日 × 月の営業日」で見込んだときの誤差（WAPE）。",
        SHARED,
        kpi.landing_error_run_rate,
        (),
        gamed_ja="月末にまとめて登録する月が多いほど大きくなる。",
        gamed_en="Booking in bulk at the month's end raises it.",
    ),
    Record(
        "landing_coverage",
        "着地見込みの幅の的中率",
        "Outcomes inside the landing's interval",
        "share",
        "",
        "締まった直近6か月の結果が、着地見込みの80％の幅に入った割合。",
        SHARED,
        kpi.landing_coverage,
        (),
        gamed_ja="幅を広げれば上がる。80％前後が正しい。",
        gamed_en="Wider intervals raise it; about 80 % is right.",
    ),
)
