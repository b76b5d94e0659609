"""What moved, what was restated and why, against pages of earlier days."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from kpi_helpers.report.about import About, differences
from kpi_helpers.report.archive import changes, last_page, newest_other
from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.definition_log import definition_log
from kpi_helpers.report.folders import dated_folders, page_folder
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.opening import notices, opening
from kpi_helpers.report.renamed import Rename, left_out
from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.definitions import Condition, Version
from kpi_helpers.workbook.reading import TableReport
from kpi_helpers.workbook.schema import TABLES


def change_of(wb, page, kpi, period="2026-11"):
    return next(change for change in changes(wb, page, [kpi]) if change.period == period)


def unspanned(element):
    """The markup of an element without the spans that hold a date together."""
    return re.sub("</?span[^>]*>", "", str(element))


def leave(reports, day, numbers=""):
    """A page of which only some numbers are left."""
    folder = page_folder(reports, date.fromisoformat(day))
    folder.mkdir()
    (folder / "numbers.csv").write_text(f"kpi,segment,period,value\n{numbers}", encoding="utf-8")
    (folder / "sales_sync.html").touch()


def test_the_last_page_is_the_newest_earlier_one_of_the_same_meeting_and_team(tmp_path):
    for day, team, files in [
        ("2026-11-06", None, ("sales_sync.html", "numbers.csv")),
        ("2026-11-13", None, ("numbers.csv",)),
        ("2026-11-16", "SDR", ("sales_sync.html", "numbers.csv")),
        ("2026-11-20", None, ("sales_sync.html", "numbers.csv")),
    ]:
        folder = page_folder(tmp_path, date.fromisoformat(day), team)
        folder.mkdir(parents=True)
        for name in files:
            (folder / name).write_text("kpi,segment,period,value\nsales,all,2026-11,5\n", encoding="utf-8")
    found = last_page(tmp_path, None, date(2026, 11, 20), meeting="sales_sync")
    assert (found.as_of, dict(found.numbers)) == (date(2026, 11, 6), {("sales", "2026-11"): 5.0})
    assert last_page(tmp_path, None, date(2026, 11, 20)).as_of == date(2026, 11, 13)
    assert last_page(tmp_path, "SDR", date(2026, 11, 20)).as_of == date(2026, 11, 16)
    assert last_page(tmp_path, None, date(2026, 11, 6)) is None
    assert newest_other(tmp_path, None, date(2026, 11, 13)).as_of == date(2026, 11, 20)


def test_a_landing_then_is_the_one_that_the_page_led_with(tmp_path):
    # The plain pace was off by 0.2 where the method was off by 0.3, of leads by more.
    rows = [
        *("landing,metric=won,2026-11,10", "landing_run_rate,metric=won,2026-11,14"),
        *("landing_error,metric=won,2026-11,0.3", "landing_error_run_rate,metric=won,2026-11,0.2"),
        *("landing,metric=leads,2026-11,90", "landing_run_rate,metric=leads,2026-11,99"),
        *("landing_error,metric=leads,2026-11,0.1", "landing_error_run_rate,metric=leads,2026-11,0.2"),
        "landing,metric=sales,2026-11,5",
    ]
    leave(tmp_path, "2026-11-06", "\n".join(rows))
    landings = last_page(tmp_path, None, date(2026, 11, 20)).landings
    assert {metric: value for metric, (value, _, _) in landings.items()} == {"won": 14, "leads": 90, "sales": 5}


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a;b\n1;2\n", "kpi,segment,period,value\nsales,all,Nov-26,1万\n".encode()]
)
def test_numbers_that_a_spreadsheet_spoiled_are_no_page(tmp_path, content):
    folder = page_folder(tmp_path, date(2026, 11, 6))
    folder.mkdir()
    (folder / "numbers.csv").write_bytes(content)
    page = last_page(tmp_path, None, date(2026, 11, 20))
    assert page is None or not page.numbers


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text("指標,segment,period,value\nsales,all,2026-11,5\n", encoding="utf-8"),
        lambda path: path.write_bytes(b"\x00\xff\xfe"),
        lambda path: path.mkdir(),
    ],
    ids=["a renamed column", "not a text", "a folder"],
)
def test_an_archive_that_cannot_be_read_is_a_note_and_the_rest_of_the_block_stands(world, meet, tmp_path, spoil):
    folder = page_folder(tmp_path, date(2026, 11, 11))
    folder.mkdir()
    (folder / "sales_sync.html").touch()
    (folder / "sales_sync.minutes.md").write_text("## アクション\n- 佐藤: 見積 12/4\n", encoding="utf-8")
    spoil(folder / "numbers.csv")
    for name in ("メモ", "2026-11-12"):  # a folder of somebody's own, and a day without a page
        (tmp_path / name).mkdir()
    (tmp_path / "2026-11-13").write_text("", encoding="utf-8")
    ja, en = (str(what_changed(meet(world("2026-11-18"), lang=lang))) for lang in ("ja", "en"))
    assert "numbers.csv が読めないため、数字は比べられません" in ja and "見積" in ja
    assert "cannot be read, so no number is compared" in en


def test_folders_of_other_names_are_no_days(tmp_path):
    for name in ("2026-11-20", "20261119", "2026-11-31", "latest"):
        (tmp_path / name).mkdir()
    assert [day for day, _ in dated_folders(tmp_path)] == [date(2026, 11, 20)]
    assert list(dated_folders(tmp_path / "missing")) == []


@pytest.mark.parametrize("team", ["../../etc", "..", "a/b\\c", "CON", ".hidden", "x\0y", " "])
def test_a_team_is_never_a_way_out_of_the_folder(tmp_path, team):
    folder = page_folder(tmp_path, date(2026, 11, 20), team)
    assert folder.resolve().parent == (tmp_path / "2026-11-20").resolve()
    assert not folder.name.startswith(".") and folder.name not in ("", "CON")


def test_new_events_move_a_number_and_restate_nothing(world, publish, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    # Until the 11th O2, O3, O6; then O4 on the 12th and O5 on the 16th.
    change = change_of(world("2026-11-18"), page, "opportunities")
    assert (change.before, change.now, change.moved, change.restated, change.why) == (3, 5, 2, 0, "")


def test_a_row_entered_late_is_restated(world, publish, row, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    late = world(
        "2026-11-18",
        opportunities=lambda table: row(
            table,
            opportunity_id="O99",
            created_at=pd.Timestamp("2026-11-10 10:00"),
            lead_id=None,
            is_won=None,
        ),
    )
    change = change_of(late, page, "opportunities")
    # 3 until the 11th then, 4 today; 2 more since.
    assert (change.before, change.now, change.restated, change.moved, change.why) == (3, 6, 1, 2, "more")


def test_a_closed_month_that_lost_a_row_is_restated(world, publish, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    fewer = world("2026-11-18", leads=lambda table: table[table["lead_id"] != "L2"])
    change = change_of(fewer, page, "leads", "2026-10")
    assert (change.before, change.now, change.restated, change.why) == (2, 1, -1, "fewer")
    # What did not change in a closed month is not listed.
    assert [one.period for one in changes(fewer, page, ["opportunities"])] == ["2026-11"]


def test_another_amount_restates_sales(world, publish, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    cut = world("2026-11-18", opportunities=lambda table: table.assign(amount=table["amount"] / 2))
    change = change_of(cut, page, "sales")
    # O1 is won on the 6th: 1,200,000 then, 600,000 now; O4's closing is after the 18th.
    assert (change.before, change.now, change.restated, change.moved) == (1_200_000, 600_000, -600_000, 0)


def test_a_changed_definition_is_the_reason(world, publish, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    own = world("2026-11-18").definitions
    strict = Version(date(2026, 10, 1), "絞り込み", ("営業部",), (Condition("company_id", "is", "present"),))
    change = change_of(
        world("2026-11-18", definitions=replace(own, valid_lead=(own.valid_lead[0], strict))),
        page,
        "valid_leads",
        "2026-10",
    )
    # L1 and L2 were valid; L2 has no company_id.
    assert (change.before, change.now, change.why) == (2, 1, "definition")


def test_a_changed_mapping_is_the_reason(world, publish, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    wb = world("2026-11-18")
    other = replace(wb.config, tables={"leads": Source("leads", columns={"created_at": ColumnSource("登録日")})})
    change = change_of(world("2026-11-18", config=other, leads=lambda table: table.iloc[1:]), page, "leads", "2026-10")
    assert (change.restated, change.why) == (-1, "mapping")


def test_a_changed_mapping_of_another_table_is_not_the_reason(world, publish, tmp_path):
    publish(world("2026-11-11"))
    page = last_page(tmp_path, None, date(2026, 11, 18))
    other = replace(
        world("2026-11-18").config, tables={"activities": Source("calls", columns={"started_at": ColumnSource("日時")})}
    )
    change = change_of(world("2026-11-18", config=other, leads=lambda table: table.iloc[1:]), page, "leads", "2026-10")
    assert (change.restated, change.why) == (-1, "fewer")


def test_a_month_that_ended_since_is_finished_on_the_next_page(world, meet, tmp_path):
    leave(tmp_path, "2026-10-19", "leads,all,2026-10,1\n")
    page = last_page(tmp_path, None, date(2026, 11, 18))
    change = change_of(world("2026-11-18"), page, "leads", "2026-10")
    # L1 of the 5th was there, L2 came on the 20th.
    assert (change.before, change.now, change.moved, change.restated) == (1, 2, 1, 0)
    assert "10月の数字" in str(what_changed(meet(world("2026-11-18"))))


def test_the_page_says_what_moved_and_what_was_restated(world, publish, meet, row):
    publish(world("2026-11-11"))
    late = world(
        "2026-11-18",
        opportunities=lambda table: row(
            table,
            opportunity_id="O99",
            created_at=pd.Timestamp("2026-11-10 10:00"),
            lead_id=None,
            is_won=None,
        ),
    )
    japanese, english = (str(what_changed(meet(late, lang=lang))) for lang in ("ja", "en"))
    assert (
        "商談数 +2件" in japanese
        and "修正された過去の数字1件" in japanese
        and "後から登録された行とみられる" in japanese
    )
    assert "Opportunities +2" in english and "rows entered late" in english
    assert "過去の数字に修正はありません" in str(what_changed(meet(world("2026-11-18"))))


def test_a_page_that_nothing_came_after_says_so(world, publish, meet):
    publish(world("2026-11-11"))
    # O4 is all that came on the 12th.
    quiet = world("2026-11-12", opportunities=lambda table: table[table["opportunity_id"] != "O4"])
    said = str(what_changed(meet(quiet)))
    assert "新しい動きはありません。過去の数字に修正はありません。" in said and "前回との比較" not in said
    # Of leads and deals that are not there nobody knows whether any came.
    unknown = world("2026-11-12", opportunities=lambda table: None, leads=lambda table: None)
    said = str(what_changed(meet(unknown)))
    assert "比べられる数字がないため、新しい動きはわかりません。" in said and "ありません" not in said


def test_the_log_lists_changes_of_definition_target_and_mapping(world, publish, meet):
    publish(world("2026-11-11"))
    own = world("2026-11-18")
    newer = Version(date(2026, 11, 16), "小口を外すため", ("営業部", "IS"), (Condition("employees", "at_least", 30),))
    changed = world(
        "2026-11-18",
        definitions=replace(own.definitions, valid_lead=(*own.definitions.valid_lead, newer)),
        config=replace(own.config, teams={"SDR": ("佐藤",), "BDR": ("高橋", "鈴木")}),
        targets=lambda table: table.assign(value=table["value"].where(table["metric"].ne("won"), 3)),
    )
    shown = unspanned(definition_log(meet(changed)))
    assert "有効リードの定義（2026-11-16 版）" in shown and "従業員数が30以上" in shown
    assert "小口を外すため。合意：営業部・IS" in shown
    assert "目標：受注数" in shown and ">2件<" in shown and ">3件<" in shown
    assert "workbook.yml: teams.BDR" in shown and "高橋, 鈴木" in shown
    assert "4件の変更" in shown  # the definition, the target, the two teams
    masked = str(definition_log(meet(changed, mask_names=True)))
    assert "workbook.yml: teams.BDR" in masked and "高橋" not in masked
    assert "変更はありません" in str(definition_log(meet(own)))


def test_a_page_of_which_nothing_is_noted_still_shows_new_definitions(world, meet, tmp_path):
    leave(tmp_path, "2026-09-18")
    shown = unspanned(definition_log(meet(world("2026-11-18"))))
    assert "定義の変更だけ" in shown and "2026-10-01 版" in shown


def test_a_password_in_the_connection_is_not_noted(world, tmp_path):
    config = replace(world("2026-11-18").config, connection="postgres://kpi:geheim@db/crm")
    About.of(world("2026-11-18", config=config)).write(tmp_path)
    assert "geheim" not in (tmp_path / ".about.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"form": 2, "about": {}}', '{"form": 1, "about": {"colour": 1}}'])
def test_a_spoiled_note_is_none(tmp_path, content):
    (tmp_path / ".about.json").write_text(content, encoding="utf-8")
    assert About.read(tmp_path) is None


def test_what_is_noted_is_read_back(world, tmp_path):
    about = About.of(world("2026-11-18"))
    about.write(tmp_path)
    assert About.read(tmp_path) == about
    assert about.targets["2026-11|calls||佐藤"] == 100
    assert not differences(about.mapping, About.read(tmp_path).mapping)


@pytest.fixture
def read_from(tmp_path):
    """How tables were read, as far as a page asks: ``read_from(leads=newest day)``."""

    def make(**newest):
        reports = {
            name: TableReport(
                name,
                (f"{name}.csv",),
                9,
                9,
                {},
                {},
                None,
                pd.Timestamp(day).to_pydatetime(),
                dict.fromkeys(TABLES[name].by_name, 0),
            )
            for name, day in newest.items()
        }
        return SimpleNamespace(reports=reports, folder=tmp_path / "tables")

    return make


def test_a_page_that_looks_back_says_which_columns_do_not(read_from, world, meet):
    wb = world("2026-11-11", fresh=True)
    assert wb.leads is not None  # prepared before it pretends to have been read
    others = dict.fromkeys(wb._tables, "2026-11-01 00:00")
    wb.loaded = read_from(**{**others, "leads": "2026-11-18 10:00", "activities": "2026-11-17 10:00"})
    assert [text for text in notices(meet(wb)) if "さかのぼった" in text and "2026年11月18日" in text]
    assert "さかのぼった" in str(opening(meet(wb)))
    wb.loaded = read_from(leads="2026-11-11 10:00")
    assert notices(meet(wb)) == []


def test_data_that_end_before_the_day_are_told(read_from, world, meet):
    wb = world("2026-11-18", fresh=True)
    assert wb.leads is not None
    wb.loaded = read_from(**dict.fromkeys(wb._tables, "2026-11-13 10:00"))
    [text] = notices(meet(wb, lang="en"))
    assert "end on Fri 13 Nov 2026" in text


def test_an_older_export_than_another_pages_is_told(read_from, world, publish, meet, tmp_path):
    later = world("2026-11-18", fresh=True)
    later.loaded = read_from(leads="2026-11-18 10:00", activities="2026-11-18 10:00")
    publish(later)
    earlier = world("2026-11-11", activities=lambda table: None)
    assert earlier.leads is not None
    others = dict.fromkeys(earlier._tables, "2026-11-01 00:00")
    earlier.loaded = read_from(**{**others, "leads": "2026-11-11 10:00"})
    said = " ".join(notices(meet(earlier)))
    assert "リードのデータが、11月18日時点のページのときより古く" in said
    assert "活動の表が、今回はありません" in said


def test_targets_without_a_row_are_none(world):
    assert About.of(world("2026-11-18", targets=lambda table: table.iloc[:0])).targets == {}


def test_a_renamed_rep_whom_no_team_lists_is_said_to_be_lacking_there(wb):
    meeting = Meeting("team_sync", wb, lang="en")
    renamed, moved = (Rename("rep", "佐藤", now, same_past=True) for now in ("佐藤（花子）", "鈴木"))
    assert "lists only “佐藤” in SDR, whose numbers lack this rep" in left_out(meeting, renamed, "佐藤", "佐藤（花子）")
    assert left_out(meeting, moved, "佐藤", "鈴木") == ""  # whom workbook.yml knows
