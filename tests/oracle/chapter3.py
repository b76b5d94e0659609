"""Chapter 3: slice and chase in one triangle, the cohort's curve by age, and the same by company."""

from datetime import timedelta

from .days import first_day, last_day, months_up_to
from .output import segment
from .stats import greenwood, risk_table, survival, wilson

AGES = (0, 7, 14, 30, 60, 90, 180, 365)
REASONS = ("no_lead", "before_lead", "invalid_lead", "repeat")
RIPE = 180


def write(view, sheet):
    months = months_up_to(view.as_of, 13)
    if view.has("opportunities"):
        write_repeats(view, sheet, months)
    if not (view.has("leads") and view.has("opportunities") and view.is_linked("opportunities")):
        return
    write_triangle(view, sheet, months)
    for month in months:
        cohort = [lead for lead in view.leads if lead["month"] == month and lead["valid"]]
        if cohort and view.covers(("leads", "opportunities"), month):
            write_curve(view, sheet, month, cohort)
            write_final(view, sheet, month, months, cohort)
    write_curves_of_a_year(view, sheet, months[1:])
    write_companies(view, sheet, months)


def write_triangle(view, sheet, months):
    covered = [month for month in months if view.covers(("opportunities",), month)]
    cells = {}
    for lead in view.leads:
        first = lead["first_opportunity"]
        if first and first["month"] in covered:
            cells[lead["month"], first["month"]] = cells.get((lead["month"], first["month"]), 0) + 1
    for (cohort, later), count in sorted(cells.items()):
        sheet.put("cohort_opportunities", segment(month=later), cohort, count)
    for month in covered:
        rows = [row for row in view.opportunities if row["month"] == month]
        for reason in REASONS:
            number = sum(1 for row in rows if row["place"] == reason)
            sheet.put("cohort_unlinked", segment(reason=reason), month, number)


def followed_to(view):
    """The last day on which an opportunity would be known."""
    return view.spans["opportunities"].until


def followed(view, leads):
    """(days until the first opportunity, True) or (days followed without one, False) of each lead."""
    found = []
    for lead in leads:
        first = lead["first_opportunity"]
        end = first["day"] if first else followed_to(view)
        if end >= lead["day"]:
            found.append(((end - lead["day"]).days, first is not None))
    return found


def oldest(view, leads):
    return (followed_to(view) - min(lead["day"] for lead in leads)).days


def write_curve(view, sheet, period, cohort, **group):
    table = risk_table(followed(view, cohort))
    for age in AGES:
        if age <= oldest(view, cohort):
            reached = sum(1 for lead in cohort if lead["day"] + timedelta(days=age) <= followed_to(view))
            share = 1 - survival(table, age)
            converted = sum(events for day, events, _ in table if day <= age)
            low, high = greenwood(table, age) or (wilson(0, reached) if share == 0 else wilson(converted, converted))
            sheet.put("cohort_rate_by_age", segment(**group, age=age), period, float(share), None, reached, low, high)


def write_curves_of_a_year(view, sheet, months):
    """The leads of twelve months as one cohort, in all and by channel, whose leads of one month are too few."""
    span = view.window(("leads", "opportunities"), first_day(months[0]))
    leads = [lead for lead in view.leads if span and span[0] <= lead["day"] <= span[1] and lead["valid"]]
    if not leads:
        return
    period = f"{span[0]}..{span[1]}"
    write_curve(view, sheet, period, leads)
    if view.carries("leads", "channel"):
        for channel in dict.fromkeys(lead.get("channel") for lead in leads):
            write_curve(
                view, sheet, period, [lead for lead in leads if lead.get("channel") == channel], channel=channel
            )


def write_final(view, sheet, month, months, cohort):
    """The curve of a young cohort, carried on to 180 days by the hazard of the last twelve months."""
    if (view.as_of - last_day(month)).days >= RIPE:
        return
    reach = min(oldest(view, cohort), RIPE)
    left = survival(risk_table(followed(view, cohort)), reach)
    pool = [lead for lead in view.leads if lead["valid"] and lead["month"] in months[1:]]
    pooled = risk_table(followed(view, pool))
    left *= survival(pooled, RIPE) / (survival(pooled, reach) or 1)
    sheet.put("expected_final_rate", "all", month, float(1 - left))


def write_companies(view, sheet, months):
    """Companies by the month of their first valid lead ever, and which of them came to an opportunity from that day."""
    if not any(lead["key"] for lead in view.leads):
        return
    firsts = {}
    for lead in sorted(view.leads, key=lambda lead: (lead["at"].timestamp(), lead["lead_id"])):
        if lead["valid"] and lead["key"]:
            firsts.setdefault(lead["key"], lead)
    for month in months:
        cohort = [lead for lead in firsts.values() if lead["month"] == month]
        if not view.covers(("leads",), month):
            continue
        sheet.put("company_cohort", "all", month, len(cohort))
        if not view.covers(("leads", "opportunities"), month):
            continue
        came = sum(1 for lead in cohort if has_opportunity(view, lead))
        sheet.put("company_opportunities", "all", month, came)
        sheet.rate("company_rate_cohort", "all", month, came, len(cohort))


def has_opportunity(view, lead):
    return any(row["key"] == lead["key"] and row["day"] >= lead["day"] for row in view.opportunities)


def write_repeats(view, sheet, months):
    if not any(row["key"] for row in view.opportunities):
        return
    seen, repeats = set(), []
    for row in sorted(view.opportunities, key=lambda row: (row["at"].timestamp(), row["opportunity_id"])):
        if row["key"] in seen:
            repeats.append(row["month"])
        if row["key"]:
            seen.add(row["key"])
    for month in months:
        if view.covers(("opportunities",), month):
            sheet.put("repeat_company_opportunities", "all", month, repeats.count(month))
