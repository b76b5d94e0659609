"""Chapter 10's numbers: the months ahead, the leads that their targets take, and the chance to meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from kpi_helpers.kpis.outlook.history import Past, past
from kpi_helpers.kpis.outlook.levels import learnt
from kpi_helpers.kpis.outlook.model import NEW_LEADS, Ahead, Levels, Levers, Plan, expect
from kpi_helpers.kpis.outlook.planning import (
    HISTORY_MONTHS,
    Arrivals,
    arrivals,
    coming_months,
    origins,
    plan_from,
    pooled_since,
)
from kpi_helpers.kpis.outlook.simulate import DRAWS, Outcomes, draw
from kpi_helpers.kpis.outlook.testing import tested
from kpi_helpers.kpis.scenarios import Rates, months_ahead, rates_of_plan, rates_of_today
from kpi_helpers.kpis.tidy import nothing, numbers, segment
from kpi_helpers.kpis.tidy import together as joined
from kpi_helpers.workbook.engine import epoch_day, from_epoch_day
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

TODAY = Levers()
_RATES = ("valid_rate", "opportunity_rate", "win_rate", "average_deal")


@dataclass(frozen=True)
class MonthsAhead:
    """The months ahead of a workbook: what is expected of them and what it rests on."""

    months: list[Period]
    known: Past
    levels: Levels
    plan: Plan
    arrivals: Arrivals
    expected: Ahead

    def outcomes(self) -> Outcomes:
        """Outcomes drawn by the seed of the day."""
        return draw(self.expected, self.known, self.levels, seed=self.known.as_of)

    def at(self, levers: Levers, leads: Mapping[str, float]) -> MonthsAhead:
        """The same at other rates, and with other leads planned for some of the months."""
        came = self.arrivals.with_leads(self.known.as_of, leads)
        plan = replace(self.plan, valid_leads=came.valid_leads)
        since = pooled_since(from_epoch_day(self.known.as_of))
        return replace(self, plan=plan, arrivals=came, expected=expect(self.known, plan, since, self.levels, levers))

    @property
    def sales(self) -> dict[str, float]:
        """What is expected of each month, by its label."""
        sums = np.sum(list(self.expected.sales.values()), axis=0)
        return {month.label: float(value) for month, value in zip(self.months, sums, strict=True)}

    @property
    def window(self) -> str:
        """The months as the label of one period."""
        return Period.window(self.months[0].start, self.months[-1].end - DAY).label


def look_ahead(wb: Workbook) -> MonthsAhead | None:
    """Work out the months ahead; None without leads and opportunities of three whole months, or where either has ended.

    Parameters
    ----------
    wb : Workbook
        Reads leads, opportunities and targets.
    """

    return wb.cached(_look_ahead)


def _look_ahead(wb: Workbook) -> MonthsAhead | None:
    covered = [wb.coverage(name) for name in ("leads", "opportunities") if wb.has(name)]
    if len(covered) < 2 or any(one.first is None or one.has_ended for one in covered):
        return None
    known, months = past(wb), coming_months(wb)
    if known.since - HISTORY_MONTHS > epoch_day(wb.month.month.back(HISTORY_MONTHS).start):
        return None
    came = arrivals(wb, known, months, plan_from(wb, known, months, np.zeros(0)).business)
    plan = plan_from(wb, known, months, came.valid_leads)
    levels = learnt(known, origins(wb, known, len(months)))
    return MonthsAhead(months, known, levels, plan, came, expect(known, plan, pooled_since(wb.as_of), levels))


def outlook(wb: Workbook) -> pd.DataFrame:
    """Opportunities and sales expected of the coming months, by where they come from.

    Answers: "What will the next months bring?"

    Parameters
    ----------
    wb : Workbook
        Reads leads, opportunities and targets.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``month=…;metric=…`` and
        ``month=…;metric=…;source=…`` with `open_deals` (sales only), `past_leads`,
        `new_leads` (planned ones) and `others`, which sum to the month; ``low`` and
        ``high`` an 80% interval.

    Notes
    -----
    The months with a sales target after as_of's, at most six; without any the next three.
    Leads ripen, and deals are won, by their age, as `expected_final_rate` has it within 180
    days and as in the last year; deals by what past months won from the same stage. Planned
    leads are the targets for valid leads, else for leads, else as many as came in the last
    28 days; the rest of as_of's month brings what its landing expects. Neither trend nor season. Missing without three whole months of history; sales
    without a deal won with an amount.

    Examples
    --------
    >>> outlook(wb)["value"].tolist()
    []
    """

    table = wb.cached(_outlook).assign(period=wb.month.month.label)
    return joined(numbers("outlook", unit, rows, "value") for unit, rows in table.groupby("unit", sort=False))


def _outlook(wb: Workbook) -> pd.DataFrame:
    found = look_ahead(wb)
    return _rows(found) if found else pd.DataFrame(columns=["segment", "unit", "value", "low", "high"])


def _rows(found: MonthsAhead) -> pd.DataFrame:
    outcomes = found.outcomes()
    metrics = [("opportunities", "count", found.expected.opportunities, outcomes.opportunities)]
    if len(found.known.won_amounts):
        metrics.append(("sales", "currency", found.expected.sales, outcomes.sales))
    rows = []
    for metric, unit, means, drawn in metrics:
        for number, month in enumerate(found.months):
            named = {"month": month.label, "metric": metric}
            total = sum(float(each[number]) for each in means.values())
            rows.append((segment(**named), unit, total, sum(each[:, number] for each in drawn.values())))
            rows += [
                (segment(**named, source=source), unit, float(each[number]), drawn[source][:, number])
                for source, each in means.items()
            ]
    table = pd.DataFrame(
        [(written, unit, value) for written, unit, value, _ in rows], columns=["segment", "unit", "value"]
    )
    bounds = np.array([np.quantile(drawn, [0.1, 0.9]) for *_, drawn in rows]).reshape(-1, 2)
    # The mean of a skewed few may lie above nine draws of ten.
    return table.assign(low=np.minimum(bounds[:, 0], table["value"]), high=np.maximum(bounds[:, 1], table["value"]))


def outlook_error(wb: Workbook) -> pd.DataFrame:
    """Error (WAPE) of such expectations, three months together, over the closed months.

    Answers: "How far off were such outlooks?"

    Parameters
    ----------
    wb : Workbook
        Reads what `outlook` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` a share: the
        distances between what was expected at the end of a month of the three after it and
        what came (``numerator``) over what came (``denominator``); the last six months that
        can be judged.

    Examples
    --------
    >>> outlook_error(wb)["value"].tolist()
    []
    """
    return _errors(wb, "outlook_error", "expected")


def outlook_error_slice(wb: Workbook) -> pd.DataFrame:
    """Error (WAPE) of planned leads × the slice rates of the three months before, for the same months.

    Answers: "Is it worth more than leads × rates?"

    Parameters
    ----------
    wb : Workbook
        Reads what `outlook` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, as `outlook_error`.

    Examples
    --------
    >>> outlook_error_slice(wb)["value"].tolist()
    []
    """
    return _errors(wb, "outlook_error_slice", "by_slice")


def _tested(wb: Workbook) -> pd.DataFrame:
    found = tested(wb) if wb.has("leads", "opportunities") else []
    rows = [(each.metric, each.expected, each.by_slice, each.came) for each in found]
    return pd.DataFrame(rows, columns=["metric", "expected", "by_slice", "came"])


def _errors(wb: Workbook, kpi: str, way: str) -> pd.DataFrame:
    table = wb.cached(_tested)
    off = table.assign(numerator=(table[way] - table["came"]).abs(), denominator=table["came"])
    sums = off.groupby("metric", sort=False)[["numerator", "denominator"]].sum().reset_index()
    sums = sums[sums["denominator"] > 0]
    sums["segment"] = [segment(metric=metric) for metric in sums["metric"]]
    sums = sums.assign(period=wb.month.month.label, value=sums["numerator"] / sums["denominator"])
    return numbers(kpi, "share", sums, "value")


def leads_for_targets(
    wb: Workbook, levers: Levers = TODAY, more: float = 0.0, leads: Mapping[str, float] = MappingProxyType({})
) -> float | None:
    """Leads of the coming months with which their expected sales meet their targets together.

    Parameters
    ----------
    wb : Workbook
    levers : Levers, optional
        Rates other than today's.
    more : float, optional
        Sales that they are to bring beyond their targets: what this month falls short.
    leads : mapping of str to float, optional
        Leads planned for a month, instead of the plan's: by these the months share what it takes.

    Returns
    -------
    float or None
        0 where what is there already meets them; None where no number of leads can in
        time, or where there is no target, no plan or no history.
    """
    found, target = look_ahead(wb), sales_target(wb)
    if found is None or target is None or not found.arrivals.leads or not len(found.known.won_amounts):
        return None
    target += more
    whole = found.at(levers, leads)
    came = whole.arrivals
    if not came.leads:
        return leads_for_targets(wb, levers, more)
    only = replace(whole.plan, valid_leads=came.of_months)
    sales = expect(found.known, only, pooled_since(wb.as_of), found.levels, levers).sales
    by_leads = float(sales[NEW_LEADS].sum())
    anyhow = sum(whole.sales.values()) - by_leads
    if target <= anyhow:
        return 0.0
    return came.leads * (target - anyhow) / by_leads if by_leads > 0 else None


def sales_target(wb: Workbook) -> float | None:
    """The sales target of the coming months together; None without one."""
    ahead = months_ahead(wb)
    return float(ahead["sales"].sum()) if len(ahead) else None


def levers(today: Rates, planned: Rates, only: str | None = None) -> Levers:
    """By what the plan's rates differ from today's, all of them or one."""
    ratios = {
        rate: getattr(planned, rate) / getattr(today, rate)
        for rate in _RATES
        if getattr(today, rate) and getattr(planned, rate) and only in (None, rate)
    }
    return Levers(**ratios)


def scenarios_of_page(wb: Workbook) -> Mapping[str, Levers]:
    """The page's scenarios beside today's rates: the rate furthest below plan as planned, and all as planned."""
    today, planned = rates_of_today(wb), rates_of_plan(wb)
    found = levers(today, planned)
    weakest = max(_RATES, key=lambda rate: getattr(found, rate))
    named = {weakest: levers(today, planned, weakest)} if getattr(found, weakest) > 1 else {}
    return MappingProxyType(named | ({"plan": found} if found != TODAY else {}))


def leads_needed(wb: Workbook) -> pd.DataFrame:
    """Leads of the coming months with which their expected sales meet their targets together.

    Answers: "How many leads does the plan take?"

    Parameters
    ----------
    wb : Workbook
        Reads leads, opportunities and targets.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is `all` for today's rates by age,
        ``scenario=…`` for the rate that lies furthest below plan as planned (its name) and
        for all as planned (`plan`); ``value`` a count, ``target`` the leads planned.

    Notes
    -----
    What open deals, leads up to now, and those of the rest of this month bring is counted
    first. 0 where that is enough, missing where no number of leads can meet the targets in
    time: a lead of the last month hardly sells in it.

    Examples
    --------
    >>> leads_needed(wb)["value"].tolist()
    []
    """
    found = look_ahead(wb)
    if found is None or sales_target(wb) is None:
        return nothing()
    tried = {"all": TODAY} | {segment(scenario=name): each for name, each in scenarios_of_page(wb).items()}
    table = pd.DataFrame({"segment": list(tried)})
    table["value"] = pd.Series([leads_for_targets(wb, each) for each in tried.values()], dtype="float64")
    table = table.assign(period=found.window, target=found.arrivals.leads)
    return numbers("leads_needed", "count", table, "value", target="target")


def target_chance(wb: Workbook) -> pd.DataFrame:
    """Chance that the sales of the coming months together meet their target.

    Answers: "Can we still make it?"

    Parameters
    ----------
    wb : Workbook
        Reads leads, opportunities and targets.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` the share of drawn outcomes that meet it,
        ``target`` the sum of the sales targets.

    Notes
    -----
    The draws are seeded by as_of: the same data and day give the same number.

    Examples
    --------
    >>> target_chance(wb)["value"].tolist()
    []
    """
    found, target = look_ahead(wb), sales_target(wb)
    if found is None or target is None or not len(found.known.won_amounts):
        return nothing()

    chance = float(together(wb)["chance"])
    table = pd.DataFrame({"segment": ["all"], "period": [found.window], "value": [chance], "target": [target]})
    return numbers("target_chance", "share", table, "value", target="target")


def together(wb: Workbook) -> pd.Series:
    """Sales of the coming months together: ``low``, ``high`` (80% of the draws), and the ``chance`` of their target."""
    return wb.cached(_together).iloc[0]


def _together(wb: Workbook) -> pd.DataFrame:
    found, target = look_ahead(wb), sales_target(wb)
    if found is None:
        return pd.DataFrame({"low": [np.nan], "high": [np.nan], "chance": [np.nan]})
    sold = np.sum([each.sum(axis=1) for each in found.outcomes().sales.values()], axis=0)
    low, high = np.quantile(sold, [0.1, 0.9])
    chance = np.nan if target is None else int((sold >= target).sum()) / DRAWS
    return pd.DataFrame({"low": [low], "high": [high], "chance": [chance]})
