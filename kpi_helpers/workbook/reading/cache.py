"""Keeps canonical tables under the content they were made from: whole or not at all, and never needed."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

_KEPT = 3  # generations, so that going back and forth between two exports stays fast
_STALE = 24 * 3600  # seconds after which an unfinished entry is a crash's


def content_key(files: Iterable[tuple[str, Path]], *words: str) -> str:
    """A key that changes with the name or content of any file and with any of the words."""
    key = hashlib.blake2b(digest_size=16)
    for word in words:
        key.update(word.encode() + b"\0")
    for name, path in files:
        with path.open("rb") as file:
            key.update(name.encode() + b"\0" + hashlib.file_digest(file, "blake2b").digest())
    return key.hexdigest()


def cache_folder(folder: Path, wanted: Path | None = None) -> Path:
    """The first folder that can be written: the one wanted, the workbook's own, the user's, a passing one."""
    own = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    for candidate in [wanted] if wanted else [folder / ".kpi_cache", Path(home, "kpi_helpers", own)]:
        try:
            candidate.mkdir(parents=True, exist_ok=True, mode=0o700)
            ignore = candidate / ".gitignore"
            if not ignore.exists():
                ignore.write_text(
                    "*\n", encoding="utf-8", newline="\n"
                )  # customers' data must not slip into a repository
            if os.access(candidate, os.W_OK):
                return candidate
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="kpi_helpers-"))


def new_entry(cache: Path) -> Path:
    """A folder to fill, to be handed to `finish`."""
    return Path(tempfile.mkdtemp(prefix=".new-", dir=cache))


def finish(entry: Path, cache: Path, key: str) -> Path:
    """Put a filled folder in its place; where another run was faster, its result stays."""
    place = cache / key
    try:
        entry.rename(place)
    except OSError:
        shutil.rmtree(entry, ignore_errors=True)
    return place


def prune(cache: Path, current: Path) -> None:
    """Take out the entries that were not used lately."""
    os.utime(current)
    entries = sorted(
        (entry for entry in cache.iterdir() if entry.is_dir() and not entry.name.startswith(".")),
        key=lambda entry: entry.stat().st_mtime,
        reverse=True,
    )
    crashed = [entry for entry in cache.glob(".new-*") if entry.stat().st_mtime < time.time() - _STALE]
    for entry in entries[_KEPT:] + crashed:
        shutil.rmtree(entry, ignore_errors=True)
