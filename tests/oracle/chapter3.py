"""Chapter 3: slice and chase in one triangle, and the cohort's curve by age."""

from collections import Counter
from datetime import timedelta

from .days import last_day, months_up_to
from .output import segment
from .stats import greenwood, risk_table, survival, wilson

AGES = (0, 7, 14, 30, 60, 90, 180, 365)
REASONS = ("no_lead", "before_lead", "invalid_lead", "repeat")
RIPE = 180


def write(view, sheet):
    if not (view.has("leads") and view.has("opportunities")):
        return
    months = months_up_to(view.as_of, 13)
    for month in months:
        cohort = [lead for lead in view.leads if lead["month"] == month and lead["valid"]]
        write_triangle(view, sheet, month, months, cohort)
        if cohort:
            write_curve(view, sheet, month, cohort)
            write_final(view, sheet, month, months, cohort)
    write_older_cohorts(view, sheet, months)
    write_curves_of_a_year(view, sheet, months[1:])


def write_triangle(view, sheet, month, months, cohort):
    for later in months:
        if later >= month:
            firsts = [lead["first_opportunity"] for lead in cohort if lead["first_opportunity"]]
            chased = sum(1 for first in firsts if first["month"] == later)
            sheet.put("cohort_opportunities", segment(month=later), month, chased)
    shown = [row for row in view.opportunities if row["month"] in months]
    for reason in REASONS:
        odd = [row["month"] for row in shown if row["place"] == reason]
        if odd:
            sheet.put("cohort_unlinked", segment(reason=reason), month, odd.count(month))


def write_older_cohorts(view, sheet, months):
    """What cohorts from before the thirteen months still brought in them, so that the columns add up."""
    cells = Counter()
    for lead in view.leads:
        first = lead["first_opportunity"]
        if lead["valid"] and lead["month"] < months[0] and first and first["month"] in months:
            cells[lead["month"], first["month"]] += 1
    for (cohort, later), count in sorted(cells.items()):
        sheet.put("cohort_opportunities", segment(month=later), cohort, count)


def followed(view, leads):
    """(days until the first opportunity, True) or (days until as_of, False) of each lead."""
    found = []
    for lead in leads:
        first = lead["first_opportunity"]
        found.append((((first["day"] if first else view.as_of) - lead["day"]).days, first is not None))
    return found


def oldest(view, leads):
    return (view.as_of - min(lead["day"] for lead in leads)).days


def write_curve(view, sheet, period, cohort, **group):
    table = risk_table(followed(view, cohort))
    for age in AGES:
        if age <= oldest(view, cohort):
            reached = sum(1 for lead in cohort if lead["day"] + timedelta(days=age) <= view.as_of)
            share = 1 - survival(table, age)
            converted = sum(events for day, events, _ in table if day <= age)
            low, high = greenwood(table, age) or (wilson(0, reached) if share == 0 else wilson(converted, converted))
            sheet.put("cohort_rate_by_age", segment(**group, age=age), period, float(share), None, reached, low, high)


def write_curves_of_a_year(view, sheet, months):
    """The leads of twelve months as one cohort, in all and by channel, whose leads of one month are too few."""
    leads = [lead for lead in view.leads if lead["month"] in months and lead["valid"]]
    period = f"{months[0]}-01..{view.as_of}"
    if leads:
        write_curve(view, sheet, period, leads)
    if view.has("leads", "channel"):
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
