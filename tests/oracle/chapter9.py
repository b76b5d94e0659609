"""Chapter 9: roles, and what reps and owners bring home."""

from datetime import timedelta

from .chapter8 import closed_lately, twelve_months
from .days import ONE_DAY, eight_weeks, first_day, last_day, month_before, window
from .output import groups, groups_of, segment
from .periods import short_periods
from .stats import percentile

LEAD_WORK = {"calls", "cph", "contact_rate", "leads"}
OPPORTUNITY_WORK = {"opportunities", "opportunity_rate", "att_seconds"}
FEWEST = 30
QUIET = timedelta(days=30)
MIXED = 0.3


def write(view, sheet):
    held = {}
    for row in view.targets:
        if row["month"] == view.month and row.get("rep"):
            held.setdefault(row["rep"], set()).add(row["metric"])
    for rep, metrics in held.items():
        sheet.put("kpis_per_rep", segment(rep=rep), view.month, len(metrics))
    shares = write_shares(view, sheet)
    for rep in dict.fromkeys([*held, *shares]):
        both = held.get(rep, set()) & LEAD_WORK and held.get(rep, set()) & OPPORTUNITY_WORK
        mixed = view.has("leads", "motion") and min(shares.get(rep, {"": 0}).values()) >= MIXED
        lately = sum(1 for row in view.activities if row["rep"] == rep and row["day"] >= eight_weeks(view.as_of)[0])
        if lately >= FEWEST:
            sheet.put(
                "role_verdict", segment(rep=rep), view.month, None, verdict="overloaded" if both or mixed else "focused"
            )
    if view.opportunities:
        write_reps(view, sheet)
        write_owners(view, sheet)
        write_meetings(view, sheet)
        write_lost(view, sheet)


def write_shares(view, sheet):
    """{rep: {motion: share}} of as_of's month, the weeks written down too."""
    periods = short_periods(view, ("activities",)) if view.activities and view.leads else []
    known = [row for row in view.activities if row["lead"] and any(inside(row["day"]) for _, inside in periods)]
    shares = {}
    for period, inside in periods:
        shares = {}
        for rep in dict.fromkeys(row["rep"] for row in known):
            motions = [row["lead"]["motion"] for row in known if row["rep"] == rep and inside(row["day"])]
            for motion in dict.fromkeys(["inbound", "outbound", *motions]):
                sheet.rate("motion_share", segment(rep=rep, motion=motion), period, motions.count(motion), len(motions))
            if motions:
                shares[rep] = {motion: motions.count(motion) / len(motions) for motion in ("inbound", "outbound")}
    return shares


def write_reps(view, sheet):
    if not view.carries("opportunities", "rep"):
        return
    everybody = [{"rep": rep} for reps in view.book.teams.values() for rep in reps]
    periods = short_periods(view, ("opportunities",))
    recent = [row for row in view.opportunities if any(inside(row["day"]) for _, inside in periods)]
    for period, inside in periods:
        counted = groups_of(
            [*everybody, *recent],
            lambda row, inside=inside: "day" in row and inside(row["day"]),
            rep=lambda row: row.get("rep"),
        )
        for where, rows in list(counted)[1:]:
            sheet.put("rep_opportunities", where, period, len(rows))
    put_win_rates(view, sheet, "rep_win_rate", "rep")


def put_win_rates(view, sheet, kpi, column):
    if not view.carries("opportunities", "is_won") or not twelve_months(view):
        return
    closed = closed_lately(view, view.opportunities)
    for value in dict.fromkeys(row.get(column) for row in closed):
        mine = [row for row in closed if row.get(column) == value]
        won = sum(1 for row in mine if row["won"])
        sheet.rate(kpi, segment(**{column: value}), window(*twelve_months(view)), won, len(mine))


def write_owners(view, sheet):
    if not view.carries("opportunities", "owner"):
        return
    for owner in dict.fromkeys(row.get("owner") for row in view.opportunities):
        still = [row for row in view.opportunities if row.get("owner") == owner and not row["closed"]]
        sheet.put("owner_open", segment(owner=owner), f"..{view.as_of.isoformat()}", len(still))
    put_win_rates(view, sheet, "owner_win_rate", "owner")
    write_stalled(view, sheet)


def write_stalled(view, sheet):
    """Open ones older than three quarters of the won took, without an activity for thirty days."""
    recent = view.window(("activities",), view.as_of - QUIET + ONE_DAY)
    if not view.carries("opportunities", "is_won") or recent != (view.as_of - QUIET + ONE_DAY, view.as_of):
        return
    won = [row for row in closed_lately(view, view.opportunities) if row["won"]]
    if not won:
        return
    old = percentile([(row["closed_at"].date() - row["day"]).days for row in won], 0.75)
    late = [row for row in view.activities if row["day"] > view.as_of - QUIET]
    companies = {row["key"] for row in late if row["key"]}
    leads = {id(lead) for lead in view.leads if any(row["day"] > view.as_of - QUIET for row in lead["touches"])}
    for owner in dict.fromkeys(row.get("owner") for row in view.opportunities):
        still = [
            row
            for row in view.opportunities
            if row.get("owner") == owner
            and not row["closed"]
            and (view.as_of - row["day"]).days > old
            and row["key"] not in companies
            and id(row["lead"]) not in leads
        ]
        sheet.put("owner_stalled", segment(owner=owner), f"..{view.as_of.isoformat()}", len(still))


def write_meetings(view, sheet):
    """Of the meetings of three months those that took place, and those that field sales accepted."""
    month = month_before(view.month, 3)
    same = first_day(month) + min(view.as_of.day, last_day(month).day) * ONE_DAY
    span = view.window(("opportunities",), same)
    if not span:
        return
    rows = [row for row in view.opportunities if span[0] <= row["day"] <= span[1]]
    by = {"rep": lambda row: row.get("rep")} if view.carries("opportunities", "rep") else {}
    if view.leads and view.is_linked("opportunities") and view.carries("leads", "channel"):
        by["channel"] = lambda row: row["lead"].get("channel") if row["lead"] else None
    for kpi, column in (("held_rate", "held"), ("accepted_rate", "accepted")):
        for where, members in groups([row for row in rows if row.get(column) is not None], **by):
            sheet.rate(kpi, where, window(*span), sum(row[column] for row in members), len(members))


def write_lost(view, sheet):
    span = twelve_months(view)
    if not span or not view.carries("opportunities", "is_won", "lost_reason"):
        return
    lost = [row for row in closed_lately(view, view.opportunities) if not row["won"]]
    for reason in dict.fromkeys(row.get("lost_reason") for row in lost):
        number = sum(1 for row in lost if row.get("lost_reason") == reason)
        sheet.put("lost_reasons", segment(reason=reason), window(*span), number)
