"""What a KPI or a section needs of the data, declared once where the KPI or the section is declared."""

from dataclasses import dataclass

CLOSED = ("opportunities.is_won", "opportunities.closed_at")
"""What tells that an opportunity is closed: without one of both nobody can say which ones are open either."""

DECIDED = (*CLOSED, "opportunities.is_won=false")
"""The same for a share of all that are closed: where no loss is named, only wins would be closed."""

AS_CALLS = "activities.kind"
"""Without the column every activity is a call; where calls may hide among values that are not named, nobody knows."""

INBOUND, OUTBOUND = "leads.motion=inbound", "leads.motion=outbound"
"""Without the column every lead is inbound; where no lead bears one of the two and some values are not named, any may mean it."""


@dataclass(frozen=True)
class Needs:
    """The tables, columns, times of day, links and months of history without which there is no number.

    Attributes
    ----------
    tables : tuple of str
        Tables that must be there.
    columns : tuple of str
        Columns that must carry something, as ``activities.outcome``. Where values of a coded column are
        not named, some row must bear what counts: of outcomes `connected`, of results a win, or the value
        behind ``=``, as ``opportunities.is_won=false``.
    times : tuple of str
        Timestamp columns that must have a time of day, as ``activities.started_at``.
    links : tuple of str
        Tables whose rows must find their lead: ``activities``, ``opportunities``.
    months : int
        Whole calendar months of history before as_of's.
    companies : tuple of str
        Tables of which some row must tell its company.
    instead : str
        A table that makes up for missing times of day, as ``timesheet`` does for hours.
    valid : bool
        Whether it rests on the definitions of a valid lead, each column of which must carry something.
    meets : bool
        Whether activities must be able to meet opportunities, by a lead or by a company.
    tallied : tuple of str
        Columns of the daily tallies that make up for all this where calls are not logged one by one.

    Examples
    --------
    >>> Needs(tables=("activities",), columns=("activities.outcome",)).columns
    ('activities.outcome',)
    """

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    months: int = 0
    companies: tuple[str, ...] = ()
    instead: str = ""
    valid: bool = False
    meets: bool = False
    tallied: tuple[str, ...] = ()

    def of(self, is_tallied: bool) -> "Needs":
        """What is needed of a workbook whose calls are only tallied, or of any other.

        Examples
        --------
        >>> Needs(("activities",), tallied=("tallies.calls",)).of(True)
        Needs(tables=('tallies',), columns=('tallies.calls',), times=(), links=(), months=0, companies=(), instead='', valid=False, meets=False, tallied=())
        """
        return Needs(("tallies",), self.tallied) if is_tallied and self.tallied else self
