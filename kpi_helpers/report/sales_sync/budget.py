"""Section 6: how to adjust the plan?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.scenarios import RECENT_MONTHS, Rates, months_ahead, rates_of_plan, rates_of_today
from kpi_helpers.report.figures.scenarios import scenarios as scenario_lines
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.section import Section

_LABELS = {
    "valid_rate": "valid_rate",
    "opportunity_rate": "opportunity_rate_slice",
    "win_rate": "win_rate_slice",
    "average_deal": "average_deal",
}
_ENOUGH = 1.0


@dataclass(frozen=True)
class Scenario:
    """Some rates, and the leads that the sales of the months ahead take at them."""

    name: str
    rates: Rates
    needed: float | None
    planned: float | None

    @property
    def share(self) -> float | None:
        """Needed over planned."""
        return self.needed / self.planned if self.needed is not None and self.planned else None


def weakest_rate(today: Rates, planned: Rates) -> str | None:
    """The rate that lies furthest below the plan's, as a ratio; None where none does."""
    behind = {
        name: getattr(today, name) / getattr(planned, name)
        for name in _LABELS
        if getattr(today, name) and getattr(planned, name)
    }
    worst = min(behind, key=lambda name: behind[name], default=None)
    return worst if worst and behind[worst] < 1 else None


def scenarios(meeting: Meeting, ahead: pd.DataFrame) -> list[Scenario]:
    """Today's rates, today's with the weakest one as planned, and the plan's."""
    sales = float(ahead["sales"].sum())
    planned = float(ahead["leads"].sum()) if "leads" in ahead and ahead["leads"].notna().all() else None
    today, plan = rates_of_today(meeting.wb), rates_of_plan(meeting.wb)
    named = [(meeting.say("今の率のまま", "At today's rates"), today)]
    weakest = weakest_rate(today, plan)
    if weakest:
        label = CATALOGUE[_LABELS[weakest]].label(meeting.lang)
        named.append(
            (
                meeting.say(f"{label}だけ計画どおりに", f"Only the {label.lower()} as planned"),
                today.with_rate(weakest, getattr(plan, weakest)),
            )
        )
    named.append((meeting.say("計画の率なら", "At the plan's rates"), plan))
    return [Scenario(name, rates, rates.leads_for(sales), planned) for name, rates in named]


def trial(meeting: Meeting, fixed: Scenario, rates: Mapping[str, float]) -> Scenario:
    """Today's rates but those given, for the same sales and plan as a scenario's."""
    tried = replace(rates_of_today(meeting.wb), **rates)
    sales = float(months_ahead(meeting.wb)["sales"].sum())
    return Scenario(meeting.say("試算", "What if"), tried, tried.leads_for(sales), fixed.planned)


def _trial_words(meeting: Meeting, tried: Scenario) -> str:
    if tried.needed is None:
        return meeting.say(
            "試算の率ではリードがいくつあっても売上になりません。",
            " At the rates of the what-if no number of leads brings sales.",
        )
    needed = meeting.write(round(tried.needed), "count")
    if tried.share is None:
        return meeting.say(
            f"試算の率なら必要なリードは{needed}です。", f" At the rates of the what-if it takes {needed} leads."
        )
    share = meeting.write(tried.share, "share")
    return meeting.say(
        f"試算の率なら必要なリードは{needed}で、計画の{share}です。",
        f" At the rates of the what-if it takes {needed} leads, {share} of the plan.",
    )


def scenario_table(meeting: Meeting, told: list[Scenario]) -> pd.DataFrame:
    """The scenarios, as figure `scenario_lines` reads them."""
    return pd.DataFrame(
        [
            {
                "scenario": one.name,
                "note": _rates_in_words(meeting, one.rates),
                "needed": one.needed,
                "planned": one.planned,
                "share_of_plan": one.share,
                "verdict": "" if one.share is None else "good" if one.share <= _ENOUGH else "attention",
            }
            for one in told
        ]
    ).astype({"needed": "float64", "planned": "float64", "share_of_plan": "float64"})


def _rates_in_words(meeting: Meeting, rates: Rates) -> str:
    written = [
        meeting.write(rates.valid_rate, "share"),
        meeting.write(rates.opportunity_rate, "share"),
        meeting.write(rates.win_rate, "share"),
        meeting.write(rates.average_deal, "currency"),
    ]
    return " × ".join(written)


def _span(meeting: Meeting, ahead: pd.DataFrame) -> str:
    first, last = meeting.month_name(ahead.index[0]), meeting.month_name(ahead.index[-1])
    return first if first == last else meeting.say(f"{first}〜{last}", f"{first} to {last}")


def _sentence(meeting: Meeting, ahead: pd.DataFrame, told: list[Scenario]) -> str:
    now, plan = told[0], told[-1]
    target = meeting.write(float(ahead["sales"].sum()), "currency")
    span = _span(meeting, ahead)
    if now.needed is None:
        return meeting.say(
            f"{span}の売上目標は{target}ですが、直近{RECENT_MONTHS}か月に受注がなく、今の率では必要なリード数を出せません。",
            f"The sales target of {span} is {target}, but without a deal in the last {RECENT_MONTHS} months today's rates "
            "cannot say how many leads it takes.",
        )
    needed = meeting.write(round(now.needed), "count")
    said = meeting.say(
        f"{span}の売上目標{target}には、今の率（直近{RECENT_MONTHS}か月）のままならリードが{needed}必要です",
        f"At the rates of the last {RECENT_MONTHS} months the sales target of {span}, {target}, takes {needed} leads",
    )
    if now.planned is None:
        return said + meeting.say(
            "。リードの目標がないため、計画との差は出せません。",
            "; without a leads target there is no plan to hold it against.",
        )
    planned = meeting.write(now.planned, "count")
    if now.share is not None and now.share <= _ENOUGH:
        return said + meeting.say(f"。計画の{planned}で足ります。", f"; the {planned} planned are enough.")
    said += meeting.say(
        f"が、計画は{planned}です（必要数は計画の{meeting.write(now.share, 'share')}）。",
        f", but {planned} are planned (needed: {meeting.write(now.share, 'share')} of the plan).",
    )
    lever = told[1]
    if len(told) > 2 and lever.needed is not None:
        enough = lever.share is not None and lever.share <= _ENOUGH
        said += meeting.say(
            f"{lever.name}戻せば{meeting.write(round(lever.needed), 'count')}で、{'計画のリードで届きます' if enough else 'それでもまだ足りません'}。",
            f" {lever.name}: {meeting.write(round(lever.needed), 'count')}, "
            f"{'within the plan' if enough else 'still more than planned'}.",
        )
    elif plan.needed is not None:
        said += meeting.say("計画の率なら届きます。" if (plan.share or 2) <= _ENOUGH else "", "")
    return said


def _table(meeting: Meeting, told: list[Scenario]) -> pd.DataFrame:
    label = {name: CATALOGUE[kpi].label(meeting.lang) for name, kpi in _LABELS.items()}
    return pd.DataFrame(
        [
            {
                meeting.say("シナリオ", "Scenario"): one.name,
                **{
                    label[name]: meeting.write(
                        getattr(one.rates, name), "currency" if name == "average_deal" else "share"
                    )
                    for name in _LABELS
                },
                meeting.say("必要なリード", "Leads needed"): meeting.write(one.needed and round(one.needed), "count"),
                meeting.say("計画のリード", "Leads planned"): meeting.write(one.planned, "count"),
            }
            for one in told
        ]
    )


def budget(meeting: Meeting, *, rates: Mapping[str, float] = MappingProxyType({})) -> Section:
    """What the months ahead need at today's rates, with the weakest rate mended, at the plan's, and in a what-if.

    `rates` stands in for any of today's valid_rate, opportunity_rate, win_rate (shares) and average_deal (currency).
    """
    ahead = months_ahead(meeting.wb)
    if ahead.empty:
        return Section(
            meeting.say(
                "来月以降の売上目標がまだ登録されていません。目標の表に来月以降の sales を加えると、必要なリード数を出します。",
                "There is no sales target beyond this month yet; with one this would show how many leads it takes.",
            )
        )
    told = scenarios(meeting, ahead)
    sentence = _sentence(meeting, ahead, told)
    if rates:
        told.append(trial(meeting, told[0], rates))
        sentence += _trial_words(meeting, told[-1])
    table = scenario_table(meeting, told)
    title = meeting.say(
        f"{_span(meeting, ahead)}の売上目標に必要なリード",
        f"Leads that the sales target of {_span(meeting, ahead)} takes",
    )
    figure = scenario_lines(table, lang=meeting.lang, title=title)
    return Section(
        sentence,
        figure,
        alt=f"{title}. {sentence}",
        table=_table(meeting, told),
        table_caption=meeting.say("シナリオごとの率と必要なリード数", "Rates and leads needed by scenario"),
        notes=[
            meeting.say(
                f"必要なリード＝売上目標÷（有効率×商談化率×受注率×平均単価）。今の率は直近{RECENT_MONTHS}か月の輪切りの合計です。"
                "今月の不足の取り返しは含みません。",
                f"Leads needed = sales target ÷ (valid rate × opportunity rate × win rate × average deal). Today's rates are the "
                f"slice rates of the last {RECENT_MONTHS} months, pooled. This month's shortfall is not added.",
            )
        ],
    )
