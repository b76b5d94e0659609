"""One cache: what was worked out is found again by everything that it depends on, whole or not at all.

An entry is a folder of files under the digest of what it was made of (`keys`). It
is written beside, sealed with a manifest of its files and renamed; a hit is
checked against the manifest, and what is not whole is made anew. An entry is
held by a lock (`locks`) for as long as a process reads it, so that clearing up
never takes it away from another run. Flat frames (`frames`) are files of their own.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpi_helpers.workbook.cache import frames
from kpi_helpers.workbook.cache.locks import locked

_MANIFEST = "manifest.json"
_LOCKS = ".locks"
_NEW, _OLD = ".new-", ".old-"
_TAG = "CACHEDIR.TAG"
_SIGNATURE = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# The cache of kpi_helpers, see https://bford.info/cachedir/\n"
)
_KEPT = 3
"""Entries of a kind that are kept, so that going back and forth between two exports or days stays quick."""
_STALE = 3600
"""Seconds after which the draft of a frame is a crash's."""


def cache_root() -> Path:
    """The folder of all workbooks' caches: `KPI_CACHE`, else where the platform keeps a user's caches."""
    if named := os.environ.get("KPI_CACHE"):
        return Path(named).absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local", "kpi_helpers", "Cache")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "kpi_helpers"
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    return Path(xdg if os.path.isabs(xdg) else Path.home() / ".cache", "kpi_helpers")


def cache_of(workbook: Path) -> "Cache":
    """The cache of the workbook in a folder; where the user's cannot be written, one that keeps nothing.

    Raises
    ------
    OSError
        Where there is no place to write at all.
    """
    own = hashlib.blake2b(os.fsencode(workbook.resolve()), digest_size=8).hexdigest()
    user = os.geteuid() if hasattr(os, "geteuid") else "user"
    passing = Path(tempfile.gettempdir(), f"kpi_helpers-{user}")
    try:
        cache = Cache(cache_root() / own)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return Cache(passing, is_passing=True)
    if passing.is_dir():
        with contextlib.suppress(OSError):
            Cache(passing)  # clears up what a run left behind that was killed
    return cache


def clear() -> tuple[int, int]:
    """Remove every entry that nobody reads at the moment; how many went, and how many are in use."""
    gone = in_use = 0
    root = cache_root()
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if (folder / _TAG).is_file():  # KPI_CACHE may name a folder that holds other things too
            cache = Cache(folder)
            for name in cache.names():
                is_gone = cache.remove(name)
                gone, in_use = gone + is_gone, in_use + (not is_gone)
            if not cache.names():
                shutil.rmtree(folder, ignore_errors=True)
    return gone, in_use


@dataclass(frozen=True)
class Entry:
    """A whole entry, which nobody removes while this object lives."""

    folder: Path
    lease: object


class Cache:
    """The entries of one workbook, in a folder that only its owner can read.

    Parameters
    ----------
    folder : Path
    is_passing : bool
        Keep no entry for a later run.

    Raises
    ------
    OSError
        Where the folder cannot be written, or is another user's.

    Examples
    --------
    >>> from kpi_helpers.workbook.cache.keys import key_of
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cache = Cache(Path(folder, "cache"))
    ...     made = cache.make("tables", key_of("exports"), lambda at: (at / "leads").write_text("L1"))
    ...     found = cache.find("tables", key_of("exports"))
    ...     (found.folder / "leads").read_text(), cache.find("tables", key_of("others"))
    ('L1', None)
    """

    def __init__(self, folder: Path, *, is_passing: bool = False) -> None:
        self.folder, self.is_passing = folder, is_passing
        _refuse_unnamable(folder)
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for private in (folder, folder / _LOCKS):
            private.mkdir(exist_ok=True, mode=0o700)
            _keep_private(private)
        if not (folder / _TAG).is_file():
            (folder / _TAG).write_text(_SIGNATURE, encoding="utf-8", newline="\n")
        self._clear_up()

    def find(self, kind: str, key: str) -> Entry | None:
        """The entry of that kind and key, if it is there and whole."""
        name = f"{kind}-{key}"
        if not (self.folder / name).is_dir():
            return None
        entry = self._hold(name)
        if not _is_whole(entry.folder):
            return None
        with contextlib.suppress(OSError):
            os.utime(entry.folder)
        return entry

    def make(self, kind: str, key: str | None, write: Callable[[Path], object]) -> Entry:
        """Make an entry, or take the one of a run that was faster.

        Parameters
        ----------
        kind : str
            Of each kind the last few are kept.
        key : str or None
            Without one it lasts as long as the object that is given back.
        write : callable
            Fills the folder that it is given.

        Raises
        ------
        OSError
            Where there is no room, or another reason not to write; nothing is left behind then.
        """
        draft = self._hold(f"{_NEW}{os.urandom(8).hex()}")
        try:
            draft.folder.mkdir(mode=0o700)
            write(draft.folder)
            if key is None or self.is_passing:
                weakref.finalize(draft, shutil.rmtree, draft.folder, ignore_errors=True)
                return draft
            _seal(draft.folder, f"{kind}-{key}")
            entry = self._place(draft.folder, f"{kind}-{key}")
        except BaseException:
            shutil.rmtree(draft.folder, ignore_errors=True)
            raise
        self._prune(kind)
        return entry

    def frame(self, kind: str, key: str, question: str, work: Callable[[], Any]) -> Any:
        """What a piece of work gives, from its file where it is a flat frame that was worked out before.

        Parameters
        ----------
        kind, key : str
            The frames that depend on the same tables; of the kind the last few are kept.
        question : str
            A key of what was asked of these tables.
        work : callable
            Where it cannot be kept, that costs time only.
        """
        if self.is_passing:
            return work()
        folder = self.folder / f"{kind}-{key}"
        path = folder / f"{question}.arrow"
        found = frames.read(path)
        if found is not None:
            return found
        made = work()
        if not frames.is_flat(made):
            return made
        content = frames.to_bytes(made)
        with contextlib.suppress(OSError):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                self._prune(kind)
            frames.write(path, content, self.folder)
        # As it will come from the file: the first run must not see other types than the next.
        return frames.of_bytes(content)

    def names(self) -> list[str]:
        """The entries, finished or not."""
        with contextlib.suppress(OSError):
            return sorted(path.name for path in self.folder.iterdir() if path.name not in (_LOCKS, _TAG))
        return []

    def remove(self, name: str) -> bool:
        """Remove an entry unless somebody reads it; whether it is gone."""
        lock = self.folder / _LOCKS / name
        with locked(lock, exclusive=True) as is_mine:
            if not is_mine:
                return False
            # Renamed first: what is removed file by file must never be found under its name.
            gone = self.folder / f"{_OLD}{os.urandom(8).hex()}"
            with contextlib.suppress(OSError):
                (self.folder / name).rename(gone)
            with contextlib.suppress(OSError):
                lock.unlink()
        _remove_for_good(gone)
        return not (self.folder / name).exists()

    def _hold(self, name: str) -> Entry:
        return Entry(self.folder / name, _Lease(self.folder / _LOCKS / name))

    def _place(self, draft: Path, name: str) -> Entry:
        entry = self._hold(name)
        for _ in range(3):
            try:
                draft.rename(entry.folder)
                return entry
            except OSError:
                if _is_whole(entry.folder):
                    shutil.rmtree(draft, ignore_errors=True)
                    return entry
                with contextlib.suppress(OSError):
                    entry.folder.rename(self.folder / f"{_OLD}{os.urandom(8).hex()}")
        raise PermissionError(f"{entry.folder} cannot be replaced")

    def _prune(self, kind: str) -> None:
        """Remove the entries of a kind that were not used lately."""
        used: dict[str, float] = {}
        for name in self.names():
            if name.startswith(f"{kind}-"):
                with contextlib.suppress(OSError):
                    used[name] = (self.folder / name).stat().st_mtime
        for name in sorted(used, key=lambda name: used[name], reverse=True)[_KEPT:]:
            self.remove(name)

    def _clear_up(self) -> None:
        """Remove what crashes left behind."""
        for name in self.names():
            if name.startswith(_OLD):
                _remove_for_good(self.folder / name)
            elif name.startswith(_NEW):
                self.remove(name)  # its maker holds it for as long as it is at work
            elif name.startswith(frames.DRAFT):
                with contextlib.suppress(OSError):
                    if (self.folder / name).stat().st_mtime < time.time() - _STALE:
                        (self.folder / name).unlink()
        with contextlib.suppress(OSError):
            for lock in (self.folder / _LOCKS).iterdir():
                if not (self.folder / lock.name).exists():
                    with locked(lock, exclusive=True) as is_mine:
                        if is_mine:
                            lock.unlink()


class _Lease:
    """Holds the lock of an entry, shared with all others that read it, while this object lives."""

    def __init__(self, path: Path) -> None:
        stack = contextlib.ExitStack()
        stack.enter_context(locked(path, exclusive=False))
        weakref.finalize(self, stack.close)


def _refuse_unnamable(folder: Path) -> None:
    """DuckDB takes paths as UTF-8, and has no way to write a pattern's sign beside a backslash."""
    text = os.fspath(folder)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise OSError(f"{folder!r} is not UTF-8") from None
    if os.sep == "/" and "\\" in text and re.search(r"[*?[]", text):
        raise OSError(f"{folder!r} cannot be named to the engine")


def _keep_private(folder: Path) -> None:
    if not hasattr(os, "geteuid"):
        return  # on Windows a user's folder is nobody else's
    state = folder.lstat()
    if state.st_uid != os.geteuid() or folder.is_symlink():
        raise PermissionError(f"{folder} is another user's")
    if state.st_mode & 0o777 != 0o700:
        folder.chmod(0o700)


def _remove_for_good(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _files(folder: Path) -> dict[str, list]:
    found: dict[str, list] = {}
    for path in sorted(folder.iterdir()):
        if path.name != _MANIFEST:
            with path.open("rb") as file:
                found[path.name] = [path.stat().st_size, hashlib.file_digest(file, "blake2b").hexdigest()]
    return found


def _seal(folder: Path, name: str) -> None:
    manifest = json.dumps({"name": name, "files": _files(folder)})
    (folder / _MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")


def _is_whole(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return manifest == {"name": folder.name, "files": _files(folder)}
    except (OSError, ValueError, RecursionError):
        return False
