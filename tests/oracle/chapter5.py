"""Chapter 5: calls."""

from .days import eight_weeks, short_periods, window
from .output import groups, segment
from .stats import wilson

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write(view, sheet):
    if view.has("activities"):
        calls = [row for row in view.activities if row["is_call"]]
        for period, inside in short_periods(view.as_of):
            write_period(view, sheet, period, [row for row in calls if inside(row["day"])])
        write_hours(view, sheet, calls)
    if view.has("leads", "key_person_at"):
        for period, inside in short_periods(view.as_of):
            write_key_persons(view, sheet, period, inside)


def called_groups(view, calls):
    by = {"team": lambda row: view.team(row["rep"]), "rep": lambda row: row["rep"]}
    if view.has("leads"):
        by["motion"] = lambda row: of_lead(row, "motion")
    return groups(calls, **by)


def of_lead(call, column):
    """What the called lead says; a call to nobody known is in the group of those that say nothing."""
    return call["lead"].get(column) if call["lead"] else None


def write_period(view, sheet, period, calls):
    low, high = view.book.benchmarks["att_seconds"]
    for where, rows in called_groups(view, calls):
        sheet.put("calls", where, period, len(rows))
        hours = {(row["rep"], row["day"], row["at"].hour) for row in rows}
        sheet.put("call_hours", where, period, len(hours))
        sheet.ratio("cph", where, period, len(rows), len(hours))
        sheet.rate("contact_rate", where, period, sum(1 for row in rows if row["settled"]), len(rows))
        talks = [row["talk_seconds"] for row in rows if row.get("outcome") == "connected"]
        talks = [seconds for seconds in talks if seconds is not None]
        sheet.ratio("att_seconds", where, period, sum(talks), len(talks))
        sheet.rate("att_in_range", where, period, sum(1 for seconds in talks if low <= seconds <= high), len(talks))


def write_hours(view, sheet, calls):
    first = eight_weeks(view.as_of)[0]
    period = window(first, view.as_of)
    recent = [row for row in calls if row["day"] >= first]
    for where, rows in cells(recent, lambda row: {"hour": f"{WEEKDAYS[row['day'].weekday()]} {row['at']:%H}"}):
        write_cell(sheet, where, period, rows)
    for column in ("industry", "department"):
        if not view.has("leads", column):
            continue
        for value in dict.fromkeys(of_lead(row, column) for row in recent):
            members = [row for row in recent if of_lead(row, column) == value]
            for where, rows in cells(
                members, lambda row, column=column, value=value: {column: value, "hour": f"{row['at']:%H}"}
            ):
                write_cell(sheet, where, period, rows)
            write_best(sheet, segment(**{column: value}), period, members)


def cells(rows, name):
    found = {}
    for row in rows:
        found.setdefault(segment(**name(row)), []).append(row)
    return found.items()


def settled(rows):
    return sum(1 for row in rows if row["settled"])


def write_cell(sheet, where, period, rows):
    sheet.rate("contact_rate_by_hour", where, period, settled(rows), len(rows))


def write_best(sheet, where, period, rows):
    """The hour that is best even if luck ran against it; the earlier one where two are alike."""
    best = None
    for hour in sorted({row["at"].hour for row in rows}):
        members = [row for row in rows if row["at"].hour == hour]
        if len(members) >= 30:
            low, high = wilson(settled(members), len(members))
            if best is None or low > best[0]:
                best = low, high, hour, members
    if best:
        low, high, hour, members = best
        sheet.put("best_hour", where, period, None, settled(members), len(members), low, high, verdict=f"{hour:02d}")


def write_key_persons(view, sheet, period, inside):
    leads = [lead for lead in view.leads if lead["key_person_day"] and inside(lead["key_person_day"])]
    by = {"motion": lambda lead: lead["motion"]}
    if view.has("leads", "rep"):
        by = {"team": lambda lead: view.team(lead.get("rep")), "rep": lambda lead: lead.get("rep"), **by}
    found = {where: len(members) for where, members in groups(leads, **by)}
    calls = [row for row in view.activities if row["is_call"] and inside(row["day"])]
    made = {where: len(members) for where, members in called_groups(view, calls) if where.split("=")[0] in ("all", *by)}
    for where in dict.fromkeys([*found, *made]):
        sheet.put("key_persons", where, period, found.get(where, 0))
        sheet.ratio("key_persons_per_100_calls", where, period, found.get(where, 0), made.get(where, 0), times=100)
