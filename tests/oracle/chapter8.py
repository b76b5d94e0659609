"""Chapter 8: four quadrants."""

from fractions import Fraction

from .days import first_day, months_up_to, window
from .output import segment
from .stats import percentile

QUADRANTS = ("target_hot", "target_cold", "other_hot", "other_cold", "unknown")


def write(view, sheet):
    if not view.has("opportunities"):
        return
    listed = {account["key"] for account in view.accounts}
    first = first_day(months_up_to(view.as_of, 3)[0])
    for name in QUADRANTS:
        rows = [row for row in view.opportunities if quadrant(view, row, listed) == name]
        write_quadrant(view, sheet, segment(quadrant=name), window(first, view.as_of), first, rows)


def is_target(view, row, listed):
    """Whether the opportunity is with a target company, None where nobody can tell."""
    if row.get("is_target") is not None:
        return row["is_target"]
    if row["lead"] and row["lead"].get("is_target") is not None:
        return row["lead"]["is_target"]
    return None if not view.has("accounts") or row["key"] is None else row["key"] in listed


def quadrant(view, row, listed):
    target, temperature = is_target(view, row, listed), row.get("temperature")
    if target is None or temperature not in ("hot", "cold"):
        return "unknown"
    return f"{'target' if target else 'other'}_{temperature}"


def write_quadrant(view, sheet, where, period, first, rows):
    created = [row for row in rows if row["day"] >= first]
    closed = [row for row in created if row["closed"]]
    sheet.put("quadrant_opportunities", where, period, len(created))
    sheet.rate("quadrant_win_rate", where, period, sum(1 for row in closed if row["won"]), len(closed))
    still = [row for row in rows if not row["closed"]]
    until = f"..{view.as_of.isoformat()}"
    sheet.put("quadrant_open", where, until, len(still))
    sheet.put("quadrant_amount", where, until, sum(row["money"] for row in still))
    days = [(view.as_of - row["day"]).days for row in still]
    sheet.put("quadrant_days_open", where, until, percentile(days, Fraction(1, 2)))
