"""Declarations of chapter 2, the month's landing."""

from functools import partial

from kpi_helpers.kpis.landing import kpi, words
from kpi_helpers.kpis.metric import SHARED, Metric
from kpi_helpers.workbook.needs import Needs

_metric = partial(Metric, owner=SHARED, needs=Needs())

METRICS = (
    _metric(
        id="landing",
        ja="着地見込み",
        en="Landing",
        better="high",
        definition_ja=words.method("ja"),
        definition_en=words.method("en"),
        gamed_ja="月初に前倒しで登録すると高く出る。",
        gamed_en="Booking early in the month flatters it.",
        function=kpi.landing,
    ),
    _metric(
        id="landing_run_rate",
        ja="単純ペースの着地",
        en="Landing at the plain pace",
        better="high",
        definition_ja="実績 ÷ 経過営業日 × 月の営業日（80％の幅つき）。過去の誤差がこちらのほうが小さかった指標では、"
        "ページの着地見込みはこの数字になる。5営業日目より前と実績0件のうちは出さない。",
        gamed_ja="月初に前倒しで登録すると高く出る。",
        gamed_en="Booking early in the month flatters it.",
        function=kpi.landing_run_rate,
    ),
    _metric(
        id="landing_part",
        ja="着地見込みの内訳",
        en="What the landing is made of",
        definition_ja="着地見込みの内訳（"
        + "・".join(ja for ja, _ in words.PARTS.values())
        + "）。合計は着地見込みに一致する。",
        gamed_ja="月初に前倒しで登録すると、実績と営業日ペースの両方が大きくなる。",
        gamed_en="Booking early in the month raises what is there and the run rate alike.",
        function=kpi.landing_part,
    ),
    _metric(
        id="landing_error",
        ja="着地見込みの誤差",
        en="Error of the landing",
        unit="share",
        better="low",
        definition_ja="締まった直近6か月の5・10・15営業日目の着地見込みと結果の差の合計 ÷ 結果の合計（WAPE）。",
        gamed_ja="完了日や作成日を後から動かすと、過去の見込みの誤差も変わる。",
        gamed_en="Dates moved afterwards change what the past is said to have known.",
        function=kpi.landing_error,
    ),
    _metric(
        id="landing_error_run_rate",
        ja="単純ペースの誤差",
        en="Error of the plain run rate",
        unit="share",
        better="low",
        definition_ja="同じ日に「実績 ÷ 経過営業日 × 月の営業日」で見込んだときの誤差（WAPE）。",
        gamed_ja="月末にまとめて登録する月が多いほど大きくなる。",
        gamed_en="Booking in bulk at the month's end raises it.",
        function=kpi.landing_error_run_rate,
    ),
    _metric(
        id="landing_coverage",
        ja="着地見込みの幅の的中率",
        en="Outcomes inside the landing's interval",
        unit="share",
        definition_ja="締まった直近6か月の結果が、着地見込みの80％の幅に入った割合。",
        gamed_ja="幅を広げれば上がる。80％前後が正しい。",
        gamed_en="Wider intervals raise it; about 80% is right.",
        function=kpi.landing_coverage,
    ),
)
