"""The budget: targets of the company, the teams and the reps."""

from __future__ import annotations

import pandas as pd
import plan

_TEAM_TARGETS = {
    "SDR": {"opportunities": 0.62, "contact_rate": 0.32},
    "BDR": {"opportunities": 0.27, "contact_rate": 0.30},
    "enterprise BDR": {"opportunities": 0.11},
}
_REP_TARGETS = {
    "佐藤": {"opportunities": 0.2},
    "鈴木": {"opportunities": 0.18},
    "山本": {"opportunities": 0.19},
    "高橋": {"calls": 300, "contact_rate": 0.30},
    "伊藤": {"calls": 280, "contact_rate": 0.30},
    "小林": {"calls": 280, "contact_rate": 0.30},
    "田中": {"opportunities": 0.05},
    "渡辺": {"opportunities": 0.05},
    plan.OVERLOADED_REP: {
        "leads": 0.12,
        "calls": 260,
        "cph": 13,
        "contact_rate": 0.30,
        "opportunities": 0.12,
        "opportunity_rate": 0.25,
        "att_seconds": 300,
    },
}
_OF_THE_COMPANY = ("leads", "opportunities")


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
        for team, goals in _TEAM_TARGETS.items():
            rows += [(month, metric, _value(metric, goal, company, times), team, "") for metric, goal in goals.items()]
        for rep, goals in _REP_TARGETS.items():
            rows += [(month, metric, _value(metric, goal, company, times), "", rep) for metric, goal in goals.items()]
    return pd.DataFrame(rows, columns=["month", "metric", "value", "team", "rep"])


def _value(metric, goal, company, times):
    if metric in _OF_THE_COMPANY:
        return round(company[metric] * goal) * times
    return goal * times if metric in ("calls", "cph") else goal
