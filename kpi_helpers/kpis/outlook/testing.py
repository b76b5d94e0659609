"""How far expectations of three months together were off, beside the plan by slice rates."""

from dataclasses import dataclass

import numpy as np

from kpi_helpers.kpis.outlook.history import Past, past
from kpi_helpers.kpis.outlook.levels import learnt
from kpi_helpers.kpis.outlook.model import expect
from kpi_helpers.kpis.outlook.planning import HISTORY_MONTHS, ORIGINS, arrivals, origins, plan_from, pooled_since
from kpi_helpers.kpis.outlook.simulate import draw
from kpi_helpers.workbook.engine import epoch_day, from_epoch_day
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

TESTED_MONTHS = 3


@dataclass(frozen=True)
class Tested:
    """Three months seen from the eve of the first of them.

    Attributes
    ----------
    metric : str
    origin : Period
        The month on whose last day was looked ahead.
    expected, by_slice, came : float
        Of the three months together.
    low, high : float
        80% interval.
    """

    metric: str
    origin: Period
    expected: float
    by_slice: float
    came: float
    low: float
    high: float

    @property
    def is_inside(self) -> bool:
        """Whether what came lies in the interval."""
        return self.low <= self.came <= self.high


def tested(wb: Workbook) -> list[Tested]:
    """The last six looks ahead whose three months are over."""
    known = past(wb)
    over = wb.month.month if wb.month.is_over else wb.month.month.back(1)
    found = []
    for back in range(TESTED_MONTHS + ORIGINS - 1, TESTED_MONTHS - 1, -1):
        origin = over.back(back)
        if epoch_day(origin.back(HISTORY_MONTHS).start) >= known.since - HISTORY_MONTHS:
            found += look_ahead(wb, known, origin)
    return found


def look_ahead(wb: Workbook, known: Past, origin: Period) -> list[Tested]:
    """What was expected at the end of a month of the three after it, and what came."""
    then = known.at(epoch_day(origin.end) - 1)
    months = [origin.back(-ahead) for ahead in range(1, TESTED_MONTHS + 1)]
    blank = plan_from(wb, then, months, np.zeros(0))
    came = arrivals(wb, then, months, blank.business)
    plan = plan_from(wb, then, months, came.valid_leads)
    levels = learnt(then, origins(wb, then, TESTED_MONTHS))
    ahead = expect(then, plan, pooled_since(from_epoch_day(then.as_of)), levels)
    outcomes = draw(ahead, then, levels, seed=then.as_of)
    truth = known.sums(epoch_day(months[0].start), epoch_day(months[-1].end))
    recent = then.sums(epoch_day(origin.back(TESTED_MONTHS - 1).start), epoch_day(origin.end))
    by_slice = came.valid_leads.sum() * recent["opportunities"] / max(recent["valid_leads"], 1.0)
    sales_by_slice = by_slice * recent["sales"] / max(recent["opportunities"], 1.0)
    rows = []
    for metric, means, drawn, sliced in (
        ("opportunities", ahead.opportunities, outcomes.opportunities, by_slice),
        ("sales", ahead.sales, outcomes.sales, sales_by_slice),
    ):
        if metric == "sales" and not len(then.won_amounts):
            continue
        total = sum(each.sum(axis=1) for each in drawn.values())
        low, high = np.quantile(total, [0.1, 0.9])
        expected = sum(float(each.sum()) for each in means.values())
        rows.append(Tested(metric, origin, expected, float(sliced), truth[metric], float(low), float(high)))
    return rows
