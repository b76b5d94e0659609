"""The workbook as seen on one day: what KPI functions are given."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from kpi_helpers.workbook.bearing import Bearing
from kpi_helpers.workbook.calendar import MonthAt, calendar_of
from kpi_helpers.workbook.config import Config, load_config, refuse_unknown_team
from kpi_helpers.workbook.coverage import Coverage
from kpi_helpers.workbook.day_cache import DayCache, day_cache
from kpi_helpers.workbook.definitions import Condition, Definitions, load_definitions
from kpi_helpers.workbook.engine import Engine, Expr
from kpi_helpers.workbook.engine.memory import memory_asked
from kpi_helpers.workbook.facts import Judgement, facts_of_day
from kpi_helpers.workbook.lacks import Lack, lack_of
from kpi_helpers.workbook.last_day import last_day_of
from kpi_helpers.workbook.lasting import Lasting, depends_on
from kpi_helpers.workbook.narrowing import Narrowing, narrow
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.one_session import Asked, Session
from kpi_helpers.workbook.periods import Period, parsed_day
from kpi_helpers.workbook.reading import Loaded
from kpi_helpers.workbook.remote import open_tables
from kpi_helpers.workbook.small_tables import rows_of_reps, targets_of, visits_of

_Made = TypeVar("_Made")

_FACTS = ("leads", "activities", "opportunities", "accounts")


class Workbook:
    """A team's tables as they were at the end of one day.

    Parameters
    ----------
    config : Config
        What ``workbook.yml`` says.
    tables : mapping of Path, DataFrame or Expr
        The canonical tables that the workbook has: Parquet files of the cache,
        frames, or tables of a database.
    definitions : Definitions, optional
    loaded : Loaded, optional
        How the tables were read: counts, rows set aside, warnings.
    as_of : date, optional
        Nothing after this day exists; by default the last day up to today on which a lead
        was created or an activity was done.
    team : str, optional
        Only the rows of this team's reps.
    engine : Engine, optional
        Where expressions run; by default DuckDB in this process.
    session : Session, optional
        Of another process, which is asked what this one would work out.
    """

    def __init__(
        self,
        config: Config,
        tables: Mapping[str, Path | pd.DataFrame | Expr],
        definitions: Definitions = Definitions(),
        *,
        loaded: Loaded | None = None,
        as_of: date | None = None,
        team: str | None = None,
        engine: Engine | None = None,
        session: Session | None = None,
    ) -> None:
        refuse_unknown_team(config, team)
        self.config = config
        self.loaded = loaded
        self.definitions = definitions
        self.team = team
        self.is_remote = session is not None or (engine is not None and engine.remote)
        if engine is not None:
            self.engine = engine
        self._tables, self._session = tables, session
        self.narrowing = Narrowing()
        self._whole: Workbook | None = None
        self._views: dict[tuple[date, Narrowing], Workbook] = {}
        self._memory: dict[Hashable, Any] = {}
        self._canonical: dict[str, Expr] = {}
        self.calendar = calendar_of(config.calendar)
        self.last_day = None if as_of else last_day_of(self, self.canonical, self._kept)
        self.as_of: date = as_of or self.last_day.day  # type: ignore[union-attr]  # one of them is there
        self.config = config.on(self.as_of, team)

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        as_of: date | str | None = None,
        team: str | None = None,
        progress: Callable[[str, int], None] | None = None,
        tried: Iterable[Condition] = (),
    ) -> "Workbook":
        """Read the workbook in a folder.

        Parameters
        ----------
        folder : str or Path
            Where ``workbook.yml`` lies.
        as_of : date or str, optional
            The day of the page, ``YYYY-MM-DD``.
        team : str, optional
            Restrict every number to this team.
        progress : callable, optional
            Called with a table's name and its rows read so far.
        tried : iterable of Condition, optional
            Of leads: their columns are read too, as if `definitions.yml` named them.

        Raises
        ------
        WorkbookError
            When the call, the workbook or its data are wrong.
        """
        memory_asked()  # before an hour of reading, not after it
        config = load_config(Path(folder))
        definitions = load_definitions(config.definitions)
        session, engine = Session.of(config, definitions), None
        if session is not None:
            tables, loaded = session.tables, session.loaded
        else:
            tables, loaded, engine = open_tables(config, definitions.extra_columns(tried), progress)
        read, day = (config, tables, definitions), parsed_day(as_of)
        return cls(*read, loaded=loaded, as_of=day, team=team or None, engine=engine, session=session)

    def view(
        self,
        *,
        as_of: date | str | None = None,
        team: str | None = None,
        rep: str | None = None,
        channel: str | None = None,
        campaign: str | None = None,
        segment: str | None = None,
    ) -> "Workbook":
        """The same workbook as of another day, or a part of it; of a view, a narrower one.

        Parameters
        ----------
        as_of : date or str, optional
            ``YYYY-MM-DD``; by default this workbook's.
        team, rep : str, optional
            Only leads, activities and opportunities of this team or rep.
        channel, campaign : str, optional
            Only leads of it, with their activities and opportunities.
        segment : str, optional
            Only companies of this segment of accounts.

        Returns
        -------
        Workbook
            Shares engine and tables with this one; asked for twice, it is the same.
            Numbers that nobody splits this way (web visits by team, targets by
            channel) are missing.

        Raises
        ------
        WorkbookError
            If as_of is not a day, or the team is none of the workbook's.

        Examples
        --------
        >>> from kpi_helpers.workbook.example import example
        >>> part = example().view(rep="佐藤")
        >>> sorted(part.run(part.leads)["lead_id"])
        ['L1', 'L2', 'L3']
        """
        refuse_unknown_team(self.config, team)
        to = self.narrowing.further(team, rep, channel, campaign, segment)
        return self.root.at(parsed_day(as_of) or self.as_of, to)

    def at(self, day: date, to: Narrowing) -> "Workbook":
        """The view of a day and a part; of a workbook that is none itself."""
        if day == self.as_of and not to:
            return self
        if (day, to) not in self._views:
            part = self._again(day, to.team or self.team)
            part.narrowing, part._whole = to, self
            self._views[day, to] = part
        return self._views[day, to]

    @property
    def root(self) -> "Workbook":
        """The workbook that this is a view of; itself where it is none."""
        return self._whole or self

    @cached_property
    def whole(self) -> "Workbook":
        """The same day with the rows of all teams; a workbook that is no part of one is its own whole."""
        if not (self.narrowing or self.team):
            return self
        return self.root.view(as_of=self.as_of) if self.root.team is None else self._again(self.as_of, None)

    def _again(self, day: date, team: str | None) -> "Workbook":
        read, on = (self.config, self._tables, self.definitions), None if self._session else self.engine
        return Workbook(*read, loaded=self.loaded, as_of=day, team=team, engine=on, session=self._session)

    def has(self, *tables: str) -> bool:
        """Whether this view has all of these tables. A part of a workbook may lack web visits or targets of its own."""
        return all(name in self._tables and name not in self.narrowing.unsplit(self.team) for name in tables)

    def has_column(self, table: str, column: str) -> bool:
        """Whether a table comes with a column, filled or not; where not, nothing can be said by it."""
        if not self.has(table):
            return False
        if self.loaded is not None:
            return column in self.loaded.reports[table].missing
        held = self._tables[table]
        return isinstance(held, Path) or column in held.columns

    @cached_property
    def bearing(self) -> Bearing:
        """What the data can bear on this day, the same for every part of the workbook."""
        if self.narrowing:
            return self.root.view(as_of=self.as_of).bearing
        return Bearing(self, self._judgement, lambda name: self._facts[name])

    def coverage(self, table: str) -> Coverage:
        """The days that a table covers."""
        return self.bearing.coverage(table)

    def covered_periods(self, tables: Iterable[str], periods: Iterable[Period]) -> tuple[Period, ...]:
        """The periods of which every table knows something, windows clipped to what all of them cover."""
        return self.bearing.covered_periods(tables, periods)

    @property
    def is_tallied(self) -> bool:
        """Whether calls are counted by day and rep only: `tallies` stand for calls where no activity is logged."""
        return self.has("tallies") and not self.has("activities")

    def lacks(self, needs: Needs) -> Lack | None:
        """The first thing that is needed and not there."""
        if (lack_of, needs) not in self._memory:
            self._memory[lack_of, needs] = lack_of(self, needs)
        return self._memory[lack_of, needs]

    def is_empty(self, *tables: str) -> bool:
        """Whether this is a part of a workbook in which none of these tables has a row."""
        dated = [name for name in tables if name in _FACTS]
        return bool(self.narrowing and dated) and not any(self.cached(_count, name) for name in dated)

    def run(self, expression: Expr) -> pd.DataFrame:
        """The rows of an expression as a frame."""
        return self.engine.run(expression)

    def cached(self, function: Callable[..., _Made], *arguments: Hashable) -> _Made:
        """What a function makes of this workbook, worked out once for it, and kept across runs where it is a flat frame.

        Parameters
        ----------
        function : callable
            Of a module: takes the workbook and the arguments, and depends on nothing else.
        *arguments
            Hashable, such as plain values and periods.

        Returns
        -------
        object
            The same object each time; copy it before you change it.

        Examples
        --------
        >>> from kpi_helpers.workbook.example import example
        >>> example().cached(Workbook.has, "leads")
        True
        """
        if "<" in function.__qualname__:
            raise TypeError(f"{function.__qualname__} has no name of its own by which its results could be found again")
        key = function, *arguments
        if key not in self._memory:
            work = partial(function, self, *arguments)
            self._memory[key] = self._day.frame(function, arguments, work) if self._day else work()
        return self._memory[key]

    @cached_property
    def engine(self) -> Engine:
        """Where expressions run; opened when the first one does."""
        if self._session is None:
            return Engine()
        self._tables, engine = self._session.opened(self.config, self.definitions)
        return engine

    @cached_property
    def month(self) -> MonthAt:
        """as_of's month, with its business days gone and left."""
        return self.calendar.month_at(self.as_of)

    @property
    def leads(self) -> Expr:
        """Leads created up to as_of."""
        return self._facts["leads"]

    @property
    def activities(self) -> Expr:
        """Activities up to as_of."""
        return self._facts["activities"]

    @property
    def opportunities(self) -> Expr:
        """Opportunities created up to as_of, in the state of that day."""
        return self._facts["opportunities"]

    @property
    def accounts(self) -> Expr:
        """The target accounts."""
        return self._facts["accounts"]

    @cached_property
    def campaigns(self) -> pd.DataFrame:
        """Campaigns, planned ones among them."""
        return self._small("campaigns")

    @cached_property
    def visits(self) -> pd.DataFrame:
        """Web visits up to as_of."""
        return visits_of(self._small("visits"), self.as_of, self.narrowing)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The targets that hold for this view: the whole team's, or those of the chosen team or rep."""
        targets = self._small("targets")
        reps = self.config.members(self.team) if self.team else ()
        return targets_of(targets, self.team, reps, self.narrowing) if self.has("targets") else targets.iloc[:0]

    @cached_property
    def timesheet(self) -> pd.DataFrame:
        """Hours spent calling, up to as_of."""
        return self._of_reps("timesheet")

    @cached_property
    def tallies(self) -> pd.DataFrame:
        """Calls by day and rep, up to as_of."""
        return self._of_reps("tallies")

    def _of_reps(self, name: str) -> pd.DataFrame:
        reps = self.config.members(self.team) if self.team else None
        return rows_of_reps(self._small(name), self.as_of, reps, self.narrowing)

    @cached_property
    def _facts(self) -> Mapping[str, Expr]:
        if self.narrowing:
            return narrow(self, self.root.view(as_of=self.as_of)._facts, self.narrowing)
        return facts_of_day(self.engine, self._canonical_facts, self._judgement, self._day, self.root._lasting)

    @cached_property
    def _lasting(self) -> Lasting | None:
        kept = self._kept("lasting", *depends_on(self._judgement))
        return Lasting.kept_by(kept, self.engine, self._canonical_facts, self._judgement) if kept else None

    @property
    def _canonical_facts(self) -> dict[str, Expr]:
        return {name: self.canonical(name) for name in (*_FACTS, "companies")}

    @cached_property
    def _judgement(self) -> Judgement:
        return Judgement.of(self)

    @cached_property
    def _day(self) -> DayCache | Asked | None:
        """What is kept across runs of this day: not a view's, so that one look at last spring pushes out no page's day."""
        if self._session is not None:
            return self._session.of_view(self.root.team, self.as_of, self.narrowing)
        return None if self._whole else self._kept("counts", self.as_of, self.team)

    def _kept(self, kind: str, *depends_on: object) -> DayCache | None:
        if self.loaded is None or self.is_remote:
            return None
        return day_cache(self.config.folder, kind, self.loaded.folder.name, self.config, self.definitions, *depends_on)

    def canonical(self, name: str) -> Expr:
        """A table with every row that was read, whatever their days."""
        if name not in self.root._canonical:  # no view and no day changes it
            self.root._canonical[name] = self.root._laid_down(name)
        return self.root._canonical[name]

    def _laid_down(self, name: str) -> Expr:
        engine = self.engine  # before the tables, which it may bring with it
        table = self._tables.get(name)
        if isinstance(table, Path):
            return engine.read_parquet(table)
        if table is None or isinstance(table, pd.DataFrame):
            return engine.canonical(name, table, self.definitions.extra_columns().get(name, {}))
        return table

    def _small(self, name: str) -> pd.DataFrame:
        return self.root.cached(_whole_table, name)


def _count(wb: Workbook, name: str) -> int:
    return int(wb.run(wb._facts[name].count().as_table()).iloc[0, 0])


def _whole_table(wb: Workbook, name: str) -> pd.DataFrame:
    return wb.run(wb.canonical(name))
