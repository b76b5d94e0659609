"""Chapter 4: activity as an area."""

from collections import Counter
from datetime import timedelta

from .days import window
from .output import groups_of, segment
from .periods import short_periods
from .stats import rarefied


def write(view, sheet):
    if not view.activities:
        return
    by = {"team": lambda row: view.team(row["rep"]), "rep": lambda row: row["rep"]}
    periods = short_periods(view, ("activities",))
    recent_rows = [row for row in view.activities if any(inside(row["day"]) for _, inside in periods)]
    for period, inside in periods:
        for where, members in groups_of(recent_rows, lambda row, inside=inside: inside(row["day"]), **by):
            write_area(view, sheet, where, period, members)
    if view.accounts:
        write_coverage(view, sheet)
    write_verdicts(view, sheet)


def area(rows):
    """(activities, activities per company key)."""
    return len(rows), Counter(row["key"] for row in rows if row["key"])


def write_area(view, sheet, where, period, rows):
    total, companies = area(rows)
    sheet.put("activities", where, period, total)
    if not any(row["key"] for row in view.activities):
        return
    sheet.put("companies", where, period, len(companies))
    sheet.put("activities_without_company", where, period, total - sum(companies.values()))
    sheet.ratio("companies_per_100", where, period, len(companies), total, times=100)
    sheet.ratio("activities_per_company", where, period, total, len(companies))
    sheet.put("companies_in_100", where, period, rarefied(companies.values()))


def recent(view):
    first, last = view.window(("activities",), view.as_of - timedelta(days=89)) or (view.as_of, view.as_of)
    return first, last, [row for row in view.activities if first <= row["day"] <= last]


def covered(accounts, rows):
    touched = {row["key"] for row in rows}
    return sum(1 for account in accounts if account["key"] in touched), len(accounts)


def team_coverage(view, team):
    return covered(view.accounts, [row for row in recent(view)[2] if view.team(row["rep"]) == team])


def rep_coverage(view, rep):
    own = [account for account in view.accounts if account.get("rep") == rep]
    return covered(own, [row for row in recent(view)[2] if row["rep"] == rep])


def write_coverage(view, sheet):
    first, last, rows = recent(view)
    period = window(first, last)
    sheet.rate("list_coverage", "all", period, *covered(view.accounts, rows))
    for team in dict.fromkeys([*view.book.teams, *(view.team(row["rep"]) for row in rows)]):
        sheet.rate("list_coverage", segment(team=team), period, *team_coverage(view, team))
    for rep in dict.fromkeys(account["rep"] for account in view.accounts if account.get("rep")):
        sheet.rate("list_coverage", segment(rep=rep), period, *rep_coverage(view, rep))


def write_verdicts(view, sheet):
    if view.spans["activities"].ended or not any(row["key"] for row in view.activities):
        return
    rows = [row for row in view.activities if row["month"] == view.month]
    for rep in dict.fromkeys(row["rep"] for row in rows):
        judged = verdict(view, rep, [row for row in rows if row["rep"] == rep])
        sheet.put("area_verdict", segment(rep=rep), view.month, None, verdict=judged)


def verdict(view, rep, rows):
    """The word for this rep's area, empty for a rep of another role."""
    team, goals = view.team(rep), view.book.benchmarks
    total, companies = area(rows)
    if team == "SDR":
        breadth = rarefied(companies.values())
        if breadth is None:
            return "too_few"
        return "healthy" if breadth >= goals["companies_per_100"] else "narrow"
    if team == "BDR" and view.accounts:
        named = any(account.get("rep") == rep for account in view.accounts)
        touched, listed = rep_coverage(view, rep) if named else team_coverage(view, team)
        if touched / listed >= goals["list_coverage"]:
            return "healthy"
        # A log that begins within the 90 days does not know who was reached before.
        is_short = view.spans["activities"].is_partial(view.as_of - timedelta(days=89), view.as_of)
        return "" if is_short else "uncovered"
    if team == "enterprise BDR":
        if total < 30 or not companies:
            return "too_few"
        return "shallow" if total / len(companies) < goals["activities_per_company"] else "healthy"
    return ""
