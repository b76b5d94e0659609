"""The sample with labels shuffled: what differs between them then is chance."""

from __future__ import annotations

import weakref
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.workbook import Workbook

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
AS_OF = date(2026, 11, 20)
SHUFFLED = {"reps": ("rep=",), "channels": ("channel=", "campaign=")}
"""What is shuffled, and how the claims begin that speak of it: reps within their team and month, with all calls of a lead
together; channels and campaigns within their month."""


@cache
def _sample() -> tuple[Workbook, dict[str, pd.DataFrame]]:
    wb = Workbook.open(SAMPLE, as_of=AS_OF)
    return wb, {name: wb.run(wb.canonical(name)) for name in wb._tables}


def shuffled(seed: int, label: str) -> Workbook:
    wb, tables = _sample()
    rng, tables = np.random.default_rng(seed), dict(tables)
    if label == "reps":
        teams = {rep: team for team, members in wb.config.teams.items() for rep in members}
        for name, when in (("leads", "created_at"), ("opportunities", "created_at")):
            tables[name] = _within(rng, tables[name], ["rep"], teams, when)
        calls = tables["activities"]
        # All calls of one rep on one lead change hands together: calls to one lead are alike.
        hands = calls[["lead_id", "rep"]].fillna("").agg("\0".join, axis=1)
        alone = calls["lead_id"].isna()
        hands = hands.mask(alone, [f"\0{number}" for number in range(len(calls))])
        first = calls.assign(hands=hands).drop_duplicates("hands")
        dealt = _within(rng, first, ["rep"], teams, "started_at").set_index("hands")["rep"]
        tables["activities"] = calls.assign(rep=hands.map(dealt).to_numpy())
    else:
        tables["leads"] = _within(rng, tables["leads"], ["channel", "campaign"], {}, "created_at")
    engine = Engine()
    made = Workbook(wb.config, tables, wb.definitions, as_of=AS_OF, engine=engine)
    weakref.finalize(made, engine.close)
    return made


def _within(
    rng: np.random.Generator, table: pd.DataFrame, labels: list[str], teams: dict[str, str], when: str
) -> pd.DataFrame:
    strata = [pd.to_datetime(table[when]).dt.to_period("M").astype(str), table[labels[0]].map(teams).fillna("")]
    order = np.arange(len(table))
    for places in table.reset_index(drop=True).groupby([part.to_numpy() for part in strata]).indices.values():
        order[places] = rng.permutation(places)
    return table.assign(**{name: table[name].to_numpy()[order] for name in labels})
