"""Chapter 6: speed to lead."""

import math
from datetime import datetime, time, timedelta
from fractions import Fraction

from .days import ONE_DAY, short_periods, window
from .output import groups
from .stats import percentile

BANDS = (
    ("<=5min", 300),
    ("5-10min", 600),
    ("10-30min", 1800),
    ("30-60min", 3600),
    ("1-24h", 86400),
    ("later", math.inf),
)
FORTNIGHT = 14 * 24 * 3600


def write(view, sheet):
    if not (view.has("leads") and view.has("activities")):
        return
    answer(view)
    inbound = [lead for lead in view.leads if lead["motion"] == "inbound"]
    by = {name: lambda lead, name=name: lead.get(name) for name in ("channel", "rep") if view.has("leads", name)}
    for period, inside in short_periods(view.as_of):
        for where, leads in groups([lead for lead in inbound if inside(lead["day"])], **by):
            write_speed(view, sheet, where, period, leads)
    write_bands(view, sheet, inbound)


def answer(view):
    """Give each lead its first response and the seconds it took."""
    for lead in view.leads:
        lead["response"] = None
    for row in sorted(view.activities, key=lambda row: row["at"].timestamp()):
        lead = row["lead"]
        if lead and lead["response"] is None and row["at"].timestamp() >= lead["at"].timestamp():
            lead["response"] = row["at"]
    for lead in view.leads:
        lead["seconds"] = lead["response"].timestamp() - lead["at"].timestamp() if lead["response"] else math.inf


def write_speed(view, sheet, where, period, leads):
    waits = [lead["seconds"] for lead in leads]
    office = [
        view.calendar.business_seconds(lead["at"], lead["response"]) if lead["response"] else math.inf for lead in leads
    ]
    sheet.put("response_seconds_median", where, period, percentile(waits, Fraction(1, 2)))
    sheet.put("response_seconds_p90", where, period, percentile(waits, Fraction(9, 10)))
    sheet.rate("first_response_within_5min", where, period, sum(1 for wait in waits if wait <= 300), len(waits))
    sheet.put("unanswered", where, period, sum(1 for wait in waits if math.isinf(wait)))
    sheet.put("response_business_seconds_median", where, period, percentile(office, Fraction(1, 2)))


def band(seconds):
    if math.isinf(seconds):
        return "none"
    return next(name for name, bound in BANDS if seconds <= bound)


def write_bands(view, sheet, inbound):
    first = view.as_of - timedelta(days=179)
    period = window(first, view.as_of)
    end = datetime.combine(view.as_of + ONE_DAY, time(), view.book.zone).timestamp()
    recent = [lead for lead in inbound if lead["day"] >= first]
    for name in [*(name for name, _ in BANDS), "none"]:
        # The contract writes the band's own sign bare: response=<=5min.
        where = f"response={name}"
        leads = [lead for lead in recent if band(lead["seconds"]) == name]
        sheet.put("leads_by_response", where, period, len(leads))
        old = [lead for lead in leads if lead["response"] and lead["response"].timestamp() <= end - FORTNIGHT]
        sheet.rate("contact_rate_by_response", where, period, sum(1 for lead in old if reached(view, lead)), len(old))


def reached(view, lead):
    since = lead["response"].timestamp()
    return any(
        row["lead"] is lead
        and row["is_call"]
        and row["settled"]
        and since <= row["at"].timestamp() <= since + FORTNIGHT
        for row in view.activities
    )
