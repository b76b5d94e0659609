"""Keeps what was counted on a day beside the canonical tables that it was counted from."""

import functools
import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
from pyarrow import feather

from kpi_helpers.workbook.reading import cache

_PACKAGE = Path(__file__).parent.parent
_FLAT = ("int64", "float64", "bool", "str", "datetime64[s]", "datetime64[us]")


class CountCache:
    """The counts of one day, each in a file of its own.

    Parameters
    ----------
    canonical : Path
        The folder of the canonical tables, which bears their content in its name.
    day : str
        Changes with everything on which the prepared tables of the day depend.
    benchmarks : mapping
        Ranges by which some are counted.

    Notes
    -----
    Counting costs little and compiling the query much, and each page's notebook
    asks for the same counts. They never outlive the code and the engines that made
    them; what cannot be read or written costs time only.
    """

    def __init__(self, canonical: Path, day: str, benchmarks: Mapping[str, object]) -> None:
        self._place = canonical / "counts" / _name(day, repr(sorted(benchmarks.items())), _code())
        with suppress(OSError):
            self._place.mkdir(parents=True, exist_ok=True)
            cache.prune(self._place.parent, self._place)

    def kept(self, key: object, work: Callable[[], Any]) -> Any:
        """The result of a piece of work, from its file where it is a flat table that was worked out before."""
        path = self._place / f"{_name(repr(key))}.arrow"
        found = _read(path)
        if found is not None:
            return found
        made = work()
        if not _is_flat(made):
            return made
        table = pa.Table.from_pandas(made, preserve_index=False)
        _keep(path, table)
        # As it will come from the file: the first run must not see other types than the next.
        return table.to_pandas()


def _keep(path: Path, table: pa.Table) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        feather.write_feather(table, unfinished, compression="uncompressed")
        unfinished.replace(path)


def _read(path: Path) -> pd.DataFrame | None:
    try:
        return feather.read_table(path, memory_map=False).to_pandas()
    except (OSError, pa.ArrowException):
        return None


def _is_flat(made: object) -> bool:
    """Whether a file gives back exactly this."""
    return (
        isinstance(made, pd.DataFrame)
        and isinstance(made.index, pd.RangeIndex)
        and made.index.start == 0
        and made.index.step == 1
        and all(str(kind) in _FLAT for kind in made.dtypes)
    )


def _name(*words: str) -> str:
    return hashlib.blake2b("\0".join(words).encode(), digest_size=16).hexdigest()


@functools.cache
def _code() -> str:
    key = hashlib.blake2b(" ".join((pd.__version__, ibis.__version__, duckdb.__version__)).encode(), digest_size=8)
    for path in sorted(_PACKAGE.rglob("*.py")):
        key.update(path.read_bytes())
    return key.hexdigest()
