"""What an entry of the cache is found by: digests of everything that it depends on."""

import functools
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
WORKBOOK = PACKAGE / "workbook"
_CODE = (".py", ".yml", ".txt")


def key_of(*words: object) -> str:
    """A digest that changes with any of the words, by what `repr` shows of them.

    Examples
    --------
    >>> key_of("ab", "c") == key_of("a", "bc"), len(key_of("ab", "c"))
    (False, 32)
    """
    return hashlib.blake2b(repr(words).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@functools.cache
def code_key(folder: Path = PACKAGE) -> str:
    """A digest of the code in a folder of the package and of the libraries that work with it."""
    key = hashlib.blake2b(digest_size=16)
    for library in ("pandas", "numpy", "pyarrow", "duckdb", "ibis-framework", "holidays"):
        key.update(version(library).encode() + b"\0")
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _CODE):
        key.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return key.hexdigest()


@dataclass(frozen=True)
class FileState:
    """A file's name and content, and what the system says of its last change."""

    name: str
    digest: str
    changed: tuple[int, ...]


def file_states(files: Iterable[tuple[str, Path]]) -> tuple[FileState, ...]:
    """The state of each file: equal before and after a reading, it was read as its digest says.

    Raises
    ------
    OSError
        Where one cannot be read.
    """
    found = []
    for name, path in files:
        with path.open("rb") as file:
            # Before the content: a change while it is read shows the next time.
            state = os.fstat(file.fileno())
            digest = hashlib.file_digest(file, "blake2b").hexdigest()
        found.append(FileState(name, digest, (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)))
    return tuple(found)
