"""Rows and columns that `workbook.yml` arranges before they are read."""

import pytest

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import check_budget, rejected_rows

COLUMNS = {"started_at": {"date": "架電日", "time": "開始時刻"}, "rep": "架電者"}


def calls(*rows: str) -> str:
    return "架電日,開始時刻,終了時刻,架電者\n" + "".join(f"{row}\n" for row in rows)


class TestDateAndTimeApart:
    """One moment out of two columns."""

    @pytest.mark.parametrize(
        ("day", "time", "moment"),
        [
            ("2026/11/02", "9:05", "11-02 09:05:00"),
            ("2026年11月2日", "午後3時5分", "11-02 15:05:00"),
            ("Mon 2026-11-02", "9:05 PM", "11-02 21:05:00"),
            ("2026-11-02 00:00:00", "09:05:12", "11-02 09:05:12"),
            ("2026-11-02", "1899-12-31 09:05:00", "11-02 09:05:00"),
            ("2026-11-02", "0.5", "11-02 12:00:00"),
            ("2026-11-02", "", "11-02 00:00:00"),
            ("2026-11-02", "24:00", "11-03 00:00:00"),
            ("2026-11-02 9:05", "9:05", "11-02 09:05:00"),
        ],
    )
    def test_they_are_joined(self, book, day, time, moment):
        book.put("c.csv", calls(f"{day},{time},,森"))
        table = book.table("activities", {"activities": {"file": "c.csv", "columns": COLUMNS}})
        assert table["started_at"].dt.strftime("%m-%d %H:%M:%S").tolist() == [moment]

    def test_columns_of_different_length_lose_nothing_and_guess_nothing(self, book):
        book.put("c.csv", calls("2026/11/02,9:05,,森", "2026/11/03,,,森", ",10:05,,森", "2026/11/04,朝,,森"))
        report = book.load({"activities": {"file": "c.csv", "columns": COLUMNS}}).reports["activities"]
        assert (report.read, report.kept) == (4, 2)
        assert report.set_aside == {"time_without_date": 1, "unreadable_date": 1}

    def test_rows_that_are_set_aside_stand_as_in_the_file_and_are_read_again(self, book):
        columns = {**COLUMNS, "talk_seconds": {"from": "開始時刻", "to": "終了時刻"}}
        book.put("c.csv", calls("2026/11/02,9:05,9:06,森", ",10:05,10:07,森"))
        rejected = rejected_rows(book.load({"activities": {"file": "c.csv", "columns": columns}}), "en")
        assert rejected.loc[0, ["line", "reason", "row"]].tolist() == [
            3,
            "a time of day without its date: started_at",
            ",10:05,10:07,森",
        ]
        book.put("rejected.csv", rejected.replace({"row": {"^,": "2026/11/03,"}}, regex=True).to_csv(index=False))
        again = book.table("activities", {"activities": {"file": ["c.csv", "rejected.csv"], "columns": columns}})
        assert again["started_at"].dt.strftime("%d %H:%M").tolist() == ["02 09:05", "03 10:05"]
        assert again["talk_seconds"].tolist() == [60, 120]

    def test_a_time_alone_is_not_advised_by_the_key_of_years(self, book):
        book.put("c.csv", calls("2026/11/02,9:05,,森"))
        columns = {"started_at": "開始時刻", "rep": "架電者"}
        loaded = book.load({"activities": {"file": "c.csv", "columns": columns}})
        with pytest.raises(WorkbookError, match=r"a time of day without its date: 1.* write \{date: …, time: …\}"):
            check_budget(loaded, load_config(book.folder))

    def test_a_column_that_is_not_there_is_named(self, book):
        book.put("c.csv", calls("2026/11/02,9:05,,森"))
        columns = {**COLUMNS, "started_at": {"date": "架電日", "time": "開始"}}
        with pytest.raises(WorkbookError, match="c.csv has no column '開始', which .*columns.started_at"):
            book.load({"activities": {"file": "c.csv", "columns": columns}})

    def test_talk_time_is_what_lies_between_two_times(self, book):
        rows = [
            "2026/11/02,9:05,9:09,森",
            "2026/11/02,9:05,9:01,森",
            "2026/11/02,午前11:59,午後0:01,森",
            "2026/11/02,9:05,,森",
        ]
        book.put("c.csv", calls(*rows))
        columns = {**COLUMNS, "talk_seconds": {"from": "開始時刻", "to": "終了時刻"}}
        loaded = book.load({"activities": {"file": "c.csv", "columns": columns}})
        assert book.table("activities")["talk_seconds"].fillna(-1).tolist() == [4 * 60, -1, 2 * 60, -1]
        warned = loaded.reports["activities"].warnings["unreadable_duration:talk_seconds"]
        assert (warned.count, warned.example) == (1, "c.csv:3 9:05 → 9:01")

    def test_rows_set_aside_and_corrected_are_read_again(self, book):
        book.put("c.csv", calls("2026/11/02,9:05,,森", "2026/13/03,9:10,,森"))
        tables = {"activities": {"file": ["c.csv", "fixed.csv"], "columns": COLUMNS}}
        book.put("fixed.csv", 'table,file,line,reason,row\nactivities,c.csv,3,x,"2026/11/03 9:10,9:10,,森"\n')
        assert book.table("activities", tables)["started_at"].dt.strftime("%d %H:%M").tolist() == [
            "02 09:05",
            "03 09:10",
        ]


class TestTimeZones:
    """A column whose moments are not those of the workbook's zone."""

    def test_a_column_in_utc_is_moved_and_a_date_alone_is_not(self, book):
        book.put("c.csv", "datetime (utc),rep\n2026-11-02 00:05,森\n2026-11-02,森\n2026-11-02T09:05:00+09:00,森\n")
        columns = {"started_at": {"column": "datetime (utc)", "timezone": "UTC"}}
        loaded = book.load({"activities": {"file": "c.csv", "columns": columns}})
        assert book.table("activities")["started_at"].dt.strftime("%H:%M").tolist() == ["09:05", "00:00", "09:05"]
        assert not loaded.reports["activities"].warnings

    @pytest.mark.parametrize(
        ("column", "code"),
        [
            ({"column": "datetime (utc)", "timezone": "Asia/Tokyo"}, "zone_differs:started_at"),
            ("datetime (utc)", "zone_of_header:started_at"),
        ],
    )
    def test_a_header_that_disagrees_is_told(self, book, column, code):
        book.put("c.csv", "datetime (utc),rep\n2026-11-02 00:05,森\n2026-11-03 00:05,森\n")
        report = book.load({"activities": {"file": "c.csv", "columns": {"started_at": column}}}).reports["activities"]
        assert {code: warned.count for code, warned in report.warnings.items()} == {code: 2}
        assert report.warnings[code].example == "c.csv: datetime (utc) / Asia/Tokyo"

    def test_mars_is_no_zone(self, book):
        book.put("c.csv", "at,rep\n2026-11-02,森\n")
        with pytest.raises(WorkbookError, match="started_at.timezone 'Mars' is unknown"):
            book.load(
                {"activities": {"file": "c.csv", "columns": {"started_at": {"column": "at", "timezone": "Mars"}}}}
            )


GROUPED = """リード 所有者  ↑,リードソース  ↑,リード ID,作成日
佐藤,Web,L1,2026/11/02
,,L2,2026/11/03
,小計,件数,2
,展示会,L3,2026/11/04
,小計,件数,1
小計,,件数,3
鈴木,,L4,2026/11/05
,Web,L5,2026/11/06
合計,,件数,5
機密情報,,,
"""


class TestFillDown:
    """Group cells that stand in the first row of their group alone."""

    TABLES = {
        "leads": {"file": "g.csv", "preset": "salesforce-ja", "fill_down": ["リード 所有者", "リードソース"]},
    }

    def test_they_are_filled_but_never_over_a_total(self, book):
        book.put("g.csv", GROUPED)
        loaded = book.load(self.TABLES)
        table = book.table("leads")
        assert table["rep"].tolist() == ["佐藤", "佐藤", "佐藤", "鈴木", "鈴木"]
        assert table["channel"].fillna("").tolist() == ["Web", "Web", "展示会", "", "Web"]
        assert loaded.reports["leads"].set_aside == {"note_line": 1, "subtotal_row": 4}

    def test_a_column_that_is_not_there_is_named(self, book):
        book.put("g.csv", GROUPED)
        with pytest.raises(WorkbookError, match="g.csv has no column '部署', which .*tables.leads.fill_down"):
            book.load({"leads": {**self.TABLES["leads"], "fill_down": ["部署"]}})

    def test_empty_cells_below_the_first_row_of_a_group_are_told_with_the_remedy(self, book):
        """Once merged cells: of six rows four lack what their group has; a column of which few rows have one is no group."""
        book.put(
            "g.csv",
            "会社名,リードID,作成日,担当,キャンペーン\n"
            "サクラ,L1,2026/11/02,佐藤,\n,L2,2026/11/02,佐藤,秋\n,L3,2026/11/02,佐藤,\n"
            "フジ,L4,2026/11/02,鈴木,秋\n,L5,2026/11/02,鈴木,\n,L6,2026/11/02,鈴木,\n",
        )
        columns = {
            "lead_id": "リードID",
            "created_at": "作成日",
            "company_name": "会社名",
            "rep": "担当",
            "campaign": "キャンペーン",
        }
        report = book.load({"leads": {"file": "g.csv", "columns": columns}}).reports["leads"]
        assert {code: (one.count, one.example) for code, one in report.warnings.items() if "group" in code} == {
            "group_cell:company_name": (4, "g.csv:3 ")
        }
        filled = {"leads": {"file": "g.csv", "columns": columns, "fill_down": ["会社名"]}}
        assert not [code for code in book.load(filled).reports["leads"].warnings if "group" in code]
        assert book.table("leads")["company_name"].tolist() == ["サクラ"] * 3 + ["フジ"] * 3

    def test_a_row_that_lacks_what_its_group_has_is_set_aside_with_the_remedy(self, book):
        book.put(
            "c.csv",
            "started_at,rep\n2026-11-02 9:00,佐藤\n2026-11-02 9:05,\n2026-11-02 9:10,\n2026-11-03 9:00,鈴木\n2026-11-03 9:05,\n",
        )
        report = book.load({"activities": {"file": "c.csv"}}).reports["activities"]
        assert report.set_aside == {"group_cell": 3}


class TestRepeats:
    """Several rows of one id."""

    def deals(self, book, repeats, *rows):
        book.put("d.csv", "opportunity_id,created_at,stage,更新日\n" + "".join(f"{row}\n" for row in rows))
        loaded = book.load({"opportunities": {"file": "d.csv", "repeats": repeats}})
        return book.table("opportunities"), loaded.reports["opportunities"]

    ROWS = (
        "O1,2026-11-01,商談,2026/11/9",
        "O1,2026-11-01,受注,2026/11/10",
        "O2,2026-11-01,商談,",
        "O1,2026-11-01,提案,2026/11/5",
    )

    def test_the_last_by_a_column_stays(self, book):
        table, report = self.deals(book, {"keep": "last", "by": "更新日"}, *self.ROWS)
        assert table["stage"].tolist() == ["受注", "商談"]
        assert (report.read, report.kept, report.set_aside) == (4, 2, {"repeat": 2})

    def test_the_last_or_first_of_the_file_stays(self, book):
        assert self.deals(book, {"keep": "last"}, *self.ROWS)[0]["stage"].tolist() == ["商談", "提案"]
        assert self.deals(book, {"keep": "first"}, *self.ROWS)[0]["stage"].tolist() == ["商談", "商談"]

    def test_numbers_order_too_and_words_do_not(self, book):
        rows = ("O1,2026-11-01,a,9", "O1,2026-11-01,b,10")
        assert self.deals(book, {"keep": "last", "by": "更新日"}, *rows)[0]["stage"].tolist() == ["b"]
        with pytest.raises(WorkbookError, match="'更新日' holds neither dates nor numbers"):
            self.deals(book, {"keep": "last", "by": "更新日"}, "O1,2026-11-01,a,x", "O1,2026-11-01,b,y")

    def test_a_table_without_repeats_is_read_as_it_is(self, book):
        table, report = self.deals(book, {"keep": "last"}, "O1,2026-11-01,a,", "O2,2026-11-01,b,")
        assert (len(table), report.set_aside) == (2, {})

    def test_campaigns_are_collected_and_the_lead_is_as_old_as_its_first(self, book):
        book.put(
            "m.csv",
            "lead_id,created_at,campaign\nL1,2026/11/12,展示会\nL1,2026/11/05,ウェビナー\nL2,2026/11/05,ウェビナー\nL1,2026/11/20,展示会\n",
        )
        loaded = book.load({"leads": {"file": "m.csv", "repeats": {"collect": ["campaign"]}}})
        table = book.table("leads")
        assert table["campaign"].tolist() == ["展示会;ウェビナー", "ウェビナー"]
        assert table["created_at"].dt.day.tolist() == [5, 5]
        assert loaded.reports["leads"].set_aside == {"repeat": 2}

    def test_files_of_one_table_share_their_ids(self, book):
        for name, stage in (("1.csv", "商談"), ("2.csv", "受注")):
            book.put(name, f"opportunity_id,created_at,stage\nO1,2026-11-01,{stage}\n")
        table = book.table(
            "opportunities", {"opportunities": {"file": ["1.csv", "2.csv"], "repeats": {"keep": "last"}}}
        )
        assert table["stage"].tolist() == ["受注"]

    def test_the_last_by_a_column_is_found_over_several_files(self, book):
        for name, stage, day in (("1.csv", "受注", "2026/11/10"), ("2.csv", "商談", "2026/11/9")):
            book.put(name, f"opportunity_id,created_at,stage,更新日\nO1,2026-11-01,{stage},{day}\n")
        repeats = {"keep": "last", "by": "更新日"}
        table = book.table("opportunities", {"opportunities": {"file": ["1.csv", "2.csv"], "repeats": repeats}})
        assert table["stage"].tolist() == ["受注"]

    def test_campaigns_of_several_files_are_collected(self, book):
        for name, campaign in (("1.csv", "展示会"), ("2.csv", "ウェビナー")):
            book.put(name, f"lead_id,created_at,campaign\nL1,2026/11/12,{campaign}\n")
        repeats = {"collect": ["campaign"]}
        table = book.table("leads", {"leads": {"file": ["1.csv", "2.csv"], "repeats": repeats}})
        assert table["campaign"].tolist() == ["展示会;ウェビナー"]

    def test_a_column_that_is_not_there_is_named(self, book):
        with pytest.raises(WorkbookError, match="d.csv has no column '日', which .*repeats.by"):
            self.deals(book, {"keep": "last", "by": "日"}, *self.ROWS)


def test_footers_with_commas_are_notes(book):
    footers = "Copyright (c) 2026, Example, Inc., All\nGenerated By: Taro, 2026/11/20 9:12, Kaku Holdings, Web\n作成者: 太郎, 2026/11/20 9:12, a, b, c, d\n"
    book.put("l.csv", "lead_id,created_at,company_name,channel\nL1,2026/11/02,サクラ,Web\n\n\n" + footers)
    report = book.load({"leads": {"file": "l.csv"}}).reports["leads"]
    assert (report.read, report.kept, report.set_aside) == (4, 1, {"note_line": 3})


def test_people_are_one_over_all_tables(book):
    book.put(
        "c.csv",
        "started_at,rep\n2026-11-02,佐藤　一\n2026-11-02,佐藤一\n2026-11-02,sato@example.co.jp\n2026-11-02,鈴木\n",
    )
    book.put("t.csv", "date,rep,hours\n2026-11-02,ｻﾄｳ,3\n")
    tables = {"activities": {"file": "c.csv"}, "timesheet": {"file": "t.csv"}}
    people = {"佐藤 一": ["サトウ", "sato@example.co.jp"]}
    book.load(tables, people=people)
    assert book.table("activities")["rep"].tolist() == ["佐藤 一"] * 3 + ["鈴木"]
    assert book.table("timesheet")["rep"].tolist() == ["佐藤 一"]


def test_a_dollar_in_a_yen_column_is_told_and_not_counted(book):
    book.put(
        "o.csv", 'opportunity_id,created_at,amount\nO1,2026-11-01,"¥1,000"\nO2,2026-11-01,$141.56K\nO3,2026-11-01,500\n'
    )
    tables = {"opportunities": {"file": "o.csv"}}
    loaded = book.load(tables)
    assert book.table("opportunities")["amount"].fillna(-1).tolist() == [1000, -1, 500]
    assert loaded.reports["opportunities"].warnings["other_currency:amount"].example == "o.csv:3 $141.56K"
    assert book.table("opportunities", tables, currency="USD")["amount"].fillna(-1).tolist() == [-1, 141_560, 500]


def test_a_range_of_employees_is_its_lower_end_and_told(book):
    rows = "".join(f"L{n},2026-11-01,{cell}\n" for n, cell in enumerate(["50〜99名", '"1,000名以上"', "120", "多数"]))
    book.put("l.csv", "lead_id,created_at,employees\n" + rows)
    warnings = book.load({"leads": {"file": "l.csv"}}).reports["leads"].warnings
    assert book.table("leads")["employees"].fillna(-1).tolist() == [50, 1000, 120, -1]
    assert {code: warned.count for code, warned in warnings.items()} == {
        "range:employees": 2,
        "unreadable_number:employees": 1,
    }


def test_the_year_of_dates_without_one_is_the_one_that_is_named(book):
    book.put("c.csv", "started_at,rep\n11/2 9:05,森\n2025/11/3 10:05,森\n11月4日 11:05,森\n")
    table = book.table("activities", {"activities": {"file": "c.csv", "year": 2026}})
    assert table["started_at"].dt.strftime("%Y-%m-%d %H:%M").tolist() == [
        "2026-11-02 09:05",
        "2025-11-03 10:05",
        "2026-11-04 11:05",
    ]
    without = book.load({"activities": {"file": "c.csv"}}).reports["activities"]
    assert without.set_aside == {"unreadable_date": 2}
