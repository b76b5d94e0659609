"""Tables without preset and columns: recognised where it is sure, else asked for."""

import pandas
import pytest
import yaml

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.presets import all_forms
from kpi_helpers.workbook.reading import load
from kpi_helpers.workbook.reading.recognition import best_fits


def read(folder, export, table, **source):
    (folder / "export.csv").write_text(export, encoding="utf-8")
    (folder / "workbook.yml").write_text(
        yaml.safe_dump({"tables": {table: {"file": "export.csv", **source}}}), encoding="utf-8"
    )
    loaded = load(load_config(folder), cache_dir=folder / "cache")
    return pandas.read_parquet(loaded.paths[table])


@pytest.mark.parametrize(
    ("name", "table", "rows"),
    [
        ("bales", "leads", 3),
        ("bales", "activities", 3),
        ("bales", "opportunities", 1),
        ("miitel", "activities", 3),
        ("salesforce leads", "leads", 1),
        ("salesforce opportunities", "opportunities", 3),
        ("salesforce api", "opportunities", 3),
        ("salesforce tasks", "activities", 2),
        ("salesforce events", "activities", 1),
        ("hubspot contacts", "leads", 1),
        ("hubspot deals", "opportunities", 3),
        ("hubspot calls", "activities", 3),
        ("hubspot api calls", "activities", 1),
        ("zoho leads", "leads", 1),
        ("zoho calls", "activities", 1),
        ("zoho deals", "opportunities", 1),
    ],
)
def test_the_tool_is_recognised_from_the_header(tmp_path, exports, name, table, rows):
    assert len(read(tmp_path, exports.TOOLS[name][0], table)) == rows


def test_common_names_are_not_taken_without_being_told_to(tmp_path, exports):
    with pytest.raises(
        WorkbookError, match="export.csv: no row names a column of the table leads.*`preset: hand-kept`"
    ):
        read(tmp_path, exports.KINTONE, "leads")
    assert read(tmp_path, exports.KINTONE, "leads", preset="hand-kept")["lead_id"].tolist() == ["1"]


def test_what_no_tool_writes_is_asked_for(tmp_path):
    with pytest.raises(
        WorkbookError, match="export.csv: no row names a column of the table leads.*under tables.leads.columns"
    ):
        read(tmp_path, "a,b\n1,2\n", "leads")


def test_an_export_without_an_id_is_told_what_to_add(tmp_path, exports):
    without = exports.SALESFORCE_OPPORTUNITIES.replace("商談 ID,", "ナンバー,")
    with pytest.raises(
        WorkbookError,
        match="looks like an export of Salesforce, but has no column for opportunities.opportunity_id.*'商談 ID'",
    ):
        read(tmp_path, without, "opportunities")


def test_two_tools_that_fit_alike_are_both_named(tmp_path):
    header = "Record ID,Deal Id,Deal Owner,Created Time,Create Date,Stage,Deal Stage,Close Date,Closing Date,Amount"
    fits = best_fits(all_forms("opportunities"), header.split(","))
    assert sorted(fit.form.preset for fit in fits) == ["hubspot-en", "zoho-en"]
    with pytest.raises(WorkbookError, match="cannot be told for sure.*`preset: hubspot-en` or `preset: zoho-en`"):
        read(tmp_path, header + "\n" + ",".join("1" * 10) + "\n", "opportunities")


def test_our_own_names_need_no_tool(tmp_path):
    assert read(tmp_path, "lead_id,created_at,Email\nL1,2026-11-01,a@b.example\n", "leads")["email"].tolist() == [
        "a@b.example"
    ]
