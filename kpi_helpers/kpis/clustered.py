"""Counts of rows that come in clusters, with the sums from which the design effect of their rates follows.

Calls to one lead are not independent. A row without a known lead is a cluster of its own.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from kpi_helpers.kpis.clusters import ClusterSums
from kpi_helpers.workbook.engine import Column, Expr
from kpi_helpers.workbook.engine import functions as fn

CLUSTER = "lead_no"
"""The lead that a call belongs to, the first of several."""

Rates = Sequence[tuple[str, str]]


def by_cluster(rows: Expr, keys: Sequence[str], counts: Mapping[str, Column], rates: Rates) -> Expr:
    """The counts of each group, and the sums over its clusters that `sums_of` reads.

    Parameters
    ----------
    rows : Expr
        With ``lead_no``.
    keys : sequence of str
        What makes a group.
    counts : mapping of Column
        Aggregates over `rows`.
    rates : sequence of (str, str)
        Which count over which is a rate of the group.
    """
    each = rows.group_by([*keys, CLUSTER]).agg(**counts)
    known = each[CLUSTER].notnull()

    def over_clusters(product: Column, alone: Column) -> Column:
        # Without a lead each row is a cluster, where hits and cases are 0 or 1 and their own squares.
        return fn.ifelse(known, product, alone).sum()

    sums = {name: each[name].sum() for name in counts}
    for part, over in rates:
        hits, cases = each[part], each[over]
        sums[f"{over}_clusters"] = over_clusters(fn.ifelse(cases > 0, 1, 0), cases)
        sums[f"{part}_squared"] = over_clusters(hits * hits, hits)
        sums[f"{part}_by_{over}"] = over_clusters(hits * cases, hits)
        sums[f"{over}_squared"] = over_clusters(cases * cases, cases)
    return each.group_by(list(keys)).agg(**sums)


def sums_of(counts: pd.DataFrame, part: str, over: str) -> ClusterSums | None:
    """The sums of a rate in counts that `by_cluster` made; None where the rows are independent.

    Examples
    --------
    >>> counts = {"settled": [2], "calls": [4], "calls_clusters": [3], "settled_squared": [2],
    ...           "settled_by_calls": [3], "calls_squared": [6]}
    >>> sums_of(pd.DataFrame(counts), "settled", "calls").effect.tolist()
    [1.0]
    >>> sums_of(pd.DataFrame({"settled": [2], "calls": [4]}), "settled", "calls") is None
    True
    """
    names = part, over, f"{over}_clusters", f"{part}_squared", f"{part}_by_{over}", f"{over}_squared"
    if not set(names) <= set(counts.columns):
        return None
    return ClusterSums(*(counts[name].to_numpy("float64") for name in names))
