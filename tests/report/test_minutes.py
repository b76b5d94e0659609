"""Minutes: written, edited, carried over; tables as people leave them."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.html import display_text
from kpi_helpers.report.interventions import named_scopes
from kpi_helpers.report.markdown import plain, table
from kpi_helpers.report.masking import masked_person, masked_text
from kpi_helpers.report.minutes import carried_over, minutes_writer
from kpi_helpers.report.minutes_file import is_edited, sealed
from kpi_helpers.report.minutes_reading import read_minutes
from tests.page.hostile import HOSTILE

RECORDS = [
    {"key": "sales", "question": "売上の着地は?", "sentence": "120万円 | A_B社 <b>"},
    {"key": "plan", "question": "予算は?", "sentence": "", "failure": "targets が読めません。"},
]
DAY = date(2026, 11, 18)


class Rendered(HTMLParser):
    """Tags and cells of HTML that another program made of Markdown."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.cells = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data):
        if data.strip():
            self.cells[-1] += data


def on_a_line(text):
    return " ".join(display_text(text).split())


def write(meeting, text, day="2026-11-11", encoding="utf-8"):
    folder = page_folder(meeting.reports, date.fromisoformat(day), meeting.wb.team)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{meeting.name}.minutes.md"
    path.write_bytes(text.encode(encoding))
    return path


def actions_of(text):
    return [(one.action, one.owner, one.due, one.state) for one in read_minutes(text, DAY).actions]


def test_the_form_has_agenda_numbers_and_empty_rows(wb, meet):
    [(name, text)] = minutes_writer(meet(wb))(RECORDS).items()
    assert name == "sales_sync.minutes.md"
    assert r"| 1 | 売上の着地は? |  | 120万円 \| A\_B社 &lt;b&gt; |  |  |" in text
    assert "| 2 | 予算は? |  | targets が読めません。 |  |  |" in text
    # Sales are 1,200,000 of 3,800,000: 31.6%.
    assert "| 売上 | 120万円 | 380万円 | 32% |" in text
    assert "2026年11月18日（水）" in text
    assert r"| ページ | [sales\_sync.html](sales_sync.html) |" in text
    assert "| 次回 |  |" in text and "| # | 議題 | 時間 | 数字から言えること | 対策 | メモ |" in text
    assert read_minutes(text, DAY).actions == ()


def test_the_form_is_english_where_the_page_is(wb, meet):
    text = minutes_writer(meet(wb, lang="en"))([])["sales_sync.minutes.md"]
    assert "| Action | Owner | Due | State | Metric | For |" in text and "| Sales | ¥1.2M | ¥3.8M | 32% |" in text
    for name in (wb.config.name, *(name for _, name in named_scopes(wb))):
        text = text.replace(name, "")
    assert not [line for line in text.splitlines() if any(ord(char) > 0x2FFF for char in line)]


def test_the_same_input_gives_the_same_minutes(wb, meet):
    assert minutes_writer(meet(wb))(RECORDS) == minutes_writer(meet(wb))(RECORDS)


def test_open_actions_come_back_overdue_first(wb, meet):
    meeting = meet(wb)
    written = minutes_writer(meeting)(RECORDS)["sales_sync.minutes.md"]
    empty = "|  |  |  |  |  |  |"
    head, gap, tail = written.rpartition(empty)
    rows = "\n".join(
        [
            "| 価格表を直す | 佐藤 | 12/4 | 対応中 |",
            "| 済んだこと | 鈴木 | 2026-11-10 | 完了（11/12） |",
            "| いつか話す | | | |",
            r"| A\|B社に電話 | 高橋 | 2026年11月13日（金） | |",
            "| これも期限切れ | 高橋 | 11/6 | 未完了 |",
        ]
    )
    write(meeting, head + rows + tail)
    assert [(one.action, one.due_on) for one in carried_over(meeting)] == [
        ("これも期限切れ", date(2026, 11, 6)),
        ("A|B社に電話", date(2026, 11, 13)),
        ("価格表を直す", date(2026, 12, 4)),
        ("いつか話す", None),
    ]
    again = minutes_writer(meeting)(RECORDS)["sales_sync.minutes.md"]
    assert "未完了のアクション4件を引き継いでいます（うち期限超過2件）" in again
    assert r"| A\|B社に電話 | 高橋 | 2026年11月13日（金）（期限超過） |  |  |  |" in again
    # The mark is no part of the date: it is not marked twice the week after.
    assert [one.due for one in read_minutes(again, DAY).actions] == ["11/6", "2026年11月13日（金）", "12/4", ""]
    shown = str(what_changed(meeting))
    places = [
        shown.index(text) for text in ("これも期限切れ", "A|B社に電話", "価格表を直す", "いつか話す", "済んだこと")
    ]
    assert places == sorted(places), "overdue first, then open, then done"
    assert "期限超過2件、未完了2件、完了・見送り1件" in shown
    masked = str(what_changed(meet(wb, mask_names=True)))
    assert "未完了2件" in masked and "佐藤" not in masked and "価格表" not in masked


def test_carried_actions_bear_pseudonyms_where_names_are_masked(world, meet):
    masked = meet(world("2026-11-18", leads=lambda table: table.assign(company_name="サクラ工業")), mask_names=True)
    write(
        masked,
        "| アクション | 担当 | 期限 | 状況 |\n|--|--|--|--|\n| サクラ工業に佐藤さんが連絡 | 佐藤 | 12/4 | 鈴木さんに確認 |\n| 集計 | 社外の人 | | |\n",
    )
    text = minutes_writer(masked)(RECORDS)["sales_sync.minutes.md"]
    company, rep, other, stranger = (
        masked.company("サクラ工業"),
        masked.person("佐藤"),
        masked.person("鈴木"),
        masked.person("社外の人"),
    )
    assert actions_of(text) == [
        (f"{company}に{rep}さんが連絡", rep, "12/4", f"{other}さんに確認"),
        ("集計", stranger, "", ""),
    ]
    assert masked_person(masked, rep) == rep, "a pseudonym carried over once more stays what it is"


def test_a_name_of_one_letter_is_masked_only_where_it_is_one(wb, world, meet):
    masked = meet(world("2026-11-18", config=replace(wb.config, teams={"営業": ("森",)})), mask_names=True)
    rep = masked.person("森")
    assert masked_text(masked, "森さんと森林組合へ") == f"{rep}さんと森林組合へ"
    assert (masked_text(masked, "森"), masked_person(masked, "森")) == (rep, rep)


def test_minutes_that_nobody_touched_say_nothing(wb, meet):
    meeting = meet(wb)
    write(meeting, "| アクション | 担当 |\n|--|--|\n| 見積もり | 佐藤 |", "2026-11-04")
    write(meeting, sealed("| アクション | 担当 |\n|--|--|\n| 古い引き継ぎ | 佐藤 |\n"), "2026-11-11")
    assert [one.action for one in carried_over(meeting)] == ["見積もり"]


def test_nothing_of_an_older_list_returns_where_the_newer_minutes_have_none(wb, meet):
    meeting = meet(wb)
    write(meeting, "| アクション | 担当 |\n|--|--|\n| 見積もり | 佐藤 |", "2026-11-04")
    write(meeting, "今週は中止。", "2026-11-11")
    assert carried_over(meeting) == []
    assert "それより前の未完了1件は引き継いでいません" in str(what_changed(meeting))


def test_decisions_and_what_could_not_be_read_stand_at_the_top(wb, meet):
    meeting = meet(wb)
    write(
        meeting, "## 決定事項\n- 価格表を見直す\n\n## アクション\n\n佐藤さんが来週見積もる\n\n- 鈴木: 訪問 来週金曜\n"
    )
    shown = str(what_changed(meeting))
    assert "価格表を見直す" in shown
    assert "2026-11-11/sales_sync.minutes.md 6行目「佐藤さんが来週見積もる」" in shown


def test_a_due_date_that_names_no_day_is_asked_about(wb, meet):
    meeting = meet(wb)
    write(meeting, "| アクション | 期限 |\n|--|--|\n| 訪問 | 来週金曜 |")
    assert "期限「来週金曜」は日付として読めません" in str(what_changed(meeting))


def test_later_days_other_meetings_and_other_teams_are_not_ours(wb, meet):
    meeting = meet(wb)
    text = "| アクション | 担当 |\n|--|--|\n| 見積もり | 佐藤 |"
    write(meeting, text, "2026-11-18")
    write(meeting, text, "2026-11-20")
    write(meet(wb, "team_sync"), text, "2026-11-11")
    assert carried_over(meeting) == []


def test_an_edited_file_of_today_is_left_alone(wb, meet):
    meeting = meet(wb)
    files = minutes_writer(meeting)
    first = files(RECORDS)["sales_sync.minutes.md"]
    path = write(meeting, first, "2026-11-18")
    assert files(RECORDS[:1]) != {}
    # As an editor on Windows saves it, with nothing changed.
    path.write_bytes(b"\xef\xbb\xbf" + first.replace("\n", "\r\n").encode())
    assert files(RECORDS) != {}
    path.write_text(first.replace("| 開催日 |  |", "| 開催日 | 11/19 |"), encoding="utf-8")
    assert files(RECORDS) == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp932"])
def test_minutes_saved_in_another_encoding_are_read(wb, meet, encoding):
    meeting = meet(wb)
    write(meeting, "| アクション | 担当 |\n|--|--|\n| 見積もり | 佐藤 |", encoding=encoding)
    assert [(one.action, one.owner) for one in carried_over(meeting)] == [("見積もり", "佐藤")]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_markup_or_breaks_the_table(text):
    written = table(["A", "B"], [[plain(text), "end"]])
    rendered = Rendered(mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "math"])(written))
    assert set(rendered.tags) == {"table", "thead", "tbody", "tr", "th", "td"}
    assert rendered.cells == ["A", "B", on_a_line(text), "end"]


@given(st.text(max_size=200))
def test_the_seal_knows_its_text(text):
    assert is_edited(sealed(text)) is False


def test_minutes_of_another_meeting_in_its_place_are_not_read_and_told(wb, meet):
    meeting = meet(wb)
    write(
        meeting, "# マーケティング部門とのミーティング 議事録\n\n## アクション\n- [ ] 佐藤: 電話 12/4\n", "2026-11-11"
    )
    write(meeting, "# 営業部門とのミーティング 議事録\n\n## アクション\n- [ ] 鈴木: 見積 12/4\n", "2026-11-04")
    assert [action.owner for action in carried_over(meeting)] == ["鈴木"]
    said = str(what_changed(meeting))
    assert (
        "2026-11-11/sales_sync.minutes.md は「マーケティング部門とのミーティング」の議事録のようなので、読んでいません"
        in said
    )
    # A title that names both meetings, or none, is one's own.
    write(
        meeting,
        "# 営業部門とのミーティング（マーケティング部門とのミーティングと合同）\n\n## アクション\n- 高橋: 送付\n",
    )
    assert [action.owner for action in carried_over(meeting)] == ["高橋"]


def test_links_pictures_and_markup_of_minutes_are_words_on_the_page(wb, meet):
    meeting = meet(wb)
    text = (
        "## 決定事項\n- [価格表](https://evil.example/) を見直す ![図](https://evil.example/x.png)\n\n"
        "## アクション\n- [ ] <img src=x onerror=alert(1)>見積 https://evil.example/ 12/4\n- [送付](javascript:alert(1))\n"
    )
    write(meeting, text)
    said = str(what_changed(meeting))
    assert "価格表 を見直す 図" in said and "見積" in said
    assert "見積 https://evil.example/</th>" in said or "見積 https://evil.example/</td>" in said
    assert "<img" not in said and "href" not in said and "src=" not in said


def test_a_due_date_of_another_century_is_asked_about(wb, meet):
    meeting = meet(wb)
    rows = "".join(
        f"| {name} | 佐藤 | {due} | |\n" for name, due in [("A", "1999/12/1"), ("B", "2199/12/1"), ("C", "12/4")]
    )
    write(meeting, f"| アクション | 担当 | 期限 | 状況 |\n|--|--|--|--|\n{rows}")
    said = str(what_changed(meeting))
    assert "期限超過0件、未完了3件" in said
    assert "期限「1999/12/1」、「2199/12/1」は日付として読めません" in said


def test_two_actions_of_the_same_words_are_two(wb, meet):
    meeting = meet(wb)
    write(meeting, "## アクション\n- 佐藤: 見積を送る 12/4\n- 佐藤: 見積を送る 12/4\n")
    assert [action.action for action in carried_over(meeting)] == ["見積を送る"] * 2


def test_a_huge_file_of_minutes_is_told_and_does_not_stop_the_page(wb, meet):
    meeting = meet(wb)
    write(meeting, "## アクション\n- 佐藤: 見積 12/4\n" + ("長い議事録の行。" * 40 + "\n\n") * 4_000)
    said = str(what_changed(meeting))
    assert "未完了1件" in said and "読めなかった行" in said
