"""Flat frames as files that begin with the digest of the rest, so that none is ever believed in part."""

import contextlib
import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DRAFT = ".draft-"
_DIGEST = 32
_FLAT = ("int64", "float64", "bool", "str", "datetime64[s]", "datetime64[us]")


def is_flat(made: object) -> bool:
    """Whether a file gives back exactly this."""
    import pandas as pd

    return (
        isinstance(made, pd.DataFrame)
        and isinstance(made.index, pd.RangeIndex)
        and made.index.start == 0
        and made.index.step == 1
        and all(str(kind) in _FLAT for kind in made.dtypes)
    )


def to_bytes(frame: "pd.DataFrame") -> bytes:
    """A flat frame as the content of a file."""
    import pyarrow
    from pyarrow import feather

    buffer = io.BytesIO()
    feather.write_feather(pyarrow.Table.from_pandas(frame, preserve_index=False), buffer, compression="uncompressed")
    return buffer.getvalue()


def of_bytes(content: bytes) -> "pd.DataFrame":
    """The frame that `to_bytes` was given."""
    from pyarrow import BufferReader, feather

    return feather.read_table(BufferReader(content)).to_pandas()


def read(path: Path) -> "pd.DataFrame | None":
    """The frame in a file; None where it is missing, cut short, or another's."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, rest = content[:_DIGEST], content[_DIGEST:]
    return of_bytes(rest) if digest == _digest(path.name, rest) else None


def write(path: Path, content: bytes, drafts: Path) -> None:
    """Write a file of `to_bytes` beside and move it into its place.

    Raises
    ------
    OSError
        Where there is no room, or no folder any more; nothing is left behind then.
    """
    number, draft = tempfile.mkstemp(prefix=DRAFT, dir=drafts)
    try:
        with open(number, "wb") as file:
            file.write(_digest(path.name, content) + content)
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def _digest(name: str, content: bytes) -> bytes:
    # The name is part of it: a file under another name answers another question.
    return hashlib.blake2b(content, digest_size=_DIGEST, key=name.encode()[:64]).digest()
