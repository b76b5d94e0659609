"""Chapter 6: speed to lead."""

import math
from datetime import datetime, time, timedelta
from fractions import Fraction

from .days import ONE_DAY, window
from .output import groups_of
from .periods import short_periods
from .stats import percentile
from .view import answers

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
    if not (view.leads and view.activities and view.is_linked("activities")):
        return
    for lead in view.leads:
        answer(view, lead)
    inbound = [lead for lead in view.leads if lead["motion"] == "inbound"]
    by = {name: lambda lead, name=name: lead.get(name) for name in ("channel", "rep") if view.carries("leads", name)}
    periods = short_periods(view, ("leads", "activities"))
    recent = [lead for lead in inbound if any(inside(lead["day"]) for _, inside in periods)]
    for period, inside in periods:
        for where, leads in groups_of(recent, lambda lead, inside=inside: inside(lead["day"]), **by):
            write_speed(view, sheet, where, period, leads)
    if {"leads", "activities"} <= view.timed:
        write_bands(view, sheet, inbound)


def answer(view, lead):
    """Give a lead its first response where both have a time of day, and the date of its first answer in any case."""
    touches = [row for row in lead["touches"] if answers(lead, row)]
    lead["answered_on"] = min((row["day"] for row in touches), default=None)
    moments = [row["at"] for row in touches if row["timed"]] if lead["timed"] else []
    lead["response"] = min(moments, key=lambda moment: moment.timestamp(), default=None)
    lead["seconds"] = lead["response"].timestamp() - lead["at"].timestamp() if lead["response"] else math.inf
    day = lead["day"]
    late = lead["timed"] and lead["at"].time() >= view.calendar.closing
    if late or not view.calendar.is_business(day):
        day += ONE_DAY
        while not view.calendar.is_business(day):
            day += ONE_DAY
    lead["due_on"] = day


def write_speed(view, sheet, where, period, leads):
    sheet.put("unanswered", where, period, sum(1 for lead in leads if lead["answered_on"] is None))
    due = [lead for lead in leads if lead["due_on"] <= view.as_of]
    in_time = sum(1 for lead in due if lead["answered_on"] and lead["answered_on"] <= lead["due_on"])
    sheet.rate("first_response_same_day", where, period, in_time, len(due))
    if not {"leads", "activities"} <= view.timed:
        return
    leads = [lead for lead in leads if lead["timed"]]
    waits = [lead["seconds"] for lead in leads]
    office = [
        view.calendar.business_seconds(lead["at"], lead["response"]) if lead["response"] else math.inf for lead in leads
    ]
    sheet.put("response_seconds_median", where, period, percentile(waits, Fraction(1, 2)))
    sheet.put("response_seconds_p90", where, period, percentile(waits, Fraction(9, 10)))
    sheet.rate("first_response_within_5min", where, period, sum(1 for wait in waits if wait <= 300), len(waits))
    sheet.put("response_business_seconds_median", where, period, percentile(office, Fraction(1, 2)))


def band(seconds):
    if math.isinf(seconds):
        return "none"
    return next(name for name, bound in BANDS if seconds <= bound)


def write_bands(view, sheet, inbound):
    span = view.window(("leads", "activities"), view.as_of - timedelta(days=179))
    if span is None:
        return
    until = view.spans["activities"].until
    end = datetime.combine(until + ONE_DAY, time(), view.book.zone).timestamp()
    recent = [lead for lead in inbound if span[0] <= lead["day"] <= span[1] and lead["timed"]]
    for name in [*(name for name, _ in BANDS), "none"]:
        # The contract writes the band's own sign bare: response=<=5min.
        where = f"response={name}"
        leads = [lead for lead in recent if band(lead["seconds"]) == name]
        sheet.put("leads_by_response", where, window(*span), len(leads))
        if view.carries("activities", "outcome"):
            old = [lead for lead in leads if lead["response"] and lead["response"].timestamp() <= end - FORTNIGHT]
            reached = sum(1 for lead in old if is_reached(lead))
            sheet.rate("contact_rate_by_response", where, window(*span), reached, len(old))


def is_reached(lead):
    since = lead["response"].timestamp()
    return any(
        row["is_call"] and row["settled"] and row["timed"] and since <= row["at"].timestamp() <= since + FORTNIGHT
        for row in lead["touches"]
    )
