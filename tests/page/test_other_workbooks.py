"""The three pages of workbooks unlike the sample, as the real command builds them, in a real browser."""

import re

from tests.page.browser import DESK, PHONE
from tests.page.workbooks import MEETINGS, OLIST, bare_workbook, copied, hostile_workbook, kpi
from tests.portable_names import fault_of


def test_hostile_texts_in_every_column_run_nothing_and_break_nothing(tmp_path, open_page):
    folder = hostile_workbook(tmp_path / "hostile")
    done = kpi("build", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert {name: fault for name in written if (fault := fault_of(name))} == {}
    for meeting in MEETINGS:
        markup = (tmp_path / "out" / "2026-11-20" / f"{meeting}.html").read_text(encoding="utf-8")
        bare = tmp_path / f"{meeting}.html"
        bare.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", markup), encoding="utf-8")
        for width in (DESK, PHONE):
            page = open_page(bare, width)
            page.unfold()
            page.page.mouse.wheel(0, 20000)
            assert page.messages == []
            assert page.foreign_requests == []
            assert page.executable() == []
            assert page.overflowing() == []


def test_a_workbook_without_most_tables_reads_sensibly(tmp_path, open_page):
    """The public funnel of Olist where it is at hand, else one like it."""
    workbook = copied(tmp_path / "olist", OLIST) if OLIST.exists() else bare_workbook(tmp_path / "bare")
    done = kpi("build", workbook, "--as-of", "2018-05-15", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for meeting in MEETINGS:
        page = open_page(tmp_path / "out" / "2018-05-15" / f"{meeting}.html")
        assert page.page.evaluate("document.documentElement.lang") == "en"
        assert page.violations() == []
        missing = page.page.locator(".is-missing .answer").all_text_contents()
        assert all("would show" in sentence for sentence in missing)
        assert page.page.locator(".failure").count() == 0
