"""Judges joins and shapes of a workbook's data: what no single row shows, and what a number would not tell.

`joins` looks at what ties tables together, `shapes` at columns as a whole,
`people` at reps and teams, `spellings` at channels and campaigns, `unused` at columns that nothing reads, `plausible` at what no team is like, `definitions` at conditions; `findings` says each in words, with its remedy.
"""

from kpi_helpers.workbook.engine.files import asking_files
from kpi_helpers.workbook.judging.definitions import odd_conditions
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.joins import broken_links
from kpi_helpers.workbook.judging.people import odd_reps
from kpi_helpers.workbook.judging.plausible import implausible
from kpi_helpers.workbook.judging.shapes import odd_shapes
from kpi_helpers.workbook.judging.spellings import odd_spellings
from kpi_helpers.workbook.judging.unused import unused_columns
from kpi_helpers.workbook.workbook import Workbook

__all__ = ["Finding", "judge"]


def judge(wb: Workbook) -> list[Finding]:
    """Everything odd about the joins and shapes of a workbook.

    Parameters
    ----------
    wb : Workbook
        The whole one.

    Returns
    -------
    list of Finding
        In the order in which they should be looked at.
    """
    with asking_files():
        return [
            *broken_links(wb),
            *odd_shapes(wb),
            *implausible(wb),
            *odd_reps(wb),
            *odd_spellings(wb),
            *unused_columns(wb),
            *odd_conditions(wb),
        ]
