"""Which factors of the sales gap are out of the ordinary: beyond what months differ by at this stage anyway."""

import math

import numpy as np
import pandas as pd

from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, among
from kpi_helpers.kpis.comparing import counts_p
from kpi_helpers.kpis.gap import STEPS, Gap, gap
from kpi_helpers.kpis.outlook.history import past
from kpi_helpers.kpis.usual import CERTAIN, FEWEST_MONTHS, due_p, totals_at_this_stage
from kpi_helpers.workbook.workbook import Workbook


def factor_claims(wb: Workbook) -> list[Claim]:
    """For each factor of the gap whether it differs from what is expected of it by now, under a false discovery rate of 5%.

    A count is held against what is expected of it (exact conditional test, over as many
    months as that rests on), the valid rate, a share of leads, as a share, any other rate
    against the expected ratio of its two counts given their sum. All in units of how much
    more than by chance months have differed at this stage. The average deal by the spread of a year's amounts. No claim without shares.

    Examples
    --------
    To date 1,000 visitors came of 1,900, of which 12 of 19 business days make 1,200 due:

    >>> first = factor_claims(wb)[0]
    >>> first.metric, first.one, first.other, first.verdict
    ('visitors', 1000.0, 1200.0, 'lower')
    """
    found = gap(wb)
    if not found.shares:
        return []
    rates = {rate: (above, below) for rate, above, below, _ in STEPS}
    claims = []
    for factor in found.shares:
        if factor == "average_deal":
            claims.append(_of_amounts(wb, found))
        elif factor == "valid_rate":
            claims.append(_of_share(wb, found, factor, *rates[factor]))
        elif factor in rates:
            claims.append(_of_rate(wb, found, factor, *rates[factor]))
        else:
            claims.append(_of_count(wb, found, factor))
    return among(claims)


def _months(wb: Workbook, found: Gap, *metrics: str) -> pd.DataFrame | None:
    """The months before at this stage, a column per metric; None where the way to now is a straight line."""
    if found.is_linear:
        return None
    tables = [wb.cached(totals_at_this_stage, metric).set_index("month")["by_now"] for metric in metrics]
    months = pd.concat(tables, axis=1, keys=metrics).dropna()
    return months if len(months) >= FEWEST_MONTHS else None


def _of_count(wb: Workbook, found: Gap, metric: str) -> Claim:
    now, due = found.counts[metric]
    return _claim(metric, now, due, due_p(wb, metric, now, due, linear=found.is_linear))


def _of_rate(wb: Workbook, found: Gap, factor: str, above: str, below: str) -> Claim:
    (wide, wide_due), (narrow, narrow_due) = found.counts[above], found.counts[below]
    if not (wide and wide_due):
        return _claim(factor, math.nan, math.nan, None)
    months = _months(wb, found, above, below)
    beyond, number = 1.0, CERTAIN
    if months is not None and months[above].sum() and months[below].sum():
        usual, number = float(months[below].sum() / months[above].sum()), len(months)
        mean = usual * months[above]
        off = ((months[below] - mean) ** 2)[mean > 0] / (mean * (1 + usual))[mean > 0]
        beyond = max(1.0, float(off.sum()) / max(len(off) - 1, 1))
    # What is expected rests on so many months: it is that uncertain itself.
    beyond *= 1 + 1 / number
    p = counts_p(round(narrow / beyond), round(wide / beyond), narrow_due, wide_due)
    return _claim(factor, narrow / wide, narrow_due / wide_due, p)


def _of_share(wb: Workbook, found: Gap, factor: str, above: str, below: str) -> Claim:
    (wide, wide_due), (narrow, narrow_due) = found.counts[above], found.counts[below]
    due = narrow_due / wide_due if wide_due else math.nan
    if not wide or not 0 < due < 1:
        return _claim(factor, math.nan, math.nan, None)
    months = _months(wb, found, above, below)
    beyond, number = 1.0, CERTAIN
    if months is not None and months[above].sum():
        usual, number = float(months[below].sum() / months[above].sum()), len(months)
        chance = usual * (1 - usual) * months[above]
        off = ((months[below] - usual * months[above]) ** 2)[chance > 0] / chance[chance > 0]
        beyond = max(1.0, float(off.sum()) / max(len(off) - 1, 1))
    spread = wide * due * (1 - due) * beyond * (1 + 1 / number)
    p = math.erfc(abs(narrow - due * wide) / math.sqrt(2 * spread))
    return _claim(factor, narrow / wide, due, p)


def _of_amounts(wb: Workbook, found: Gap) -> Claim:
    (won, won_due), (sales, sales_due) = found.counts["won"], found.counts["sales"]
    amounts = past(wb).won_amounts
    if not (won and won_due and sales_due > 0) or len(amounts) < 2 or not amounts.mean() > 0:
        return _claim("average_deal", math.nan, math.nan, None)
    now, due = sales / won, sales_due / won_due
    error = float(np.std(amounts, ddof=1) / amounts.mean()) * due / math.sqrt(won)
    p = math.erfc(abs(now - due) / error / math.sqrt(2)) if error > 0 else float(now == due)
    return _claim("average_deal", now, due, p)


def _claim(factor: str, now: float, due: float, p: float | None) -> Claim:
    if p is None:
        return Claim("factor", factor, "all", "expected", now, due, "conditional", "thin")
    verdict = HIGHER if now > due else LOWER
    return Claim("factor", factor, "all", "expected", now, due, "conditional", verdict, p=p)
