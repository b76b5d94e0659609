"""The browser that prints a page: an Edge, Chrome or Chromium that the machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kpi_helpers.workbook.errors import WorkbookError, os_reason

CHOSEN = "KPI_BROWSER"
"""Environment variable that names a browser which lies elsewhere."""

_NAMES = (
    *("msedge", "microsoft-edge", "microsoft-edge-stable", "google-chrome", "google-chrome-stable", "chrome"),
    *("chromium", "chromium-browser"),
)
_WINDOWS = (
    "Microsoft/Edge/Application/msedge.exe",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)
_ROOTS = ("PROGRAMFILES(X86)", "PROGRAMFILES", "LOCALAPPDATA")
_MAC = ("Microsoft Edge", "Google Chrome", "Chromium")
_LINUX = ("/opt/microsoft/msedge/msedge", "/opt/google/chrome/chrome")
_QUIET = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    *("--no-pdf-header-footer", "--print-to-pdf-no-header"),
)
_LONGEST = 120  # seconds; the first start of a browser on a busy machine


def browsers() -> Iterator[Path]:
    """Every browser that can be found, the one that was named first."""
    if named := os.environ.get(CHOSEN):
        yield Path(named)
        return
    yield from (Path(found) for found in map(shutil.which, _NAMES) if found)
    yield from (path for path in _usual_places() if path.is_file())


def print_pdf(page: Path, pdf: Path) -> None:
    """Print a page as PDF, as its own print style sheet lays it out.

    Parameters
    ----------
    page : Path
        An HTML file that asks no host for anything.
    pdf : Path
        Replaced as a whole or not at all.

    Raises
    ------
    WorkbookError
        Where there is no browser, none that prints, or the file cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="kpi-pdf-", ignore_cleanup_errors=True) as folder:
        printed = Path(folder, "page.pdf")
        if not any(_prints(browser, page, printed, Path(folder, "profile")) for browser in browsers()):
            raise _no_browser()
        try:
            # Beside the target first: a move between file systems is none at one stroke.
            draft = pdf.with_name(f".{pdf.name}-{os.getpid()}")
            shutil.copyfile(printed, draft)
            os.replace(draft, pdf)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise WorkbookError(
                ja=f"{pdf} に書き込めません（{os_reason(error, 'ja')}）。ほかで開いていれば閉じてください。",
                en=f"{pdf} cannot be written ({os_reason(error, 'en')}): close it in other programs.",
            ) from None


def _prints(browser: Path, page: Path, pdf: Path, profile: Path) -> bool:
    command = [str(browser), *_QUIET, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", page.resolve().as_uri()]
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # it refuses to start as root otherwise
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return pdf.is_file() and pdf.read_bytes()[:5] == b"%PDF-"


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in _ROOTS]
        yield from (Path(root, path) for path in _WINDOWS for root in roots if root)
    elif sys.platform == "darwin":
        homes = (Path("/Applications"), Path.home() / "Applications")
        yield from (home / f"{name}.app" / "Contents" / "MacOS" / name for name in _MAC for home in homes)
    else:
        yield from map(Path, _LINUX)


def _no_browser() -> WorkbookError:
    return WorkbookError(
        ja=f"PDF は作れませんでした。印刷できる Edge、Chrome、Chromium が見つかりません。インストールするか、環境変数 {CHOSEN} で場所を指定してください（ほかの出力はできています）。",
        en=f"No PDF: no Edge, Chrome or Chromium that prints was found. Install one, or name it in the environment variable {CHOSEN} (all else is written).",
    )
