"""How often a page says that an action worked where nothing did, and finds one that did.

    python benchmarks/claims/effects.py --to FILE [--worlds 200] [--planted 200]

Two teams of 300 calls a week each, whose contact rate of 30 % has good and bad weeks of its own and some in common. After
the worst of thirteen weeks the minutes hold three actions: on the contact rate of the team that had it, on everybody's,
and on the team's calls. Every page from the second to the twelfth whole week since is read; of `--planted` workbooks, where
the team's contact rate is 8 points higher from then on, those up to the sixth. What was found is added to FILE, a line for
each workbook, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kpi_helpers.kpis.claims import Rate
from kpi_helpers.kpis.effects import EARLIEST, LATEST, Weeks, effect_of
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.interventions import Intervention, effect, interventions, weeks_around
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook

FIRST = date(2025, 11, 3)
TEAMS = {"SDR": ("A1", "A2"), "BDR": ("B1", "B2")}
CALLS, RATE, PLANTED = 300, 0.30, 0.08
OWN_WEEKS, COMMON_WEEKS = 0.02, 0.015
"""How far the true rates of weeks lie apart (standard deviation): of each team, and of both together."""

_BEFORE, _CANDIDATES = 26, 13
_WITHIN = 6
_CHECKED = 10
"""Of every tenth workbook one page in between is made from the calls up to its day alone: it says the same."""

_ACTIONS = {"team": ("接触率", "SDR"), "everybody": ("接触率", ""), "calls": ("架電数", "SDR")}
_EXAMPLE = example()


def calls_of(rng: np.random.Generator, planted: bool) -> tuple[pd.DataFrame, date]:
    """Calls up to the twelfth week after the action, and the Friday of the action."""
    weeks = _BEFORE + _CANDIDATES + LATEST + 1
    common = COMMON_WEEKS * rng.standard_normal(weeks)
    rates = {team: RATE + common + OWN_WEEKS * rng.standard_normal(weeks) for team in TEAMS}
    made = {team: rng.poisson(CALLS, weeks) for team in TEAMS}
    hits = {team: rng.binomial(made[team], rates[team].clip(0.01, 0.99)) for team in TEAMS}
    tried = range(_BEFORE, _BEFORE + _CANDIDATES)
    worst = min(tried, key=lambda week: hits["SDR"][week] / made["SDR"][week])
    if planted:
        later = slice(worst + 1, None)
        hits["SDR"][later] = rng.binomial(made["SDR"][later], (rates["SDR"][later] + PLANTED).clip(0.01, 0.99))
    rows = [
        {"week": week, "rep": TEAMS[team][call % 2], "is_hit": call < hits[team][week]}
        for team in TEAMS
        for week in range(worst + LATEST + 1)
        for call in range(made[team][week])
    ]
    table = pd.DataFrame(rows)
    minutes = rng.integers(0, 5, len(table)) * 1440 + 540 + rng.integers(0, 540, len(table))
    started = pd.Timestamp(FIRST) + pd.to_timedelta(table["week"] * 7 * 1440 + minutes, "m")
    outcome = np.where(table["is_hit"], "connected", "absent")
    calls = pd.DataFrame({"started_at": started, "rep": table["rep"], "kind": "call", "outcome": outcome})
    return calls, FIRST + timedelta(weeks=worst, days=4)


def opened(calls: pd.DataFrame, day: date) -> Workbook:
    config = replace(_EXAMPLE.config, teams=TEAMS)
    known = calls[calls["started_at"] < pd.Timestamp(day) + pd.Timedelta(days=1)].reset_index(drop=True)
    return Workbook(config, {"activities": known}, Definitions(), as_of=day, engine=Engine())


def acted(wb: Workbook, reports: Path, day: date) -> dict[str, Intervention]:
    """The actions as the page reads them from the minutes of their day."""
    folder = page_folder(reports, day)
    folder.mkdir(exist_ok=True)
    rows = [f"| {name} | 佐藤 | | | {kpi} | {scope} |" for name, (kpi, scope) in _ACTIONS.items()]
    header = "| アクション | 担当 | 期限 | 状況 | 指標 | 対象 |\n|--|--|--|--|--|--|"
    (folder / "team_sync.minutes.md").write_text("\n".join([header, *rows]), encoding="utf-8")
    return {one.action.action: one for one in interventions(Meeting("team_sync", wb, reports=reports))}


def verdicts(wb: Workbook, one: Intervention) -> Iterator[tuple[int, str]]:
    """What each page since says; a week that is over stays what it is, so the last one's counts serve them all."""
    assert one.kpi is not None
    own, others = weeks_around(wb, one, one.kpi)
    for weeks in range(EARLIEST, LATEST + 1):
        seen = [each and Weeks(each.before, each.after[:weeks]) for each in (own, others)]
        yield weeks, effect_of(seen[0], seen[1], is_share=one.kpi.unit == "share").verdict


def looked_at(kind: str, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng([seed, kind == "planted"])
    calls, day = calls_of(rng, kind == "planted")
    sunday = day + timedelta(days=2)
    wb = opened(calls, sunday + timedelta(weeks=LATEST))
    with tempfile.TemporaryDirectory() as reports:
        actions = acted(wb, Path(reports), day)
        said = {name: dict(verdicts(wb, one)) for name, one in actions.items()}
        if seed % _CHECKED == 0:
            weeks = int(rng.integers(EARLIEST, LATEST))
            early = opened(calls, sunday + timedelta(weeks=weeks))
            for name, one in acted(early, Path(reports), day).items():
                assert effect(early, one).verdict == said[name][weeks], (kind, seed, name, weeks)
            early.engine.close()
    wb.engine.close()
    return {"world": kind, "seed": seed, "said": said}


def counted(hits: int, cases: int) -> str:
    low, high = Rate(hits, cases).interval
    return f"{hits} of {cases} | {hits / cases:.3f} | {low:.3f}–{high:.3f}"


def show(found: list[dict[str, Any]]) -> None:
    print("workbooks | of all | rate | 95% interval")
    steady = [each["said"] for each in found if each["world"] == "steady"]
    planted = [each["said"] for each in found if each["world"] == "planted"]
    for name in _ACTIONS if steady else ():
        for verdict in ("better", "worse"):
            hits = sum(verdict in said[name].values() for said in steady)
            print(f"without effect, any page says {verdict}, {name} | {counted(hits, len(steady))}")
    if steady:
        hits = sum(any("better" in pages.values() for pages in said.values()) for said in steady)
        print(f"without effect, any page says that any of the three worked | {counted(hits, len(steady))}")
    if planted:
        hits = sum(
            "better" in [verdict for weeks, verdict in said["team"].items() if int(weeks) <= _WITHIN]
            for said in planted
        )
        print(f"8 points, found within {_WITHIN} weeks | {counted(hits, len(planted))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, required=True, help="where what was found is kept")
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--planted", type=int, default=200)
    args = parser.parse_args()
    found = [json.loads(line) for line in args.to.read_text(encoding="utf-8").splitlines()] if args.to.exists() else []
    known = {(each["world"], each["seed"]) for each in found}
    with args.to.open("a", encoding="utf-8") as kept:
        for kind, many in (("steady", args.worlds), ("planted", args.planted)):
            for seed in range(many):
                if (kind, seed) not in known:
                    found.append(json.loads(json.dumps(looked_at(kind, seed))))
                    print(json.dumps(found[-1]), file=kept, flush=True)
    show(found)


if __name__ == "__main__":
    main()
