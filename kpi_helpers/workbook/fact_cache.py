"""Keeps prepared tables beside the canonical ones they were made from."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from kpi_helpers.workbook.engine import Engine, Expr
from kpi_helpers.workbook.facts import Judgement
from kpi_helpers.workbook.reading import cache


def facts_entry(canonical: Path, by: Judgement) -> Path:
    """Where the prepared tables of a day lie, once they were worked out.

    Parameters
    ----------
    canonical : Path
        The folder of the canonical tables, which bears their content in its name.
    by : Judgement
        Everything else on which the tables depend.
    """
    return canonical / "facts" / _key(by)


def cached_facts(engine: Engine, entry: Path, make: Callable[[], Mapping[str, Expr]]) -> Mapping[str, Expr]:
    """The prepared tables of a day, from the cache where they were worked out before.

    Parameters
    ----------
    engine : Engine
    entry : Path
        `facts_entry`.
    make : callable
        Works them out.

    Returns
    -------
    mapping of Expr
        A missing or unwritable cache costs time, never a number.
    """
    place = entry.parent
    if not entry.is_dir():
        made = make()
        try:
            place.mkdir(exist_ok=True)
            entry = _written(engine, made, place, entry.name)
        except OSError:
            return made
    cache.prune(place, entry)
    return {path.stem: engine.read_parquet(path) for path in sorted(entry.glob("*.parquet"))}


def _written(engine: Engine, facts: Mapping[str, Expr], place: Path, key: str) -> Path:
    new = cache.new_entry(place)
    try:
        for name, table in facts.items():
            engine.write_parquet(table, new / f"{name}.parquet")
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return cache.finish(new, place, key)


def _key(by: Judgement) -> str:
    calendar = by.calendar
    words = (
        by.as_of,
        by.timezone,
        by.team,
        by.definitions,
        sorted(by.teams.items()),
        sorted(by.freemail),
        calendar.country,
        sorted(calendar.days_off),
        calendar.business_hours,
    )
    key = hashlib.blake2b(repr(words).encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        key.update(path.read_bytes())
    return key.hexdigest()
