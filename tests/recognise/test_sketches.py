"""`kpi init` of files that no tool is told by, and what their rows show."""

import openpyxl
import pytest

UNKNOWN = """Direction,Phone,Agent,Date,Clock,Call outcome text,Length,Ref
Out,03-0000-0000,Mori Hana,Mon 11/02/2026,9:05 AM,No Answer,0:00:22,A1
Out,03-0000-0001,Mori Hana,Fri 11/13/2026,9:22 AM,Busy,0:00:30,A2
Out,03-0000-0002,Abe Ken,Mon 11/16/2026,1:22 PM,Sold!,0:03:10,A3
"""


class TestUnknownTools:
    """A skeleton with the real headers, by what the cells hold."""

    def test_a_call_log_is_told_by_its_content(self, desk):
        book = desk.begin(desk.put("log.csv", UNKNOWN))
        assert book["tables"]["activities"]["columns"] == {
            "started_at": {"date": "Date", "time": "Clock"},
            "rep": "Agent",
            "kind": "Direction",
            "outcome": "Call outcome text",
        }
        for label in UNKNOWN.splitlines()[0].split(","):
            assert label in desk.text
        assert "#   Phone: 03-0000-0000 | 03-0000-0001 | 03-0000-0002\n" in desk.text
        assert "an unknown tool" in desk.said
        assert desk.table("activities")["started_at"].dt.strftime("%d %H:%M").tolist() == [
            "02 09:05",
            "13 09:22",
            "16 13:22",
        ]

    def test_one_odd_cell_among_times_of_day_hinders_nothing(self, desk):
        rows = [f"A{day},Mon 11/{day}/2026,9:{day},Mori,Busy" for day in range(10, 28)]
        log = "\n".join(("Ref,Date,Clock,Agent,Result", *rows, "A28,Mon 11/28/2026,unknown,Abe,Busy\n"))
        book = desk.begin(desk.put("log.csv", log))
        assert book["tables"]["activities"]["columns"]["started_at"] == {"date": "Date", "time": "Clock"}

    def test_times_in_as_many_writings_as_people_are_joined_to_their_date(self, desk):
        written = {
            "9:05": "09:05",
            "9時5分": "09:05",
            "9時半": "09:30",
            "午後1時": "13:00",
            "13:00:00": "13:00",
            "0.378472222": "09:05",  # 545 of a day's 1,440 minutes
            "１０：３０": "10:30",
            "2:45 PM": "14:45",
        }
        rows = "".join(f"2026/11/{day:02d},{time},佐藤,不在\n" for day, time in enumerate(written, 2))
        book = desk.begin(desk.put("記録.csv", "架電日,時刻,担当者,結果\n" + rows))
        assert book["tables"]["activities"]["columns"]["started_at"] == {"date": "架電日", "time": "時刻"}
        assert desk.table("activities")["started_at"].dt.strftime("%H:%M").tolist() == list(written.values())

    def test_the_time_that_is_joined_is_no_talk_time(self, desk):
        rows = "".join(f"2026/11/{day:02d},{9 + day % 8}:05,佐藤,不在\n" for day in range(2, 20))
        columns = desk.begin(desk.put("記録.csv", "架電日,時間,担当,結果\n" + rows))["tables"]["activities"]["columns"]
        assert columns["started_at"] == {"date": "架電日", "time": "時間"} and "talk_seconds" not in columns

    def test_our_own_person_is_taken_before_the_customer_s(self, desk):
        rows = "".join(f"A-{n},2026/11/{n + 2:02d},先方{n % 3},佐藤,{n}00,商談中\n" for n in range(9))
        book = desk.begin(desk.put("商談.csv", "案件番号,起票日,ご担当者,弊社担当,金額,状況\n" + rows))
        assert book["tables"]["opportunities"]["columns"]["owner"] == "弊社担当"

    @pytest.mark.parametrize(
        ("column", "again", "table"),
        [("結果", 3, "activities"), ("通話（分）", 3, "activities"), ("備考", 3, "leads"), ("結果", 1, "leads")],
    )
    def test_several_rows_of_a_lead_with_outcome_or_talk_time_are_calls(self, desk, column, again, table):
        cell = {"結果": ("不在", "担当者接触"), "通話（分）": ("2", "5"), "備考": ("再送", "資料")}[column]
        rows = "".join(f"L{n // again},2026/11/{n % 28 + 1:02d},9:05,森,Web,{cell[n % 2]}\n" for n in range(99))
        book = desk.begin(desk.put("記録.csv", f"リードID,日付,時刻,担当,流入経路,{column}\n" + rows))
        assert list(book["tables"]) == [table]

    @pytest.mark.parametrize("label", ["date_started", "startTimestamp"])
    def test_milliseconds_from_1970_are_a_moment_where_the_header_speaks_of_one(self, desk, label):
        # 1,788,224,700 seconds from 1970 are 2026-09-01 01:05 in UTC, 10:05 in Tokyo.
        rows = "".join(f"50000{n},{1788224700000 + n * 86400000},Sato,Busy,29500{n}\n" for n in range(5))
        book = desk.begin(desk.put("calls.csv", f"call_id,{label},agent,result,talk_time\n" + rows))
        assert book["tables"]["activities"]["columns"]["started_at"] == label
        assert f"{desk.table('activities')['started_at'][0]:%Y-%m-%d %H:%M}" == "2026-09-01 10:05"

    def test_no_tool_is_named_on_names_that_others_have_too(self, desk):
        desk.begin(
            desk.put(
                "d.csv",
                "Deal - ID,Deal - Stage,Deal - Owner,Deal - Value,Deal - Deal created\n1,A,Ken,100,2026-11-01\n2,A,Ken,200,2026-11-02\n",
            )
        )
        assert "HubSpot" not in desk.said and "Zoho" not in desk.said
        assert desk.table("opportunities")["opportunity_id"].tolist() == ["1", "2"]

    def test_a_file_that_nothing_speaks_for_is_a_skeleton_alone_and_left_beside_others(self, desk, exports):
        odd = desk.put("odd.csv", "a,b,c\n1,2,3\n")
        desk.begin(odd, desk.put("leads.csv", exports.SALESFORCE_LEADS))
        assert "使っていません: odd.csv: どの表か決められません" in desk.said
        (desk.book / "workbook.yml").unlink()
        desk.begin(odd)
        assert "which table this is cannot be told" in desk.text

    def test_customers_are_no_reps_and_empty_columns_no_columns(self, desk):
        rows = "".join(f"2026/11/0{n},9:0{n},9:1{n},本人,受付NG,,森\n" for n in range(1, 8))
        book = desk.begin(
            desk.put("架電.csv", "架電日,開始時刻,終了時刻,対応者,進捗,担当者名,担当オペレーター\n" + rows)
        )
        assert book["tables"]["activities"]["columns"] == {
            "started_at": {"date": "架電日", "time": "開始時刻"},
            "rep": "担当オペレーター",
            "outcome": "進捗",
            "talk_seconds": {"from": "開始時刻", "to": "終了時刻"},
        }
        assert desk.table("activities")["talk_seconds"].tolist() == [600.0] * 7


class TestWhatTheRowsShow:
    """Proposals that no header makes."""

    def test_the_order_of_files_changes_nothing(self, desk):
        lead = desk.put("Lead.csv", "Id,Company,LeadSource,CreatedDate,Status\n00Q1,Acme,Web,2026-11-01,New\n")
        member = desk.put(
            "CampaignMember.csv",
            "LeadId,CampaignId,CompanyOrAccount,CreatedDate,HasResponded\n00Q1,701,Acme,2026-11-02,true\n",
        )
        contact = desk.put(
            "Contact.csv",
            "Id,AccountId,LastName,Email,MailingCity,LeadSource,CreatedDate\n0031,0011,A,a@a.example,Tokyo,Web,2026-11-01\n",
        )
        account = desk.put("Account.csv", "Id,Name,Website,BillingCity,Industry\n0011,Acme,acme.example,Tokyo,IT\n")
        files = [lead, member, contact, account]
        seen = []
        for order in (files, files[::-1], [contact, member, account, lead]):
            book = desk.begin(*order)
            seen.append({name: table["file"] for name, table in book["tables"].items()})
            assert "Contact.csv: it looks like Salesforce contacts, of which nothing is needed" in desk.said
            (desk.book / "workbook.yml").unlink()
        assert seen == [{"leads": "Lead.csv", "companies": "Account.csv"}] * 3

    def test_groups_are_filled_down_and_members_collected(self, desk):
        grouped = "リード 所有者,リードソース,リード ID,作成日\n佐藤,Web,L1,2026/11/02\n,,L2,2026/11/03\n,,L3,2026/11/03\n,小計,件数,3\n小計,,件数,3\n鈴木,Web,L4,2026/11/04\n,,L5,2026/11/04\n,小計,件数,2\n"
        grouped += "IS_リード一覧,,,\n生成者: 山田 太郎 2026/11/20 18:05,,,\nテスト株式会社,,,\n"
        assert desk.begin(desk.put("g.csv", grouped))["tables"]["leads"]["fill_down"] == [
            "リード 所有者",
            "リードソース",
        ]
        assert desk.table("leads")["rep"].tolist() == ["佐藤"] * 3 + ["鈴木"] * 2
        assert "teams: {SDR: [佐藤, 鈴木]}" in desk.text

    def test_rows_of_one_id_are_told_by_what_differs(self, desk):
        history = "商談ID,商談化日,フェーズ,更新日\n" + "".join(
            f"O{n},2026/11/01,{stage},2026/11/{day}\n"
            for n in (1, 2)
            for stage, day in (("提案", "05"), ("受注", "09"))
        )
        assert desk.begin(desk.put("h.csv", history))["tables"]["opportunities"]["repeats"] == {
            "keep": "last",
            "by": "更新日",
        }
        assert desk.table("opportunities")["stage"].tolist() == ["受注", "受注"]

    def test_people_are_proposed_by_spelling_by_address_and_by_their_leads(self, desk):
        leads = "リードID,リード獲得日,IS担当\n" + "".join(
            f"L{n},2026/11/0{n},{rep}\n" for n, rep in enumerate(["佐藤 一", "鈴木 二", "Aoi Mori"] * 3, 1)
        )
        reps = ["佐藤　一", "SUZUKI Jiro", "aoi.mori@example.com"] * 3
        calls = "リードID,架電日時,架電者,架電結果\n" + "".join(
            f"L{n},2026/11/1{n} 9:00,{rep},不在\n" for n, rep in enumerate(reps, 1)
        )
        book = desk.begin(desk.put("leads.csv", leads), desk.put("架電.csv", calls))
        assert book["people"] == {
            "Aoi Mori": ["aoi.mori@example.com"],
            "佐藤 一": ["佐藤　一"],
            "鈴木 二": ["SUZUKI Jiro"],
        }
        assert "担当リードが一致した表記: SUZUKI Jiro" in desk.text
        assert sorted(set(desk.table("activities")["rep"])) == ["Aoi Mori", "佐藤 一", "鈴木 二"]

    def test_zones_years_and_currencies_are_proposed(self, desk, monkeypatch):
        monkeypatch.setenv("KPI_TODAY", "2027-01-15")
        desk.begin(desk.put("架電.csv", "架電日時,架電者,架電結果\n12/28 9:05,森,不在\n1/20 9:05,森,不在\n"))
        assert "    year: 2026 " in desk.text
        (desk.book / "workbook.yml").unlink()
        book = desk.begin(
            desk.put(
                "c.csv",
                "datetime (utc),agent,call result,Call ID\n2026-11-02 00:05,Mori,Busy,1\n2026-11-02 01:05,Mori,Busy,2\n",
            )
        )
        assert book["tables"]["activities"]["columns"]["started_at"] == {"column": "datetime (utc)", "timezone": "UTC"}
        (desk.book / "workbook.yml").unlink()
        assert (
            desk.begin(desk.put("o.csv", "商談ID,商談化日,金額\nO1,2026/11/01,$1.2K\nO2,2026/11/01,$300\n"))["currency"]
            == "USD"
        )


class TestMeanings:
    """Of several columns that could be it the one whose header says so, whatever their order."""

    def test_the_day_of_the_call_is_not_the_day_of_the_entry(self, desk):
        """登録日 stands first and is as much a date; who called is no customer, and words of speech are outcomes."""
        rows = "".join(
            f"{n},2026/10/{n:02d},会社{n},2026/11/{n:02d} 9:05,{('佐藤', '鈴木')[n % 2]},{('つながった', '留守', '受付で断られた')[n % 3]}\n"
            for n in range(2, 11)
        )
        book = desk.begin(desk.put("記録.csv", "No,登録日,会社名,電話した日,電話した人,どうだったか\n" + rows))
        told = book["tables"]["activities"]
        assert told["columns"] == {
            "started_at": "電話した日",
            "rep": "電話した人",
            "outcome": "どうだったか",
            "company_name": "会社名",
        }
        assert told["values"]["outcome"] == {
            "connected": ["つながった"],
            "reception_refused": ["受付で断られた"],
            "absent": ["留守"],
        }

    def test_a_kintone_app_names_its_lead_by_the_ids_that_stand_in_it(self, desk):
        """Its own number of records is none of the leads', that of the customer is; 対応方法 tells calls from e-mails."""
        leads = "".join(f"{n},2026/11/{n:02d} 9:00,会社{n},a{n}@c{n}.example.jp\n" for n in range(2, 11))
        work = "".join(
            f"{n + 1000},佐藤,2026/11/{n:02d} 9:40,{n},2026/11/{n:02d} 9:04,佐藤,{('電話', 'メール')[n % 2]},不在\n"
            for n in range(2, 11)
        )
        book = desk.begin(
            desk.put(
                "活動.csv", "レコード番号,作成者,作成日時,顧客レコード番号,対応日時,対応者,対応方法,結果\n" + work
            ),
            desk.put("顧客.csv", "レコード番号,作成日時,会社名,メールアドレス\n" + leads),
        )
        assert book["tables"]["activities"]["columns"] == {
            "activity_id": "レコード番号",
            "started_at": "対応日時",
            "rep": "対応者",
            "kind": "対応方法",
            "outcome": "結果",
            "lead_id": "顧客レコード番号",
        }

    def test_numbers_of_companies_are_no_ids_of_leads_though_they_are_among_them(self, desk):
        leads = "lead_id,created_at\n" + "".join(f"{n},2026-11-{n:02d} 9:00\n" for n in range(2, 11))
        calls = "架電日時,オペレーター,取引先番号,回数\n" + "".join(
            f"2026/11/{n:02d} 9:04,佐藤,{n},{n}\n" for n in range(2, 11)
        )
        book = desk.begin(desk.put("leads.csv", leads), desk.put("calls.csv", calls))
        assert "lead_id" not in book["tables"]["activities"]["columns"]

    def test_cards_without_an_id_are_told_apart_by_their_addresses_where_each_has_its_own(self, desk):
        rows = [f"会社{n},架空 太郎,a{n}@c{n}.example.jp,2026/11/{n:02d}\n" for n in range(2, 11)]
        head = "会社名,氏名,e-mail,名刺交換日\n"
        book = desk.begin(desk.put("cards.csv", head + "".join(rows)))
        assert book["tables"]["leads"]["columns"]["lead_id"] == "e-mail" and "メールアドレスで区別します" in desk.text
        (desk.book / "workbook.yml").unlink()
        book = desk.begin(desk.put("twice.csv", head + "".join([*rows, rows[0].replace("11/02", "11/12")])))
        assert "lead_id" not in book["tables"]["leads"]["columns"] and "# lead_id:" in desk.text

    def test_a_rep_s_own_address_is_no_lead_s_and_a_zone_with_a_blank_is_the_zone(self, desk):
        rows = "".join(
            f"{n},2026-11-{n:02d} 09:05:00,outbound,{name},{name}@us.example.com,00:05:30,00:05:12\n"
            for n, name in zip(range(2, 14), ("sato", "suzuki") * 6, strict=True)
        )
        head = "Call ID,Date & Time (GMT +9:00),Direction,Caller Name,Email,Duration (h:m:s),Talk Time (h:m:s)\n"
        book = desk.begin(desk.put("log.csv", head + rows))
        assert book["tables"]["activities"]["columns"] == {
            "activity_id": "Call ID",
            "started_at": "Date & Time (GMT +9:00)",
            "rep": "Caller Name",
            "kind": "Direction",
            "talk_seconds": "Talk Time (h:m:s)",
        }

    def test_no_tool_is_named_for_a_file_that_lacks_all_that_its_table_needs(self, desk):
        rows = (
            "".join(f"{n},Done,Call,2026-11-{n:02d},09:05,Ken,Firm {n}\n" for n in range(2, 8))
            + "9,To do,Call,2026-12-01,09:05,Aoi,Firm 9\n"
        )
        head = ("ID", "Done", "Type", "Due date", "Due time", "Assigned to user", "Organization")
        book = desk.begin(desk.put("a.csv", ",".join(f"Activity - {one}" for one in head) + "\n" + rows))
        assert "Salesforce" not in desk.said
        told = book["tables"]["activities"]
        assert told["columns"] == {
            "activity_id": "Activity - ID",
            "started_at": {"date": "Activity - Due date", "time": "Activity - Due time"},
            "rep": "Activity - Assigned to user",
            "kind": "Activity - Type",
            "company_name": "Activity - Organization",
            "status": "Activity - Done",
        }
        assert told["values"]["status"] == {"done": ["Done"], "planned": ["To do"]}

    def test_sheets_called_after_people_say_whose_rows_they_are(self, desk):
        """And a total below a table is no value of it."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name in ("佐藤", "鈴木"):
            sheet = book.create_sheet(name)
            sheet.append(["架電日", "時刻", "会社名", "結果"])
            for day in (2, 3, 4):
                sheet.append([f"2026/11/{day}", "9:05", f"会社{day}", "不在"])
            sheet.append(["合計", None, None, "3件"])
        book.save(desk.downloads / "記録.xlsx")
        desk.begin(desk.downloads / "記録.xlsx")
        assert desk.text.count("シート名を担当者とみなしました") == 2 and "3件" not in desk.text
        assert desk.table("activities")["rep"].value_counts().to_dict() == {"佐藤": 3, "鈴木": 3}

    def test_a_list_of_companies_with_their_day_of_entry_is_no_log_of_calls(self, desk):
        rows = "".join(f'会社{day},佐藤,2026/11/{day},"11/2 不在"\n' for day in range(2, 10))
        book = desk.begin(desk.put("追客リスト.csv", "会社名,担当,初回登録日,架電履歴\n" + rows))
        assert list(book["tables"]) == ["leads"] and book["tables"]["leads"]["columns"]["lead_id"] == "会社名"
        assert "会社名で区別します" in desk.text

    def test_a_table_with_a_day_in_each_column_is_told_to_be_written_by_rows(self, desk):
        calls = desk.put("架電数.csv", "担当,11/2,11/4,11/5\n佐藤,20,21,22\n")
        across = desk.put(
            "計画.csv",
            "予算表\n\n,単位,令和8年9月,10月,11月,下期計,備考\n売上,千円,900,900,900,2700,\n佐藤,件,8,8,8,24,\n",
        )
        for sheet in (calls, across):
            assert "its header is a row of dates" in desk.refused("init", desk.book, sheet)

    def test_the_days_of_calls_in_numbered_groups_date_no_lead(self, desk):
        rows = "".join(f"{n},会社{n},2026/11/{n},佐藤,不在,2026/12/{n},佐藤,接触\n" for n in range(1, 5))
        head = ",,1回目,,,2回目,,\n管理番号,会社名,日付,架電者,結果,日付,架電者,結果\n"
        assert list(desk.begin(desk.put("list.csv", head + rows))["tables"]) == ["activities"]

    def test_two_columns_of_one_name_are_no_numbered_group(self, desk):
        rows = "".join(f"2026/11/{day} 10:05,佐藤,会社{day},山田{day},不在\n" for day in range(2, 12))
        desk.begin(desk.put("list.csv", "日時,担当者,会社名,担当者,結果\n" + rows))
        assert desk.table("activities")["rep"].tolist() == ["佐藤"] * 10

    def test_a_target_list_without_dates_is_neither_leads_nor_calls(self, desk):
        rows = "".join(f"会社{n},c{n}.example,製造,{100 + n},高橋,A\n" for n in range(10))
        book = desk.begin(desk.put("リスト.csv", "企業名,ドメイン,業種,従業員数,BDR担当,ランク\n" + rows))
        assert book["tables"]["accounts"]["columns"] == {
            "company_id": "企業名",
            "company_name": "企業名",
            "email_domain": "ドメイン",
            "segment": "ランク",
            "rep": "BDR担当",
        }

    def test_daily_counts_may_be_headed_by_what_is_counted_alone(self, desk):
        rows = "".join(f"2026/11/{day},佐藤,{40 + day},{day},1,6\n" for day in range(2, 12))
        columns = desk.begin(desk.put("日報.csv", "日付,担当,架電,接触,アポ,稼働\n" + rows))["tables"]["tallies"][
            "columns"
        ]
        assert columns == {
            "date": "日付",
            "rep": "担当",
            "calls": "架電",
            "contacts": "接触",
            "appointments": "アポ",
            "hours": "稼働",
        }

    def test_a_wide_list_of_an_unknown_tool_holds_leads_and_their_calls(self, desk):
        """The customer's name is no rep, and the last call no call of its own: it stands among the numbered ones."""
        head = "リードID,会社名,担当者名,リード所有者,リード作成日時,最終コール日時,最終コール結果,"
        head += ",".join(f"コール{n}日時,コール{n}結果,コール{n}担当者" for n in (1, 2))
        rows = "".join(
            f"\nB{n},会社{n},山田,佐藤,2026/11/{n} 09:00,2026/11/20 10:00,不在,2026/11/{n} 10:00,担当者接触,佐藤,2026/11/20 10:00,不在,鈴木"
            for n in range(2, 12)
        )
        book = desk.begin(desk.put("一覧.csv", head + rows + "\n"))
        assert list(book["tables"]) == ["leads", "activities"]
        calls = desk.table("activities")
        assert calls["rep"].value_counts().to_dict() == {"佐藤": 10, "鈴木": 10}
        assert calls["outcome"].value_counts().to_dict() == {"connected": 10, "absent": 10}
        assert set(calls["lead_id"]) == set(desk.table("leads")["lead_id"]) == {f"B{n}" for n in range(2, 12)}

    def test_small_numbers_in_a_column_of_milliseconds_are_seconds(self, desk, exports):
        calls = exports.HUBSPOT_CALLS.replace("312000", "312").replace("0:00:30", "30")
        columns = desk.begin(desk.put("calls.csv", calls))["tables"]["activities"]["columns"]
        assert columns["talk_seconds"]["unit"] == "seconds" and "unit: milliseconds" in desk.text

    def test_a_stage_with_its_pipeline_behind_it_is_the_stage(self, desk, exports):
        deals = exports.HUBSPOT_DEALS.replace(",Is Closed Won", "").replace(",true,", ",").replace(",false,", ",")
        deals = deals.replace("Closed Won", "Closed Won (Sales)").replace("Verbal", "Closed Lost (Sales)")
        values = desk.begin(desk.put("deals.csv", deals))["tables"]["opportunities"]["values"]["is_won"]
        assert (values[True], values[False]) == (["Closed Won (Sales)"], ["Closed Lost (Sales)"])


def test_contacts_with_common_headers_are_leads_of_no_tool_that_is_known(desk):
    """`Lifecycle stage` and `First name` are HubSpot's too, whose ids and days bear other names."""
    head = "Id,First name,Last name,Work email,Accounts,Sales owner,Lifecycle stage,Status,Source,Created at\n"
    rows = "".join(f"{n},A,B,a{n}@b{n}.example,C{n},Sato,Lead,New,Web,2026-11-0{n} 01:00:00 UTC\n" for n in range(1, 7))
    book = desk.begin(desk.put("contacts_export.csv", head + rows))
    columns = book["tables"]["leads"]["columns"]
    assert (columns["lead_id"], columns["created_at"], columns["rep"]) == ("Id", "Created at", "Sales owner")
    assert "preset" not in book["tables"]["leads"] and desk.table("leads")["created_at"].dt.hour.eq(10).all()
