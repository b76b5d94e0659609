"""Chapter 1: the KPI tree by month."""

from .days import eight_weeks, months_up_to, window
from .output import groups, segment

COUNTS = ("leads", "inbound_leads", "outbound_leads", "valid_leads", "lead_companies", "opportunities", "won", "sales")
RATES = {
    "cvr": ("inbound_leads", "visitors"),
    "valid_rate": ("valid_leads", "leads"),
    "opportunity_rate_slice": ("opportunities", "valid_leads"),
    "opportunity_rate_cohort": ("chased", "valid_leads"),
    "win_rate_slice": ("won", "opportunities"),
    "win_rate_cohort": ("won_of_created", "opportunities"),
    "win_rate_closed": ("won", "closed"),
}


TABLES = {
    "visitors": ("visits",),
    "lead_companies": ("leads",),
    **dict.fromkeys(("leads", "inbound_leads", "outbound_leads", "valid_leads", "valid_rate"), ("leads",)),
    "cvr": ("leads", "visits"),
    "opportunity_rate_slice": ("leads", "opportunities"),
    "opportunity_rate_cohort": ("leads", "opportunities"),
}
"""Whose dated rows each counts; the others count opportunities."""
SPLIT = (
    "visitors",
    "leads",
    "valid_leads",
    "valid_rate",
    "opportunities",
    "opportunity_rate_slice",
    "opportunity_rate_cohort",
    "won",
    "sales",
    "win_rate_slice",
    "win_rate_cohort",
)
"""By motion and channel; visitors by channel alone."""
NEEDS = {
    "lead_companies": [("leads", "company")],
    **dict.fromkeys(("won", "win_rate_slice", "win_rate_cohort", "win_rate_closed"), [("opportunities", "is_won")]),
    **dict.fromkeys(("sales", "average_deal"), [("opportunities", "is_won"), ("opportunities", "amount")]),
}


def write(view, sheet):
    for month in months_up_to(view.as_of, 13):
        write_group(view, sheet, "all", month, count(view, month))
    for name, values in segments(view).items():
        for value, kpis in values.items():
            for month in months_up_to(view.as_of, 13):
                write_group(view, sheet, segment(**{name: value}), month, count(view, month, (name, value)), kpis)
    write_recent(view, sheet)


def write_recent(view, sheet):
    """What became of the leads of the last eight weeks, also by team and rep, whose leads of one month are too few."""
    span = view.window(("leads", "opportunities"), eight_weeks(view.as_of)[0])
    if span is None or not there(view, "opportunity_rate_cohort"):
        return
    valid = [lead for lead in view.leads if span[0] <= lead["day"] <= span[1] and lead["valid"]]
    by = {"motion": lambda lead: lead["motion"]}
    if view.carries("leads", "rep"):
        by |= {"team": lambda lead: view.team(lead.get("rep")), "rep": lambda lead: lead.get("rep")}
    for where, leads in groups(valid, **by):
        came = sum(1 for lead in leads if lead["first_opportunity"])
        sheet.rate("opportunity_rate_cohort", where, window(*span), came, len(leads))


def write_group(view, sheet, where, month, tally, kpis=None):
    def told(kpi):
        tables = TABLES.get(kpi, ("opportunities",))
        return (kpis is None or kpi in kpis) and view.covers(tables, month) and there(view, kpi)

    for kpi in filter(told, ("visitors", *COUNTS)):
        sheet.put(kpi, where, month, tally.get(kpi))
    for kpi, (top, bottom) in RATES.items():
        if told(kpi) and tally.get(top) is not None:
            sheet.rate(kpi, where, month, tally[top], tally.get(bottom))
    if told("average_deal") and tally.get("won"):
        sheet.ratio("average_deal", where, month, tally["sales"], tally["won"])


def there(view, kpi):
    """Whether the columns say what a KPI needs."""
    for table, column in NEEDS.get(kpi, ()):
        if not (any(row["key"] for row in view.leads) if column == "company" else view.carries(table, column)):
            return False
    return kpi != "opportunity_rate_cohort" or view.is_linked("opportunities")


def segments(view):
    """{motion or channel: {value: the KPIs that have it}}: values of rows which a KPI could have counted in 13 months."""
    if not view.has("leads"):
        return {}
    months = months_up_to(view.as_of, 13)
    leads = [lead for lead in view.leads if lead["month"] in months]
    created = [row for row in view.opportunities if row["month"] in months]
    closed = [row for row in view.opportunities if row["closed_month"] in months]
    linked = view.is_linked("opportunities")
    found = {}
    for name in ("motion", "channel"):
        if name == "channel" and not view.carries("leads", "channel"):
            continue
        of = {
            ("leads", "valid_leads", "valid_rate"): [lead.get(name) for lead in leads],
        }
        if linked:
            of[("opportunities", "win_rate_slice", "win_rate_cohort")] = [of_lead(row, name) for row in created]
            of[("won", "sales")] = [of_lead(row, name) for row in closed]
            of[("opportunity_rate_slice", "opportunity_rate_cohort")] = [lead.get(name) for lead in leads]
        if name == "channel" and view.has("visits", "channel"):
            of[("visitors",)] = [row.get("channel") for row in view.visits if row["month"] in months]
        found[name] = {}
        for kpis, values in of.items():
            for value in values:
                found[name].setdefault(value, set()).update(kpis)
    return found


def of_lead(opportunity, column):
    return opportunity["lead"].get(column) if opportunity["lead"] else None


def count(view, month, pick=None):
    """Every count of one month, of all rows or of one (column, value) of the lead."""
    tally = {}
    if view.has("visits") and (pick is None or (pick[0] == "channel" and view.has("visits", "channel"))):
        visits = [row for row in view.visits if row["month"] == month]
        tally["visitors"] = sum(row["visitors"] for row in visits if pick is None or row.get("channel") == pick[1])
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
