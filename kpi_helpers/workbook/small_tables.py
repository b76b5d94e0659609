"""The tables that KPIs read whole, as a part of a workbook sees them on a day."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpi_helpers.workbook.narrowing import Narrowing


def visits_of(visits: pd.DataFrame, as_of: date, to: Narrowing) -> pd.DataFrame:
    """Web visits up to a day, those of a channel where one is chosen."""
    if to.channel is not None:
        visits = visits[visits["channel"].fillna("") == to.channel]
    return visits[visits["date"] <= pd.Timestamp(as_of)]


def targets_of(targets: pd.DataFrame, team: str | None, reps: Sequence[str], to: Narrowing) -> pd.DataFrame:
    """The whole's targets, or those of a team or rep in their place, beside what its reps have of their own."""
    if to.rep is not None:
        own = targets[targets["rep"].eq(to.rep)]
        return pd.concat([own.assign(team=None, rep=None), own])
    if team is None:
        return targets
    is_own = targets["team"].eq(team) & targets["rep"].isna()
    return pd.concat([targets[is_own].assign(team=None), targets[targets["rep"].isin(reps)]])


def rows_of_reps(table: pd.DataFrame, as_of: date, reps: Sequence[str] | None, to: Narrowing) -> pd.DataFrame:
    """Rows of a day and a rep (timesheet, tallies) up to a day, of some reps or all."""
    chosen = [to.rep] if to.rep is not None else table["rep"] if reps is None else reps
    return table[(table["date"] <= pd.Timestamp(as_of)) & table["rep"].isin(chosen)]
