"""Chapter 5: calls."""

from datetime import timedelta

from .days import eight_weeks, first_day, months_up_to, window
from .output import groups, groups_of, segment
from .periods import short_periods
from .stats import wilson

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ATTEMPTS = ("1", "2", "3", "4", "5", "6", "7+")
GIVEN_UP = {"0": (0, 0), "1-2": (1, 2), "3-5": (3, 5), "6+": (6, 10**9)}
FEWEST_OF_GROUP, FEWEST_OF_ALL = 10, 30


def write(view, sheet):
    calls = [row for row in view.activities if row["is_call"]]
    if view.activities:
        periods = short_periods(view, ("activities",))
        recent = [row for row in calls if any(inside(row["day"]) for _, inside in periods)]
        for period, inside in periods:
            for where, rows in groups_of(recent, lambda row, inside=inside: inside(row["day"]), **called(view)):
                write_period(view, sheet, where, period, rows)
        if view.carries("activities", "outcome"):
            write_eight_weeks(view, sheet, calls)
    if view.carries("leads", "key_person_at"):
        write_key_persons(view, sheet, calls)
    if view.activities and view.leads and view.is_linked("activities") and view.carries("activities", "outcome"):
        if {"leads", "activities"} <= view.timed:
            write_attempts(view, sheet, calls)
        if view.opportunities and view.is_linked("opportunities"):
            write_given_up(view, sheet)
    if view.leads:
        write_lists(view, sheet)


def called(view):
    by = {"team": lambda row: view.team(row["rep"]), "rep": lambda row: row["rep"]}
    if view.leads and view.is_linked("activities"):
        by["motion"] = lambda row: of_lead(row, "motion")
    return by


def of_lead(call, column):
    """What the called lead says; a call to nobody known is in the group of those that say nothing."""
    return call["lead"].get(column) if call["lead"] else None


def write_period(view, sheet, where, period, rows):
    sheet.put("calls", where, period, len(rows))
    if "activities" in view.timed:
        timed = [row for row in rows if row["timed"]]
        hours = {(row["rep"], row["day"], row["at"].hour) for row in timed}
        sheet.put("call_hours", where, period, len(hours))
        sheet.ratio("cph", where, period, len(timed), len(hours))
    if not view.carries("activities", "outcome"):
        return
    put_rate(sheet, "contact_rate", where, period, rows, "settled")
    put_rate(sheet, "connected_rate", where, period, rows, "connected")
    refused = [{**row, "refused": row["settled"] and not row["connected"]} for row in rows]
    put_rate(sheet, "refused_rate", where, period, refused, "refused")
    low, high = view.book.benchmarks["att_seconds"]
    talks = [row for row in rows if row["connected"] and row.get("talk_seconds") is not None]
    sheet.ratio("att_seconds", where, period, sum(row["talk_seconds"] for row in talks), len(talks))
    if "activities" in view.timed and view.carries("activities", "talk_seconds"):
        seconds = sum(row["talk_seconds"] for row in talks if row["timed"])
        sheet.ratio("talk_minutes_per_hour", where, period, seconds / 60, len(hours))
    in_range = [{**row, "in_range": low <= row["talk_seconds"] <= high} for row in talks]
    put_rate(sheet, "att_in_range", where, period, in_range, "in_range")


def put_rate(sheet, kpi, where, period, rows, hit):
    """A rate over calls, whose interval minds that the calls to one lead are alike."""
    if rows:
        hits = sum(1 for row in rows if row[hit])
        low, high = interval(rows, hit)
        sheet.put(kpi, where, period, hits / len(rows), hits, len(rows), low, high)


def interval(rows, hit):
    n = len(rows)
    p = sum(1 for row in rows if row[hit]) / n
    leads = {}
    for place, row in enumerate(rows):
        lead = id(row["lead"]) if row["lead"] else ("alone", place)
        leads.setdefault(lead, []).append(row[hit])
    many = len(leads)
    if many < 2:
        effect = n
    elif p in (0, 1):
        effect = 1
    else:
        spread = sum((sum(calls) - p * len(calls)) ** 2 for calls in leads.values())
        effect = max(1, many / (many - 1) * spread / (n * p * (1 - p)))
    return wilson(p * n / effect, n / effect)


def write_eight_weeks(view, sheet, calls):
    span = view.window(("activities",), eight_weeks(view.as_of)[0])
    if span is None:
        return
    period = window(*span)
    recent = [row for row in calls if span[0] <= row["day"] <= span[1]]
    linked = view.leads and view.is_linked("activities")
    for column in ("campaign", "channel"):
        if linked and view.carries("leads", column):
            for where, rows in cells(recent, lambda row, column=column: {column: of_lead(row, column)}):
                put_rate(sheet, "contact_rate", where, period, rows, "settled")
    if "activities" not in view.timed:
        return
    timed = [row for row in recent if row["timed"]]
    for where, rows in cells(timed, lambda row: {"hour": f"{WEEKDAYS[row['day'].weekday()]} {row['at']:%H}"}):
        put_rate(sheet, "contact_rate_by_hour", where, period, rows, "settled")
    for column in ("industry", "department"):
        if not linked or not view.carries("leads", column):
            continue
        for value in dict.fromkeys(of_lead(row, column) for row in timed):
            members = [row for row in timed if of_lead(row, column) == value]
            for where, rows in cells(
                members, lambda row, column=column, value=value: {column: value, "hour": f"{row['at']:%H}"}
            ):
                put_rate(sheet, "contact_rate_by_hour", where, period, rows, "settled")
            write_best(sheet, segment(**{column: value}), period, members, timed)


def cells(rows, name):
    found = {}
    for row in rows:
        found.setdefault(segment(**name(row)), []).append(row)
    return found.items()


def at_hour(rows, hour):
    return [row for row in rows if row["at"].hour == hour]


def settled(rows):
    return sum(1 for row in rows if row["settled"])


def write_best(sheet, where, period, group, everybody):
    """The group's own best hour where it differs from the best hour of all, else that one."""
    candidates, of_all = [], []
    for hour in range(24):
        own, every = at_hour(group, hour), at_hour(everybody, hour)
        if len(own) >= FEWEST_OF_GROUP:
            steadied = (settled(own) + 30 * settled(every) / len(every)) / (len(own) + 30)
            candidates.append((-steadied, hour))
        if len(every) >= FEWEST_OF_ALL:
            of_all.append((-interval(every, "settled")[0], hour))
    if not candidates or not of_all:
        return
    candidate, best = min(candidates)[1], min(of_all)[1]
    is_own = bool(at_hour(group, best)) and exceeds(at_hour(group, candidate), at_hour(group, best))
    hour = candidate if is_own else best
    rows = at_hour(group, hour)
    low, high = interval(rows, "settled") if rows else (None, None)
    numerator, denominator = (settled(rows), len(rows)) if rows else (None, None)
    sheet.put("best_hour", where, period, None, numerator, denominator, low, high, verdict=f"{hour:02d}")
    sheet.put("best_hour_evidence", where, period, None, verdict="own" if is_own else "usual")


def exceeds(rows, others):
    """Whether the first rate is higher by Newcombe's interval of the difference (1998, method 10)."""
    first, second = settled(rows) / len(rows), settled(others) / len(others)
    low, high = interval(rows, "settled")[0], interval(others, "settled")[1]
    return first - second - ((first - low) ** 2 + (high - second) ** 2) ** 0.5 > 0


def write_attempts(view, sheet, calls):
    span = view.window(("leads", "activities"), view.as_of - timedelta(days=179))
    if span is None:
        return
    by_lead = {}
    for row in calls:
        if row["lead"]:
            by_lead.setdefault(id(row["lead"]), []).append(row)
    found = {name: [] for name in ATTEMPTS}
    for rows in by_lead.values():
        if not all(row["timed"] for row in rows) or not span[0] <= min(row["day"] for row in rows) <= span[1]:
            continue
        # Of two calls of the same second without an id nobody knows the first: their outcome's name decides, as anywhere.
        rows.sort(key=lambda row: (row["at"].timestamp(), row.get("activity_id") or "", row.get("outcome") or "~"))
        for place, row in enumerate(rows):
            found[ATTEMPTS[min(place, 6)]].append(row)
    for name, rows in found.items():
        put_rate(sheet, "contact_rate_by_attempt", segment(attempt=name), window(*span), rows, "settled")
        put_rate(sheet, "connected_by_attempt", segment(attempt=name), window(*span), rows, "connected")


def write_given_up(view, sheet):
    """Inbound leads that nobody reached and nobody works any more."""
    start = view.as_of - timedelta(days=179)
    span = view.window(("leads", "activities", "opportunities"), start)
    if span is None:
        return
    until = min(view.spans[table].until for table in ("activities", "opportunities"))
    left = [
        lead
        for lead in view.leads
        if lead["motion"] == "inbound"
        and span[0] <= lead["day"] <= until - timedelta(days=14)
        and not any(row["is_call"] and row["connected"] for row in lead["touches"])
        and not lead["opportunities"]
        and not any(row["day"] > until - timedelta(days=14) for row in lead["touches"])
    ]
    for name, (low, high) in GIVEN_UP.items():
        number = sum(1 for lead in left if low <= sum(1 for row in lead["touches"] if row["is_call"]) <= high)
        sheet.put("given_up", segment(calls=name), window(*span), number)


def write_lists(view, sheet):
    """The way of a list: its leads, and those called, settled, connected, with a key person, with an opportunity."""
    touched = view.is_linked("activities")
    outcome = touched and view.carries("activities", "outcome")
    steps = {
        "list_leads": (("leads",), True, lambda lead: True),
        "list_called": (("leads", "activities"), touched, lambda lead: calls_of(lead)),
        "list_settled": (("leads", "activities"), outcome, lambda lead: settled(calls_of(lead))),
        "list_connected": (("leads", "activities"), outcome, lambda lead: any(c["connected"] for c in calls_of(lead))),
        "list_key_person": (("leads",), view.carries("leads", "key_person_at"), lambda lead: lead["key_person_day"]),
        "list_opportunity": (
            ("leads", "opportunities"),
            view.is_linked("opportunities"),
            lambda lead: lead["opportunities"],
        ),
    }
    for kpi, (tables, is_there, reached) in steps.items():
        span = view.window(tables, first_day(months_up_to(view.as_of, 6)[0])) if is_there else None
        for column in ("campaign", "channel") if span else ():
            if not view.carries("leads", column):
                continue
            listed = [lead for lead in view.leads if span[0] <= lead["day"] <= span[1]]
            for where, leads in cells(listed, lambda lead, column=column: {column: lead.get(column)}):
                sheet.put(kpi, where, window(*span), sum(1 for lead in leads if reached(lead)))


def calls_of(lead):
    return [row for row in lead["touches"] if row["is_call"]]


def write_key_persons(view, sheet, calls):
    periods = short_periods(view, ("leads",))
    recent = [lead for lead in view.leads if any(inside_of(lead, inside) for _, inside in periods)]
    by = {"motion": lambda lead: lead["motion"]}
    if view.carries("leads", "rep"):
        by = {"team": lambda lead: view.team(lead.get("rep")), "rep": lambda lead: lead.get("rep"), **by}
    for period, inside in periods:
        for where, rows in known_groups(recent, inside, by):
            sheet.put("key_persons", where, period, len(rows))
    for period, inside in short_periods(view, ("leads", "activities")):
        found = {where: len(rows) for where, rows in known_groups(recent, inside, by)}
        splits = {name: pick for name, pick in called(view).items() if name in by}
        for where, rows in groups([row for row in calls if inside(row["day"])], **splits):
            sheet.ratio("key_persons_per_100_calls", where, period, found.get(where, 0), len(rows), times=100)


def known_groups(leads, inside, by):
    return groups_of(leads, lambda lead: inside_of(lead, inside), **by)


def inside_of(lead, inside):
    return bool(lead["key_person_day"]) and inside(lead["key_person_day"])
