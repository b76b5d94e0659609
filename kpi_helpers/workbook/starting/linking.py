"""Finds the column by which rows name their lead: by the leads' ids that stand in it, whatever its header says."""

import re
from collections.abc import Mapping, Sequence

from kpi_helpers.workbook.config_sources import ColumnSource
from kpi_helpers.workbook.reading.values import plain_ids, trimmed
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.proposals import Mapped, Proposal

_OF_LEADS = re.compile(
    r"リード|見込|顧客|お客|名刺|コンタクト|関連|紐づ|ひも付|lead|contact|customer|person|related|prospect|\bwho|\bwhat",
    re.I,
)
_OF_OTHERS = re.compile(
    r"会社|企業|取引先|商談|案件|所有者|担当|account|company|organi[sz]ation|deal|owner|user|agent", re.I
)
_LONG = 8  # characters of an id that no number of another thing is by chance
_FEWEST = 3  # different ids that say anything
_MOST_OF = 0.5  # of a column's different values are ids of leads


def link_leads(proposals: Mapping[str, Sequence[Proposal]]) -> None:
    """Name the column of activities and opportunities in which the ids of the leads stand, where none or another is named.

    Parameters
    ----------
    proposals : mapping of sequence of Proposal
        By table; those of activities and opportunities are completed.
    """
    leads = {one for proposal in proposals["leads"] for one in _cells(proposal, _label(proposal, "lead_id"))}
    if len(leads) < _FEWEST:
        return
    for table in ("activities", "opportunities"):
        for proposal in proposals[table]:
            _link(proposal, leads)


def _link(proposal: Proposal, leads: set[str]) -> None:
    present = _label(proposal, "lead_id")
    if not proposal.exports or _share(proposal, present, leads) >= _MOST_OF:
        return
    taken = {mapped.source.column for name, mapped in proposal.columns.items() if name != "lead_id"}
    key = TABLES[proposal.table].key
    free = [label for label in proposal.exports[0].header if label and label not in taken and label != present]
    shares = {label: _share(proposal, label, leads) for label in free if label != key and not _OF_OTHERS.search(label)}
    best = max(shares, key=shares.__getitem__, default=None)
    if best is not None and shares[best] >= _MOST_OF:
        proposal.columns["lead_id"] = Mapped(ColumnSource(best), "unsure")


def _share(proposal: Proposal, label: str | None, leads: set[str]) -> float:
    """The share of a column's different values that are ids of leads; 0 where chance could make them."""
    cells = set(_cells(proposal, label))
    met = {cell for cell in cells if all(part.strip() in leads for part in cell.split(";"))}
    is_told = label is not None and bool(_OF_LEADS.search(label)) or all(len(cell) >= _LONG for cell in met)
    return len(met) / len(cells) if len(met) >= _FEWEST and is_told else 0.0


def _label(proposal: Proposal, column: str) -> str | None:
    return proposal.columns[column].source.column if column in proposal.columns else None


def _cells(proposal: Proposal, label: str | None) -> list[str]:
    return [
        text
        for export in proposal.exports
        if label in export.header
        for batch in export.batches()
        for text in plain_ids(trimmed(batch.cells[export.header.index(label)], name=False)).drop_null().to_pylist()
    ]
