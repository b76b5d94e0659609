"""Amounts in thousands and millions, as headers and `unit` say."""

import pytest

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.starting import start_workbook

DEALS = "案件No,起票日,アポ獲得者,金額（千円）,状況\n" + "".join(
    f"A-{n},2026/11/{n:02d},{rep},{said},商談中\n"
    for n, (rep, said) in enumerate([("森", "800"), ("林", "△200"), ("森", "120万"), ("林", "")], 2)
)
PLAIN = {"opportunity_id": "案件No", "created_at": "起票日"}


def test_a_unit_in_a_header_is_warned_of_until_the_workbook_names_one(book):
    book.put("d.csv", DEALS)
    one = {"file": "d.csv", "columns": {**PLAIN, "amount": "金額（千円）"}}
    warned = book.load({"opportunities": one}).reports["opportunities"].warnings["unit_of_header:amount"]
    assert (warned.count, warned.example) == (4, "d.csv: amount: {column: 金額（千円）, unit: thousand}")
    for unit, amounts in (("thousand", [800e3, -200e3, 120e4]), ("one", [800, -200, 120e4])):
        one["columns"]["amount"] = {"column": "金額（千円）", "unit": unit}
        loaded = book.load({"opportunities": one})
        assert "unit_of_header:amount" not in loaded.reports["opportunities"].warnings
        assert book.table("opportunities")["amount"].dropna().tolist() == amounts


def test_a_unit_in_a_note_above_the_table_is_warned_of_until_the_workbook_names_one(book):
    book.put("d.csv", "商談一覧,,,,（単位：千円）\n" + DEALS.replace("（千円）", ""))
    one = {"file": "d.csv", "columns": {**PLAIN, "amount": "金額"}}
    warned = book.load({"opportunities": one}).reports["opportunities"].warnings["unit_of_note:amount"]
    assert (warned.count, warned.example) == (4, "d.csv: （単位：千円） / amount: {column: 金額, unit: thousand}")
    for unit, code in (("thousand", set()), ("one", set()), ("million", {"unit_differs:amount"})):
        one["columns"]["amount"] = {"column": "金額", "unit": unit}
        assert set(book.load({"opportunities": one}).reports["opportunities"].warnings) == {"negative_amount", *code}
    assert book.table("opportunities")["amount"].dropna().tolist() == [800e6, -200e6, 120e4]


def test_init_drafts_the_unit_of_a_note_with_its_reason_and_only_where_all_files_say_so(book):
    deals = book.put("d.csv", "(in thousands of yen),,,,\n" + DEALS.replace("（千円）", ""))
    text = start_workbook(book.folder, [deals]).path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "unit: thousand" in line)
    assert line.split() == [
        "amount:",
        "{column:",
        "金額,",
        "unit:",
        "thousand}",
        "#",
        "要確認:",
        "表の上に「(in",
        "thousands",
        "of",
        "yen)」とあります。この列が違う単位なら直してください",
    ]
    (book.folder / "workbook.yml").unlink()
    more = book.put("e.csv", DEALS.replace("（千円）", "").replace("A-", "B-"))
    assert "unit:" not in start_workbook(book.folder, [deals, more]).path.read_text(encoding="utf-8")


def test_sums_among_targets_are_in_the_unit_and_counts_and_rates_are_not(book):
    book.put("t.csv", "月,指標,目標(百万円)\n2026-11,sales,12\n2026-11,calls,900\n2026-11,win_rate,30%\n")
    one = {"file": "t.csv", "columns": {"month": "月", "metric": "指標", "value": "目標(百万円)"}}
    assert "unit_of_header:value" in book.load({"targets": one}).reports["targets"].warnings
    one["columns"]["value"] = {"column": "目標(百万円)", "unit": "million"}
    assert book.table("targets", {"targets": one})["value"].tolist() == [12e6, 900, 0.3]


@pytest.mark.parametrize(("column", "unit"), [("amount", "minutes"), ("opportunity_id", "thousand")])
def test_a_unit_that_a_column_cannot_have_is_refused(book, column, unit):
    book.put("d.csv", DEALS)
    columns = {**PLAIN, "amount": "金額（千円）"}
    columns[column] = {"column": columns[column], "unit": unit}
    with pytest.raises(WorkbookError, match=rf"columns\.{column}\.unit"):
        book.load({"opportunities": {"file": "d.csv", "columns": columns}})


def test_init_drafts_the_unit_of_amounts_and_costs(book):
    deals = book.put("d.csv", DEALS)
    costs = book.put("施策.csv", "施策名,開催日,費用（万円）\n秋展示会,2026/10/02,120\n冬展示会,2026/11/02,80\n")
    goals = book.put("目標.csv", "月,指標,目標（千円）\n2026-11,sales,1200\n")
    text = start_workbook(book.folder, [deals, costs, goals]).path.read_text(encoding="utf-8")
    assert "amount: {column: 金額（千円）, unit: thousand}" in text
    assert "cost: {column: 費用（万円）, unit: ten_thousand}" in text
    assert "value: {column: 目標（千円）, unit: thousand}" in text
