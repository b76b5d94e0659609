"""The budget: targets of the company, the teams and the reps."""

from __future__ import annotations

import pandas as pd
import plan

_OPPORTUNITIES = {"SDR": 62, "BDR": 27, "enterprise BDR": 11}
"""How the company's target is shared out over the teams, and each team's over those reps who have one."""

_OF_THE_TEAM = {
    "SDR": {"佐藤": 20, "鈴木": 18, "山本": 19, plan.OVERLOADED_REP: 12},
    "enterprise BDR": {"田中": 5, "渡辺": 5},
}
_TEAM_TARGETS = {
    "SDR": {"contact_rate": 0.32},
    "BDR": {"contact_rate": 0.30},
}
_REP_TARGETS = {
    "高橋": {"calls": 300, "contact_rate": 0.30},
    "伊藤": {"calls": 280, "contact_rate": 0.30},
    "小林": {"calls": 280, "contact_rate": 0.30},
    plan.OVERLOADED_REP: {
        "leads": 0.12,
        "calls": 260,
        "cph": 13,
        "contact_rate": 0.30,
        "opportunity_rate": 0.25,
        "att_seconds": 300,
    },
}


def make_targets(times: int) -> pd.DataFrame:
    """Long table ``month, metric, value, team, rep``; counts grow with the world, rates do not."""
    rows = []
    for month, visitors, inbound, outbound, valid, opportunities, won, sales in plan.TARGETS:
        company = {
            "visitors": visitors,
            "leads": inbound + outbound,
            "inbound_leads": inbound,
            "outbound_leads": outbound,
            "valid_leads": valid,
            "opportunities": opportunities,
            "won": won,
            "sales": sales,
        }
        rows += [(month, metric, value * times, "", "") for metric, value in company.items()]
        teams = _shared(opportunities, _OPPORTUNITIES)
        for team, count in teams.items():
            rows.append((month, "opportunities", count * times, team, ""))
            reps = _shared(count, _OF_THE_TEAM.get(team, {}))
            rows += [(month, "opportunities", own * times, "", rep) for rep, own in reps.items()]
        for place, every in enumerate((_TEAM_TARGETS, _REP_TARGETS)):
            for name, goals in every.items():
                whose = ("", name) if place else (name, "")
                rows += [
                    (month, metric, _value(metric, goal, company, times), *whose) for metric, goal in goals.items()
                ]
    return pd.DataFrame(rows, columns=["month", "metric", "value", "team", "rep"])


def _shared(whole: int, weights: dict[str, int]) -> dict[str, int]:
    """Share a count out by weights so that the parts add up to it: the largest remainders get what is left."""
    if not weights:
        return {}
    exact = {name: whole * weight / sum(weights.values()) for name, weight in weights.items()}
    parts = {name: int(value) for name, value in exact.items()}
    left = sorted(exact, key=lambda name: parts[name] - exact[name])
    for name in left[: whole - sum(parts.values())]:
        parts[name] += 1
    return parts


def _value(metric, goal, company, times):
    if metric == "leads":
        return round(company[metric] * goal) * times
    return goal * times if metric in ("calls", "cph") else goal
