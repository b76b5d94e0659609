"""What a workbook lacks for a KPI: the first need that is not met, with the column and the file."""

import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.lack_words import default_words, lack_in_words
from kpi_helpers.workbook.lacks import Lack, defaults_of
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.workbook import Workbook


def leads(count, **more):
    return [
        {"lead_id": f"L{number}", "created_at": f"2026-11-{2 + number % 17:02d} 09:00", **more}
        for number in range(count)
    ]


def calls(count, **more):
    return [
        {"started_at": f"2026-11-{2 + number % 17:02d} 10:00", "rep": "佐藤", "lead_id": f"L{number}", **more}
        for number in range(count)
    ]


def test_a_table_that_is_not_there_or_has_no_row(make_workbook):
    wb = make_workbook({"leads": leads(3), "activities": calls(1)[:0]})
    assert wb.lacks(Needs(("leads",))) is None
    assert wb.lacks(Needs(("leads", "opportunities"))) == Lack("table", "opportunities")
    wb = make_workbook({"leads": leads(3), "activities": [calls(1)[0] | {"started_at": "2026-11-19 10:00"}]})
    assert wb.lacks(Needs(("activities",))) == Lack("table", "activities")  # its only row lies after as_of


@pytest.mark.parametrize(
    ("column", "kind"),
    [({}, "absent"), ({"outcome": None}, "empty"), ({"outcome": "absent"}, None)],
)
def test_a_column_that_is_not_there_or_empty(make_workbook, column, kind):
    wb = make_workbook({"activities": calls(3, **column)})
    assert wb.lacks(Needs(columns=("activities.outcome",))) == (kind and Lack(kind, "activities", "outcome"))


def test_a_column_none_of_whose_values_are_named_carries_nothing(tmp_path):
    (tmp_path / "calls.csv").write_text(
        "at,who,result,kind\n2026-11-02 10:00,佐藤,話せた,call\n2026-11-03 10:00,佐藤,不在,call\n", encoding="utf-8"
    )
    (tmp_path / "workbook.yml").write_text(
        "name: 例\ntables:\n  activities:\n    file: calls.csv\n"
        "    columns: {started_at: at, rep: who, outcome: result, kind: kind}\n",
        encoding="utf-8",
    )
    wb = Workbook.open(tmp_path, as_of="2026-11-18")
    assert wb.lacks(Needs(columns=("activities.outcome",))) == Lack("unnamed", "activities", "outcome", ("calls.csv",))
    assert wb.lacks(Needs(columns=("activities.talk_seconds",))).kind == "absent"
    assert wb.lacks(Needs(columns=("activities.kind",))) is None


@pytest.mark.parametrize(
    ("named", "lacking", "there"),
    [
        ("no_answer: [不在], connected: [話せた]", (), ("contact_rate", "connected_rate", "given_up")),
        # Those reached may be among 話せた, which nobody has named: 0 of 3 would be a guess.
        ("no_answer: [不在]", ("contact_rate", "connected_rate", "refused_rate", "att_seconds"), ("calls",)),
        ("reception_refused: [不在]", ("contact_rate", "connected_rate"), ("calls", "refused_rate")),
    ],
)
def test_what_counts_may_be_among_the_values_that_nobody_has_named(tmp_path, named, lacking, there):
    (tmp_path / "calls.csv").write_text(
        "at,who,result,secs,lead\n2026-11-02 10:00,佐藤,話せた,60,L1\n2026-11-03 10:00,佐藤,不在,0,L1\n2026-11-04 9:00,佐藤,折返し,0,L1\n",
        encoding="utf-8",
    )
    (tmp_path / "leads.csv").write_text("lead_id,created_at\nL1,2026-11-01 9:00\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(
        "name: 例\ntables:\n  leads: {file: leads.csv}\n  activities:\n    file: calls.csv\n    constants: {kind: call}\n"
        "    columns: {started_at: at, rep: who, outcome: result, talk_seconds: secs, lead_id: lead}\n"
        f"    values: {{outcome: {{{named}}}}}\n",
        encoding="utf-8",
    )
    wb = Workbook.open(tmp_path, as_of="2026-11-18")
    for kpi in lacking:
        lack = wb.lacks(CATALOGUE[kpi].needs)
        assert (lack.kind, lack.table, lack.column) == ("meant", "activities", "outcome")
        assert CATALOGUE[kpi].numbers(wb).empty
    for kpi in there:
        assert not (lack := wb.lacks(CATALOGUE[kpi].needs)) or lack.kind == "table"


def test_wins_and_losses_and_calls_may_be_among_the_values_that_nobody_has_named(tmp_path):
    (tmp_path / "deals.csv").write_text(
        "id,at,end,amount,stage\nO1,2026-11-02,2026-11-06,5,受注\nO2,2026-11-02,2026-11-06,5,見送り\n", encoding="utf-8"
    )
    (tmp_path / "calls.csv").write_text(
        "at,who,kind\n2026-11-02 10:00,佐藤,電話\n2026-11-03 10:00,佐藤,メール\n", encoding="utf-8"
    )

    def missing(stages, kinds):
        (tmp_path / "workbook.yml").write_text(
            "name: 例\ntables:\n  opportunities:\n    file: deals.csv\n    columns: {opportunity_id: id, created_at: at, closed_at: end,"
            f" amount: amount, is_won: stage}}\n    values: {{is_won: {stages}}}\n  activities:\n    file: calls.csv\n"
            f"    columns: {{started_at: at, rep: who, kind: kind}}\n    values: {{kind: {kinds}}}\n",
            encoding="utf-8",
        )
        wb = Workbook.open(tmp_path, as_of="2026-11-18")
        asked = ("won", "sales", "win_rate_closed", "quadrant_open", "calls", "activities")
        return {kpi for kpi in asked if wb.lacks(CATALOGUE[kpi].needs)}

    both = "{true: [受注], false: [見送り]}"
    assert missing(both, "{call: [電話]}") == set()
    assert missing("{false: [見送り]}", "{call: [電話]}") == {"won", "sales", "win_rate_closed", "quadrant_open"}
    assert missing("{true: [受注]}", "{call: [電話]}") == {"win_rate_closed"}
    assert missing(both, "{email: [メール]}") == {"calls"}
    assert missing(both, "{meeting: [商談]}") == set()  # nothing is named: every activity is a call


@pytest.mark.parametrize(("dates", "has_times"), [(19, False), (18, True)])
def test_a_column_of_which_95_per_cent_are_dates_has_no_time_of_day(make_workbook, dates, has_times):
    rows = leads(20)
    for row in rows[:dates]:
        row["created_at"] = row["created_at"][:10] + " 00:00"
    wb = make_workbook({"leads": rows})
    lack = wb.lacks(Needs(times=("leads.created_at",)))
    assert lack == (None if has_times else Lack("time", "leads", "created_at"))
    assert wb.bearing.untimed("leads") == (dates if has_times else 0)
    # Where the column has none, the two rows that do bear a time have none either.
    assert wb.run(wb.leads)["created_is_timed"].sum() == (2 if has_times else 0)


@pytest.mark.parametrize(("known", "linked"), [(1, True), (0, False)])
def test_under_one_per_cent_of_rows_with_a_lead_is_no_link(make_workbook, known, linked):
    rows = [{**row, "lead_id": "L0" if number < known else "X"} for number, row in enumerate(calls(100))]
    wb = make_workbook({"leads": leads(1), "activities": rows})
    assert (wb.lacks(Needs(links=("activities",))) is None) == linked
    assert wb.bearing.links("activities").to_dict() == ({"": 99, "id": 1} if known else {"": 100})
    assert wb.view(rep="鈴木").bearing.links("activities").sum() == 100


def test_some_row_must_tell_its_company(make_workbook):
    assert make_workbook({"leads": leads(2)}).lacks(Needs(companies=("leads",))).kind == "company"
    assert make_workbook({"leads": leads(2, company_name="サクラ")}).lacks(Needs(companies=("leads",))) is None


def test_whole_months_of_history(make_workbook):
    days = pd.date_range("2026-09-01 09:30", "2026-11-18 09:30", freq="B")
    wb = make_workbook({"leads": pd.DataFrame({"lead_id": [f"L{n}" for n in range(len(days))], "created_at": days})})
    assert wb.lacks(Needs(("leads",), months=2)) is None
    assert wb.lacks(Needs(("leads",), months=3)) == Lack("months", "leads", months=3)


def test_targets_need_no_history(wb):
    """They bear no date by which a history could be told; the example's are of its own month alone."""
    assert wb.has("targets") and wb.lacks(Needs(("targets",), months=3)) is None


def test_domains_and_names_of_many_companies_join_nothing_and_are_listed(make_workbook):
    rows = [
        *(
            row | {"company_name": f"会社{number}", "email": "a@many.example.jp"}
            for number, row in enumerate(leads(21))
        ),
        *(
            row | {"lead_id": f"M{number}", "company_name": "本社", "email": f"a@c{number}.example.jp"}
            for number, row in enumerate(leads(21))
        ),
    ]
    wb = make_workbook({"leads": rows})
    # 21 names of one domain stay 21 companies, and so do 21 domains of one name.
    assert wb.run(wb.leads)["company_key"].nunique() == 42
    assert wb.bearing.wide_clues().to_dict("records") == [
        {"value": "many.example.jp", "joins": 21, "clue": "domain"},
        {"value": "本社", "joins": 21, "clue": "name"},
    ]
    fewer = make_workbook({"leads": rows[1:21]})
    assert fewer.run(fewer.leads)["company_key"].nunique() == 1 and fewer.bearing.wide_clues().empty


def test_companies_lend_leads_and_lists_what_they_lack(make_workbook):
    wb = make_workbook(
        {
            "leads": [leads(1)[0] | {"company_id": "C1", "industry": "小売"}],
            "accounts": [{"company_id": "C1"}],
            "companies": [{"company_id": "C1", "company_name": "サクラ", "industry": "製造", "employees": 80.0}],
        }
    )
    (lead,) = wb.run(wb.leads).to_dict("records")
    assert (lead["company_name"], lead["industry"], lead["employees"]) == ("サクラ", "小売", 80)
    assert wb.run(wb.accounts)["company_name"].tolist() == ["サクラ"]


@pytest.mark.parametrize(
    ("times", "has_times"),
    [
        (["T00:00:00Z"] * 20, False),  # midnight as it is written, nine o'clock in Tokyo
        (["T00:00:00.000+0900"] * 20, False),
        (["T00:00:00Z"] * 18 + ["T15:00:00Z"] * 2, True),
        ([" 0:00"] * 19 + [" 9:05"], False),
        ([""] * 20, False),
    ],
)
def test_midnight_counts_as_it_is_written(tmp_path, times, has_times):
    rows = [f"L{number},2026-11-{2 + number % 15:02d}{time}" for number, time in enumerate(times)]
    (tmp_path / "leads.csv").write_text("\n".join(["lead_id,created_at", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text("name: 例\ntables:\n  leads: {file: leads.csv}\n", encoding="utf-8")
    wb = Workbook.open(tmp_path, as_of="2026-11-18")
    assert (wb.lacks(Needs(times=("leads.created_at",))) is None) == has_times
    assert wb.run(wb.leads)["created_is_timed"].any() == has_times


@pytest.mark.parametrize(("column", "kind"), [("", "absent"), (",", "empty"), (",訪問", "unnamed")])
def test_a_column_that_says_nothing_is_the_contracts_default_and_that_is_told(tmp_path, column, kind):
    """Without motions all leads are inbound; where one is named, a lead of another is neither."""
    head = "lead_id,created_at" + (",motion" if column else "")
    (tmp_path / "leads.csv").write_text(f"{head}\nL1,2026-11-02{column}\nL2,2026-11-02{column}\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text("name: 例\ntables:\n  leads: {file: leads.csv}\n", encoding="utf-8")
    wb = Workbook.open(tmp_path, as_of="2026-11-18")
    assert CATALOGUE["inbound_leads"](wb, by="all", period="2026-11")["value"].tolist() == [2]
    assert [(lack.kind, lack.column) for lack in defaults_of(wb)] == [(kind, "motion")]
    (ja,), (en,) = default_words(wb, "ja"), default_words(wb, "en")
    assert ja.endswith("（leads.csv）ため、どのリードも反響として数えています。")
    assert en.startswith("Every lead counts as inbound: ")


def deals(count, **more):
    return [{"opportunity_id": f"O{n}", "created_at": f"2026-11-{2 + n:02d} 09:00", **more} for n in range(count)]


def test_wins_or_losses_that_all_lack_their_date_leave_no_rate_of_them(make_workbook):
    """3 dated wins of 3 closed would be a win rate of 100 %, though 5 were lost; 0 would be the wins of none dated."""
    won = [deal | {"opportunity_id": f"W{n}"} for n, deal in enumerate(deals(3, is_won=True, closed_at="2026-11-16"))]
    wb = make_workbook({"opportunities": [*won, *deals(5, is_won=False, closed_at=None)]})
    rate, wins = CATALOGUE["win_rate_closed"], CATALOGUE["won"]
    assert wb.lacks(rate.needs) == Lack("undated", "opportunities", "closed_at", meant=("false",))
    assert rate(wb).empty and wins(wb, period="2026-11")["value"].tolist() == [3]
    assert "失注のどの行でも空になっている" in lack_in_words(wb.lacks(rate.needs), "ja")
    wb = make_workbook(
        {"opportunities": [*won, *deals(4, is_won=False), deals(6, is_won=False, closed_at="2026-11-17")[5]]}
    )
    assert rate(wb, period="2026-11")[["numerator", "denominator"]].to_numpy().tolist() == [[3, 4]]
    wb = make_workbook({"opportunities": [*deals(5, is_won=True), *[deal | {"is_won": False} for deal in won]]})
    assert wb.lacks(wins.needs).meant == ("true",) and wins(wb).empty
