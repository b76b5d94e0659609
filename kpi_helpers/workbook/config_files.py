"""The exports that `workbook.yml` names: looked up, so that a misspelt name is answered before any work begins."""

import os
import unicodedata
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from kpi_helpers.workbook.config_section import FILE_NAME, nearest
from kpi_helpers.workbook.errors import WorkbookError

_SHOWN = 80  # characters of a name


def find_files(folder: Path, patterns: tuple[str, ...], place: str) -> tuple[Path, ...]:
    """Files of names and patterns, in the order given, each once; a pattern's by name."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        if any(mark in pattern for mark in "*?[") and not _is_file(folder / pattern):
            # What describes the workbook is none of its exports.
            every = [path for path in _matches(folder, pattern) if path.suffix.lower() not in (".yml", ".yaml")]
            matches = [_inside(folder, path, place) for path in every]
            if not matches:
                raise WorkbookError(
                    ja=f"{FILE_NAME}: {place}.file の {pattern!r} に当てはまるファイルが {folder} にありません。書き出しを置くか、パターンを直してください。",
                    en=(
                        f"{FILE_NAME}: {place}.file {pattern!r} matches no file in {folder}: "
                        "put the export there or correct the pattern."
                    ),
                )
            found.update(dict.fromkeys(matches))
        else:
            found[one_file(folder, pattern, f"{place}.file")] = None
    return tuple(found)


def one_file(folder: Path, name: str, place: str) -> Path:
    if (
        PurePosixPath(name).is_absolute()
        or Path(name).is_absolute()
        or ".." in PurePosixPath(name.replace("\\", "/")).parts
    ):
        raise WorkbookError(
            ja=f"{FILE_NAME}: {place} の {name!r} はワークブックのフォルダの外です。ファイルを {folder} にコピーしてください。",
            en=f"{FILE_NAME}: {place} {name!r} leaves the workbook's folder: copy the file into {folder}.",
        )
    path = folder / name
    if len(name) > _SHOWN:
        name = f"{name[:_SHOWN]}…"
    if _is_file(path, Path.is_dir):
        raise WorkbookError(
            ja=f"{FILE_NAME}: {place} の {name!r} はフォルダです。{name.rstrip('/')}/*.csv のように中のファイルを書いてください。",
            en=f"{FILE_NAME}: {place} {name!r} is a folder: name its files, as in {name.rstrip('/')}/*.csv.",
        )
    if not _is_file(path):
        alike = _matches(folder, name)
        if not alike and _is_file(path, os.path.lexists):
            raise WorkbookError(
                ja=f"{FILE_NAME}: {place} の {name!r} はふつうのファイルではありません（行き先のないリンクなど）。ファイルを {folder} にコピーしてください。",
                en=f"{FILE_NAME}: {place} {name!r} is no ordinary file (a link that leads nowhere, say): copy the file into {folder}.",
            )
        if not alike:
            here = [entry.name for entry in folder.iterdir() if entry.is_file()]
            raise WorkbookError(
                ja=f"{FILE_NAME}: {place} の {name!r} が {folder} にありません{nearest(name, here, 'ja') or '。'}",
                en=f"{FILE_NAME}: {place} {name!r} is not in {folder}{nearest(name, here) or '.'}",
            )
        path = alike[0]
    return _inside(folder, path, place)


def _is_file(path: Path, test: Callable[[Path], bool] = Path.is_file) -> bool:
    try:
        return test(path)
    except (OSError, ValueError):  # a name that no file can have
        return False


def _inside(folder: Path, path: Path, place: str) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise WorkbookError(
            ja=f"{FILE_NAME}: {place} の {path.name!r} はワークブックのフォルダの外へのリンクです。ファイルを {folder} にコピーしてください。",
            en=f"{FILE_NAME}: {place} {path.name!r} is a link out of the workbook's folder: copy the file into {folder}.",
        )
    return path


def _matches(folder: Path, pattern: str) -> list[Path]:
    """Files of a pattern; names composed and decomposed (macOS) are the same."""
    paths = [folder]
    for part in PurePosixPath(pattern.replace("\\", "/")).parts:
        if part in ("..", "/"):
            raise WorkbookError(
                ja=f"{FILE_NAME}: {pattern!r} はワークブックのフォルダの外です。ファイルを {folder} にコピーしてください。",
                en=f"{FILE_NAME}: {pattern!r} leaves the workbook's folder: copy the files into {folder}.",
            )
        paths = [
            entry
            for path in paths
            if path.is_dir()
            for entry in path.iterdir()
            if fnmatchcase(_composed(entry.name), _composed(part)) and not entry.name.startswith((".", "~$"))
        ]
    return sorted((path for path in paths if path.is_file()), key=lambda path: _composed(path.as_posix()))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)
