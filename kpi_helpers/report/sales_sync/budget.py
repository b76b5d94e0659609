"""Section 6: how to adjust the plan?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from kpi_helpers.kpis.cohorts import expected_final_rate
from kpi_helpers.kpis.outlook import kpi
from kpi_helpers.kpis.outlook.kpi import MonthsAhead, look_ahead
from kpi_helpers.kpis.outlook.planning import HISTORY_MONTHS
from kpi_helpers.kpis.outlook.timing import new_lead_rate
from kpi_helpers.report.figures.months_ahead import SOURCES
from kpi_helpers.report.figures.months_ahead import months_ahead as month_lines
from kpi_helpers.report.figures.scenarios import scenarios as scenario_lines
from kpi_helpers.report.lack_words import without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.sales_sync.budget_words import chance_claim, sentence_of, span_of, trial_words
from kpi_helpers.report.sales_sync.scenarios import Scenario, WhatIf, scenarios, trial
from kpi_helpers.report.sales_sync.what_ifs import read_what_ifs
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import ended_words

_ALIKE = 0.0005
"""Rates that are written alike are no contradiction: a tenth of a point, rounded."""


def months_table(meeting: Meeting, ahead: MonthsAhead) -> pd.DataFrame:
    """The months ahead, as figure `months_ahead` reads them."""
    rows, targets = kpi.outlook(meeting.wb).set_index("segment"), kpi.months_ahead(meeting.wb)
    found = []
    for month in ahead.months:

        def told(metric: str, column: str = "value", source: str = "", month: str = month.label) -> float:
            written = f"month={month};metric={metric}" + (f";source={source}" if source else "")
            return float(rows[column].get(written, np.nan))

        found.append(
            {
                "name": meeting.month_name(month.label),
                "sales": told("sales"),
                "low": told("sales", "low"),
                "high": told("sales", "high"),
                "target": float(targets["sales"].get(month.label, np.nan)) if len(targets) else np.nan,
                "opportunities": told("opportunities"),
                **{source: told("sales", source=source) for source in SOURCES},
            }
        )
    return pd.DataFrame(found)


def scenario_table(meeting: Meeting, tried: list[Scenario]) -> pd.DataFrame:
    """The scenarios, as figure `scenario_lines` reads them."""
    return pd.DataFrame(
        [
            {
                "scenario": one.name,
                "note": one.note,
                "needed": one.needed,
                "planned": one.planned,
                "verdict": "" if one.share is None else "good" if one.share <= 1 else "attention",
            }
            for one in tried
        ]
    ).astype({"needed": "float64", "planned": "float64"})


def _table(meeting: Meeting, ahead: MonthsAhead, months: pd.DataFrame, tried: list[Scenario]) -> pd.DataFrame:
    """The months by where their sales come from, and what the what-ifs bring in each."""
    say, write = meeting.say, meeting.write
    columns = {
        "target": say("売上目標", "Sales target"),
        "sales": say("売上の見込み", "Sales expected"),
        "open_deals": say("今ある商談から", "From open deals"),
        "past_leads": say("これまでのリードから", "From past leads"),
        "new_leads": say("これからのリードから", "From new leads"),
        "others": say("その他", "Others"),
    }
    shown = {say("月", "Month"): months["name"]}
    shown |= {label: [write(value, "currency") for value in months[name]] for name, label in columns.items()}
    shown[say("商談の見込み", "Opportunities expected")] = [
        write(round(value), "count") for value in months["opportunities"]
    ]
    for one in tried:
        if one.sales:
            label = say(f"「{one.name}」の売上の見込み", f"Sales expected at “{one.name}”")
            shown[label] = [write(one.sales[month.label], "currency") for month in ahead.months]
    return pd.DataFrame(shown)


def _missing(meeting: Meeting) -> str:
    if ended := ended_words(meeting, ("leads", "opportunities"), within=True):
        return without_words(meeting, ended, "来月以降の見込み", "the months ahead")
    return meeting.say(
        f"リードと商談の記録がまだ{HISTORY_MONTHS}か月分そろわないため、来月以降の見込みは出せません。",
        f"Leads and opportunities of {HISTORY_MONTHS} whole months are needed before the months ahead can be expected.",
    )


def _lower_months(meeting: Meeting, rate: float) -> tuple[str, str]:
    """The month that section 3 expects least of, where that is less than is planned with, in both languages."""
    expected = expected_final_rate(meeting.wb)
    lower = expected[expected["value"] < rate - _ALIKE]
    if lower.empty:
        return "", ""
    least = lower.loc[lower["value"].idxmin()]
    month, share = meeting.month_name(least["period"]), meeting.write(least["value"], "share")
    return (
        f"これより低い見込みの月もあり（最も低い{month}で{share}）、その率が続けば必要なリードは増えます。",
        f" Some months are expected to reach less ({month} least, {share}); were that to go on, it would take more leads.",
    )


_WITH_LEVERS = 3
"""Today's rates, one of the plan's, all of the plan's."""


def _lever_note(meeting: Meeting, tried: list[Scenario]) -> str:
    """Why one rate as planned may take fewer leads than all of them as planned: some of the plan's are below today's."""
    if len(tried) < _WITH_LEVERS:
        return ""
    one, whole = tried[1], tried[-1]
    if whole.needed is None or one.needed is None or one.needed >= whole.needed:
        return ""
    return meeting.say(
        f"「{one.name}」より「{whole.name}」のほうが必要なリードが多いのは、計画の率に今の率より低いものがあるためです。"
        "率は今ある商談とこれまでのリードにも効くため、わずかな差でも必要なリードは大きく動きます。",
        f"“{whole.name}” takes more leads than “{one.name}” since some of the plan's rates are below today's. Rates act "
        "on open deals and past leads too, so a small difference moves the number of leads needed a lot.",
    )


def _notes(meeting: Meeting, ahead: MonthsAhead, tried: list[Scenario]) -> list[str]:
    rate = meeting.write(new_lead_rate(ahead), "share")
    lower_ja, lower_en = _lower_months(meeting, new_lead_rate(ahead))
    notes = [
        meeting.say(
            f"見込みは、今ある商談・これまでのリード・これからのリードを経過日数ごとの率で積み上げたものです。これからのリードは180日以内に"
            f"{rate}が商談になると見ています。直近12か月のリードが日数ごとに商談になった率で、「商談化率は上がっているか?」の表のいちばん新しい月の"
            f"180日時点の見込みを上限にしています（低いほうを取る、控えめな見方です）。{lower_ja}リードの計画は月の目標、なければ直近28日のペースで、今月の残りは目標ではなく着地見込みの分だけ入ると見ています。季節や傾向は入れていません。",
            f"Expected by the age of open deals, past leads and new leads. Of new leads {rate} are expected to become an opportunity "
            "within 180 days: the rate of the last twelve months' leads by age, and no more than the conversion section's table expects of "
            f"the newest month, so the cautious one of the two.{lower_en} Planned leads are the month's target, else as in the last 28 days; of the rest of this "
            "month no more than its landing expects, whatever its target. Neither season nor trend is in it.",
        )
    ]
    if said := _lever_note(meeting, tried):
        notes.append(said)
    ours, sliced = (rows.set_index("segment")["value"] for rows in (_errors(meeting, way) for way in (0, 1)))
    names = {"metric=sales": ("売上", "sales"), "metric=opportunities": ("商談", "opportunities")}
    told = [
        meeting.say(
            f"{ja}{meeting.write(ours[key], 'share')}（輪切りの計画なら{meeting.write(sliced.get(key), 'share')}）",
            f"{meeting.write(ours[key], 'share')} for {en} (by slice rates {meeting.write(sliced.get(key), 'share')})",
        )
        for key, (ja, en) in names.items()
        if key in ours.index
    ]
    if told:
        listed = meeting.say("、", ", ").join(told)
        notes.append(
            meeting.say(
                f"過去の月末に同じ方法で先の3か月を見込んだときの外れは、{listed}でした。期間が重なるため、目安です。",
                f"Three months ahead seen in the same way at past months' ends were off by {listed}; their months overlap.",
            )
        )
    return notes


def _errors(meeting: Meeting, way: int) -> pd.DataFrame:
    return (kpi.outlook_error, kpi.outlook_error_slice)[way](meeting.wb)


def budget(
    meeting: Meeting,
    *,
    rates: Mapping[str, float] = MappingProxyType({}),
    leads: Mapping[str, float] = MappingProxyType({}),
) -> Section:
    """The months ahead by cohort and lag: the chance of their target, the leads that it takes by when, three scenarios.

    `rates` stands in for any of today's valid_rate, opportunity_rate, win_rate (shares) and average_deal (currency),
    `leads` for those planned of a month (``{"2026-12": 420}``).
    """
    ahead = look_ahead(meeting.wb)
    if ahead is None:
        return Section(_missing(meeting))
    months = months_table(meeting, ahead)
    fixed = scenarios(meeting, ahead)
    sentence, tried = sentence_of(meeting, ahead, fixed), list(fixed)
    kept = read_what_ifs(meeting.wb.config.folder) if fixed else {}
    for name, own in kept.items():
        called = meeting.mask.text(name) if meeting.mask else name
        tried.append(replace(trial(meeting, ahead, own), name=called))
        sentence = points(sentence, trial_words(meeting, tried[-1], called))
    if fixed and (asked := WhatIf(rates, leads)):
        tried.append(trial(meeting, ahead, asked))
        sentence = points(sentence, trial_words(meeting, tried[-1]))
    span = span_of(meeting, ahead)
    title = meeting.say(f"{span}の売上の見込みと目標", f"Sales expected of {span}, and their targets")
    figures = [(month_lines(months, lang=meeting.lang, title=title), _alt(meeting, title, months))]
    if tried:
        title = meeting.say(f"{span}の売上目標に必要なリード", f"Leads that the sales target of {span} takes")
        drawn = scenario_lines(scenario_table(meeting, tried), lang=meeting.lang, title=title)
        figures.append((drawn, _scenario_alt(meeting, title, tried)))
    return Section(
        sentence,
        figures,
        table=_table(meeting, ahead, months, tried),
        table_caption=meeting.say("月ごとの見込みの内訳", "Where each month's sales come from"),
        notes=_notes(meeting, ahead, fixed),
        claims=[claim] if len(ahead.known.won_amounts) and (claim := chance_claim(meeting)) else [],
    )


def _alt(meeting: Meeting, title: str, months: pd.DataFrame) -> str:
    if months["sales"].isna().all():
        return title
    told = [f"{row['name']} {meeting.write(row['sales'], 'currency')}" for row in months.to_dict("records")]
    return meeting.say(f"{title}：{'、'.join(told)}", f"{title}: {', '.join(told)}")


def _scenario_alt(meeting: Meeting, title: str, tried: list[Scenario]) -> str:
    told = [f"{one.name} {'–' if one.needed is None else meeting.write(round(one.needed), 'count')}" for one in tried]
    return meeting.say(f"{title}：{'、'.join(told)}", f"{title}: {', '.join(told)}")
