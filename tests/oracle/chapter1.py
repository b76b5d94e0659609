"""Chapter 1: the KPI tree by month."""

from .days import months_up_to
from .output import segment

COUNTS = ("leads", "inbound_leads", "outbound_leads", "valid_leads", "lead_companies", "opportunities", "won", "sales")
# Neither is a number of leads, so neither has a motion or a channel in the contract.
ONLY_ALL = ("win_rate_closed", "average_deal")
RATES = {
    "cvr": ("inbound_leads", "visitors"),
    "valid_rate": ("valid_leads", "leads"),
    "opportunity_rate_slice": ("opportunities", "valid_leads"),
    "opportunity_rate_cohort": ("chased", "valid_leads"),
    "win_rate_slice": ("won", "opportunities"),
    "win_rate_cohort": ("won_of_created", "opportunities"),
    "win_rate_closed": ("won", "closed"),
}


def write(view, sheet):
    for month in months_up_to(view.as_of, 13):
        tally = count(view, month)
        write_group(sheet, "all", month, tally)
        for where, pick in segments(view, month):
            some = count(view, month, pick)
            for kpi in ONLY_ALL:
                some.pop(kpi, None)
            write_group(sheet, where, month, some, whole=False)


def write_group(sheet, where, month, tally, whole=True):
    for kpi in ("visitors", *COUNTS):
        sheet.put(kpi, where, month, tally.get(kpi))
    for kpi, (top, bottom) in RATES.items():
        if tally.get(top) is not None and (whole or kpi not in ONLY_ALL):
            sheet.rate(kpi, where, month, tally[top], tally.get(bottom))
    if whole and tally.get("won"):
        sheet.ratio("average_deal", where, month, tally["sales"], tally["won"])


def segments(view, month):
    """(segment, does this lead or visit belong) of the motions and channels that have a row in the month."""
    if not view.has("leads"):
        return
    leads = [lead for lead in view.leads if lead["month"] == month]
    rows = [row for row in view.opportunities if month in (row["month"], row["closed_month"])]
    for name in ("motion", "channel"):
        if name == "channel" and not view.has("leads", "channel"):
            continue
        values = [lead.get(name) for lead in leads] + [of_lead(row, name) for row in rows]
        if name == "channel":
            values += visit_channels(view, month)
        for value in dict.fromkeys(values):
            yield segment(**{name: value}), (name, value)


def visit_channels(view, month):
    if not view.has("visits", "channel"):
        return []
    return [row.get("channel") for row in view.visits if row["month"] == month]


def of_lead(opportunity, column):
    return opportunity["lead"].get(column) if opportunity["lead"] else None


def count(view, month, pick=None):
    """Every count of one month, of all rows or of one (column, value) of the lead."""
    tally = {}
    if view.has("visits") and (pick is None or (pick[0] == "channel" and view.has("visits", "channel"))):
        visits = [row for row in view.visits if row["month"] == month]
        chosen = [row for row in visits if pick is None or row.get("channel") == pick[1]]
        # A channel without any visit recorded has no visitors to count, rather than none that came.
        if chosen or pick is None:
            tally["visitors"] = sum(row["visitors"] for row in chosen)
    if view.has("leads"):
        leads = [row for row in view.leads if row["month"] == month and (pick is None or row.get(pick[0]) == pick[1])]
        tally["leads"] = len(leads)
        tally["inbound_leads"] = sum(1 for lead in leads if lead["motion"] == "inbound")
        tally["outbound_leads"] = sum(1 for lead in leads if lead["motion"] == "outbound")
        tally["valid_leads"] = sum(1 for lead in leads if lead["valid"])
        tally["lead_companies"] = len({lead["key"] for lead in leads if lead["key"]})
        if view.has("opportunities"):
            tally["chased"] = sum(1 for lead in leads if lead["first_opportunity"])
    if view.has("opportunities"):
        rows = [row for row in view.opportunities if pick is None or of_lead(row, pick[0]) == pick[1]]
        created = [row for row in rows if row["month"] == month]
        closed = [row for row in rows if row["closed_month"] == month]
        won = [row for row in closed if row["won"]]
        tally["opportunities"] = len(created)
        tally["won"], tally["closed"] = len(won), len(closed)
        tally["sales"] = sum(row["money"] for row in won)
        tally["won_of_created"] = sum(1 for row in created if row["won"])
    return tally
