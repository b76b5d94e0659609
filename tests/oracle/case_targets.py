"""Targets as teams set them: whole, with gaps, with zeros, not adding up, as rates, and for single reps."""

from .days import month_before, month_of

WHOLE = {
    "visitors": 6000,
    "leads": 40,
    "inbound_leads": 28,
    "outbound_leads": 12,
    "valid_leads": 20,
    "opportunities": 8,
    "won": 4,
    "sales": 6000000,
}
# What each kind of target table lacks or has otherwise; None takes the metric out.
KINDS = (
    {},
    {"lead_companies": 30, "valid_rate": 0.9, "win_rate_cohort": 0.2, "average_deal": 1, "cvr": 0.004},
    {"outbound_leads": 20},
    {"visitors": None},
    {"leads": None},
    {"outbound_leads": None},
    {"visitors": None, "leads": None},
    {"valid_leads": None},
    {"sales": None},
    {"outbound_leads": 0, "inbound_leads": 40},
    {"won": 0, "sales": 0},
    {"opportunities": 0, "won": 0, "sales": 0},
    {"opportunities": 0},
    {"visitors": 0, "inbound_leads": 0, "outbound_leads": 40},
    {"valid_leads": None, "valid_rate": 0.5, "opportunity_rate_slice": 0.4},
    {"won": None, "win_rate_slice": 0.5, "average_deal": 1500000},
    {"won": None, "win_rate_slice": 0.5, "average_deal": 9},
    {"leads": 1, "inbound_leads": 1, "outbound_leads": 0, "valid_leads": 1, "opportunities": 1, "won": 1, "sales": 1},
)
REP_METRICS = ("calls", "cph", "contact_rate", "leads", "opportunities", "att_seconds", "won", "sales")


def target_rows(world):
    """A table for as_of's month and the five before, each of a kind of its own."""
    rng, month, rows = world.rng, month_of(world.as_of), []
    for back in range(6):
        name = month_before(month, back)
        for metric, value in (WHOLE | rng.choice(KINDS)).items():
            if value is not None:
                rows.append({"month": name, "metric": metric, "value": value, "team": None, "rep": None})
        rows += [{**row, "month": name} for row in for_reps(world)]
    rng.shuffle(rows)
    return rows


def for_reps(world):
    rng = world.rng
    for rep in rng.sample(world.reps, k=4):
        for metric in rng.sample(REP_METRICS, k=rng.randint(1, 4)):
            value = rng.choice([0.2, 0.35]) if metric == "contact_rate" else rng.choice([3, 10, 200])
            yield {"metric": metric, "value": value, "team": None, "rep": rep}
    yield {"metric": "leads", "value": 15, "team": next(iter(world.teams)), "rep": None}
