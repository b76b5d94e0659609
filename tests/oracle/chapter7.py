"""Chapter 7: campaigns, what changed in the leads, and what the definitions did."""

from datetime import timedelta

from .days import ONE_DAY, first_day, last_day, months_up_to, window
from .definitions import holds, in_force, meets
from .output import segment
from .spans import a_year_before

WORTH = 90
"""Days after which a lead must have its opportunity to speak for the definition that it meets."""


def write(view, sheet):
    if not view.leads:
        return
    start = first_day(months_up_to(view.as_of, 6)[0])
    span, both = view.window(("leads",), start), view.window(("leads", "opportunities"), start)
    if span:
        write_campaigns(view, sheet, span, both)
    if view.carries("leads", "channel") and view.calendar.elapsed(view.as_of) and comparable(view):
        write_change(view, sheet)
    write_definitions(view, sheet)
    write_outcome(view, sheet)


def comparable(view):
    """Whether last month is whole and the leads have not ended."""
    before = months_up_to(view.as_of, 2)[0]
    leads = view.spans["leads"]
    days = first_day(before), last_day(before)
    return leads.covers(*days) and not leads.is_partial(*days) and not leads.ended


def write_campaigns(view, sheet, span, both):
    recent = [lead for lead in view.leads if span[0] <= lead["day"] <= span[1]]
    firsts = first_leads(view.leads)
    for name in ("campaign", "channel"):
        if view.carries("leads", name):
            for value in dict.fromkeys(lead.get(name) for lead in recent):
                leads = [lead for lead in recent if lead.get(name) == value]
                write_campaign(view, sheet, segment(**{name: value}), span, both, leads, firsts)
    write_costs(view, sheet, span, both)


def first_leads(leads):
    """{company: its earliest lead}."""
    found = {}
    for lead in sorted(leads, key=lambda lead: lead["at"].timestamp()):
        if lead["key"]:
            found.setdefault(lead["key"], lead)
    return found


def with_opportunity(view, leads):
    """How many of the leads' companies have an opportunity from the day of their first lead among these."""
    since = {key: lead["day"] for key, lead in first_leads(leads).items()}
    return len({row["key"] for row in view.opportunities if row["key"] in since and row["day"] >= since[row["key"]]})


def sales_of(view, leads):
    """Amount of the won opportunities that belong to these leads."""
    return sum(row["money"] for lead in leads for row in lead["opportunities"] if row["won"])


def write_campaign(view, sheet, where, span, both, leads, firsts):
    among = {lead["lead_id"] for lead in leads}
    companies = {lead["key"] for lead in leads if lead["key"]}
    period = window(*span)
    sheet.put("campaign_leads", where, period, len(leads))
    sheet.put("campaign_valid_leads", where, period, sum(1 for lead in leads if lead["valid"]))
    if any(lead["key"] for lead in view.leads):
        sheet.put("campaign_companies", where, period, len(companies))
        new = sum(1 for lead in firsts.values() if lead["lead_id"] in among)
        sheet.put("campaign_new_companies", where, period, new)
    if not both:
        return
    leads = [lead for lead in leads if both[0] <= lead["day"] <= both[1]]
    if any(lead["key"] for lead in view.leads):
        sheet.put("campaign_opportunities", where, window(*both), with_opportunity(view, leads))
    if view.is_linked("opportunities") and view.carries("opportunities", "is_won", "amount"):
        sheet.put("campaign_sales", where, window(*both), sales_of(view, leads))


def write_costs(view, sheet, span, both):
    for campaign in view.campaigns:
        starts, cost = campaign.get("starts_on"), campaign.get("cost")
        if starts is None or cost is None:
            continue
        where = segment(campaign=campaign["campaign"])
        for here in filter(None, (span, both)):
            leads = [
                lead
                for lead in view.leads
                if lead.get("campaign") == campaign["campaign"] and max(starts, here[0]) <= lead["day"] <= here[1]
            ]
            if not here[0] <= starts <= here[1]:
                continue
            if here is span:
                companies = {lead["key"] for lead in leads if lead["key"]}
                sheet.ratio("cost_per_company", where, window(*here), cost, len(companies))
            if here is both:
                sheet.ratio("cost_per_opportunity", where, window(*here), cost, with_opportunity(view, leads))
            if here is both and {lead["key"] for lead in leads if lead["key"]} and cost:
                sheet.put(
                    "sales_per_cost", where, window(*here), sales_of(view, leads) / cost, sales_of(view, leads), cost
                )


def write_change(view, sheet):
    """Valid leads against last month by channel: how many came, from where, and how good they were."""
    before = first_day(months_up_to(view.as_of, 2)[0])
    until = view.calendar.same_day_last_month(view.as_of)
    now = [lead for lead in view.leads if lead["month"] == view.month]
    then = [lead for lead in view.leads if before <= lead["day"] <= until]
    for channel in dict.fromkeys(lead.get("channel") for lead in [*now, *then]):
        new, old = ([lead for lead in leads if lead.get("channel") == channel] for leads in (now, then))
        rates = other_side(
            [sum(1 for lead in leads if lead["valid"]) / len(leads) if leads else None for leads in (new, old)]
        )
        parts = other_side([len(part) / len(whole) if whole else None for part, whole in ((new, now), (old, then))])
        rate, part = sum(rates) / 2, sum(parts) / 2
        effects = {
            "volume": (len(now) - len(then)) * part * rate,
            "mix": (len(now) + len(then)) / 2 * (parts[0] - parts[1]) * rate,
            "quality": (len(new) + len(old)) / 2 * (rates[0] - rates[1]),
        }
        for effect, value in effects.items():
            sheet.put("lead_change", segment(channel=channel, effect=effect), view.month, value)


def other_side(pair):
    """Where one month says nothing, what the other says."""
    return [pair[1 - place] if value is None else value for place, value in enumerate(pair)]


def write_definitions(view, sheet):
    span = view.window(("leads",), first_day(months_up_to(view.as_of, 3)[0]))
    if span is None:
        return
    period = window(*span)
    leads = [lead for lead in view.leads if span[0] <= lead["day"] <= span[1]]
    for version in view.book.versions:
        valid = sum(1 for lead in leads if meets(version, lead, view.companies))
        sheet.put("definition_effect", segment(version=version["from"]), period, valid)
    current = in_force(view.book.versions, view.as_of)
    if current is None:
        return
    fails = [failed(current, lead, view) for lead in leads]
    for place in range(len(current["conditions"])):
        where = segment(condition=f"{current['from']}#{place + 1}")
        sheet.put("condition_rejects", where, period, sum(1 for each in fails if each[place]))
        sheet.put("condition_rejects_alone", where, period, sum(1 for each in fails if each[place] and sum(each) == 1))


def failed(version, lead, view):
    return [not holds(test, lead, view.companies) for test in version["conditions"]]


def write_outcome(view, sheet):
    """What became of leads that the definition in force takes in, and of those that one condition alone keeps out."""
    current = in_force(view.book.versions, view.as_of)
    if current is None or not view.opportunities or not view.is_linked("opportunities"):
        return
    last = view.spans["opportunities"].until - timedelta(days=WORTH)
    first = max(a_year_before(last) + ONE_DAY, view.spans["leads"].first, view.spans["opportunities"].first)
    last = min(last, view.spans["leads"].until)
    if first > last:
        return
    groups = {"meets=yes": [], "meets=no": []}
    for lead in view.leads:
        if first <= lead["day"] <= last:
            fails = failed(current, lead, view)
            groups["meets=no" if any(fails) else "meets=yes"].append(lead)
            if sum(fails) == 1:
                name = segment(condition=f"{current['from']}#{fails.index(True) + 1}")
                groups.setdefault(name, []).append(lead)
    for where, leads in groups.items():
        came = sum(
            1 for lead in leads if any(0 <= (row["day"] - lead["day"]).days <= WORTH for row in lead["opportunities"])
        )
        sheet.rate("definition_outcome", where, window(first, last), came, len(leads))
