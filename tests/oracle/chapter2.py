"""Chapter 2 and `gap_contribution`: budget against actual in as_of's month."""

import math

from .chapter1 import COUNTS, RATES, count
from .days import first_day, last_day, month_before
from .output import segment
from .stats import lmdi_term

SUMS = ("visitors", *COUNTS)
MEANT = {"opportunity_rate": "opportunity_rate_slice", "win_rate": "win_rate_slice"}
OF_CALLS = ("calls", "cph", "contact_rate", "att_seconds")
RATE_TARGETS = {
    "cvr": ("cvr", "inbound_leads", "visitors"),
    "valid_rate": ("valid_rate", "valid_leads", "leads"),
    "opportunity_rate": ("opportunity_rate_slice", "opportunities", "valid_leads"),
    "win_rate": ("win_rate_slice", "won", "opportunities"),
    "average_deal": ("average_deal", "sales", "won"),
}


def write(view, sheet):
    if not view.has("targets"):
        return
    targets = targets_of_month(view)
    tally = count(view, view.month)
    shares = {metric: usual_share(view, metric) for metric in (*SUMS, "calls")}
    for metric, target in targets.items():
        write_metric(sheet, view, metric, target, actual_of(tally, metric), shares)
    write_expected(sheet, view, targets, tally, shares)
    for kind, name, metric, target in targets_of_groups(view):
        write_group(sheet, view, (kind, name), metric, target, shares)
    if view.calendar.elapsed(view.as_of):
        for factor, share in gap_shares(view, targets, tally, shares).items():
            sheet.put("gap_contribution", segment(factor=factor), view.month, share)


def targets_of_month(view):
    """{metric: value} of the whole company; the first where a metric is named twice."""
    targets = {}
    for row in view.targets:
        known = row["metric"] in SUMS or row["metric"] in RATES or row["metric"] in ("average_deal", *MEANT, *OF_CALLS)
        if row["month"] == view.month and not row.get("team") and not row.get("rep") and known:
            targets.setdefault(row["metric"], row["value"])
    return targets


def targets_of_groups(view):
    """(kind, name, metric, target) of teams and reps; none where one of them is given a metric twice."""
    found = {}
    for row in view.targets:
        if row["month"] != view.month or not (row.get("team") or row.get("rep")):
            continue
        kind = "rep" if row.get("rep") else "team"
        if kind == "rep" or row["team"] in view.book.teams:
            found.setdefault((kind, row[kind], row["metric"]), []).append(row["value"])
    return [(*key, values[0]) for key, values in found.items() if len(values) == 1]


def actual_of(tally, metric):
    metric = MEANT.get(metric, metric)
    if metric in SUMS:
        return tally.get(metric)
    if metric in OF_CALLS:
        return None
    top, bottom = RATES.get(metric, ("sales", "won"))
    return tally[top] / tally[bottom] if tally.get(top) is not None and tally.get(bottom) else None


def usual_share(view, metric):
    """(share, months used or None where it is linear); None before the first business day."""
    gone, whole = view.calendar.elapsed(view.as_of), view.calendar.of_month(view.as_of)
    if not gone:
        return None
    by_now = total = months = 0
    for back in range(1, 13):
        month = month_before(view.month, back)
        end = view.calendar.same_stage(view.as_of, month)
        if end is None or not covered(view, metric, month):
            continue
        here = total_of(view, metric, first_day(month), last_day(month))
        if here > 0:
            by_now += total_of(view, metric, first_day(month), end)
            total, months = total + here, months + 1
    if months < 6:
        return gone / whole, None
    return by_now / total, months


def span_of(view, metric):
    """The days that the table of a count or sum covers."""
    if metric == "visitors":
        return view.spans["visits"]
    if metric == "calls":
        return view.spans["activities"]
    return view.spans["opportunities" if metric in ("opportunities", "won", "sales") else "leads"]


def covered(view, metric, month):
    """Whether the table covers the whole of a month."""
    days = first_day(month), last_day(month)
    return span_of(view, metric).covers(*days) and not span_of(view, metric).is_partial(*days)


def rows_of(view, metric):
    if metric == "calls":
        return view.activities
    return view.opportunities if metric in ("opportunities", "won", "sales") else view.leads


def total_of(view, metric, first, last):
    """A count or sum from one day to another, both included."""
    if metric == "visitors":
        return sum(row["visitors"] for row in view.visits if first <= row["date"] <= last)
    if metric in ("won", "sales"):
        done = [row for row in view.opportunities if row["won"] and first <= row["closed_at"].date() <= last]
        return len(done) if metric == "won" else sum(row["money"] for row in done)
    rows = [row for row in rows_of(view, metric) if first <= row["day"] <= last]
    if metric == "lead_companies":
        return len({row["key"] for row in rows if row["key"]})
    meets = {
        "inbound_leads": lambda row: row["motion"] == "inbound",
        "outbound_leads": lambda row: row["motion"] == "outbound",
        "valid_leads": lambda row: row["valid"],
        "calls": lambda row: row["is_call"],
    }.get(metric, lambda row: True)
    return sum(1 for row in rows if meets(row))


def write_metric(sheet, view, metric, target, actual, shares):
    where, month = segment(metric=metric), view.month
    whole, gone = view.calendar.of_month(view.as_of), view.calendar.elapsed(view.as_of)
    sheet.put("target", where, month, target)
    if metric in SUMS and shares[metric]:
        sheet.put("usual_share", where, month, shares[metric][0], denominator=shares[metric][1])
    if actual is None:
        return
    write_standing(view, sheet, where, metric, target, actual, shares)
    if metric not in SUMS:
        return
    if actual >= target:
        sheet.put("needed_per_day", where, month, 0)
    elif whole > gone:
        sheet.put("needed_per_day", where, month, (target - actual) / (whole - gone))


def write_standing(view, sheet, where, metric, target, actual, shares):
    sheet.put("actual", where, view.month, actual)
    if target > 0:
        sheet.put("attainment", where, view.month, actual / target, actual, target)
        if shares.get(metric) and shares[metric][0] and not span_of(view, metric).ended:
            sheet.put("pace", where, view.month, actual / (target * shares[metric][0]))


def write_expected(sheet, view, targets, tally, shares):
    """Counts along their usual course, slice rates as the ratio of these, else their own target."""
    expected = {metric: targets[metric] * shares[metric][0] for metric in SUMS if metric in targets and shares[metric]}
    names = {"cvr", "valid_rate", "opportunity_rate_slice", "win_rate_slice", "average_deal"}
    for metric in names | set(targets):
        part, over = next(
            (pair[1:] for pair in RATE_TARGETS.values() if pair[0] == MEANT.get(metric, metric)), ("", "")
        )
        if metric in SUMS:
            value = expected.get(metric)
        elif part in expected and expected.get(over, 0) > 0:
            value = expected[part] / expected[over]
        else:
            value = targets.get(metric)
        if metric in targets or actual_of(tally, metric) is not None:
            sheet.put("expected_to_date", segment(metric=metric), view.month, value)


def write_group(sheet, view, group, metric, target, shares):
    actual = actual_of_group(view, group, metric)
    if actual is not None:
        where = segment(**{group[0]: group[1], "metric": metric})
        sheet.put("target", where, view.month, target)
        write_standing(view, sheet, where, metric, target, actual, shares)


def actual_of_group(view, group, metric):
    def mine(rows):
        return [row for row in rows if (row.get("rep") if group[0] == "rep" else view.team(row.get("rep"))) == group[1]]

    month = [row for row in mine(view.activities) if row["month"] == view.month and row["is_call"]]
    talks = [
        row["talk_seconds"] for row in month if row.get("outcome") == "connected" and row["talk_seconds"] is not None
    ]
    hours = {(row["rep"], row["day"], row["at"].hour) for row in month}
    won = [row for row in mine(view.opportunities) if row["won"] and row["closed_month"] == view.month]
    table = {"leads": "leads", "opportunities": "opportunities", "won": "opportunities", "sales": "opportunities"}
    if not view.has(table.get(metric, "activities"), "rep") or not view.covers(
        (table.get(metric, "activities"),), view.month
    ):
        return None
    return {
        "calls": len(month),
        "cph": len(month) / len(hours) if hours else None,
        "contact_rate": sum(row["settled"] for row in month) / len(month) if month else None,
        "att_seconds": sum(talks) / len(talks) if talks else None,
        "leads": sum(1 for row in mine(view.leads) if row["month"] == view.month),
        "opportunities": sum(1 for row in mine(view.opportunities) if row["month"] == view.month),
        "won": len(won),
        "sales": sum(row["money"] for row in won),
    }.get(metric)


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
    return all(side[above] or not side[below] for above, below in zip(chain, chain[1:], strict=False))


def with_implied(targets):
    """Targets with the counts that the target rates imply, from the top down; won from the average deal first."""
    counts = dict(targets)
    rates = {MEANT.get(metric, metric): value for metric, value in targets.items()}
    if "leads" not in counts and counts.keys() >= {"visitors", "inbound_leads", "outbound_leads"}:
        counts["leads"] = counts["inbound_leads"] + counts["outbound_leads"]
    if "won" not in counts and rates.get("average_deal", 0) > 0 and "sales" in counts:
        counts["won"] = counts["sales"] / rates["average_deal"]
    for metric, below, above in RATE_TARGETS.values():
        if below not in counts and above in counts and metric in rates:
            counts[below] = counts[above] * rates[metric]
    return counts


def gap_shares(view, targets, tally, shares):
    """{factor: share of the gap in sales}, empty where it cannot be told."""
    if targets.get("sales") is None or tally.get("sales") is None:
        return {}
    targets = with_implied(targets)
    start, chain = chains(targets, tally)
    if any(side.get(name) is None for side in (targets, tally) for name in chain):
        return {}
    used = [*chain, *(["visitors", "inbound_leads", "outbound_leads"] if start == "visitors" else [])]
    if any(span_of(view, name).ended for name in used):
        return {}
    linear = any(shares[name][1] is None for name in used)
    gone = view.calendar.elapsed(view.as_of) / view.calendar.of_month(view.as_of)
    expected = {name: targets[name] * (gone if linear else shares[name][0]) for name in used}
    if start == "visitors":
        expected["leads"] = expected["inbound_leads"] + expected["outbound_leads"]
    ways = [chain, *([["visitors", "inbound_leads"]] if start == "visitors" else [])]
    if any(min(side[name] for name in used) < 0 for side in (tally, expected)):
        return {}
    if not all(closes(side, way) for side in (tally, expected) for way in ways):
        return {}
    return share_out(start, ways, tally, expected)


def factor_pair(factor, tally, expected):
    """(actual, expected) of a rate, each taking the other's where it rests on nothing; 1 where both do."""
    _, top, bottom = RATE_TARGETS[factor]
    actual, usual = (side[top] / side[bottom] if side[bottom] else None for side in (tally, expected))
    if actual is None and usual is None:
        return 1.0, 1.0
    return (usual if actual is None else actual), (actual if usual is None else usual)


def share_out(start, ways, tally, expected):
    def head(name):
        return name, tally[name], expected[name]

    rates = ["valid_rate", "opportunity_rate", "win_rate", "average_deal"]
    tail = [(name, *factor_pair(name, tally, expected)) for name in rates[start == "valid_leads" :]]
    terms = [[head(start), *tail]]
    if start == "visitors":
        terms = [
            [head("visitors"), ("cvr", *factor_pair("cvr", tally, expected)), *tail],
            [head("outbound_leads"), *tail],
        ]
    shares = {}
    for term in terms:
        for factor, share in (lmdi_term(term) or {}).items():
            shares[factor] = shares.get(factor, 0.0) + share
    return shares
