"""Which browser the tests drive: one that is installed, else Debian's or Ubuntu's, else Playwright's own.

``python -m tests.page.which_browser`` finds or installs one, says in one line which, and prints its path; `make test`
hands that path to the tests as ``CHROMIUM``. A browser counts once it has started and shown a file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from kpi_helpers.charts.labels import font_path

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
LINUX = ("/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge")
MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
OWN = Path(sys.prefix) / "browsers"
"""Where Playwright's own download lies: with the packages, and removed with them."""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
PAGE = "<!DOCTYPE html><meta charset=utf-8><title>会議</title><p>商談 901件"
NONE = """No browser for the tests: {reasons}.
Install Google Chrome, Chromium or Microsoft Edge (Debian: apt-get install chromium libatomic1), or name one that lies elsewhere: \
CHROMIUM=/path/to/chrome make test."""


class NoBrowserError(Exception):
    """None is installed and none can be."""


# An installed one --------------------------------------------------------------------------------------------------


def installed() -> Iterator[Path]:
    """Every browser that lies in a usual place, those on the PATH first, Playwright's own last."""
    yield from (Path(found) for found in map(shutil.which, NAMES) if found)
    yield from (path for path in _usual_places() if path.is_file())
    yield from sorted(path for name in _own_names() for path in OWN.glob(f"chromium-*/*/{name}"))


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        yield from (Path(root) / path for path in WINDOWS for root in roots if root)
    elif sys.platform == "darwin":
        roots = [Path("/Applications"), Path.home() / "Applications"]
        yield from (root / path for path in MAC for root in roots)
    else:
        yield from map(Path, LINUX)


def _own_names() -> tuple[str, ...]:
    if sys.platform == "win32":
        return ("chrome.exe",)
    return (
        ("chrome",)
        if sys.platform != "darwin"
        else ("*.app/Contents/MacOS/Chromium", "*.app/Contents/MacOS/Google Chrome*")
    )


def chromium() -> Path:
    """The browser named by ``CHROMIUM``, else the first one that is installed."""
    named = os.environ.get("CHROMIUM")
    found = Path(named) if named else next(installed(), None)
    if found is None:
        raise NoBrowserError("no browser is installed: python -m tests.page.which_browser finds or installs one")
    return found


@contextmanager
def launched(path: Path | None = None) -> Iterator[Browser]:
    """A browser that has Japanese type, whatever this machine has."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(FONTS.format(fonts=font_path().parent, cache=Path(folder, "cache")), encoding="utf-8")
        # Only Linux has fontconfig; Windows and Mac come with Japanese type and take no notice.
        environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        browser = playwright.chromium.launch(executable_path=path or chromium(), args=ARGUMENTS, env=environment)
        try:
            yield browser
        finally:
            browser.close()


def fault_of(path: Path) -> str | None:
    """Why a browser is of no use, None where it shows a file: one from a sandboxed package cannot read it."""
    try:
        with tempfile.TemporaryDirectory() as folder, launched(path) as browser:
            file = Path(folder, "会議 1.html")
            file.write_text(PAGE, encoding="utf-8")
            page = browser.new_page()
            page.goto(file.as_uri())
            shown = page.inner_text("p")
    except Error as error:
        return f"{path} does not start or cannot read a file ({_first_reason(error)})"
    return None if shown == "商談 901件" else f"{path} does not show a file"


def _first_reason(error: Error) -> str:
    lines = [line.strip() for line in str(error).splitlines()]
    telling = [line for line in lines if "error while loading" in line or "cannot open shared object" in line]
    return (telling or lines)[0].rstrip(":")


# A new one ---------------------------------------------------------------------------------------------------------


def say(line: str) -> None:
    """Tell the user; standard output is the path."""
    print(line, file=sys.stderr, flush=True)


def from_debian(*packages: str) -> str | None:
    """Install packages of Debian or Ubuntu; why not, where they cannot be."""
    if not shutil.which("apt-get"):
        return "this is neither Debian nor Ubuntu"
    as_root = _as_root()
    if as_root is None:
        return "apt-get needs root, or a sudo without password"
    say(f"Installing {' '.join(packages)} by apt-get")
    command = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    command += ["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"]
    for pause in (5, 20, 0):
        fault = _run([*command, "update"]) or _run([*command, "install", "--yes", "--no-install-recommends", *packages])
        if fault is None:
            return None
        time.sleep(pause)
    return f"apt-get could not install {' '.join(packages)} ({fault})"


def browser_from_debian() -> str | None:
    """Install Chromium from Debian or Ubuntu; why not, where it cannot be."""
    release = Path("/etc/os-release")
    ubuntu = release.is_file() and "\nID=ubuntu" in release.read_text(encoding="utf-8")
    return from_debian("chromium-browser" if ubuntu else "chromium")


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    allowed = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n"] if allowed else None


def from_playwright() -> str | None:
    """Download Playwright's own browser beside the packages; why not, where it cannot be."""
    say(f"Downloading Playwright's Chromium into {OWN} (about 180 MB)")
    own = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(OWN)}
    fault = _run([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], own)
    return fault and f"Playwright could not download its own ({fault})"


def _run(command: list[str], environment: dict[str, str] | None = None) -> str | None:
    """The last words of a command that failed."""
    ended = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
    )
    if ended.returncode == 0:
        return None
    said = [line.strip() for line in (ended.stderr or ended.stdout).splitlines() if line.strip()]
    telling = [line for line in said if line.startswith(("E:", "Error:")) or "cannot open shared object" in line]
    return (telling or said or [f"status {ended.returncode}"])[-1]


def find() -> Path:
    """A browser that works, installed where it must be.

    Raises
    ------
    NoBrowserError
        In a few words per way that was tried.
    """
    _start_playwright()
    if named := os.environ.get("CHROMIUM"):
        path = Path(shutil.which(named) or named)
        if fault := fault_of(path):
            raise NoBrowserError(fault)
        return path
    faults: dict[str, None] = {}
    tried: set[Path] = set()
    for way in (None, browser_from_debian, from_playwright):
        if way is not None and (fault := way()):
            faults[fault] = None
            continue
        for path in installed():
            if path in tried:
                continue
            tried.add(path)
            if (fault := fault_of(path)) is None:
                return path
            faults[fault] = None
    raise NoBrowserError("; ".join(faults))


def _start_playwright() -> None:
    """What drives the browser needs one library that the smallest systems lack."""
    version = [sys.executable, "-m", "playwright", "--version"]
    fault = _run(version)
    if fault and "libatomic" in fault:
        refused = from_debian("libatomic1")
        fault = f"{fault}; {refused}" if refused else _run(version)
    if fault:
        raise NoBrowserError(f"Playwright, which drives it, does not start ({fault})")


def main() -> int:
    """Print the path of a browser, or say why there is none."""
    try:
        path = find()
    except NoBrowserError as error:
        say(NONE.format(reasons=error))
        return 1
    say(f"Browser for the tests: {path}")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
