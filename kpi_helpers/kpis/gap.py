"""Which factor of the tree costs or brings how much of this month's sales."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from kpi_helpers.kpis.divisia import term_shares
from kpi_helpers.kpis.metrics import meant
from kpi_helpers.kpis.targets import actuals_of_month, targets_of_month
from kpi_helpers.kpis.tidy import nothing, numbers, segment
from kpi_helpers.kpis.usual import UsualShare, has_ended, usual_share
from kpi_helpers.workbook.workbook import Workbook

STEPS = (  # rate, the count above, the count below, the id under which a target for the rate may be given
    ("cvr", "visitors", "inbound_leads", "cvr"),
    ("valid_rate", "leads", "valid_leads", "valid_rate"),
    ("opportunity_rate", "valid_leads", "opportunities", "opportunity_rate_slice"),
    ("win_rate", "opportunities", "won", "win_rate_slice"),
    ("average_deal", "won", "sales", "average_deal"),
)
_BELOW = {
    "visitors": ("valid_rate", "opportunity_rate", "win_rate", "average_deal"),
    "leads": ("valid_rate", "opportunity_rate", "win_rate", "average_deal"),
    "valid_leads": ("opportunity_rate", "win_rate", "average_deal"),
}
_EQUAL = 1e-9


@dataclass(frozen=True)
class Gap:
    """The gap of the month's sales and what each factor has in it.

    Attributes
    ----------
    actual, expected : float
        Sales to date, and what is expected of the target by now.
    start : str
        Where the tree starts: "visitors", "leads" or "valid_leads".
    shares : dict of float
        Contribution by factor, in currency; they sum to ``actual - expected``.
    reason : str
        Why there are no shares: "no_table", "no_target", "no_business_day",
        "count_above_zero" (a count is zero above one that is not, so that the product
        cannot close), "below_zero" (sales or their target), "nothing" (neither sold nor
        expected), "stale" (a table that it rests on has ended); "" where there are.
    linear : tuple of str
        The counts that have too few months for a usual share; with any, "by now" is the
        share of the business days for all, and `expected` the sales due by that.
    counts : dict of (float, float)
        The counts that the factors are of: to date, and expected to date, each by its own
        usual share.
    """

    actual: float
    expected: float
    start: str = ""
    shares: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    linear: tuple[str, ...] = ()
    counts: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        """Whether a page tells the shares: not where they share out another gap than that to the sales due by now.

        Examples
        --------
        >>> shares = {"visitors": -10.0}
        >>> [Gap(0, 10, shares=shares, linear=short).is_told for short in ((), ("sales", "visitors"), ("visitors",))]
        [True, True, False]
        """
        return bool(self.shares) and (not self.linear or "sales" in self.linear)


def gap(wb: Workbook) -> Gap:
    """Share the gap of sales to what is expected by now out over the factors of the tree.

    Parameters
    ----------
    wb : Workbook
        Reads visits, leads, opportunities and targets of as_of's month.

    Returns
    -------
    Gap

    Notes
    -----
    Every count expected to date is its target × its own usual share; the share of the
    business days for all, sales too, where one of them has too few months. Leads
    expected are the sum of both motions' where the tree starts at visitors. A rate
    expected is the ratio of these counts. A target count that is missing is worked out
    from the target given for its rate; where only that of leads is missing, leads are
    inbound and outbound ones together. The tree starts at `leads` as well where this
    month's own leads bear no motion, since the product would not close.
    """
    return wb.cached(_gap_of)


def _gap_of(wb: Workbook) -> Gap:
    def shares(metrics: Collection[str]) -> dict[str, UsualShare | None] | None:
        stale = any(has_ended(wb, metric) for metric in metrics)
        return None if stale else {metric: usual_share(wb, metric) for metric in metrics}

    return _gap(actuals_of_month(wb), targets_of_month(wb), wb.month.share, shares)


def _gap(
    actual: Mapping[str, float],
    targets: Mapping[str, float],
    elapsed: float | None,
    shares_of: Callable[[Collection[str]], Mapping[str, UsualShare | None] | None],
) -> Gap:
    if "sales" not in actual:
        # A month that begins after the newest row has no sales of its own: the table has ended, it is not lacking.
        reason = "no_table" if shares_of(("sales",)) is not None else "stale"
        return Gap(float("nan"), float("nan"), reason=reason)
    if "sales" not in targets:
        return Gap(actual["sales"], float("nan"), reason="no_target")
    if elapsed is None:
        return Gap(actual["sales"], 0.0, reason="no_business_day")
    target = _with_missing_counts(targets)
    start = _start(actual, target)
    steps = [
        step for step in STEPS if step[0] in _BELOW.get(start or "", ()) or (start, step[0]) == ("visitors", "cvr")
    ]
    counts = {name for _, above, below, _ in steps for name in (above, below)} | {"sales"}
    counts |= {"outbound_leads"} if start == "visitors" else set()
    usual = shares_of(sorted(counts))
    if usual is None:
        return Gap(actual["sales"], float("nan"), start or "", reason="stale")
    linear = tuple(name for name, share in usual.items() if share is None or share.is_linear)
    own = {name: target[name] * (share.share if share else elapsed) for name, share in usual.items() if name in target}
    expected = {name: target[name] * elapsed for name in own} if linear else own
    if start == "visitors":
        for due in (own, expected):
            due["leads"] = due["inbound_leads"] + due["outbound_leads"]
    seen = Gap(actual["sales"], expected["sales"], start or "", linear=linear)
    if start is None:
        return replace(seen, reason="no_target")
    if any(side[name] < 0 for side in (actual, expected) for name in counts):
        return replace(seen, reason="below_zero")
    if not (_closes(actual, steps) and _closes(expected, steps)):
        return replace(seen, reason="count_above_zero")
    seen = replace(seen, counts={name: (actual[name], own[name]) for name in sorted(counts)})
    return _shared_out(seen, actual, expected, steps)


def _shared_out(
    seen: Gap, actual: Mapping[str, float], expected: Mapping[str, float], steps: Sequence[tuple[str, str, str, str]]
) -> Gap:
    to_date, usual = _rates(actual, steps), _rates(expected, steps)
    now, then = dict[str, float](), dict[str, float]()
    for rate, *_ in steps:
        # Over zero cases the other side's value; on both sides the factor has no value to differ by.
        one, other = to_date[rate], usual[rate]
        now[rate] = next(value for value in (one, other, 1.0) if value is not None)
        then[rate] = next(value for value in (other, one, 1.0) if value is not None)
    shares: dict[str, float] = {}
    for factors in _terms(seen.start):
        heads = {factors[0]}
        ours = {factor: actual[factor] if factor in heads else now[factor] for factor in factors}
        due = {factor: expected[factor] if factor in heads else then[factor] for factor in factors}
        for factor, value in term_shares(ours, due, factors).items():
            shares[factor] = shares.get(factor, 0.0) + value
    return replace(seen, shares=shares, reason="" if shares else "nothing")


def _terms(start: str) -> list[tuple[str, ...]]:
    below = _BELOW[start]
    if start == "visitors":
        return [("visitors", "cvr", *below), ("outbound_leads", *below)]
    return [(start, *below)]


def _with_missing_counts(targets: Mapping[str, float]) -> dict[str, float]:
    counts = dict(targets)
    given_rates = {meant(metric): value for metric, value in targets.items()}
    if "leads" not in counts and {"visitors", "inbound_leads", "outbound_leads"} <= counts.keys():
        counts["leads"] = counts["inbound_leads"] + counts["outbound_leads"]
    if "won" not in counts and targets.get("average_deal", 0) > 0 and "sales" in targets:
        counts["won"] = targets["sales"] / targets["average_deal"]
    for _, above, below, given in STEPS:
        if below not in counts and above in counts and given in given_rates:
            counts[below] = counts[above] * given_rates[given]
    return counts


def _start(actual: Mapping[str, float], target: Mapping[str, float]) -> str | None:
    motions = ("inbound_leads", "outbound_leads")
    known = all(name in side for side in (actual, target) for name in ("visitors", *motions))
    if known and all(_equal(sum(side[name] for name in motions), side["leads"]) for side in (actual, target)):
        first = "visitors"
    elif "leads" in target and "leads" in actual:
        first = "leads"
    else:
        first = "valid_leads"
    needed = {above for rate, above, *_ in STEPS if rate in _BELOW[first]}
    return first if all(name in side for side in (actual, target) for name in needed) else None


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= _EQUAL * max(1.0, abs(one), abs(other))


def _closes(side: Mapping[str, float], steps: Sequence[tuple[str, str, str, str]]) -> bool:
    return not any(side[above] == 0 and side[below] != 0 for _, above, below, _ in steps)


def _rates(counts: Mapping[str, float], steps: Sequence[tuple[str, str, str, str]]) -> dict[str, float | None]:
    return {rate: counts[below] / counts[above] if counts[above] else None for rate, above, below, _ in steps}


def gap_contribution(wb: Workbook) -> pd.DataFrame:
    """What each factor of the tree contributes to sales to date minus what is usual of its target by now.

    Answers: "Which factor costs us most this month?"

    Parameters
    ----------
    wb : Workbook
        Reads visits, leads, opportunities and targets.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``factor=…``, ``value`` in
        currency; the values sum to the gap exactly. No row where the product
        cannot close; `gap` says why.

    References
    ----------
    Ang 2004, 2005; Ang & Liu 2007.

    Examples
    --------
    Sales are 1,200,000 of 3,800,000 × 12/19 = 2,400,000:

    >>> round(gap_contribution(wb)["value"].sum())
    -1200000
    """
    shares = gap(wb).shares
    if not shares:
        return nothing()
    table = pd.DataFrame(
        {
            "segment": [segment(factor=factor) for factor in shares],
            "value": list(shares.values()),
            "period": wb.month.month.label,
        }
    )
    return numbers("gap_contribution", "currency", table, "value")
