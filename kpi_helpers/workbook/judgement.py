"""By what the tables of a day are judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.periods import DAY


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

    defaulted: frozenset[tuple[str, str]] = frozenset()
    """Columns that carry nothing, whose rows are what `schema.DEFAULTS` says."""

    @property
    def end(self) -> datetime:
        """The first moment that is not known any more."""
        return datetime.combine(self.as_of + DAY, time())
