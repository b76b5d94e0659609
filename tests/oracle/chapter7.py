"""Chapter 7: campaigns, what changed in the leads, and what the definitions did."""

from .days import first_day, months_up_to, window
from .definitions import holds, in_force, meets
from .output import segment


def write(view, sheet):
    if not view.has("leads"):
        return
    first = first_day(months_up_to(view.as_of, 6)[0])
    period = window(first, view.as_of)
    recent = [lead for lead in view.leads if lead["day"] >= first]
    firsts = first_leads(view.leads)
    for name in ("campaign", "channel"):
        if view.has("leads", name):
            for value in dict.fromkeys(lead.get(name) for lead in recent):
                leads = [lead for lead in recent if lead.get(name) == value]
                write_campaign(view, sheet, segment(**{name: value}), period, leads, firsts)
    write_costs(view, sheet, period, first, recent)
    if view.has("leads", "channel") and view.calendar.elapsed(view.as_of):
        write_change(view, sheet)
    write_definitions(view, sheet)


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


def write_campaign(view, sheet, where, period, leads, firsts):
    among = {lead["lead_id"] for lead in leads}
    companies = {lead["key"] for lead in leads if lead["key"]}
    sheet.put("campaign_leads", where, period, len(leads))
    sheet.put("campaign_valid_leads", where, period, sum(1 for lead in leads if lead["valid"]))
    sheet.put("campaign_companies", where, period, len(companies))
    new = sum(1 for lead in firsts.values() if lead["lead_id"] in among)
    sheet.put("campaign_new_companies", where, period, new)
    if view.has("opportunities"):
        sheet.put("campaign_opportunities", where, period, with_opportunity(view, leads))


def write_costs(view, sheet, period, first, recent):
    for campaign in view.campaigns:
        starts, cost = campaign.get("starts_on"), campaign.get("cost")
        if starts is None or cost is None or not first <= starts <= view.as_of:
            continue
        leads = [lead for lead in recent if lead.get("campaign") == campaign["campaign"] and lead["day"] >= starts]
        where = segment(campaign=campaign["campaign"])
        companies = {lead["key"] for lead in leads if lead["key"]}
        sheet.ratio("cost_per_company", where, period, cost, len(companies))
        sheet.ratio("cost_per_opportunity", where, period, cost, with_opportunity(view, leads))


def write_change(view, sheet):
    """Valid leads against last month by channel: how many came, and how good they were."""
    before = first_day(months_up_to(view.as_of, 2)[0])
    until = view.calendar.same_day_last_month(view.as_of)
    now = [lead for lead in view.leads if lead["month"] == view.month]
    then = [lead for lead in view.leads if before <= lead["day"] <= until]
    for channel in dict.fromkeys(lead.get("channel") for lead in [*now, *then]):
        new, old = ([lead for lead in leads if lead.get("channel") == channel] for leads in (now, then))
        rates = [sum(1 for lead in leads if lead["valid"]) / len(leads) if leads else None for leads in (new, old)]
        rate_new = rates[1] if rates[0] is None else rates[0]
        rate_old = rates[0] if rates[1] is None else rates[1]
        volume = (len(new) - len(old)) * (rate_new + rate_old) / 2
        quality = (len(new) + len(old)) / 2 * (rate_new - rate_old)
        sheet.put("lead_change", segment(channel=channel, effect="volume"), view.month, volume)
        sheet.put("lead_change", segment(channel=channel, effect="quality"), view.month, quality)


def write_definitions(view, sheet):
    first = first_day(months_up_to(view.as_of, 3)[0])
    period = window(first, view.as_of)
    leads = [lead for lead in view.leads if lead["day"] >= first]
    for version in view.book.versions:
        valid = sum(1 for lead in leads if meets(version, lead, view.companies))
        sheet.put("definition_effect", segment(version=version["from"]), period, valid)
    current = in_force(view.book.versions, view.as_of)
    if current is None:
        return
    fails = [[not holds(test, lead, view.companies) for test in current["conditions"]] for lead in leads]
    for place in range(len(current["conditions"])):
        where = segment(condition=f"{current['from']}#{place + 1}")
        sheet.put("condition_rejects", where, period, sum(1 for failed in fails if failed[place]))
        alone = sum(1 for failed in fails if failed[place] and sum(failed) == 1)
        sheet.put("condition_rejects_alone", where, period, alone)
