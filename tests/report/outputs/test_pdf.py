"""PDF: the page as its own style sheet prints it, by whichever browser the machine has; one sentence without one."""

import stat

import pypdf
import pytest

from kpi_helpers.report.outputs.browser import CHOSEN, browsers, print_pdf
from kpi_helpers.report.outputs.companions import print_pages
from kpi_helpers.workbook.errors import WorkbookError
from tests.page.which_browser import chromium

PAGE = """<!doctype html><meta charset="utf-8"><title>会議</title>
<style>@media print {.screen {display: none}} @page {size: A4}</style><p class="screen">screen</p><p>商談 901件</p>"""


@pytest.fixture
def page(tmp_path):
    """A page in a folder with a blank and Japanese in its name."""
    path = tmp_path / "会議 1" / "sales_sync.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_it_is_the_print_on_a4(page, monkeypatch):
    monkeypatch.setenv(CHOSEN, str(chromium()))
    [pdf], said = print_pages([page])
    [sheet] = pypdf.PdfReader(pdf).pages
    assert said == "" and pdf == page.with_suffix(".pdf")
    assert "901" in sheet.extract_text() and "screen" not in sheet.extract_text()
    assert [round(side) for side in sheet.mediabox[2:]] == [595, 842]
    assert sorted(path.name for path in page.parent.iterdir()) == ["sales_sync.html", "sales_sync.pdf"]


@pytest.mark.parametrize("content", [None, "", "#!/bin/sh\nexit 1\n"])
def test_without_a_browser_that_prints_it_is_one_sentence(page, monkeypatch, content, tmp_path):
    fake = tmp_path / "browser"
    if content is not None:
        fake.write_text(content, encoding="utf-8")
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(CHOSEN, str(fake))
    made, said = print_pages([page])
    assert made == [] and "No PDF" in said and "\n" not in said
    assert [path.name for path in page.parent.iterdir()] == ["sales_sync.html"]


def test_without_any_browser_in_japanese_too(page, monkeypatch, tmp_path):
    monkeypatch.delenv(CHOSEN, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("kpi_helpers.report.outputs.browser._usual_places", lambda: iter(()))
    assert list(browsers()) == []
    with pytest.raises(WorkbookError) as caught:
        print_pdf(page, page.with_suffix(".pdf"))
    assert caught.value.text("ja").startswith("PDF は作れませんでした")


def test_a_pdf_that_another_program_holds_open_is_named(page, monkeypatch):
    monkeypatch.setenv(CHOSEN, str(chromium()))
    page.with_suffix(".pdf").mkdir()
    made, said = print_pages([page])
    assert made == [] and "sales_sync.pdf cannot be written" in said
    assert sorted(path.name for path in page.parent.iterdir()) == ["sales_sync.html", "sales_sync.pdf"]
