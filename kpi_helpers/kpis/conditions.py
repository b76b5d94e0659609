"""Which opportunities miss the agreed conditions, and what becomes of them."""

import numpy as np
import pandas as pd

from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.kpis.windows import months_as_one
from kpi_helpers.workbook.definitions import Version, condition_column
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

CONDITION_MONTHS = 12


def condition_window(wb: Workbook) -> Period:
    """The twelve months up to as_of's, in which enough opportunities have been decided."""
    return months_as_one(CONDITION_MONTHS)(wb)[0]


def conditions_in_force(wb: Workbook) -> Version | None:
    """The conditions for an opportunity that hold on as_of."""
    return wb.definitions.in_force("valid_opportunity", wb.as_of)


def condition_win_rates(wb: Workbook) -> pd.DataFrame:
    """Win rates of the opportunities that meet and that miss each condition in force.

    Returns
    -------
    DataFrame
        A row per condition (its number, from 1) and side: ``condition``,
        ``meets``, ``opportunities``, ``closed``, ``won`` (counts), ``win_rate``
        (won / closed) with ``low`` and ``high``.

    Notes
    -----
    Every opportunity is judged by the conditions of as_of, whatever held when
    it was created, since the question is whether they select well.

    Examples
    --------
    The one condition of the example, an amount from 500,000 on: O1 won with it, O3 lost without.

    >>> condition_win_rates(wb)[["meets", "opportunities", "won", "closed"]].to_records(index=False).tolist()
    [(True, 4, 1, 1), (False, 2, 0, 1)]
    """
    version = conditions_in_force(wb)
    if version is None or not wb.has("opportunities"):
        return pd.DataFrame(
            columns=[
                "condition",
                "meets",
                "opportunities",
                "closed",
                "won",
                "win_rate",
                "low",
                "high",
            ]
        )
    place = wb.definitions.valid_opportunity.index(version)
    flags = [condition_column(place, number) for number in range(len(version.conditions))]
    found = wb.cached(_by_condition, tuple(flags))
    rows = []
    for number, flag in enumerate(flags, 1):
        for meets in (True, False):
            side = found[found[flag].astype(bool) == meets]
            by_state = side.groupby("state")["opportunities"].sum()
            won, lost = (int(by_state.get(state, 0)) for state in ("won", "lost"))
            rows.append((number, meets, int(by_state.sum()), won + lost, won))
    table = pd.DataFrame(rows, columns=["condition", "meets", "opportunities", "closed", "won"])
    closed = table["closed"].to_numpy(float)
    rate = np.divide(table["won"].to_numpy(float), closed, out=np.full(len(table), np.nan), where=closed > 0)
    low, high = wilson(table["won"].to_numpy(float), closed)
    return table.assign(win_rate=rate, low=low, high=high)


def _by_condition(wb: Workbook, flags: tuple[str, ...]) -> pd.DataFrame:
    made, window = wb.opportunities, condition_window(wb)
    made = made.filter((made.created_day >= epoch_day(window.start)) & (made.created_day < epoch_day(window.end)))
    return wb.run(made.group_by([*flags, "state"]).agg(opportunities=made.count()))
