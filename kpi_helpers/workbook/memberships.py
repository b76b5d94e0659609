"""Leads of several campaigns (`repeats: {collect: [campaign]}`), whose cells name each of them: ``CP1;CP2``."""

from typing import TYPE_CHECKING

from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.engine import Column, Engine, Expr
from kpi_helpers.workbook.id_cells import ids_of_cells

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook

CAMPAIGN = "campaign"


def are_collected(config: Config) -> bool:
    """Whether a lead may be of several campaigns; else a name may hold what would stand between two.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> are_collected(example().config)
    False
    """
    source = config.tables.get("leads")
    parts = source.parts if source else ()
    return any(part.repeats and CAMPAIGN in part.repeats.collect for part in parts)


def with_each_campaign(wb: "Workbook", rows: Expr) -> Expr:
    """Rows with a column ``campaign``, those of several campaigns once for each of them."""
    if not are_collected(wb.config):
        return rows
    members = _members(wb.engine, rows)
    joined = rows.left_join(members, rows.campaign == members.cell)
    return joined.mutate(campaign=joined.member.coalesce(joined.campaign)).drop("cell", "member")


def is_of_campaign(wb: "Workbook", rows: Expr, campaign: str) -> Column:
    """Whether a row belongs to a campaign, to it alone or among others; "" stands for none."""
    alone = rows.campaign.fill_null("") == campaign
    if not campaign or not are_collected(wb.config):
        return alone
    members = _members(wb.engine, rows)
    return alone | rows.campaign.isin(members.filter(members.member == campaign).cell)


def _members(engine: Engine, rows: Expr) -> Expr:
    return ids_of_cells(engine, [rows.campaign]).select(cell="cell", member="id")
