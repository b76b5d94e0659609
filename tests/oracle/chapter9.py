"""Chapter 9: roles."""

from .days import short_periods
from .output import segment

LEAD_WORK = {"calls", "cph", "contact_rate", "leads"}
OPPORTUNITY_WORK = {"opportunities", "opportunity_rate", "att_seconds"}


def write(view, sheet):
    held = {}
    for row in view.targets:
        if row["month"] == view.month and row.get("rep"):
            held.setdefault(row["rep"], set()).add(row["metric"])
    for rep, metrics in held.items():
        sheet.put("kpis_per_rep", segment(rep=rep), view.month, len(metrics))
    shares = {}
    for period, inside in short_periods(view.as_of):
        shares = write_shares(view, sheet, period, inside)
    for rep in dict.fromkeys([*held, *shares]):
        both = held.get(rep, set()) & LEAD_WORK and held.get(rep, set()) & OPPORTUNITY_WORK
        mixed = all(shares.get(rep, {}).get(motion, 0) >= 0.3 for motion in ("inbound", "outbound"))
        verdict = "overloaded" if both or mixed else "focused"
        sheet.put("role_verdict", segment(rep=rep), view.month, None, verdict=verdict)


def write_shares(view, sheet, period, inside):
    """{rep: {motion: share}} of the period, written down on the way."""
    shares = {}
    rows = [row for row in view.activities if row["lead"] and inside(row["day"])]
    for rep in dict.fromkeys(row["rep"] for row in rows):
        motions = [row["lead"]["motion"] for row in rows if row["rep"] == rep]
        for motion in dict.fromkeys(motions):
            sheet.rate("motion_share", segment(rep=rep, motion=motion), period, motions.count(motion), len(motions))
            shares.setdefault(rep, {})[motion] = motions.count(motion) / len(motions)
    return shares
