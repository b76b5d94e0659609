"""Chapter 8: four quadrants."""

from fractions import Fraction

from .days import ONE_DAY, first_day, months_up_to, window
from .output import segment
from .spans import a_year_before
from .stats import percentile

QUADRANTS = ("target_hot", "target_cold", "other_hot", "other_cold", "unknown")


def write(view, sheet):
    if not view.opportunities:
        return
    listed = {account["key"] for account in view.accounts}
    found = {name: [] for name in QUADRANTS}
    for row in view.opportunities:
        found[quadrant(view, row, listed)].append(row)
    for name, rows in found.items():
        write_quadrant(view, sheet, segment(quadrant=name), rows)
    write_focus(view, sheet, found)


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


def twelve_months(view):
    """The window of the closings, or None."""
    return view.window(("opportunities",), a_year_before(view.as_of) + ONE_DAY)


def closed_lately(view, rows):
    span = twelve_months(view)
    return [row for row in rows if span and row["closed"] and span[0] <= row["closed_at"].date() <= span[1]]


def write_quadrant(view, sheet, where, rows):
    span = view.window(("opportunities",), first_day(months_up_to(view.as_of, 3)[0]))
    if span:
        created = [row for row in rows if span[0] <= row["day"] <= span[1]]
        sheet.put("quadrant_opportunities", where, window(*span), len(created))
    if view.carries("opportunities", "is_won") and twelve_months(view):
        closed = closed_lately(view, rows)
        won = sum(1 for row in closed if row["won"])
        sheet.rate("quadrant_win_rate", where, window(*twelve_months(view)), won, len(closed))
    still = [row for row in rows if not row["closed"]]
    until = f"..{view.as_of.isoformat()}"
    sheet.put("quadrant_open", where, until, len(still))
    if view.carries("opportunities", "amount"):
        sheet.put("quadrant_amount", where, until, sum(row["money"] for row in still))
    days = [(view.as_of - row["day"]).days for row in still]
    sheet.put("quadrant_days_open", where, until, percentile(days, Fraction(1, 2)))


def write_focus(view, sheet, found):
    """The quadrant whose open amount is worth most, by its steadied win rate."""
    closed = closed_lately(view, view.opportunities)
    if not closed or not view.carries("opportunities", "is_won", "amount"):
        return
    p = sum(1 for row in closed if row["won"]) / len(closed)
    worth = {}
    for name in QUADRANTS[:-1]:
        still = [row for row in found[name] if not row["closed"]]
        if still:
            lately = closed_lately(view, found[name])
            won = sum(1 for row in lately if row["won"])
            amount = sum(row["money"] for row in still)
            worth[name] = amount * ((won + 20 * p) / (len(lately) + 20) if p else 1)
    if worth:
        best = max(worth, key=worth.get)
        sheet.put("quadrant_focus", segment(quadrant=best), f"..{view.as_of.isoformat()}", None, verdict="focus")
