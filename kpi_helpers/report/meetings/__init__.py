"""The meetings, each declared in a module of its own: what it is called, what it shows and what it asks.

This is the one list of what a page holds: notebooks, pages, glossary, numbers.csv, drill-down, index and minutes
follow from it.
"""

from kpi_helpers.report.agenda import Agenda
from kpi_helpers.report.meetings.marketing_sync import MARKETING_SYNC
from kpi_helpers.report.meetings.sales_sync import SALES_SYNC
from kpi_helpers.report.meetings.team_sync import TEAM_SYNC

MEETINGS: dict[str, Agenda] = {agenda.name: agenda for agenda in (SALES_SYNC, MARKETING_SYNC, TEAM_SYNC)}
