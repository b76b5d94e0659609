"""A meeting that is held for twelve weeks, with all that happens to a file in that time."""

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from kpi_helpers.report.about import About
from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.index import index_page
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.report.numbers import COLUMNS
from kpi_helpers.workbook.definitions import Condition, Definitions, Version

FIRST = date(2026, 9, 11)
FRIDAYS = [FIRST + timedelta(weeks=week) for week in range(12)]
WITHOUT_PAGE, WITHOUT_NUMBERS = date(2026, 10, 16), date(2026, 10, 30)
ACTED, NARROWED, RENAMED = date(2026, 9, 18), date(2026, 11, 13), date(2026, 11, 20)
PRESENT = Version(date(2026, 4, 1), "最初の取り決め", ("営業部",), (Condition("email", "is", "present"),))
NAMED = Version(date(2026, 4, 1), "個人を除く", ("営業部",), (Condition("company_name", "is", "present"),))
NUMBERS = [*MEETINGS["team_sync"].followed, "leads"]
HEADER = "| アクション | 担当 | 期限 | 状況 | 指標 | 対象 |\n|---|---|---|---|---|---|\n"

MINUTES = {
    0: f"## 決定事項\n- 一覧を分けて渡す\n\n## アクション\n{HEADER}| 一覧を分ける | 佐藤 | 9/18 | | | |\n",
    1: f"{HEADER}| 一覧を分ける | 佐藤 | 9/18 | 完了 | | |\n| 朝に電話する | 佐藤 | 9/25 | | 接触率 | 佐藤 |\n",
    2: "## アクション\n- [ ] 鈴木: 資料を送る 10/2\n",
    3: "｜アクション｜担当｜期限｜状況｜\n｜資料を送る｜鈴木｜10/2｜半分済｜\n",
    4: "## アクション\n<table><tr><th>アクション</th><th>担当</th><th>期限</th></tr><tr><td>資料を送る</td><td>鈴木</td><td>R8.10.23</td></tr></table>\n",
    6: "## アクション\n- 鈴木: 資料を送る → 済\n- 佐藤: 価格表を直す 11/6\n",
    7: "アクション\t担当\t期限\n価格表を直す\t佐藤\t11-6\n",
    8: "# 今週のメモ\n\n特になし\n",
    9: "## アクション\r\n- 佐藤: 価格表を直す 11/6-11/13\r\n",
    10: "## 決定事項\n- 12月は展示会に出る\n\n"
    f"## アクション\n{HEADER}| 価格表を直す | 佐藤 | 11/13 | | | |\n| ブースを決める | 鈴木 | 来週金曜 | | | |\n| 一覧を分ける | 佐藤 | | OK | | |\n雑談\n",
}


class Text(HTMLParser):
    def __init__(self, markup):
        super().__init__()
        self.words = []
        self.feed(str(markup))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def calls_of(day, rep, made, settled):
    return [
        {
            "started_at": f"{day} {10 + place // 60}:{place % 60:02}",
            "rep": rep,
            "kind": "call",
            "outcome": "connected" if place < settled else "absent",
        }
        for place in range(made)
    ]


def tables(as_of):
    """What the tool exports on a day: 佐藤 settles 3 of 12 calls a day and 7 since he calls in the morning, 鈴木 3 of 12."""
    name = "鈴木（旧姓）" if as_of < RENAMED else "鈴木"
    leads, calls, deals = [], [], []
    day = date(2026, 6, 22)
    while day <= as_of:
        if day.weekday() < 5:
            number = f"{day:%m%d}"
            # Four leads of 10 November were typed in ten days later.
            late = 4 if day == date(2026, 11, 10) and as_of >= RENAMED else 0
            leads += [
                {
                    "lead_id": f"L{number}-{place}",
                    "created_at": f"{day} 09:{place:02}",
                    "email": "x@example.jp",
                    "company_name": None if place == 0 else f"会社{number}{place}",
                    "motion": "inbound",
                    "channel": "Web",
                    "rep": name,
                }
                for place in range(3 + late)
            ]
            calls += calls_of(day, "佐藤", 12, 7 if day > ACTED else 3) + calls_of(day, name, 12, 3)
            deals.append(
                {
                    "opportunity_id": f"O{number}",
                    "created_at": f"{day} 15:00",
                    "lead_id": f"L{number}-1",
                    "amount": 1e6,
                    "rep": "佐藤",
                    "closed_at": day + timedelta(days=14),
                    "is_won": day.day % 3 == 0,
                }
            )
        day += timedelta(days=1)
    months = [f"2026-{month:02}" for month in range(6, 13)]
    goal = 26e6 if as_of >= NARROWED else 8e6
    targets = [{"month": m, "metric": "sales", "value": goal, "team": None, "rep": None} for m in months]
    return {"leads": leads, "activities": calls, "opportunities": deals, "targets": targets}


@pytest.fixture(scope="module")
def twelve(make_workbook, tmp_path_factory):
    """What each page says since the last one, the folder of all pages, and the minutes' form of the last."""
    reports, said = tmp_path_factory.mktemp("reports"), {}
    for number, day in enumerate(FRIDAYS):
        if day == WITHOUT_PAGE:
            continue
        definitions = Definitions(valid_lead=(NAMED if day >= NARROWED else PRESENT,))
        wb = make_workbook(
            tables(day), as_of=str(day), definitions=definitions, teams={"IS": ("佐藤", "鈴木", "鈴木（旧姓）")}
        )
        meeting = Meeting("team_sync", wb, reports=reports)
        if day in (FRIDAYS[6], FRIDAYS[8], FRIDAYS[9], FRIDAYS[10], FRIDAYS[11]):
            said[day] = Text(what_changed(meeting)).text
        if day == NARROWED:
            said["form"] = minutes_writer(meeting)([])["team_sync.minutes.md"]
        folder = page_folder(reports, day)
        folder.mkdir()
        if day != WITHOUT_NUMBERS:
            # Landings take longest and are looked at from two pages only.
            kpis = [*NUMBERS, "landing"] if number in (6, 10) else NUMBERS
            rows = kpi_rows(wb, kpis)
            encoding = "cp932" if day == FRIDAYS[7] else "utf-8-sig"
            rows.assign(meeting="team_sync")[list(COLUMNS)].to_csv(
                folder / "numbers.csv", index=False, encoding=encoding
            )
        About.of(wb).write(folder)
        (folder / "team_sync.html").write_text("<title>チーム</title>", encoding="utf-8")
        text = MINUTES[number] if number in MINUTES else minutes_writer(meeting)([])["team_sync.minutes.md"]
        (folder / "team_sync.minutes.md").write_text(text, encoding="utf-8", newline="")
    form = minutes_writer(meeting)([])["team_sync.minutes.md"]
    return said, reports, form, meeting


def test_the_page_after_a_week_without_one_is_held_against_the_one_before(twelve):
    said = twelve[0][FRIDAYS[6]]
    # Minutes of 9 October, in HTML; no page and no minutes on 16 October.
    assert "前回（10月9日の議事録）の決定は0件、アクションは期限超過0件、未完了1件" in said
    assert "前回のページ（2026年10月9日（金）時点）から" in said


def test_the_page_after_a_lost_numbers_csv_is_held_against_the_one_before(twelve):
    said = twelve[0][FRIDAYS[8]]
    assert "前回のページ（2026年10月23日（金）時点）から" in said
    # The first page of a month says how the last one ended.
    assert "10月の着地見込み" in said and "実績" in said and "月をまたいだ分も含みます" in said
    # Deals of 12, 15 and 21 October, won two weeks on: two in October, one since; 24 calls on five days before and after.
    assert "10月より後 売上 600万円 800万円 +200万円 +100万円 架電数 408件 528件 +120件 +120件" in said
    assert "価格表を直す" in said and "2026-11-06" not in said


def test_minutes_without_a_part_for_actions_bring_nothing_older_back(twelve):
    said = twelve[0][FRIDAYS[9]]
    assert "アクションの欄がなく、それより前の未完了1件は引き継いでいません" in said
    # The numbers of 30 October were saved by a spreadsheet, those of 6 November are read.
    assert "前回のページ（2026年11月6日（金）時点）から" in said


def test_a_changed_definition_is_why_valid_leads_were_restated(twelve):
    said = twelve[0][FRIDAYS[9]]
    # One of three leads has no company: 22 business days of October, a lead each.
    assert "有効リード数 10月 66件 44件 −22件 有効リードの定義が変わった" in said


def test_the_minutes_carry_what_was_redefined_and_which_targets_changed(twelve):
    [_, changes] = twelve[0]["form"].split("## 定義・目標・取り込み設定の変更")
    changes = changes.split("##")[0]
    assert "| 有効リードの定義（2026-04-01 版） |" in changes and "個人を除く。合意：営業部 |" in changes
    # June to December, from 8 million to 26 million each.
    assert changes.count("| 800万円 | 2,600万円 |") == 7 and "| 目標：売上 | 2026-11 |" in changes
    assert "取り込み設定の変更" not in twelve[2]  # nothing changed in the last week


def test_late_rows_and_a_renamed_rep_are_told_as_what_they_are(twelve):
    said = twelve[0][FRIDAYS[10]]
    assert "有効リード数 11月（11月13日まで） 20件 24件 +4件 後から登録された行とみられる" in said
    assert "担当「鈴木（旧姓）」は「鈴木」に名前が変わっています（過去の数字が同じ）。増減ではありません。" in said


def test_page_twelve_reads_as_if_somebody_had_kept_the_file(twelve):
    said = twelve[0][FRIDAYS[11]]
    assert "前回（11月20日の議事録）の決定は1件、アクションは期限超過1件、未完了1件、完了・見送り1件です。" in said
    assert "期限「来週金曜」は日付として読めません" in said
    assert "12月は展示会に出る" in said
    assert "2026-11-20/team_sync.minutes.md 10行目「雑談」" in said
    # The action of 18 September is done and carried no more, what it did is still followed.
    assert "「朝に電話する」（接触率、佐藤、9月18日から）：まる9週で" in said and "良くなっています" in said
    # 7 of 12 against 3 of 12 are 33.3 points, the other's did not move.
    assert "+33." in said


def test_the_form_of_page_twelve_carries_what_is_open_and_no_more(twelve):
    form = twelve[2]
    assert "未完了のアクション2件を引き継いでいます（うち期限超過1件）" in form
    assert form.index("価格表を直す") < form.index("ブースを決める") and "一覧を分ける" not in form


def test_the_index_shows_the_week_without_a_page(twelve):
    markup = index_page(twelve[1], lang="ja")
    assert "10/12〜10/18の週はページがありません" in markup and markup.count("ページがありません") == 1
