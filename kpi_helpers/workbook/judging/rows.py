"""Asks the canonical tables of files, as they were read."""

import pandas as pd

from kpi_helpers.workbook.engine.files import ask_files
from kpi_helpers.workbook.workbook import Workbook


def ask(wb: Workbook, query: str, **tables: str) -> pd.DataFrame | None:
    """What a query finds, its tables named in braces; None where one of them is no file.

    Parameters
    ----------
    wb : Workbook
    query : str
    **tables : str
        The table of ours that stands for each name in the query.
    """
    paths = wb.loaded.paths if wb.loaded else {}
    if not all(table in paths for table in tables.values()):
        return None
    return ask_files(query, {name: paths[table] for name, table in tables.items()})
