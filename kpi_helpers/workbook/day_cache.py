"""What was worked out for one day of a workbook, kept across runs."""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from kpi_helpers.workbook.cache import Cache, Entry, cache_of
from kpi_helpers.workbook.cache.keys import code_key, key_of
from kpi_helpers.workbook.engine import Engine, Expr
from kpi_helpers.workbook.periods import Period

_PACKAGE = __name__.partition(".")[0]
_PLAIN = (str, int, float, bool, type(None), date, Period)
_PLACES: dict[int, tuple[object, str]] = {}
"""What was found before, held with it: another object may bear the number of one that is gone."""


class DayCache:
    """The prepared tables of a day and what was counted of them.

    Parameters
    ----------
    cache : Cache
    kind : str
        Of frames.
    *depends_on : object
        Everything that both depend on; the cache keeps few days.
    """

    def __init__(self, cache: Cache, kind: str, *depends_on: object) -> None:
        self._cache, self._kind, self._key = cache, kind, key_of(*depends_on)
        self._entries: dict[str, Entry] = {}

    def facts(self, engine: Engine, make: Callable[..., Mapping[str, Expr]], *depends_on: object) -> Mapping[str, Expr]:
        """The prepared tables, laid down in the cache at once; where they cannot be kept, that costs time only."""
        return self.tables("facts", engine, make, *depends_on) or make()

    def tables(
        self, kind: str, engine: Engine, make: Callable[..., Mapping[str, Expr]], *depends_on: object
    ) -> Mapping[str, Expr] | None:
        """What `make` lays down by the function that it is given; None where it cannot be kept."""
        key = key_of(self._key, *depends_on)
        entry = self._cache.find(kind, key)
        if entry is None:
            try:
                entry = self._cache.make(kind, key, lambda folder: make(partial(engine.keep_in, folder)))
            except OSError:
                return None
        self._entries[kind] = entry  # held, since the engine reads from its files
        return {path.stem: engine.read_parquet(path) for path in sorted(entry.folder.glob("*.parquet"))}

    def frame(self, function: Callable, arguments: tuple, work: Callable[[], Any]) -> Any:
        """What a function made of the day's tables, if it is of the package and so are its arguments."""
        question = [place_of(part) for part in (function, *arguments)]
        if None in question:
            return work()
        return self._cache.frame(self._kind, key_of(self._key, code_key()), key_of(question), work)


def day_cache(workbook: Path, kind: str, *depends_on: object) -> DayCache | None:
    """The `DayCache` of the workbook in a folder; None where nothing can be kept."""
    try:
        cache = cache_of(workbook)
    except OSError:
        return None
    return None if cache.is_passing else DayCache(cache, kind, *depends_on)


def place_of(part: object) -> str | None:
    """The text by which plain values and what a module of the package defines are found again; None for anything else.

    What a notebook defines may be defined anew, which no digest of the package's code would show.

    Examples
    --------
    >>> place_of("rep"), place_of((1, date(2026, 11, 20))), place_of(Period.parse)
    ("'rep'", '(1, datetime.date(2026, 11, 20))', None)
    >>> place_of(place_of)
    'kpi_helpers.workbook.day_cache.place_of'
    """
    if isinstance(part, _PLAIN):
        return repr(part)
    if isinstance(part, tuple):
        places = [place_of(each) for each in part]
        return None if None in places else f"({', '.join(map(str, places))})"
    held, place = _PLACES.get(id(part), (None, None))
    if held is not part:
        place = _searched(part)
        if place is not None:
            _PLACES[id(part)] = part, place
    return place


def _searched(part: object) -> str | None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == _PACKAGE:
            for word, value in list(vars(module).items()):
                if value is part:
                    return f"{getattr(part, '__module__', name)}.{getattr(part, '__qualname__', word)}"
    return None
