"""The list of all pages: newest first, each with its finding and its curve."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kpi_helpers.report.blocks import header
from kpi_helpers.report.index import curve, find_pages, index_page, write_index
from kpi_helpers.report.page.render import failure_page, render_page

COLUMNS = "meeting,kpi,segment,period,value,numerator,denominator,low,high,target,unit,verdict"
DAY = date(2026, 11, 20)


def page(path, title, lead):
    path.parent.mkdir(parents=True, exist_ok=True)
    head = str(header(title, workbook="w", as_of="d", lead=lead))
    path.write_text(render_page([head], lang="ja"), encoding="utf-8")


def numbers(folder, *rows):
    lines = [COLUMNS, *(f"sales_sync,{row},,,,,,count," for row in rows)]
    (folder / "numbers.csv").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")


@pytest.fixture
def reports(tmp_path):
    page(tmp_path / "2026-10-20" / "sales_sync.html", "営業", "10月は届きました。")
    page(tmp_path / "2026-11-20" / "team_sync.html", "チーム", "")
    page(tmp_path / "2026-11-20" / "sales_sync.html", "<b>営業</b>", '11月は "届き" ません。')
    page(tmp_path / "2026-11-20" / "enterprise BDR #1" / "sales_sync.html", "営業", "BDR。")
    failed = failure_page("marketing_sync", where="w", why="y", lang="ja")
    (tmp_path / "2026-11-20" / "marketing_sync.failed.html").write_text(failed, encoding="utf-8")
    (tmp_path / "notes").mkdir()
    page(tmp_path / "notes" / "sales_sync.html", "no", "no")
    page(tmp_path / ".building-host-1-x" / "sales_sync.html", "no", "no")
    numbers(
        tmp_path / "2026-11-20",
        *(f"sales,all,2026-{month:02},{value}" for month, value in ((8, 1), (9, 3), (10, 2), (11, 9))),
        "sales,channel=Web,2026-09,50",
        "leads,all,2026-09,70",
        "sales,all,..2026-11-20,99",
    )
    return tmp_path


def test_the_newest_stand_first_in_the_order_of_the_meetings(reports):
    write_index(reports)
    markup = (reports / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="([^#"][^"]*)"', markup) == [
        "2026-11-20/sales_sync.html",
        "2026-11-20/team_sync.html",
        "2026-11-20/enterprise%20BDR%20%231/sales_sync.html",
        "2026-10-20/sales_sync.html",
    ]
    assert "&lt;b&gt;営業&lt;/b&gt;" in markup
    assert "2026年11月20日 (金)" in markup
    assert [path.name for path in reports.glob(".index*")] == []


def test_title_and_finding_come_from_the_page_itself(reports):
    found = {(entry.as_of, entry.meeting, entry.team): entry for entry in find_pages(reports)}
    assert len(found) == 4
    newest = found[DAY, "sales_sync", ""]
    assert (newest.title, newest.finding) == ("<b>営業</b>", '11月は "届き" ません。')


def test_the_curve_holds_closed_months_only(reports):
    folder = reports / "2026-11-20"
    assert curve(folder, "sales_sync", DAY) == [("2026-08", 1.0), ("2026-09", 3.0), ("2026-10", 2.0)]
    assert curve(folder, "board_sync", DAY) == []
    assert curve(reports / "2026-10-20", "sales_sync", DAY) == []


def test_the_curve_of_the_team_goes_by_week(tmp_path):
    numbers(
        tmp_path,
        "contact_rate,all,2026-W45,0.25",
        "contact_rate,all,2026-W46,0.5",
        "contact_rate,all,2026-W47,0.75",
        "contact_rate,all,2026-11,0.5",
        "contact_rate,all,2026-W44,",
    )
    assert curve(tmp_path, "team_sync", DAY) == [("2026-W45", 0.25), ("2026-W46", 0.5)]


def test_in_a_browser_it_is_quiet_readable_and_fits(reports, open_page):
    path = write_index(reports, lang="ja")
    for width, dark in ((390, False), (1280, True)):
        opened = open_page(path, width, dark=dark)
        assert opened.foreign_requests == []
        assert opened.messages == []
        assert opened.violations() == []
        assert opened.overflowing() == []
    opened.page.get_by_role("link", name="チーム").click()
    assert opened.page.title() == "チーム"


def test_an_empty_folder_gives_an_empty_list(tmp_path):
    assert "There is no page yet." in index_page(tmp_path, lang="en")


def test_the_page_of_a_failed_run_is_readable(tmp_path, open_page):
    path = tmp_path / "x.failed.html"
    path.write_text(failure_page("sales_sync", where="Plan?", why="leads.csv is missing.", lang="en"), encoding="utf-8")
    opened = open_page(path, 390)
    assert opened.violations() == []
    assert opened.messages == []
    assert "leads.csv is missing." in opened.page.locator("main").inner_text()
    assert opened.page.title() == "This page could not be made"


def weekly(tmp_path, *days, meeting="sales_sync"):
    for day in days:
        page(tmp_path / day / f"{meeting}.html", "営業", "")


def test_a_week_without_a_page_is_visible(tmp_path):
    weekly(tmp_path, "2026-10-30", "2026-11-06", "2026-11-20", "2026-11-27")
    weekly(tmp_path, "2026-10-30", "2026-11-27", meeting="team_sync")
    markup = index_page(tmp_path, lang="ja")
    # The team's two pages lie four weeks apart: nobody said that it meets every week.
    assert "11/9〜11/15の週はページがありません：営業部門とのミーティング<" in markup
    assert markup.count("ページがありません") == 1
    assert markup.index("2026年11月20日") < markup.index("11/9〜11/15") < markup.index("2026年11月6日")


def test_the_curve_bears_the_mark_of_actions_on_its_number_from_their_day(tmp_path):
    weekly(tmp_path, "2026-09-11", "2026-10-16", "2026-11-20")
    for day in ("2026-09-11", "2026-10-16", "2026-11-20"):
        months = [month for month in (7, 8, 9, 10) if month < int(day[5:7])]
        numbers(tmp_path / day, *(f"sales,all,2026-{month:02},{month}" for month in months))
        rows = "|値引きをやめる|佐藤||売上|\n|電話を増やす|佐藤||架電数|\n|見送り|佐藤||Sales|\n"
        text = f"|アクション|担当|状況|指標|\n|--|--|--|--|\n{rows if day > '2026-10' else ''}"
        text = text.replace("|見送り|佐藤||", "|見送り|佐藤|見送り|")
        (tmp_path / day / "sales_sync.minutes.md").write_text(text, encoding="utf-8")
    markup = index_page(tmp_path, lang="ja")
    # On the two pages since 16 October; October lies beyond the first one's closed months.
    assert markup.count('stroke-dasharray="1 2"') == markup.count("縦の点線＝アクション: 10/16 値引きをやめる<") == 2
    assert "Dotted upright = action: 16 Oct" in index_page(tmp_path, lang="en")
    assert "Dotted upright = action: 16 Oct see the minutes<" in index_page(tmp_path, lang="en", mask_names=True)


def test_the_newest_page_of_a_meeting_bears_its_open_actions_overdue_first(tmp_path):
    weekly(tmp_path, "2026-11-06", "2026-11-13")
    for day in ("2026-11-06", "2026-11-13"):
        text = "## アクション\n\n|アクション|担当|期限|状況|\n|--|--|--|--|\n|<b>見積</b>|佐藤|12/4||\n|電話|鈴木|11/2||\n|送付|鈴木|11/2|済|\n"
        (tmp_path / day / "sales_sync.minutes.md").write_text(text, encoding="utf-8")
    markup = index_page(tmp_path, lang="ja")
    assert markup.count("未完了のアクション2件（うち期限超過1件）") == 1
    assert (
        markup.index("電話、鈴木、11/2（期限超過）") < markup.index("見積、佐藤、12/4") < markup.index("2026年11月6日")
    )
    assert "送付" not in markup and "<b>見積" not in markup
    masked = index_page(tmp_path, lang="ja", mask_names=True)  # of what people wrote no table knows the names
    assert masked.count("未完了のアクション2件（うち期限超過1件）") == 1 and not re.search(
        "電話|見積|佐藤|鈴木", masked
    )
    assert "Open actions: 2, 1 of them overdue" in index_page(tmp_path, lang="en")
