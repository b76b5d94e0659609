"""Which factors of the sales gap are out of the ordinary: beyond what months differ by at this stage anyway."""

import math

import numpy as np

from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, among
from kpi_helpers.kpis.comparing import beyond_chance, counts_p
from kpi_helpers.kpis.gap import STEPS, Gap, gap
from kpi_helpers.kpis.outlook.history import past
from kpi_helpers.kpis.usual import CERTAIN, FEWEST_MONTHS, due_p, totals_at_this_stage
from kpi_helpers.workbook.workbook import Workbook


def factor_claims(wb: Workbook) -> list[Claim]:
    """For each factor of the gap whether it differs from what is expected of it by now, under a false discovery rate of 5%.

    A count is held against what is expected of it (exact conditional test, over as many
    months as that rests on), the valid rate, a share of leads, as a share, any other rate
    against the expected ratio of its two counts given their sum, each count by its own usual
    share. All in units of how much more than by chance months have differed at this stage. The average deal by the spread of a year's amounts. No claim without shares.

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


def _spread(wb: Workbook, found: Gap, above: str, below: str, *, is_share: bool) -> float:
    """How much more than by chance a rate is uncertain: as months differ at this stage, and as what is expected itself is."""
    beyond, number = 1.0, CERTAIN
    if not {above, below} & set(found.linear):
        wide, narrow = (wb.cached(totals_at_this_stage, name).set_index("month")["by_now"] for name in (above, below))
        wide, narrow = wide.align(narrow, join="inner")
        if len(wide) >= FEWEST_MONTHS and wide.sum() and narrow.sum():
            usual, number = float(narrow.sum() / wide.sum()), len(wide)
            chance = usual * wide * (1 - usual if is_share else 1 + usual)
            beyond = beyond_chance((narrow - usual * wide)[chance > 0], chance[chance > 0])
    return beyond * (1 + 1 / number)


def _of_count(wb: Workbook, found: Gap, metric: str) -> Claim:
    now, due = found.counts[metric]
    return _claim(metric, now, due, due_p(wb, metric, now, due, linear=metric in found.linear))


def _of_rate(wb: Workbook, found: Gap, factor: str, above: str, below: str) -> Claim:
    (wide, wide_due), (narrow, narrow_due) = found.counts[above], found.counts[below]
    if not (wide and wide_due):
        return _claim(factor, math.nan, math.nan, None)
    beyond = _spread(wb, found, above, below, is_share=False)
    p = counts_p(round(narrow / beyond), round(wide / beyond), narrow_due, wide_due)
    return _claim(factor, narrow / wide, narrow_due / wide_due, p)


def _of_share(wb: Workbook, found: Gap, factor: str, above: str, below: str) -> Claim:
    (wide, wide_due), (narrow, narrow_due) = found.counts[above], found.counts[below]
    due = narrow_due / wide_due if wide_due else math.nan
    if not wide or not 0 < due < 1:
        return _claim(factor, math.nan, math.nan, None)
    spread = wide * due * (1 - due) * _spread(wb, found, above, below, is_share=True)
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
