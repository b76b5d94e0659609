"""Parameters are refused before anything runs, and are data, never code."""

from __future__ import annotations

import datetime

import pytest

from kpi_helpers.report.parameters import check_parameters, notebook_parameters, read_settings
from kpi_helpers.workbook.errors import WorkbookError
from tests.page.notebooks import code, write_notebook


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    return write_notebook(tmp_path_factory.mktemp("a{0}b") / "sales_sync.ipynb", [])


def test_types_are_read_from_the_annotations(notebook):
    assert notebook_parameters(notebook) == {
        "as_of": "str",
        "days": "int",
        "share": "float",
        "masked": "bool",
    }


def test_values_of_the_right_type_pass(notebook):
    day = datetime.date(2026, 11, 20)
    given = {"as_of": day, "days": 3, "share": 1, "masked": True}
    checked = check_parameters(notebook, given)
    assert checked == {"as_of": "2026-11-20", "days": 3, "share": 1.0, "masked": True}
    assert type(checked["share"]) is float


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("as_off", "2026-11-20", "there is no parameter 'as_off'"),
        ("x = 1; import os; y", 1, "there is no parameter"),
        ("as_of", 20261120, "takes str, not int"),
        ("days", "7", "takes int, not str"),
        ("days", True, "takes int, not bool"),
        ("days", 7.0, "takes int, not float"),
        ("share", float("nan"), "takes float"),
        ("share", float("inf"), "takes float"),
        ("masked", 1, "takes bool, not int"),
        ("as_of", None, "takes str, not NoneType"),
        ("as_of", ["2026-11-20"], "takes str, not list"),
    ],
)
def test_others_are_refused_by_name(notebook, name, value, said):
    with pytest.raises(WorkbookError, match=f"sales_sync.ipynb: .*{said}"):
        check_parameters(notebook, {name: value})


def test_settings_of_the_command_line_become_the_declared_type(notebook):
    settings = ["as_of=007", "days=007", "share=1e-1", "masked=TRUE", "as_of=a=b"]
    assert read_settings(settings, {"sales_sync": notebook}) == {
        "sales_sync": {"as_of": "a=b", "days": 7, "share": 0.1, "masked": True}
    }


def test_a_setting_goes_to_the_notebooks_that_have_it(notebook, tmp_path):
    other = write_notebook(tmp_path / "team_sync.ipynb", [])
    other.write_text(other.read_text(encoding="utf-8").replace("days: int", "weeks: int"), encoding="utf-8")
    chosen = read_settings(["days=1", "as_of=x"], {"sales_sync": notebook, "team_sync": other})
    assert chosen == {"sales_sync": {"days": 1, "as_of": "x"}, "team_sync": {"as_of": "x"}}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("days", "write it as parameter=value"),
        ("day=1", "no notebook has a parameter 'day'; there are as_of, days, masked, share"),
        ("days=1.5", "must be a whole number"),
        ("days=", "must be a whole number"),
        ("share=nan", "must be a number"),
        ("share=x", "must be a number"),
        ("masked=1", "must be true or false"),
    ],
)
def test_settings_that_cannot_be_read_are_refused(notebook, setting, said):
    with pytest.raises(WorkbookError, match=said):
        read_settings([setting], {"sales_sync": notebook})


def test_a_parameter_without_a_plain_type_is_refused(tmp_path):
    notebook = write_notebook(tmp_path / "own.ipynb", [code("pass")])
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("days: int", "days: list"), encoding="utf-8")
    with pytest.raises(WorkbookError, match="takes list, not int"):
        check_parameters(notebook, {"days": 1})
