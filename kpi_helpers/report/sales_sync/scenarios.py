"""The scenarios of section 6: today's rates by age, the rate furthest below plan as planned, all as planned, a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.outlook.kpi import MonthsAhead, leads_for_targets, sales_target, scenarios_of_page
from kpi_helpers.kpis.outlook.model import Levers
from kpi_helpers.kpis.scenarios import rates_of_plan, rates_of_today
from kpi_helpers.report.meeting import Meeting

LABELS = {
    "valid_rate": "valid_rate",
    "opportunity_rate": "opportunity_rate_slice",
    "win_rate": "win_rate_slice",
    "average_deal": "average_deal",
}


@dataclass(frozen=True)
class WhatIf:
    """What is other than today, and than planned.

    Attributes
    ----------
    rates : mapping of str to float
        Of `LABELS`: shares, and the deal in currency.
    leads : mapping of str to float
        Planned for a month, by its label.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    leads: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rates or self.leads)


@dataclass(frozen=True)
class Scenario:
    """Some rates, and the leads that the sales of the months ahead take at them.

    Attributes
    ----------
    name, note : str
        What it is called, and what is other than today's.
    needed, planned : float or None
        Leads; None where no number of them is enough in time, where none are planned.
    sales : mapping of str to float
        What is expected of each month, of a what-if.
    """

    name: str
    note: str
    needed: float | None
    planned: float | None
    sales: Mapping[str, float] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Needed over planned."""
        return self.needed / self.planned if self.needed is not None and self.planned else None


def scenarios(meeting: Meeting, ahead: MonthsAhead) -> list[Scenario]:
    """The page's scenarios; none without a sales target above zero or a deal won with an amount."""
    wb, target = meeting.wb, sales_target(meeting.wb)
    if target is None or target <= 0 or not len(ahead.known.won_amounts):
        return []
    planned = ahead.arrivals.leads or None
    now = meeting.say("経過日数ごとの今の率", "today's rates by age")
    found = [Scenario(meeting.say("今の率のまま", "At today's rates"), now, leads_for_targets(wb), planned)]
    for name, levers in scenarios_of_page(wb).items():
        if name == "plan":
            title = meeting.say("すべて計画の率なら", "At the plan's rates")
        else:
            title = meeting.say(
                f"{_label(meeting, name)}だけ計画どおりなら", f"Only the {_label(meeting, name)} as planned"
            )
        found.append(Scenario(title, _note(meeting, levers), leads_for_targets(wb, levers), planned))
    return found


def trial(meeting: Meeting, ahead: MonthsAhead, asked: WhatIf) -> Scenario:
    """Today's rates but those given, each as far off today's slice rate as it is, and the plan's leads but those given."""
    today = rates_of_today(meeting.wb)
    levers = Levers(**{name: value / now for name, value in asked.rates.items() if (now := getattr(today, name))})
    then, needed = ahead.at(levers, asked.leads), leads_for_targets(meeting.wb, levers, leads=asked.leads)
    note = [one for one in (_note(meeting, levers, asked.rates), *_leads_notes(meeting, ahead, asked)) if one]
    name, joined = meeting.say("試算", "What if"), meeting.say("、", ", ").join(note)
    return Scenario(name, joined, needed, then.arrivals.leads or None, then.sales)


def _leads_notes(meeting: Meeting, ahead: MonthsAhead, asked: WhatIf) -> list[str]:
    """Which months' leads are other than planned: 12月のリード 387件 → 420件."""
    told = []
    for month, planned in ahead.arrivals.by_month.items():
        if month in asked.leads and planned > 0:
            before, after = (meeting.write(round(value), "count") for value in (planned, asked.leads[month]))
            said = meeting.month_name(month)
            told.append(meeting.say(f"{said}のリード {before} → {after}", f"leads of {said} {before} → {after}"))
    return told


def _label(meeting: Meeting, rate: str) -> str:
    label = CATALOGUE[LABELS[rate]].label(meeting.lang)
    return label if meeting.lang == "ja" else label.lower()


def _note(meeting: Meeting, levers: Levers, given: Mapping[str, float] | None = None) -> str:
    """Which slice rates are other than today's: 受注率（輪切り） 23.1% → 25.0%."""
    today = rates_of_today(meeting.wb)
    then = given if given is not None else {name: getattr(rates_of_plan(meeting.wb), name) for name in LABELS}
    told = []
    for name in LABELS:
        if getattr(levers, name) != 1:
            unit = "currency" if name == "average_deal" else "share"
            before, after = (meeting.write(value, unit) for value in (getattr(today, name), then[name]))
            told.append(f"{_label(meeting, name)} {before} → {after}")
    return meeting.say("、", ", ").join(told)
