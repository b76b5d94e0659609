"""Chapter 2 and `gap_contribution`: budget against actual in as_of's month."""

import math

from .chapter1 import COUNTS, RATES, count
from .output import segment
from .stats import lmdi_term

SUMS = ("visitors", *COUNTS)
RATE_TARGETS = {
    "cvr": ("cvr", "inbound_leads", "visitors"),
    "valid_rate": ("valid_rate", "valid_leads", "leads"),
    "opportunity_rate": ("opportunity_rate_slice", "opportunities", "valid_leads"),
    "win_rate": ("win_rate_slice", "won", "opportunities"),
    "average_deal": ("average_deal", "sales", "won"),
}


def write(view, sheet):
    targets = targets_of_month(view)
    tally = count(view, view.month)
    gone, whole = view.calendar.elapsed(view.as_of), view.calendar.of_month(view.as_of)
    if not view.has("targets"):
        return
    for metric in (*SUMS, *RATES, "average_deal"):
        sheet.put("actual", segment(metric=metric), view.month, actual_of(tally, metric))
    for metric, target in targets.items():
        write_metric(sheet, view.month, metric, target, actual_of(tally, metric), gone, whole)
    if gone:
        write_gap(sheet, view, targets, tally, gone / whole)


def targets_of_month(view):
    """{metric: value} of the whole company; the first where a metric is named twice."""
    targets = {}
    for row in view.targets:
        known = row["metric"] in SUMS or row["metric"] in RATES or row["metric"] == "average_deal"
        if row["month"] == view.month and not row.get("team") and not row.get("rep") and known:
            targets.setdefault(row["metric"], row["value"])
    return targets


def actual_of(tally, metric):
    if metric in SUMS:
        return tally.get(metric)
    top, bottom = RATES.get(metric, ("sales", "won"))
    return tally[top] / tally[bottom] if tally.get(top) is not None and tally.get(bottom) else None


def write_metric(sheet, month, metric, target, actual, gone, whole):
    where = segment(metric=metric)
    sheet.put("target", where, month, target)
    if actual is None:
        return
    if target:
        sheet.put("attainment", where, month, actual / target)
    if metric not in SUMS:
        return
    if target and gone:
        sheet.put("pace", where, month, actual / (target * gone / whole))
    if actual >= target:
        sheet.put("needed_per_day", where, month, 0)
    elif whole > gone:
        sheet.put("needed_per_day", where, month, (target - actual) / (whole - gone))


def write_gap(sheet, view, targets, tally, elapsed):
    shares = gap_shares(targets, tally, elapsed)
    for factor, share in shares.items():
        sheet.put("gap_contribution", segment(factor=factor), view.month, share)


def chains(targets, tally):
    """The terms of the tree as far up as both sides reach: [[count, …, sales]], top first."""
    below = ["opportunities", "won", "sales"]

    def there(*names):
        return all(targets.get(name) is not None and tally.get(name) is not None for name in names)

    def adds_up(side):
        return math.isclose(side["inbound_leads"] + side["outbound_leads"], side["leads"])

    if there("visitors", "inbound_leads", "outbound_leads", "leads") and adds_up(targets) and adds_up(tally):
        return "visitors", ["leads", "valid_leads", *below]
    if there("leads"):
        return "leads", ["leads", "valid_leads", *below]
    return "valid_leads", ["valid_leads", *below]


def closes(side, chain):
    """No count is zero above one that is not."""
    known = [side[name] for name in chain if side.get(name) is not None]
    return all(above or not below for above, below in zip(known, known[1:], strict=False))


def factor_pair(factor, targets, tally):
    """(actual, target) of a rate, each taking the other's where it rests on nothing; None without a target."""
    metric, top, bottom = RATE_TARGETS[factor]
    actual = tally[top] / tally[bottom] if tally[bottom] else None
    if targets.get(top) is not None and targets.get(bottom) is not None:
        target = targets[top] / targets[bottom] if targets[bottom] else None
    elif metric in targets:
        target = targets[metric]
    else:
        return None
    if actual is None and target is None:
        return 1.0, 1.0
    return (target if actual is None else actual), (actual if target is None else target)


def gap_shares(targets, tally, elapsed):
    """{factor: share of the gap in sales}, empty where it cannot be told."""
    needed = ("valid_leads", "opportunities", "won", "sales")
    if "leads" not in targets and targets.keys() >= {"visitors", "inbound_leads", "outbound_leads"}:
        targets = targets | {"leads": targets["inbound_leads"] + targets["outbound_leads"]}
    if targets.get("sales") is None or any(tally.get(name) is None for name in needed):
        return {}
    start, chain = chains(targets, tally)
    if start == "valid_leads" and targets.get("valid_leads") is None:
        return {}
    if not closes(targets, chain) or not closes(tally, chain):
        return {}
    inbound = ["visitors", "inbound_leads"]
    if start == "visitors" and not (closes(targets, inbound) and closes(tally, inbound)):
        return {}
    rates = ["opportunity_rate", "win_rate", "average_deal"]
    if start != "valid_leads":
        rates.insert(0, "valid_rate")
    if start == "visitors":
        rates.insert(0, "cvr")
    pairs = {factor: factor_pair(factor, targets, tally) for factor in rates}
    if None in pairs.values():
        return {}
    return share_out(start, pairs, targets, tally, elapsed)


def share_out(start, pairs, targets, tally, elapsed):
    def head(name):
        return name, tally[name], targets[name] * elapsed

    tail = [(name, *pair) for name, pair in pairs.items() if name != "cvr"]
    if start == "visitors":
        terms = [[head("visitors"), ("cvr", *pairs["cvr"]), *tail], [head("outbound_leads"), *tail]]
    else:
        terms = [[head(start), *tail]]
    planned = sum(math.prod(target for _, _, target in term) for term in terms)
    if not math.isclose(planned, targets["sales"] * elapsed, rel_tol=1e-9, abs_tol=1e-9):
        return {}
    shares = {}
    for term in terms:
        for factor, share in (lmdi_term(term) or {}).items():
            shares[factor] = shares.get(factor, 0.0) + share
    return shares
