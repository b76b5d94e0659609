"""What the machine lacked, in words: memory, room on a disk."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from kpi_helpers.workbook.cache import cache_root
from kpi_helpers.workbook.drafts import place_of_user
from kpi_helpers.workbook.engine.memory import VARIABLE
from kpi_helpers.workbook.errors import WorkbookError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_TEXTS = ("No space left", "Disk quota exceeded", "not enough space", "max_temp_directory_size", "File too large")
_MEMORY_TEXTS = ("Cannot allocate memory", "can't start new thread", "failed to allocate", "Out of Memory")


def limit_in_words(error: BaseException) -> WorkbookError | None:
    """The sentence for an error that says that memory or a disk is full; None for any other.

    Examples
    --------
    >>> limit_in_words(MemoryError()).text("en")
    'The memory does not suffice: close other programs, allow more by the environment variable KPI_MEMORY, or export a shorter span.'
    >>> limit_in_words(KeyError("leads")) is None
    True
    """
    for one in _causes(error):
        text = str(one)
        if isinstance(one, (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError)) or any(
            said in text for said in _MEMORY_TEXTS
        ):
            if any(said in text for said in _FULL_TEXTS):
                return _full(None)
            return WorkbookError(
                ja=f"メモリが足りません。ほかのプログラムを閉じるか、環境変数 {VARIABLE} で上限を上げるか、期間を短くして書き出してください。",
                en=f"The memory does not suffice: close other programs, allow more by the environment variable {VARIABLE}, "
                "or export a shorter span.",
            )
        if isinstance(one, OSError) and one.errno in _FULL:
            return _full(one.filename)
        if isinstance(one, (duckdb.IOException, OSError)) and any(said in text for said in _FULL_TEXTS):
            return _full(None)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    known = set[int]()
    while error is not None and id(error) not in known:
        known.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _full(place: str | bytes | None) -> WorkbookError:
    where = place_of_user(Path(os.fsdecode(place))) if place else cache_root()
    return WorkbookError(
        ja=f"ディスクに空きがありません（{where}）。空き容量を増やすか、キャッシュの場所を環境変数 KPI_CACHE で、出力先を --out で変えてください。",
        en=f"The disk is full ({where}): make room, or name another place for the cache by the environment variable "
        "KPI_CACHE and for the pages by --out.",
    )
