"""Minutes as people leave them: what is read, and that nothing under a heading of ours is passed over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_helpers.report.actions import Action
from kpi_helpers.report.due_dates import day_in
from kpi_helpers.report.interventions import named_actions
from kpi_helpers.report.last_minutes import minutes_before
from kpi_helpers.report.markdown import plain, table
from kpi_helpers.report.minutes_reading import LONGEST, Decision, read_minutes

DAY = date(2026, 11, 18)
ROW = ("見積", "佐藤", "12/4", "対応中")
HTML = "<table><tr><th>アクション</th><th>担当</th><th>期限</th><th>状況</th></tr>"


def rows_of(text):
    return [(one.action, one.owner, one.due, one.state) for one in read_minutes(text, DAY).actions]


@pytest.mark.parametrize(
    "text",
    [
        "| アクション | 担当 | 期限 | 状況 |\n|---|---|---|---|\n| 見積 | 佐藤 | 12/4 | 対応中 |",
        "アクション | 担当 | 期限 | 状況\n:--|:-:|--:|--\n見積 | 佐藤 | 12/4 | 対応中",
        "| 状況 | **担当者** | 優先 | ToDo | 期日 |\n|-|-|-|-|-|\n| 対応中 | 佐藤 | 高 | **見積** | 12/4（期限超過） |\n|  |  |  |  |  |",
        "# 議事録\r\n\r\n| Action item | Owner | Due date | Status |\r\n| --- | --- | --- | --- |\r\n| 見積 | 佐藤 | 12/4 (overdue) | 対応中 |\r\n",
        "| 決定事項 | 担当 |\n|--|--|\n| 別の話 | x |\n\n| アクション | 担当 | 期限 | 状況 |\n|--|--|--|--|\n| 見積 | 佐藤 | 12/4 | 対応中 | 余分 |",
        "```\n| アクション | 担当 |\n|--|--|\n| コードの中 | x |\n```\n| アクション | 担当 | 期限 | 状況 |\n|--|--|--|--|\n| 見積 | 佐藤 | 12/4 | 対応中 |",
        "｜アクション｜担当｜期限｜状況｜\n｜ーー｜ーー｜ーー｜ーー｜\n｜見積｜佐藤｜12/4｜対応中｜",
        "| アクション | 担当 | 期限 | 状況 |\n| 見積 | 佐藤 | 12/4 | 対応中 |",
        "決めたこと:\n| アクション | 担当 | 期限 | 状況 |\n|--|--|--|--|\n| 見積 | 佐藤 | 12/4 | 対応中 |",
        "アクション\t担当\t期限\t状況\n見積\t佐藤\t12/4\t対応中",
        "| 宿題事項 | 誰が | いつまでに | 状態 |\n|--|--|--|--|\n| [見積](https://example.com) | 佐藤 | 12/4 | 対応中 |",
        HTML + "<tr><td>見積</td><td><b>佐藤</b></td><td>12/4</td><td>対応中</td></tr></table>",
        # Word, and Notion, as they paste it.
        "<table class=MsoTableGrid border=1\n style='border-collapse:collapse'>\n"
        + "".join(
            "<tr>"
            + "".join(
                f"\n  <td width=14><p class=MsoNormal><span lang=JA>{cell}</span><o:p></o:p></p></td>" for cell in row
            )
            + "</tr>\n"
            for row in (("アクション", "担当", "期限", "状況"), ROW)
        )
        + "</table>",
        "| アクション | 担当 | 期限 | 状況 |\n| --- | --- | --- | --- |\n| [見積](https://www.notion.so/1) | @佐藤 | 12/4 | 対応中 |",
        HTML + "\n\n<tr>\n<td><p>見積</p></td>\n\n<td>佐藤<td>12/4<td>対応中</tr></table>",
    ],
)
def test_a_table_of_actions_is_read_however_it_is_left(text):
    assert rows_of(text) == [ROW]


def test_tables_of_any_number_are_read_and_short_rows_filled():
    text = "| アクション | 期限 |\n|-|-|\n| 一 |\n\n| Action | Due |\n|-|-|\n| two | 12/4 |\n| two | 12/4 |"
    assert rows_of(text) == [("一", "", "", ""), ("two", "", "12/4", ""), ("two", "", "12/4", "")]


@pytest.mark.parametrize(
    ("line", "owner", "due", "is_open"),
    [
        ("- 佐藤: 見積を送る 12/4", "佐藤", date(2026, 12, 4), True),
        ("- [ ] 見積を送る @佐藤 12/4まで", "佐藤", date(2026, 12, 4), True),
        ("* [x] 見積を送る（担当: 佐藤さん、期限: 12月4日）", "佐藤", date(2026, 12, 4), False),
        ("1. 見積を送る → 完了", "", None, False),
        ("- 見積を送る（完了）", "", None, False),
        ("- 見積を送る（至急）", "", None, True),
        ("- 見積を送る\n  - 担当：佐藤\n  - 期限：12/4", "佐藤", date(2026, 12, 4), True),
        ("- ~~見積を送る~~", "", None, False),
        ("- ~~佐藤: 見積を送る~~", "佐藤", None, False),
        ("・佐藤：見積を送る　１２／４", "佐藤", date(2026, 12, 4), True),
        ("①　佐藤：見積を送る　済", "佐藤", None, False),
        ("（１）佐藤：見積を送る", "佐藤", None, True),
        ("　－ 見積を送る OK待ち", "", None, True),
        ("・見積を送る\n　・担当：佐藤\n　・期限：12/4", "佐藤", date(2026, 12, 4), True),
        ("    - 佐藤: 見積を送る", "佐藤", None, True),
        ("佐藤：見積を送る 12/4", "佐藤", date(2026, 12, 4), True),
        ("<ul><li>佐藤: 見積を送る 12/4まで</li></ul>", "佐藤", date(2026, 12, 4), True),
        (
            "<div>佐藤: 見積を送る</div>\n\n<p>December 4, 2026</p>".replace("</div>\n\n<p>", " "),
            "佐藤",
            date(2026, 12, 4),
            True,
        ),
        ("- [ ]  見積を送る @佐藤 2026/12/04", "佐藤", date(2026, 12, 4), True),
    ],
)
def test_a_list_of_actions_is_read_line_by_line(line, owner, due, is_open):
    [action] = read_minutes(f"## アクション\n\n{line}\n", DAY).actions
    assert "見積を送る" in action.action
    assert (action.owner, action.due_on, action.is_open) == (owner, due, is_open)


@pytest.mark.parametrize(
    "heading",
    [
        "## アクション",
        "# 議事録\n### 宿題事項",
        "【アクション】",
        "**Action items**",
        "■ToDo",
        "アクション：",
        "<h2>Actions</h2>",
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_part_for_actions_is_known_by_its_heading(heading, gap):
    found = read_minutes(f"前の行\n{heading}{gap if heading[0] != '<' else chr(10) * 2}- 見積\n", DAY)
    assert (found.has_actions, [one.action for one in found.actions], found.unread) == (True, ["見積"], ())


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        (
            "【アクション】\n担当：佐藤　見積を送る\n鈴木が訪問する",
            [(2, "担当：佐藤 見積を送る"), (3, "鈴木が訪問する")],
        ),
        ("## アクション\n\n```\n佐藤: 見積\n\n鈴木: 訪問\n```", [(4, "佐藤: 見積"), (6, "鈴木: 訪問")]),
        ("## アクション\n\n> 佐藤: 見積\n> 鈴木: 訪問", [(3, "佐藤: 見積"), (3, "鈴木: 訪問")]),
        ("## アクション\n\n<p>佐藤が見積</p>\n<div>鈴木が訪問</div>", [(3, "佐藤が見積"), (3, "鈴木が訪問")]),
        ("## 決定事項\n\n－－－－－\n12、3月は見送る", [(3, "－－－－－"), (4, "12、3月は見送る")]),
    ],
)
def test_nothing_under_a_heading_of_ours_is_passed_over_whatever_it_is_written_in(text, unread):
    assert [(one.line, one.text) for one in read_minutes(text, DAY).unread] == unread


def test_decisions_are_read_from_table_and_list():
    text = "| 決定事項 | 理由 | 決めた人 |\n|-|-|-|\n| 価格を直す | 失注 | 井上 |\n|  |  |  |\n\n## Decisions\n- 週次にする\n"
    assert read_minutes(text, DAY).decisions == (Decision("価格を直す", "失注", "井上"), Decision("週次にする"))


def test_what_cannot_be_read_is_quoted_with_its_line():
    text = "# 営業\n\nメモ\n\n## アクション\n\n佐藤さんが来週見積もる\n\n| 何 | だれ |\n|--|--|\n| 訪問 | 鈴木 |\n"
    found = read_minutes(text, DAY)
    assert found.has_actions and not found.actions and found.title == "営業"
    assert [(one.line, one.text) for one in found.unread] == [
        (7, "佐藤さんが来週見積もる"),
        (9, "何 | だれ"),
        (11, "訪問 | 鈴木"),
    ]


def test_line_numbers_are_those_of_the_file_where_lines_were_put_in():
    text = "本文\n| アクション | 担当 |\n| 見積 | 佐藤 |\n\nアクション\n\nだれかが後でやる\n"
    assert [one.line for one in read_minutes(text, DAY).unread] == [7]


@pytest.mark.parametrize(
    "text", ["", "アクションは 佐藤", "| アクション |\n|--|\n| 一列だけ |", "| 指標 | 進捗 |\n|--|--|\n| 売上 | 3 |"]
)
def test_minutes_without_a_part_for_actions_say_so(text):
    assert not read_minutes(text, DAY).has_actions


def test_the_notes_of_the_form_are_quotes_and_no_actions():
    assert read_minutes("## アクション\n\n> 未完了のアクション 2件を引き継いでいます。\n", DAY).unread == ()


def test_a_huge_file_is_read_to_its_limit_and_says_so():
    text = "## アクション\n- 見積\n" + "x" * LONGEST
    found = read_minutes(text, DAY)
    assert found.actions and found.unread


@pytest.mark.parametrize(
    "state",
    [
        "完了",
        "済",
        "対応済み",
        "完了 11/18",
        "完了（佐藤）",
        "完了しました",
        "Done",
        "closed.",
        "中止",
        "✅",
        "100%",
        "ＤＯＮＥ",
    ]
    + [
        "見送り",
        "キャンセル",
        "終わり",
        "終わった",
        "終わりました",
        "やった",
        "OK",
        "○",
        "◯",
        "クローズ済み",
        "終",
        "finish",
        "取りやめ",
    ]
    + [
        "11/18完了",
        "未着手→完了",
        "佐藤さん完了",
        "送付済み",
        "できた",
        "中止になりました",
        "対応不要",
        "resolved",
        "完了 100%",
    ],
)
def test_ended_is_ended(state):
    assert not Action("見積", state=state).is_open


@pytest.mark.parametrize(
    "state",
    [
        "",
        "未完了",
        "対応中",
        "完了予定",
        "完了していない",
        "50%",
        "not done",
        "open",
        "保留",
        "doneness",
        "来週済ませる",
        "done?",
        "完了？",
        "OK待ち",
        "終日",
    ]
    + ["完了（予定）", "完了→再オープン", "完了（一部未対応）", "一部完了", "完了 80%", "done by Friday", "未送付済"],
)
def test_anything_else_is_open(state):
    assert Action("見積", state=state).is_open


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-04", date(2026, 12, 4)),
        ("２０２６年１２月４日（金）", date(2026, 12, 4)),
        ("12/4まで", date(2026, 12, 4)),
        ("12-4", date(2026, 12, 4)),
        ("12.4", date(2026, 12, 4)),
        ("26/12/4", date(2026, 12, 4)),
        ("R8.12.4", date(2026, 12, 4)),
        ("令和8年12月4日", date(2026, 12, 4)),
        ("1月15日", date(2027, 1, 15)),
        ("8/1", date(2026, 8, 1)),
        ("11/30-12/4", date(2026, 12, 4)),
        ("12/4（金）〜12/10（木）", date(2026, 12, 10)),
        ("2026/11/30 - 2026/12/4", date(2026, 12, 4)),
        ("12月1日～4日", date(2026, 12, 4)),
        ("12/1-4", date(2026, 12, 4)),
        ("12/4-10:30", date(2026, 12, 4)),
        ("~~11/30~~ 12/4", date(2026, 12, 4)),
        ("11/30⇒12/4", date(2026, 12, 4)),
        ("20261204", date(2026, 12, 4)),
        ("Dec 4", date(2026, 12, 4)),
        ("4th December, 2026", date(2026, 12, 4)),
        ("Feb 30", None),
        ("Nov 30–Dec 4", date(2026, 12, 4)),
        ("2026年11月30日 → 2026年12月4日", date(2026, 12, 4)),
        ("来週金曜", None),
        ("Dec 4 or Dec 5", None),
        ("12/4か12/5", None),
        ("13/45", None),
        ("2026-02-30", None),
        ("2/29", None),
        ("1999/1/1", None),
        ("2199/1/1", None),
        ("11月末", date(2026, 11, 30)),
        ("２月末まで", date(2027, 2, 28)),
        ("月末", None),
        ("4/12/2026", None),
    ],
)
def test_a_due_date_is_read_or_asked_about(text, day):
    assert day_in(text, DAY) == day
    assert Action("見積", due=text, due_on=day).is_unclear is (day is None)


@given(st.text(max_size=40))
def test_text_comes_back_from_a_table_as_it_was_shown(text):
    written = plain(text)
    [decision] = read_minutes(table(["Decision", "Why"], [["x", written]]), DAY).decisions
    assert decision.why == " ".join(written_text(text).split())


def written_text(text):
    from kpi_helpers.report.html import display_text

    return display_text(text)


@given(st.text(alphabet=st.sampled_from("|-｜ー#*アクション担当\t\n <td>/tabler[]x12"), max_size=200))
def test_any_file_can_be_read_as_minutes(text):
    read_minutes(text, DAY)


def test_a_column_added_without_its_rule_and_a_row_without_its_action_lose_nothing():
    found = read_minutes(
        "| アクション | 担当 | 期限 |\n|--|--|\n| 見積 | 佐藤 | 12/4 |\n|  | 鈴木 | 12/5 |\n|  |  |  |\n", DAY
    )
    assert [(one.action, one.owner) for one in found.actions] == [("見積", "佐藤")]
    assert [(one.line, one.text) for one in found.unread] == [(4, " | 鈴木 | 12/5")]
    found = read_minutes("| 決定事項 | 理由 |\n|--|--|\n|  | 高い |\n|  |  |\n", DAY)
    assert (found.decisions, [one.text for one in found.unread]) == ((), [" | 高い"])


@pytest.mark.parametrize(
    "head",
    [
        "| 項目 | 内容 |\n|---|---|\n| 開催日 | 11/16（月） |\n| 出席者 | 佐藤 |",
        "開催日：2026-11-16",
        "- Held on: Nov 16",
        "日時: 2026年11月16日",
    ],
)
def test_the_day_on_which_the_meeting_was_held_is_read(head):
    assert read_minutes(f"# 議事録\n\n{head}\n\n## 決定事項\n\n- 決めた\n", date(2026, 11, 13)).held == date(
        2026, 11, 16
    )


def test_a_day_in_a_decision_is_not_that_of_the_meeting():
    assert read_minutes("## 決定事項\n\n- 開催日: 11/16\n", date(2026, 11, 13)).held is None


@pytest.mark.parametrize(("said", "held"), [("11/16", 16), ("", 13), ("11/6", 13), ("12/18", 13), ("11/20", 13)])
def test_an_action_counts_from_the_meeting_s_day_where_that_follows_the_page_s(tmp_path, said, held):
    folder = tmp_path / "2026-11-13"
    folder.mkdir()
    text = f"開催日: {said}\n\n## アクション\n\n| アクション | 指標 |\n|---|---|\n| 昼に架電 | 接触率 |\n"
    (folder / "team_sync.minutes.md").write_text(text, encoding="utf-8")
    [edited] = minutes_before(date(2026, 11, 20), tmp_path, "team_sync", None)
    [(_, day, _)] = named_actions([edited], date(2026, 11, 20))
    assert (edited.day, day) == (date(2026, 11, 13), date(2026, 11, held))


def test_a_table_that_says_who_and_by_when_holds_actions_whatever_its_heading():
    text = "# 議事録\n\n| No | 内容 | 担当者 | 期日 |\n|---|---|---|---|\n| 1 | 見積を送る | 佐藤 | 12/4 |\n"
    assert rows_of(text) == [("見積を送る", "佐藤", "12/4", "")]
    assert rows_of("| 項目 | 内容 |\n|---|---|\n| 出席者 | 佐藤 |\n") == []
