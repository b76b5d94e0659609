"""What a user may get wrong: each is one sentence in both languages, nothing is lost and nothing guessed."""

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.judging import judge
from kpi_helpers.workbook.reading import warning_text
from kpi_helpers.workbook.workbook import Workbook


@pytest.fixture
def opened(tmp_path):
    """``opened(tables, top, **files)``: the workbook of these lines of workbook.yml and these files."""

    def make(tables, top="", **files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "workbook.yml").write_text(f"name: t\n{top}\ntables:\n{tables}\n", encoding="utf-8")
        return Workbook.open(tmp_path)

    return make


def said(wb, code):
    """The one finding of this code, in English; it stands in Japanese too."""
    [found] = [one for one in judge(wb) if one.code == code]
    assert found.text("ja") != found.text("en")
    return found.text("en")


def accounted(wb):
    """Rows read, kept and set aside, by table; nothing is lost."""
    reports = wb.loaded.reports
    assert all(report.read == report.kept + sum(report.set_aside.values()) for report in reports.values())
    return {name: (report.read, report.kept) for name, report in reports.items()}


def warned(wb, table, code):
    assert warning_text(code, "ja") != warning_text(code, "en")
    return wb.loaded.reports[table].warnings[code].count


def test_half_a_column_with_times(opened):
    times = "".join(f"L{n},2026-11-02{' 09:30' if n % 2 else ''}\n" for n in range(40))
    wb = opened("  leads: {file: leads.csv}", leads="lead_id,created_at\n" + times)
    assert said(wb, "partly_untimed").startswith(
        "20 of 40 rows of leads have no time of day in the column 'created_at'"
    )
    assert accounted(wb) == {"leads": (40, 40)}


def test_ids_that_match_for_3_rows_of_1000(opened):
    leads = "lead_id,created_at\n" + "".join(f"L{n},2026-11-02 09:00\n" for n in range(1000))
    calls = "started_at,rep,lead_id\n" + "".join(
        f"2026-11-03 09:00,佐藤,{'L' if n < 3 else 'X'}{n}\n" for n in range(1000)
    )
    wb = opened("  leads: {file: leads.csv}\n  activities: {file: calls.csv}", leads=leads, calls=calls)
    assert said(wb, "few_links").startswith(
        "997 of 1,000 lead ids in activities are not among the leads (e.g. X10 against L0)"
    )
    assert not CATALOGUE["unanswered"].is_there(wb)


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ("{佐藤 花子: [佐藤], 鈴木 次郎: [鈴木, 佐藤]}", "'佐藤' stands under 佐藤 花子 and under 鈴木 次郎"),
        ("{佐藤 花子: [佐藤, 佐藤]}", "佐藤 花子 has '佐藤' twice"),
    ],
)
def test_a_person_who_is_named_twice(opened, people, sentence):
    with pytest.raises(WorkbookError, match=sentence):
        opened("  activities: {file: calls.csv}", f"people: {people}", calls="started_at,rep\n2026-11-03 09:00,佐藤\n")


def test_repeats_of_a_table_without_repeats(opened):
    wb = opened(
        "  leads: {file: leads.csv, repeats: {keep: last}}", leads="lead_id,created_at\nL1,2026-11-02\nL2,2026-11-03\n"
    )
    assert "leads has `repeats`, yet no id has a second row (2 rows" in said(wb, "no_repeats")


def test_a_time_zone_that_is_none(opened):
    with pytest.raises(WorkbookError, match="timezone 'Mars' is unknown"):
        opened("  leads: {file: leads.csv}", "timezone: Mars", leads="lead_id,created_at\nL1,2026-11-02\n")


def test_a_header_whose_time_zone_disagrees(opened):
    wb = opened(
        "  activities:\n    file: calls.csv\n    columns: {started_at: 'Started (UTC)', rep: rep}",
        calls="Started (UTC),rep\n2026-11-03 09:00,佐藤\n2026-11-03 10:00,鈴木\n",
    )
    codes = [code for code in wb.loaded.reports["activities"].warnings if code.partition(":")[2] == "started_at"]
    assert [warned(wb, "activities", code) for code in codes] == [2]
    assert "time zone" in warning_text(codes[0], "en")


def test_date_and_time_apart_that_are_not_both_filled(opened):
    wb = opened(
        "  activities:\n    file: calls.csv\n    columns: {started_at: {date: 架電日, time: 時刻}, rep: rep}",
        "rejected_budget: 0.5",
        calls="架電日,時刻,rep\n2026-11-03,09:00,佐藤\n2026-11-03,,鈴木\n,10:00,鈴木\n2026-11-04,11:00,佐藤\n",
    )
    assert accounted(wb) == {"activities": (4, 3)}
    assert wb.loaded.reports["activities"].set_aside == {"time_without_date": 1}
    assert wb.bearing.untimed("activities") == 1  # a day without its time is that day, not midnight


def test_a_group_is_not_filled_down_over_a_subtotal(opened):
    wb = opened(
        "  leads: {file: leads.csv, fill_down: [rep]}",
        "rejected_budget: 0.5",
        leads="rep,lead_id,created_at\n佐藤,L1,2026-11-02\n,L2,2026-11-02\n小計,,2\n,L3,2026-11-03\n鈴木,L4,2026-11-03\n,L5,2026-11-03\n",
    )
    reps = wb.run(wb.leads.select("lead_id", "rep")).set_index("lead_id")["rep"]
    assert reps.fillna("").to_dict() == {"L1": "佐藤", "L2": "佐藤", "L3": "", "L4": "鈴木", "L5": "鈴木"}
    assert wb.loaded.reports["leads"].set_aside == {"subtotal_row": 1} and accounted(wb) == {"leads": (6, 5)}


def test_a_planned_activity_with_an_outcome(opened):
    wb = opened(
        "  activities: {file: calls.csv}",
        calls="started_at,rep,status,outcome\n2026-11-03 09:00,佐藤,done,connected\n2026-11-05 10:00,鈴木,planned,connected\n",
    )
    assert warned(wb, "activities", "planned_with_outcome") == 1
    assert (f"{wb.as_of}", wb.run(wb.activities)["rep"].tolist()) == ("2026-11-03", ["佐藤"])


def test_another_currency_in_a_column_of_yen(opened):
    wb = opened(
        "  opportunities: {file: deals.csv}",
        deals="opportunity_id,created_at,amount,is_won,closed_at\nO1,2026-11-02,¥1000,true,2026-11-05\nO2,2026-11-02,$500,true,2026-11-05\n",
    )
    codes = [code for code in wb.loaded.reports["opportunities"].warnings if "currency" in code]
    assert [warned(wb, "opportunities", code) for code in codes] == [1]
    assert CATALOGUE["sales"](wb, by="all", period="2026-11")["value"].tolist() == [1000]
