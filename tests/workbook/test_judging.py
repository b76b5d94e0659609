"""What `kpi check` finds of joins and shapes: each with count, example and remedy."""

from string import Formatter

import pytest
import yaml

from kpi_helpers.kpis.group_targets import targets_of_groups
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.kpis.tree import won as won_deals
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.opening import notices
from kpi_helpers.workbook.judging import judge
from kpi_helpers.workbook.judging.findings import WORDS, Finding
from kpi_helpers.workbook.workbook import Workbook

LEADS = "lead_id,created_at,rep\n" + "".join(
    f"L{n},2026-{10 + n // 5}-{n % 5 + 2:02d} 9:05,佐藤 一\n" for n in range(10)
)


def calls(*ids: str, rep: str = "佐藤 一", at: str = "9:30") -> str:
    rows = "".join(f"2026-{10 + n % 2}-{n % 20 + 2:02d} {at},{rep},{one}\n" for n, one in enumerate(ids))
    return "started_at,rep,lead_id\n" + rows


def test_a_sound_workbook_has_no_findings(book):
    assert book({"leads": LEADS, "activities": calls(*[f"L{n}" for n in range(10)])}, as_of="2026-11-06") == {}


def test_ids_that_match_for_few_rows_are_told_with_one_of_each(book):
    found = book({"leads": LEADS, "activities": calls("L1", *[f"X{n}" for n in range(9)])}, as_of="2026-11-06")
    one = found["few_links activities"]
    assert (one.count, one.example, one.parts) == (9, "X0", {"of": "10", "lead": "L0"})
    assert "9 of 10 lead ids in activities are not among the leads (e.g. X0 against L0)" in one.text("en")


@pytest.mark.parametrize(
    ("ids", "company", "told"),
    [
        (["L1"] * 19 + [""], "", None),
        (["L1"] * 18 + [""] * 2, "", 2),
        (["L1"] * 18 + [""] * 2, "シラカバ建設", None),
        ([f"L{n % 4}" for n in range(9)] + [""] * 11, "シラカバ建設", 11),  # and 6 of 10 leads without a call
        ([f"L{n}" for n in range(9)] + [""] * 11, "シラカバ建設", None),
    ],
)
def test_many_rows_without_a_lead_id_are_told_unless_they_are_calls_to_a_list(book, ids, company, told):
    rows = "started_at,rep,lead_id,company_name\n" + "".join(
        f"2026-11-{n % 10 + 16:02d} 9:{n:02d},佐藤 一,{one},{company}\n" for n, one in enumerate(ids)
    )
    one = book({"leads": LEADS, "activities": rows}, as_of="2026-11-25").get("no_lead_id activities")
    assert (one and one.count) == told
    if told == 2:
        assert "20 行のうち 2 行（10%）にリード ID がなく" in one.text("ja")
        assert "e.g. 佐藤 一 2026-11-25 09:19; 2 name no company either" in one.text("en")


def test_opportunities_most_of_which_name_no_lead_are_told(book):
    rows = "opportunity_id,created_at,company_name,lead_id\n" + "".join(
        f"O{n},2026-10-0{n + 1},シラカバ建設,{'L1' if n < 2 else ''}\n" for n in range(5)
    )
    one = book({"leads": LEADS, "opportunities": rows}, as_of="2026-11-06")["no_lead_id opportunities"]
    assert (one.count, one.example, one.parts["share"]) == (3, "O2", "60%")


def test_ids_of_contacts_are_told_as_such(book):
    ids = [f"0035g00000BB{n:03d}AAA" for n in range(4)]
    one = book({"leads": LEADS, "activities": calls("L1", *ids)}, as_of="2026-11-06")["contact_ids activities"]
    assert (one.count, one.example) == (4, "0035g00000BB000AAA")
    assert "ConvertedContactId" in one.text("ja")


def test_ids_of_one_table_in_two_writings_are_told_since_they_count_twice(book):
    rows = (
        "lead_id,created_at\n00Q5g00000AbCdE,2026-10-02\n00Q5g00000AbCdEEAV,2026-10-05\n007,2026-10-06\n07,2026-10-07\n"
    )
    one = book({"leads": rows}, as_of="2026-10-30")["two_writings leads"]
    assert (one.count, one.example) == (1, "07 = 007")
    rows = rows.replace("007,", "8,")
    one = book({"leads": rows}, as_of="2026-10-30")["two_writings leads"]
    assert (one.count, one.example) == (1, "00Q5g00000AbCdE = 00Q5g00000AbCdEEAV")
    assert "two_writings leads" not in book({"leads": rows.replace("EEAV,", "FEAV,")}, as_of="2026-10-30")


def test_a_user_of_salesforce_by_15_and_18_characters_is_told_and_another_by_case_is_none(book):
    rows = (
        calls("L1", rep="0055g00000AbCdE")
        + "2026-10-20 9:30,0055g00000AbCdEEAV,L2\n2026-10-20 9:31,0055g00000aBCdE,L2\n"
    )
    one = book({"leads": LEADS, "activities": rows}, as_of="2026-11-06")["two_spellings activities"]
    assert (one.count, one.example) == (1, "0055g00000AbCdE = 0055g00000AbCdEEAV")
    deals = "opportunity_id,created_at,owner\nO1,2026-10-02,0055g00000AbCdE\nO2,2026-10-02,0055g00000AbCdEEAV\n"
    assert "two_spellings opportunities" in book({"opportunities": deals}, as_of="2026-10-06")


def test_a_column_without_times_is_named_as_the_file_names_it(book):
    rows = "日付,rep\n" + "".join(f"2026-10-{n:02d},佐藤 一\n" for n in range(1, 11))
    found = book({"activities": rows}, as_of="2026-10-30", sources={"activities": {"columns": {"started_at": "日付"}}})
    one = found["no_times activities"]
    assert (one.count, one.parts["label"]) == (10, "日付")


@pytest.mark.parametrize(("known", "code"), [([], "all_unnamed activities"), (["不在"], "unnamed activities")])
def test_every_unnamed_value_is_listed_the_most_frequent_first(book, known, code):
    outcomes = ["保留"] * 3 + ["はて"] + ["再コール"] * 2 + known
    rows = "started_at,rep,結果\n" + "".join(
        f"2026-11-{n:02d} 9:00,佐藤 一,{text}\n" for n, text in enumerate(outcomes, 2)
    )
    rows += ",佐藤 一,除いた行だけの値\n"
    source = {"columns": {"outcome": "結果"}, "values": {"outcome": {"absent": ["不在"]}}}
    one = book({"activities": rows}, sources={"activities": source})[code]
    assert (one.count, one.parts["values"], one.parts["column"]) == (6, "保留 (3), 再コール (2), はて (1)", "結果")


@pytest.mark.parametrize(("kinds", "end"), [(60, "(1)"), (230, "+30")])
def test_unnamed_values_are_listed_whole_but_those_of_free_text(book, kinds, end):
    rows = "started_at,rep,outcome\n" + "".join(
        f"2026-11-{2 + n % 20:02d} 9:00,佐藤 一,値{n:02d}\n" for n in range(kinds)
    )
    one = book({"activities": rows})["all_unnamed activities"]
    assert one.count == kinds and all(f"値{n:02d} (1)" in one.parts["values"] for n in range(10))
    assert one.parts["values"].count("(1)") == min(kinds, 200) and one.parts["values"].endswith(end)


def test_spellings_teams_and_reps_of_one_table_are_told(book):
    activities = calls("L1", "L2", rep="佐藤　一") + calls("L3", rep="SUZUKI Jiro").split("\n", 1)[1]
    found = book(
        {"leads": LEADS, "activities": activities},
        as_of="2026-11-06",
        teams={"SDR": ["佐藤 一"], "BDR": ["佐藤 一", "高橋"]},
    )
    spelt, alone = found["two_spellings activities"], found["one_table_only activities"]
    assert (spelt.count, spelt.parts["entry"]) == (1, "佐藤 一: [佐藤　一]")
    assert (alone.count, alone.example) == (1, "SUZUKI Jiro")
    assert found["two_teams activities"].example == "佐藤 一: SDR, BDR"
    assert found["no_team activities"].count == 2
    people = {"佐藤 一": [], "鈴木 二": ["SUZUKI Jiro"]}
    assert "two_spellings activities" not in book(
        {"leads": LEADS, "activities": activities}, as_of="2026-11-06", people=people
    )


def test_a_cell_that_names_several_reps_is_told(book):
    rows = calls("L1", "L2") + calls("L3", rep="鈴木 二").split("\n", 1)[1]
    rows += "2026-11-04 9:30,佐藤 一、鈴木 二,L4\n"
    one = book({"leads": LEADS, "activities": rows}, as_of="2026-11-06")["several_people activities"]
    assert (one.count, one.example) == (1, "佐藤 一、鈴木 二")
    assert yaml.safe_load(f"{{{one.parts['entry']}}}") == {"佐藤 一": ["佐藤 一、鈴木 二"]}


def test_tables_that_end_early_or_begin_late_are_told(book):
    leads = "lead_id,created_at\n" + "".join(f"L{n},2026-11-{n:02d} 9:00\n" for n in range(2, 21))
    activities = "started_at,rep\n" + "".join(f"2026-11-{n:02d} 9:00,佐藤 一\n" for n in range(2, 7))
    found = book({"leads": leads, "activities": activities}, as_of="2026-11-20")
    # 7, 8 are a weekend, 9 to 13 and 16 to 20 are the business days after the 6th.
    assert (found["ended activities"].count, found["ended activities"].example) == (10, "2026-11-06")
    # October 2026 has 22 weekdays, of which the 12th is a holiday.
    assert (found["short_window leads"].count, found["short_window leads"].example) == (21, "2026-11-02")


def test_deals_closed_after_the_day_and_several_rows_of_one_id_are_told(book):
    deals = "opportunity_id,created_at,closed_at,is_won\nO1,2026-10-05,2026-11-25,true\nO2,2026-10-06,2026-11-10,false\nO1,2026-10-05,2026-11-26,true\n"
    found = book({"opportunities": deals}, as_of="2026-11-20")
    assert (found["closed_after opportunities"].count, found["closed_after opportunities"].example) == (
        1,
        "O1 2026-11-25",
    )
    assert found["several_rows opportunities"].count == 1


def test_groups_that_nobody_fills_down_are_told(book):
    """Beside ids; before them the reader itself tells."""
    leads = (
        "lead_id,rep,created_at\nL1,佐藤,2026/11/02\n"
        + "".join(f"L{n},,2026/11/02\n" for n in range(2, 6))
        + "小計,件数,5\n"
    )
    one = book({"leads": leads}, as_of="2026-11-20")["unfilled_group leads"]
    assert (one.count, one.parts["label"]) == (4, "rep")
    assert "fill_down: [rep]" in one.text("en")


def test_one_domain_of_many_companies_is_told(book):
    leads = "lead_id,created_at,company_name,email\n" + "".join(
        f"L{n},2026-11-02,会社{n},a{n}@mall.example\n" for n in range(30)
    )
    one = book({"leads": leads}, as_of="2026-11-20")["wide_domain leads"]
    assert (one.count, one.example) == (1, "mall.example (30)")


def test_every_finding_speaks_both_languages_and_says_what_to_do():
    for code, (ja, en) in WORDS.items():
        parts = {name: "x" for _, name, *_ in Formatter().parse(ja) if name not in (None, "table", "count", "example")}
        one = Finding(code, "leads", 3, "例", parts)
        assert "3" in one.text("ja") and "3" in one.text("en")
        assert "ください" in ja or "ます" in ja
        assert ":" in en


def test_a_condition_whose_value_never_occurs_is_named_with_its_entry(book, tmp_path):
    (tmp_path / "definitions.yml").write_text(
        "valid_lead: [{from: 2026-01-01, conditions: [{column: rep, in: [佐藤 一, 斎藤]}, {column: rep, is_not: freemail}, "
        "{column: employees, at_least: 5}, {column: lead_id, matches: ^L}]}]",
        encoding="utf-8",
    )
    leads = LEADS.replace("rep\n", "rep,employees\n", 1).replace("佐藤 一\n", "佐藤 一,\n")
    found = book({"leads": leads}, as_of="2026-11-06", definitions="definitions.yml")
    never, empty = found["never_occurs leads"], found["no_numbers leads"]
    assert (never.count, never.example) == (1, "斎藤")
    assert never.parts["entry"] == "definitions.yml: valid_lead[1].conditions[1]"
    assert empty.count == 10 and empty.parts["entry"] == "definitions.yml: valid_lead[1].conditions[3]"


def test_a_flag_of_which_some_values_are_named_is_not_said_to_count_as_empty(book):
    deals = "opportunity_id,created_at,closed_at,is_won\n" + "".join(
        f"O{n},2026-11-0{n},2026-11-10,{won}\n" for n, won in enumerate(["true", "成約", "成約", "false"], 2)
    )
    found = book({"opportunities": deals}, as_of="2026-11-13")
    assert found["unnamed opportunities"].count == 2 and "all_unnamed opportunities" not in found


def test_a_table_that_begins_early_and_has_ended_is_not_said_to_begin_late(book):
    deals = "opportunity_id,created_at\n" + "".join(f"O{n},2026-09-{n:02d}\n" for n in range(1, 15))
    found = book({"opportunities": deals}, as_of="2026-11-20")
    assert "ended opportunities" in found and "short_window opportunities" not in found


def test_a_year_that_somebody_mistyped_is_told_both_ways(book):
    rows = "".join(f"L{n},2026-10-{n + 1:02d} 9:05\n" for n in range(20))
    found = book({"leads": f"lead_id,created_at\n{rows}X1,2006-10-05\nX2,2062-10-05\n"}, as_of="2026-10-30")
    before, after = found["long_before leads"], found["after_today leads"]
    assert (before.count, before.example, before.parts["following"]) == (1, "X1 2006-10-05", "2026-10-01")
    assert (after.count, after.example) == (1, "X2 2062-10-05")
    # Two tenths of the rows are no slip, and what is planned is no slip either.
    old = "".join(f"L{n},2025-01-{n + 1:02d} 9:05\n" for n in range(20, 25))
    ahead = "started_at,rep,status\n2026-10-05 9:00,佐藤,done\n2026-12-05 9:00,佐藤,planned\n"
    found = book({"leads": f"lead_id,created_at\n{rows}{old}", "activities": ahead}, as_of="2026-10-30")
    assert not {"long_before leads", "after_today leads", "after_today activities"} & set(found)


def test_a_rep_whom_a_team_spells_otherwise_is_told_with_the_team_s_spelling_first(book):
    one = book({"activities": calls("L1", rep="鈴木　二")}, as_of="2026-11-06", teams={"SDR": ["鈴木 二"]})
    assert one["two_spellings activities"].parts["entry"] == "鈴木 二: [鈴木　二]"


def test_calls_whose_outcome_is_empty_are_told_since_they_count_as_not_reached(book):
    # Of 40 calls 10 were settled and 20 have an outcome at all.
    said = ["担当者接触"] * 10 + ["不在"] * 10 + [""] * 20
    rows = "started_at,rep,outcome\n" + "".join(
        f"2026-10-{n % 20 + 2:02d} 9:{n:02d},森,{one}\n" for n, one in enumerate(said)
    )
    values = {"outcome": {"connected": ["担当者接触"], "absent": ["不在"]}}
    one = book({"activities": rows}, as_of="2026-10-21", sources={"activities": {"values": values}})
    assert one["no_outcome activities"].count == 20
    assert "40件のうち 20件" in one["no_outcome activities"].text("ja")
    assert '[""]' in one["no_outcome activities"].text("en")
    values["outcome"]["no_answer"] = [""]
    assert "no_outcome activities" not in book({"activities": rows}, sources={"activities": {"values": values}})


def test_a_channel_in_two_widths_is_told_with_the_line_that_joins_it(book, tmp_path):
    said = ["テレアポ", "ﾃﾚｱﾎﾟ", "テレアポ", "展示会", "Web", "web "]
    rows = "lead_id,created_at,channel\n" + "".join(f"L{n},2026-11-0{n + 2},{one}\n" for n, one in enumerate(said))
    one = book({"leads": rows}, as_of="2026-11-20")["two_writings_of_value leads"]
    assert (one.count, one.parts["entry"]) == (2, "{channel: {テレアポ: [ﾃﾚｱﾎﾟ], Web: [web], 展示会: []}}")
    values = yaml.safe_load(one.parts["entry"])
    assert not book({"leads": rows}, as_of="2026-11-20", sources={"leads": {"values": values}}).keys() & {
        "two_writings_of_value leads",
        "unnamed leads",
    }


def test_a_cell_of_several_choices_is_told(book):
    """Web and 展示会 stand alone too; of 愛知、岐阜 neither does, which may be one name."""
    said = ["Web", "展示会;Web", "展示会", "愛知、岐阜", "展示会;Web"]
    rows = "lead_id,created_at,channel\n" + "".join(f'L{n},2026-11-0{n + 2},"{one}"\n' for n, one in enumerate(said))
    one = book({"leads": rows}, as_of="2026-11-20")["several_values leads"]
    assert (one.count, one.example) == (2, "展示会;Web")


def test_incoming_calls_in_a_column_that_nothing_reads_are_told(book):
    rows = "started_at,rep,発着信\n" + "".join(
        f"2026-10-{n + 2:02d} 9:00,森,{'着信' if n % 5 == 0 else '発信'}\n" for n in range(10)
    )
    one = book({"activities": rows}, as_of="2026-10-21")["unused_direction activities"]
    assert (one.count, one.parts["entry"]) == (2, "{call: [発信], incoming: [着信]}")
    kind = {"columns": {"kind": "発着信"}, "values": {"kind": yaml.safe_load(one.parts["entry"])}}
    assert "unused_direction activities" not in book(
        {"activities": rows}, as_of="2026-10-21", sources={"activities": kind}
    )


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("Call", None, None),  # a kind of ours, however it is written
        ("phone", None, "all_unnamed activities"),  # counts as a call, and is told
        ("phone", {"call": ["phone"]}, None),
        ("phone", {"phone": ["phone"]}, "no_calls activities"),  # named, but as no kind of ours
    ],
)
def test_a_kind_that_is_none_of_ours_is_never_taken_as_another_without_a_word(book, kind, values, code):
    rows = "started_at,rep,kind\n" + "".join(f"2026-10-{n + 2:02d} 9:00,森,{kind}\n" for n in range(5))
    source = {"values": {"kind": values}} if values else {}
    found = book({"activities": rows}, as_of="2026-10-06", sources={"activities": source})
    told = found.keys() & {"all_unnamed activities", "no_calls activities"}
    assert told == ({code} if code else set())
    assert not code or (found[code].count == 5 and "values" in found[code].text("en"))


def test_a_target_of_all_is_the_whole_s_and_one_of_nobody_is_told(opened):
    rows = "month,metric,value,team,rep\n" + "".join(
        f"2026-11,{metric},24,{team},{rep}\n"
        for metric, team, rep in [
            ("won", "", "全体"),
            ("leads", "全社", ""),
            ("calls", "", " ＡＬＬ "),
            ("opportunities", "合計", "佐藤 一"),
            ("valid_leads", "SDR", ""),
            ("won", "", "全 体子"),
            ("sales", "新人", ""),
        ]
    )
    wb = opened({"leads": LEADS, "targets": rows}, as_of="2026-11-06", teams={"SDR": ["佐藤 一"], "合計": ["伊藤 二"]})
    assert targets_of_month(wb) == {"won": 24, "leads": 24, "calls": 24}
    assert targets_of_groups(wb)[["kind", "name", "metric"]].to_numpy().tolist() == [
        ["team", "SDR", "valid_leads"],
        ["rep", "佐藤 一", "opportunities"],
        ["rep", "全 体子", "won"],
    ]
    found = {one.code: (one.count, one.example) for one in judge(wb) if one.table == "targets"}
    assert found == {"target_of_no_rep": (1, "全 体子"), "target_of_no_team": (1, "新人")}


OLD_AND_NEW = {
    "deals-11-20.csv": "id,作成日,受注,更新日,完了日,段階\nO1,2026-11-02,,2026-11-02,,提案\nO2,2026-11-03,,2026-11-03,,提案\n",
    "deals-11-27.csv": "id,作成日,受注,更新日,完了日,段階\nO1,2026-11-02,true,2026-11-25,2026-11-25,受注\nO2,2026-11-03,,2026-11-03,,提案\n",
}


@pytest.mark.parametrize(
    ("files", "repeats", "won", "told"),
    [
        ("deals-*.csv", "", 0, 1),  # O1 as it was; O2 is the same row twice
        ("deals-*.csv", "repeats: {keep: last, by: 更新日}", 1, None),
        ("deals-11-27.csv", "", 1, None),
    ],
)
def test_last_week_s_export_beside_this_week_s_is_told_and_its_remedies_work(tmp_path, files, repeats, won, told):
    for name, text in OLD_AND_NEW.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(
        f"""
tables:
  opportunities:
    file: {files}
    columns: {{opportunity_id: id, created_at: 作成日, is_won: 受注, closed_at: 完了日, stage: 段階}}
    {repeats}
rejected_budget: 0.5
""",
        encoding="utf-8",
    )
    wb = Workbook.open(tmp_path, as_of="2026-11-27")
    assert won_deals(wb, period="2026-11")["value"].sum() == won
    one = {finding.code: finding for finding in judge(wb)}.get("older_kept")
    assert (one and one.count) == told
    said = " ".join(notices(Meeting("sales_sync", wb, "ja")))
    assert ("商談の1行は、先に読んだファイルに同じIDの行がある" in said) == bool(told)


def test_deals_won_without_an_amount_are_told_at_the_head(tmp_path):
    deals = [("O1", "100000", "2026-11-05"), ("O2", "", "2026-11-06"), ("O3", "", "2026-10-30"), ("O4", "", "")]
    rows = "".join(f"{deal},2026-10-02,{'true' if day else ''},{amount},{day}\n" for deal, amount, day in deals)
    (tmp_path / "d.csv").write_text(f"id,作成日,受注,金額,完了日\n{rows}", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(
        """
tables:
  opportunities:
    file: d.csv
    columns: {opportunity_id: id, created_at: 作成日, is_won: 受注, amount: 金額, closed_at: 完了日}
""",
        encoding="utf-8",
    )
    wb = Workbook.open(tmp_path, as_of="2026-11-20")
    # Of November O2 alone: O3 was won before, O4 is open.
    said = notices(Meeting("sales_sync", wb, "ja"))
    assert "11月の受注1件は金額がないため、売上に0円で入っています。" in said and not any(
        "リード" in each for each in said
    )
    assert "Counted with nothing in the sales of Nov 2026: 1 deal won without an amount." in notices(
        Meeting("sales_sync", wb, "en")
    )
