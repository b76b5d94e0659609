"""The files of one run: written beside, cleared of what must not leave the house, and moved into place together.

Everything under ``--out`` goes through here, whatever wrote it: e-mail addresses
and phone numbers are taken out of pages, notebooks and Markdown, and where names
are masked every name goes, out of tables and Excel files too.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import html
import io
import json
import os
import re
import shutil
import socket
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from kpi_helpers.report.about import About, marks_in
from kpi_helpers.report.masking import Mask
from kpi_helpers.report.spreadsheet import unwritable
from kpi_helpers.workbook.contacts import without_contacts
from kpi_helpers.workbook.drafts import DRAFTS
from kpi_helpers.workbook.errors import in_language

_MARKUP = re.compile(r"(<style\b.*?</style>|<!--.*?-->|<[^>]*>)", re.DOTALL)
_SAID = re.compile(r'(?<=\s)((?:alt|aria-label|aria-description|content|title)=")([^"]*)(?=")')
_IN_LINES, _MARKED_UP, _BINARY = ("source", "text"), ("text/html", "image/svg+xml"), ("image/png", "image/jpeg")
_FILES, _BEGUN = "files", "publishing"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@contextlib.contextmanager
def publication(folder: Path, out: Path, mask: Mask | None = None) -> Iterator[Path]:
    """A folder to write into, whose files are moved into `folder` together when all is written.

    Parameters
    ----------
    folder : Path
        Where the files shall stand; made if need be.
    out : Path
        The output folder, in which `folder` lies.
    mask : Mask, optional
        What stands in the place of names.

    Yields
    ------
    Path
        Beside `folder`. Whatever ends the run, the files that stood before still stand.

    Raises
    ------
    WorkbookError
        Where something cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        remove_leftovers(out)
        draft = Path(tempfile.mkdtemp(prefix=f"{prefix(os.getpid())}-", dir=out))
        (files := draft / _FILES).mkdir()
    except OSError as error:
        raise unwritable(out, error) from None
    try:
        yield files
        for path in sorted(files.iterdir()):
            _clear(path, mask)
        _publish(draft, folder, out)
    except OSError as error:
        if error.errno not in _FULL and not str(error.filename or "").startswith(str(out)):
            raise
        raise unwritable(Path(error.filename2 or folder), error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def masked_otherwise(out: Path, mask: Mask | None) -> str:
    """A warning where names stand in folders of earlier runs and this one masks them, or the other way round; else "".

    Whoever hands on a folder as masked must know what else lies in it.
    """
    about = {path.parent: About.read(path.parent) for path in marks_in(out)}
    others = [folder.relative_to(out) for folder, one in about.items() if one and bool(one.masked) != bool(mask)]
    if not others:
        return ""
    if mask:
        return in_language(
            ja=f"{out} には名前を伏せていないフォルダーが {len(others)} 個あります（例: {others[0]}）。渡す前に --out で別の場所を指定してください。",
            en=f"In {len(others)} folders of {out} names are not masked (e.g. {others[0]}): choose another place by --out before you hand it on.",
        )
    return in_language(
        ja=f"{out} には名前を伏せたフォルダーが {len(others)} 個ありますが（例: {others[0]}）、今回の出力では伏せていません。伏せるには --set mask_names=true を付けてください。",
        en=f"In {len(others)} folders of {out} names are masked (e.g. {others[0]}), in what is written now they are not: --set mask_names=true masks them.",
    )


def prefix(process: int | str) -> str:
    """How the folders begin in which a process of this machine works."""
    return f"{DRAFTS}{socket.gethostname()}-{process}"


def remove_leftovers(parent: Path) -> None:
    """Remove what runs on this machine left behind that were killed; what one had begun to publish is published whole."""
    start = prefix("")
    for folder in parent.iterdir():
        process = folder.name.removeprefix(start).partition("-")[0]
        is_draft = folder.name.startswith(start) and process.isdigit()
        if is_draft and not psutil.pid_exists(int(process)):
            with contextlib.suppress(OSError):  # where the files cannot be moved now, the next run may
                _finish(folder, parent)
                shutil.rmtree(folder, ignore_errors=True)


def _finish(draft: Path, out: Path) -> None:
    begun, files = draft / _BEGUN, draft / _FILES
    if not (begun.is_file() and files.is_dir()):
        return
    folder, since = out / begun.read_text(encoding="utf-8"), begun.stat().st_mtime
    there = [folder / path.name for path in files.iterdir() if (folder / path.name).is_file()]
    written_since = any(path.stat().st_mtime > since for path in there)  # by a later run, or by whoever keeps minutes
    if folder.resolve().is_relative_to(out.resolve()) and not written_since:
        _move(files, folder)


def _publish(draft: Path, folder: Path, out: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    files = draft / _FILES
    if not folder.exists():
        os.replace(files, folder)
        return
    # File by file, beside what else stands there: who comes after a killed run finds in its draft what is left to do.
    note = draft / "note"
    note.write_text(str(folder.relative_to(out)), encoding="utf-8", newline="\n")
    os.replace(note, draft / _BEGUN)
    _move(files, folder)


def _move(files: Path, folder: Path) -> None:
    # The pages come last: who opens one finds all else of its run beside it.
    for path in sorted(files.iterdir(), key=lambda path: (path.suffix == ".html", path.name)):
        if path.suffix == ".html" and ".failed" not in path.suffixes:
            for suffix in ("html", "ipynb"):
                (folder / f"{path.stem}.failed.{suffix}").unlink(missing_ok=True)
        os.replace(path, folder / path.name)


def _clear(path: Path, mask: Mask | None) -> None:
    if path.suffix in (".html", ".ipynb", ".md"):
        _rewrite(path, {".html": cleared_page, ".ipynb": _notebook, ".md": _markdown}[path.suffix], mask)
    elif mask and path.suffix == ".csv":
        _rewrite(path, _table, mask, encoding="utf-8-sig")
    elif mask and path.suffix == ".xlsx":
        _clear_excel(path, mask)


def _rewrite(
    path: Path, change: Callable[[str, Mask | None], str], mask: Mask | None, *, encoding: str = "utf-8"
) -> None:
    with path.open(encoding=encoding, newline="") as file:
        before = file.read()
    after = change(before, mask)
    if after != before:
        with path.open("w", encoding=encoding, newline="") as file:
            file.write(after)


def cleared_page(text: str, mask: Mask | None) -> str:
    """Markup without addresses, phone numbers and names, between its tags and in what their attributes say aloud."""
    parts = _MARKUP.split(text)
    parts[::2] = [_said(part, mask) for part in parts[::2]]
    parts[1::2] = [_SAID.sub(lambda found: found[1] + _said(found[2], mask, html.escape), part) for part in parts[1::2]]
    return "".join(parts)


def _in_markup(name: str) -> str:
    return html.escape(name, quote=False)


def _said(text: str, mask: Mask | None, escape: Callable[[str], str] = _in_markup) -> str:
    return mask.text(text, escape) if mask else without_contacts(text)


def _notebook(text: str, mask: Mask | None) -> str:
    return json.dumps(_strings(json.loads(text), mask), ensure_ascii=False, indent=1) + "\n"


def _strings(content: Any, mask: Mask | None, kind: str = "") -> Any:
    """What a notebook holds under a key, of which some say what kind of text it is."""
    if isinstance(content, str):
        if kind in _BINARY:
            return content
        if kind in _MARKED_UP:
            return cleared_page(content, mask)
        return mask.text(content) if mask else without_contacts(content)
    if isinstance(content, list):
        if kind in _IN_LINES or "/" in kind:
            return _strings("".join(content), mask, kind).splitlines(keepends=True)
        return [_strings(one, mask) for one in content]
    if isinstance(content, dict):
        return {key: _strings(one, mask, key) for key, one in content.items()}
    return content


def _markdown(text: str, mask: Mask | None) -> str:
    if mask is None:
        return without_contacts(text)
    from kpi_helpers.report.markdown import plain

    # The digest is no Markdown but for the ending of its name.
    return mask.text(mask.text(text, plain))


def _table(text: str, mask: Mask | None) -> str:
    out = io.StringIO()
    rows = csv.reader(io.StringIO(text, newline=""))
    csv.writer(out, lineterminator="\n").writerows([mask.text(cell) if mask else cell for cell in row] for row in rows)
    return out.getvalue()


def _clear_excel(path: Path, mask: Mask) -> None:
    draft = path.with_name(f"{path.name}.draft")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                content = cleared_page(content.decode("utf-8"), mask).encode("utf-8")
            new.writestr(entry, content)
    os.replace(draft, path)
