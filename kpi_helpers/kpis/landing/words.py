"""How the landing is worked out, in words made from the settings that it is worked out with."""

from kpi_helpers.kpis.landing.method import ACTUAL, DAYS_OFF, MONTH_END, OPEN, OTHERS, PACE, TO_COME
from kpi_helpers.kpis.landing.settings import SETTINGS, Settings

PARTS = {
    ACTUAL: ("今日までの実績", "to date"),
    PACE: ("営業日ペース", "run rate"),
    OPEN: ("今あるリードから", "from open leads"),
    TO_COME: ("これから入るリードから", "from leads to come"),
    OTHERS: ("それ以外（リピート・リードなし）", "others (repeats, no lead)"),
    DAYS_OFF: ("残りの休日の分", "days off to come"),
    MONTH_END: ("月末の追い込み", "month's end"),
}
"""What a landing is made of, in Japanese and English, in its order."""


def method(lang: str, settings: Settings = SETTINGS) -> str:
    """One sentence that says how the landing is worked out.

    Examples
    --------
    >>> method("en")[:74]
    'What the month will reach by its end: to date, then, of opportunities, 50%'
    """
    pace = round(settings.pace_weight * 100)
    if lang == "ja":
        return (
            f"月末までに届く見込み（80％の幅つき）。商談は、今日までの実績に、営業日ペース（重み{pace}％）と、"
            f"リードから生まれる商談（直近{settings.hazard_days}日の経過日数別の商談化率、水準は直近{settings.level_days}営業日、"
            f"新しいリードは直近{settings.inflow_days}日のペース）およびその他の商談のペースを合わせて加える。"
            f"受注・売上・リードは、前月末までの{settings.steady_days}営業日で均したペース（月ごとのばらつきが大きいほど当月を重く見る）を"
            f"加える（売上は直近180日の平均単価を掛ける）。"
            "最後に、過去6か月の同じ時点で足りなかった月末の追い込み分を、月どうしが一致する範囲で掛ける。"
            "最後の営業日を終えたあとは、直近1年の休業日のペースで残りの休業日の分を加える。"
        )
    return (
        f"What the month will reach by its end: to date, then, of opportunities, {pace}% run rate by business day and "
        f"{100 - pace}% what the leads are expected to bring (conversion by lead age of the last {settings.hazard_days} days "
        f"at the level of the last {settings.level_days} business days, new leads as in the last {settings.inflow_days} days) "
        f"and others at their rate; of deals, sales and leads the run rate steadied by the {settings.steady_days} business days "
        "before the month, the less the more months have differed (sales at the mean amount of 180 days); all that is to come "
        "times what the six months before still had left at this stage beyond such a forecast, as far as they agree; once the "
        "last business day is over, days off at the rate of a year's days off; with an 80% interval."
    )
