"""Several ids in one cell, as CRMs export what is associated with a row: ``9002;9003``."""

from collections.abc import Sequence

import pandas as pd

from kpi_helpers.workbook.engine import Column, Engine, Expr, built_once
from kpi_helpers.workbook.engine import functions as fn

SEPARATOR = ";"


def first_id(cell: Column) -> Column:
    """The first id of a cell."""
    first = cell.left(cell.find(SEPARATOR)).strip().nullif("")
    return fn.ifelse(cell.contains(SEPARATOR), first, cell)


def ids_of_cells(engine: Engine, columns: Sequence[Column]) -> Expr:
    """The ids of each cell that holds several.

    Parameters
    ----------
    engine : Engine
    columns : sequence of Column
        Text.

    Returns
    -------
    Expr
        ``cell``, ``place`` (from 0) and ``id``, once for each id of each different cell.

    Examples
    --------
    >>> engine = Engine()
    >>> calls = engine.keep("calls", pd.DataFrame({"lead_id": ["9002; 9003", "9001", "9003;", None]}))
    >>> engine.run(ids_of_cells(engine, [calls.lead_id]).order_by(["cell", "place"])).to_records(index=False).tolist()
    [('9002; 9003', 0, '9002'), ('9002; 9003', 1, '9003'), ('9003;', 0, '9003')]
    """
    return engine.keep("id_cells", split_cells(engine, columns))


@built_once
def _several(columns: tuple[Column, ...]) -> Expr:
    cells = [column.name("cell").as_table() for column in columns]
    several = cells[0] if len(cells) == 1 else fn.union(*cells)
    return several.filter(several.cell.contains(SEPARATOR)).distinct().order_by("cell")


def split_cells(engine: Engine, columns: Sequence[Column]) -> pd.DataFrame:
    """The same rows as a frame, for whoever needs no table where no cell holds several ids."""
    held = engine.run(_several(tuple(columns)))["cell"].astype("str")
    # Split here and not by the engine: engines differ in what an array is, and only few cells hold several.
    parts = held.str.split(SEPARATOR).explode().str.strip()
    parts = parts[parts.notna() & (parts != "")]
    rows = pd.DataFrame({"cell": held.loc[parts.index].to_numpy(), "id": parts.to_numpy()}).drop_duplicates()
    rows["place"] = rows.groupby("cell").cumcount().astype("int64")
    return rows[["cell", "place", "id"]].astype({"cell": "str", "id": "str"})
