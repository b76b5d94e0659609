"""definitions.yml is plain data: what is more than that is refused with its place."""

from datetime import date

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook.definitions import Condition, Definitions, Version, load_definitions
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.workbook import Workbook


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "valid_lead: !!python/object/apply:os.system [ls]",
            "definitions.yml, line 1, column 13: the tag .* is not read",
        ),
        ("valid_lead: &a\n  - *a", "definitions.yml, line 1, column 13: anchors .* are not read"),
        ("valid_lead: []\nvalid_lead: []", "definitions.yml, line 2, column 1: the key 'valid_lead' stands twice"),
        ("valid_lead: [", "definitions.yml, line 1"),
        ("- valid_lead", "definitions.yml: must start with valid_lead"),
        ("valid_lead: [{from: 2026-04-01, agreed_by: 3}]", r"valid_lead\[1\]: agreed_by: must be a list .*, not 3"),
        ("valid_lead: []\nwhy: a\0b", r"definitions.yml, line 2: there is an invisible character \(U\+0000\)"),
        ("valid_lead: " + "[" * 5_000, "nested too deep"),
        ("valid_lead: " + "1" * 5_000, "a number has too many digits"),
    ],
)
def test_what_is_not_plain_data_is_refused(tmp_path, text, sentence):
    path = tmp_path / "definitions.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError, match=sentence) as error:
        load_definitions(path)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_utf8_says_so(tmp_path):
    path = tmp_path / "definitions.yml"
    path.write_bytes("valid_lead: [{why: 展示会}]".encode("cp932"))
    with pytest.raises(WorkbookError, match="definitions.yml is not UTF-8"):
        load_definitions(path)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{column: company_name, at_least: 5}", "company_name holds no numbers"),
        ("{column: created_at, at_most: 5}", "created_at holds no numbers"),
        ("{column: created_at, is: 2026-11-01}", "created_at holds moments"),
        ("{column: employees, in: [50, 大企業]}", "employees holds numbers: in: needs a number"),
        ("{column: employees, is: 中小}", "employees holds numbers: is: needs a number, not '中小'"),
        ("{column: employees, is: true}", "employees holds numbers"),
        ('{column: employees, matches: "^1"}', "employees holds no text, which matches: looks at"),
        ("{column: employees, is_not: freemail}", "employees holds no text, which is_not: freemail"),
        ("{column: is_target, is: はい}", "is_target is true or false: is: needs one of these, not 'はい'"),
    ],
)
def test_a_test_that_its_column_cannot_take_is_refused_with_its_place(tmp_path, condition, sentence):
    path = tmp_path / "definitions.yml"
    entry = "{{from: 2026-0{}-01, conditions: [{{column: email, is: present}}, {}]}}"
    path.write_text(
        f"valid_lead: [{entry.format(4, '{column: email, is: present}')}, {entry.format(6, condition)}]",
        encoding="utf-8",
    )
    with pytest.raises(WorkbookError, match=sentence) as error:
        load_definitions(path)
    assert str(error.value).startswith("definitions.yml: valid_lead[2].conditions[2]: ")
    assert error.value.text("ja") != error.value.text("en")


def test_a_column_of_ones_own_holds_numbers_where_one_condition_compares_it(tmp_path):
    path = tmp_path / "definitions.yml"
    conditions = "[{column: score, at_least: 50}, {column: score, is: 高}, {column: rank, is: 高}]"
    path.write_text(f"valid_lead: [{{from: 2026-04-01, conditions: {conditions}}}]", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"conditions\[2\]: score holds numbers"):
        load_definitions(path)


def test_more_conditions_are_no_more_questions(wb, monkeypatch):
    """What 400 of them cost beside 40 is measured by `benchmarks/conditions.py`."""
    asked = []
    run = Engine.run
    monkeypatch.setattr(Engine, "run", lambda engine, question: asked.append(question) or run(engine, question))

    def questions(count):
        conditions = tuple(Condition("company_name", "is_not", f"社{n}") for n in range(count))
        of_day = Workbook(
            wb.config, wb._tables, Definitions((Version(date(2026, 1, 1), "", (), conditions),)), as_of=wb.as_of
        )
        asked.clear()
        assert len(CATALOGUE["condition_rejects_alone"].numbers(of_day)) >= count
        return len(asked)

    assert questions(2) == questions(12)
