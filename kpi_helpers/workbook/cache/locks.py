"""Locks on files, shared or exclusive, that a process loses with its life."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # a module everywhere else

_PLACES = 1 << 20
"""Bytes of a lock file on Windows: each reader locks one of them, and who wants it exclusively all."""


@contextlib.contextmanager
def locked(path: Path, *, exclusive: bool) -> Iterator[bool]:
    """Hold the lock that a file stands for.

    Parameters
    ----------
    path : Path
        Made where it is not there.
    exclusive : bool
        Alone, and only if nobody else holds it at the moment; else together with all
        other readers, as soon as nobody holds it alone.

    Yields
    ------
    bool
        Whether it is held. A file system without locks gives none.
    """
    try:
        number = _open_locked(path, exclusive)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        os.close(number)


def _open_locked(path: Path, exclusive: bool) -> int:
    while True:
        number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(number, exclusive)
            # Whoever held it exclusively before may have removed the file: this would be a lock that nobody else sees.
            if os.path.samestat(os.fstat(number), os.stat(path)):
                return number
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(number)
            raise
        os.close(number)


def _lock(number: int, exclusive: bool) -> None:
    if fcntl is not None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusive else fcntl.LOCK_SH)
        return
    import msvcrt

    place = 0 if exclusive else int.from_bytes(os.urandom(3), "big") % _PLACES
    os.lseek(number, place, os.SEEK_SET)
    msvcrt.locking(number, msvcrt.LK_NBLCK if exclusive else msvcrt.LK_LOCK, _PLACES if exclusive else 1)
