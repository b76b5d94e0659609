"""A browser for the tests on any machine: one that works, or one sentence and a way on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.page import which_browser
from tests.page.which_browser import NoBrowserError, chromium, find, launched

GOOD, SANDBOXED, NEW = Path("/here/chromium"), Path("/snap/bin/chromium"), Path("/usr/bin/chromium")


@pytest.fixture
def machine(monkeypatch):
    """A machine that has these browsers, and what each way of installing brings or says."""

    def set_up(*there: Path, debian: Path | str = "no root", own: Path | str = "no network") -> list[str]:
        has, asked = list(there), []

        def way(name: str, brings: Path | str):
            def install() -> str | None:
                asked.append(name)
                if isinstance(brings, str):
                    return brings
                has.append(brings)
                return None

            return install

        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr(which_browser, "_start_playwright", lambda: None)
        monkeypatch.setattr(which_browser, "installed", lambda: iter(has))
        monkeypatch.setattr(which_browser, "fault_of", lambda path: "cannot read a file" if path == SANDBOXED else None)
        monkeypatch.setattr(which_browser, "browser_from_debian", way("debian", debian))
        monkeypatch.setattr(which_browser, "from_playwright", way("own", own))
        return asked

    return set_up


def test_one_that_is_installed_is_used_and_nothing_is_asked_for(machine):
    asked = machine(GOOD, debian=NEW)
    assert (find(), asked) == (GOOD, [])


def test_one_that_cannot_read_a_file_is_passed_over(machine):
    asked = machine(SANDBOXED, GOOD)
    assert (find(), asked) == (GOOD, [])


def test_debians_package_comes_before_playwrights_download(machine):
    asked = machine(SANDBOXED, debian=NEW, own=GOOD)
    assert (find(), asked) == (NEW, ["debian"])


def test_playwrights_download_is_the_last_way(machine):
    asked = machine(own=GOOD)
    assert (find(), asked) == (GOOD, ["debian", "own"])


def test_where_there_is_no_way_one_sentence_says_why_and_what_to_do(machine, capsys):
    machine(SANDBOXED)
    assert which_browser.main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "cannot read a file; no root; no network" in said.err
    assert "Install Google Chrome, Chromium or Microsoft Edge" in said.err
    assert "CHROMIUM=/path/to/chrome make test" in said.err
    assert "Traceback" not in said.err


def test_one_that_is_named_is_taken_or_refused_never_replaced(machine, monkeypatch):
    asked = machine(GOOD, debian=NEW)
    monkeypatch.setenv("CHROMIUM", str(NEW))
    assert find() == NEW
    monkeypatch.setenv("CHROMIUM", str(SANDBOXED))
    with pytest.raises(NoBrowserError, match="cannot read a file"):
        find()
    assert asked == []


def test_a_named_one_that_is_no_browser_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chrome"))
    with pytest.raises(NoBrowserError, match="chrome does not start"):
        find()


def test_without_root_nothing_of_the_system_is_touched(monkeypatch):
    monkeypatch.setattr(which_browser.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(which_browser.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(which_browser, "_run", lambda *_: pytest.fail("a command was run"))
    assert which_browser.from_debian("chromium") == "apt-get needs root, or a sudo without password"


@pytest.mark.parametrize(
    ("platform", "variables", "places"),
    [
        (
            "win32",
            {"PROGRAMFILES": "C:/Program Files", "LOCALAPPDATA": "C:/Users/山田/AppData/Local"},
            [
                "C:/Program Files/Google/Chrome/Application/chrome.exe",
                "C:/Users/山田/AppData/Local/Google/Chrome/Application/chrome.exe",
                "C:/Program Files/Microsoft/Edge/Application/msedge.exe",
            ],
        ),
        ("darwin", {}, ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]),
        ("linux", {}, ["/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"]),
    ],
)
def test_the_usual_places_of_each_system(monkeypatch, platform, variables, places):
    monkeypatch.setattr(which_browser.sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert set(map(Path, places)) <= set(which_browser._usual_places())


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("win32", "chrome-win/chrome.exe"),
        ("darwin", "chrome-mac/Chromium.app/Contents/MacOS/Chromium"),
        ("linux", "chrome-linux/chrome"),
    ],
)
def test_playwrights_own_is_found_where_it_was_laid(tmp_path, monkeypatch, platform, place):
    own = tmp_path / "chromium-1234" / place
    own.parent.mkdir(parents=True)
    own.touch()
    monkeypatch.setattr(which_browser, "OWN", tmp_path)
    monkeypatch.setattr(which_browser.sys, "platform", platform)
    assert list(which_browser.installed())[-1] == own


def test_a_machine_without_fonts_shows_japanese_in_the_font_of_the_figures(monkeypatch):
    # The tests' own fonts alone, as if the machine had none.
    monkeypatch.setattr(which_browser, "FONTS", which_browser.FONTS.replace("/etc/fonts/fonts.conf", "/none"))
    with launched(chromium()) as browser:
        page = browser.new_page()
        page.set_content("<p>商談</p>")
        session = page.context.new_cdp_session(page)
        for domain in ("DOM", "CSS"):
            session.send(f"{domain}.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert sum(font["glyphCount"] for font in fonts) == 2
    # Windows and Mac have no fontconfig, and Japanese type of their own.
    assert sys.platform != "linux" or [font["familyName"] for font in fonts] == ["IPAexGothic"]
