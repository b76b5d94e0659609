"""By what the tables of a day are judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.companies import freemail_domains
from kpi_helpers.workbook.defaulted import defaulted
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.periods import DAY
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.spans import written_as_dates

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook

_ASKING = ("activities", "opportunities")
_TELLING = {"company_id", "company_name", "email", "email_domain", "lead_id", "contact_id"}
_TELLING |= {"converted_contact_id", "converted_opportunity_id"}


@dataclass(frozen=True)
class Judgement:
    """What the facts are worked out by: the day, the definitions, the teams, the calendar."""

    as_of: date
    definitions: Definitions
    teams: Mapping[str, tuple[str, ...]]
    calendar: BusinessCalendar
    freemail: frozenset[str]
    timezone: str
    team: str | None = None
    """The team to which the view is restricted."""
    without_ids: frozenset[str] = frozenset()
    """Tables that have no column for ids of leads or contacts, whose rows are linked by their company."""
    untimed: frozenset[str] = frozenset()
    """Tables whose moments are written as dates or midnight, whatever their time zone makes of them."""

    lacking: frozenset[tuple[str, str]] = frozenset()
    """Columns that tell companies or leads and that a table does not come with: nobody need look into them."""

    defaulted: frozenset[tuple[str, str]] = frozenset()
    """Columns that carry nothing, whose rows are what `schema.DEFAULTS` says."""

    lends: bool = True
    """Whether there is a table of companies that lends rows what they lack."""

    @classmethod
    def of(cls, wb: "Workbook") -> "Judgement":
        """What a workbook's own tables are judged by on its day."""
        words = wb.config.teams, wb.calendar, freemail_domains(wb.config.freemail), wb.config.timezone, wb.team
        without = frozenset(
            table
            for table in _ASKING
            if wb.has(table) and not any(wb.has_column(table, column) for column in ("lead_id", "contact_id"))
        )
        lacking = frozenset(
            (table, column)
            for table in TABLES
            for column in _TELLING & TABLES[table].by_name.keys()
            if wb.has(table) and not wb.has_column(table, column)
        )
        columns = without, written_as_dates(wb.loaded), lacking, defaulted(wb)
        return cls(wb.as_of, wb.definitions, *words, *columns, wb.has("companies"))

    def links_by_mail(self, table: str) -> bool:
        """Whether rows of a table can be linked by their e-mail address."""
        return (table, "email") not in self.lacking

    @property
    def end(self) -> datetime:
        """The first moment that is not known any more."""
        return datetime.combine(self.as_of + DAY, time())
