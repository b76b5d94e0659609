"""The presets themselves, and how a workbook uses them."""

from pathlib import Path

import pandas
import pytest
import yaml

from kpi_helpers.workbook import presets
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import load

FOLDER = Path(presets.__file__).parent
FILES = sorted(path.name for path in FOLDER.glob("*.yml"))


def sources_named(entry):
    """Every source in a preset file, however deep."""
    for names in entry.values():
        for said in names.values():
            yield said["source"] if isinstance(said, dict) else said


@pytest.mark.parametrize("name", FILES)
def test_every_alias_and_word_has_a_source_or_is_marked_unsure(name):
    content = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    said = [source for table in content.get("tables", {}).values() for source in sources_named(table["columns"])]
    said += [
        source
        for table in content.get("values", {}).values()
        for column in table.values()
        for source in sources_named(column)
    ]
    assert said
    assert set(said) - {"unsure"} == set(content["sources"])


def test_every_preset_reads_and_names_only_columns_of_ours():
    assert {form.preset for form in presets.all_forms()} == set(presets.preset_names())
    assert {form.table for form in presets.all_forms()} == {
        "leads",
        "activities",
        "opportunities",
        "accounts",
        "campaigns",
        "companies",
        "tallies",
        "visits",
        "targets",
        "timesheet",
    }


@pytest.mark.parametrize("form", presets.all_forms(), ids=lambda form: f"{form.preset} {form.table}")
def test_every_form_has_signs_and_can_find_what_its_table_requires(form):
    from kpi_helpers.workbook.schema import TABLES

    assert form.signs
    assert set(TABLES[form.table].required) <= {*form.columns, *form.constants}


def read(folder, export, preset=None, table="leads", **source):
    """The canonical table and its report."""
    folder.mkdir(exist_ok=True)
    (folder / "export.csv").write_text(export, encoding="utf-8")
    entry = {"file": "export.csv", **({"preset": preset} if preset else {}), **source}
    (folder / "workbook.yml").write_text(
        yaml.safe_dump({"tables": {table: entry}}, allow_unicode=True), encoding="utf-8"
    )
    loaded = load(load_config(folder), cache_dir=folder / "cache")
    return pandas.read_parquet(loaded.paths[table]), loaded.reports[table]


@pytest.mark.parametrize(
    "header",
    [
        "リード ID,作成日,会社名 / 取引先,リード 所有者",
        "リードID,作成日,会社名／取引先,リード　所有者",
        "ﾘｰﾄﾞ ID,作成日,【会社名】取引先,リード_所有者",
        "リード・ｉｄ,作成日：,会社名:取引先,(リード)所有者",
    ],
)
def test_headers_match_whatever_their_spaces_brackets_width_and_case(tmp_path, header):
    leads, _ = read(tmp_path, f"{header}\nL1,2026/11/01,サクラ,佐藤\n", "salesforce-ja")
    assert leads.loc[0, ["lead_id", "company_name", "rep"]].tolist() == ["L1", "サクラ", "佐藤"]


def test_the_columns_of_the_workbook_override_single_ones_of_the_preset(tmp_path, exports):
    leads, _ = read(tmp_path, exports.SALESFORCE_LEADS, "salesforce-ja", columns={"channel": "業種"})
    assert leads.loc[0, ["lead_id", "channel", "industry"]].tolist() == ["00Q5g00000AbCdEEAV", "製造", "製造"]


def test_the_values_of_the_workbook_come_before_those_of_the_preset(tmp_path):
    export = "コール結果,作成日時,割り当て先,件名\n" + "".join(
        f"{word},2026/11/0{n},佐藤,x\n" for n, word in enumerate(["担当者不在", "留守電", "折返し待ち"], 1)
    )
    calls, report = read(
        tmp_path,
        export,
        "salesforce-ja",
        "activities",
        values={"outcome": {"voicemail": ["担当者不在"], "absent": ["折返し待ち"]}},
    )
    assert calls["outcome"].tolist() == ["voicemail", "voicemail", "absent"]
    assert report.warnings == {}


def test_an_unknown_value_is_warned_of_and_not_guessed(tmp_path):
    calls, report = read(
        tmp_path, "コール結果,作成日時,割り当て先\nまあまあ,2026/11/01,佐藤\n", "salesforce-ja", "activities"
    )
    assert calls["outcome"].isna().all()
    assert report.warnings["unknown_value:outcome"].count == 1


def test_miitel_without_results_has_no_outcome_whoever_answered(tmp_path, exports):
    calls, report = read(tmp_path, exports.MIITEL, "miitel", "activities")
    assert calls["outcome"].isna().all()
    assert "outcome" not in report.missing  # no column of it, not a column that is empty
    assert calls["kind"].tolist() == ["call", "call", "incoming"]
    assert calls["talk_seconds"].tolist() == [312.0, 0.0, 60.0]
    assert report.warnings == {}


def test_miitel_results_that_someone_typed_come_before_the_time_of_the_answer(tmp_path):
    export = "ダイヤル開始時刻,通話開始時刻,ユーザー名,通話種別,通話結果\n2026/11/01 10:00,,佐藤,発信,\n2026/11/01 11:00,,佐藤,発信,変な値\n"
    calls, report = read(tmp_path, export, "miitel", "activities")
    assert calls["outcome"].isna().all()
    assert report.warnings["unknown_value:outcome"].count == 1


def test_hubspot_durations_are_milliseconds_unless_they_show_a_clock(tmp_path, exports):
    calls, _ = read(tmp_path, exports.HUBSPOT_CALLS, "hubspot-en", "activities")
    assert calls["talk_seconds"].tolist()[:2] == [312.0, 30.0]
    assert calls["outcome"].fillna("").tolist() == ["connected", "voicemail", ""]


def test_hubspot_internal_outcomes_are_known(tmp_path, exports):
    calls, _ = read(tmp_path, exports.HUBSPOT_API_CALLS, "hubspot-api", "activities")
    assert calls.loc[0, ["outcome", "kind", "talk_seconds"]].tolist() == ["connected", "call", 312.0]
    assert calls.loc[0, "started_at"].isoformat() == "2026-11-02T10:00:00"


def test_salesforce_events_are_meetings_and_no_calls(tmp_path, exports):
    assert read(tmp_path, exports.SALESFORCE_EVENTS, "salesforce-api", "activities")[0]["kind"].tolist() == ["meeting"]


def test_a_wide_list_of_bales_cloud_becomes_three_tables(tmp_path, exports):
    leads, _ = read(tmp_path / "a", exports.BALES, "bales-cloud", "leads")
    calls, _ = read(tmp_path / "b", exports.BALES, "bales-cloud", "activities")
    opportunities, _ = read(tmp_path / "c", exports.BALES, "bales-cloud", "opportunities")
    assert leads["lead_id"].tolist() == ["B1", "B2", "B3"]
    assert calls[["lead_id", "outcome"]].to_numpy().tolist() == [
        ["B1", "absent"],
        ["B1", "connected"],
        ["B2", "reception_refused"],
    ]
    assert opportunities[["lead_id", "amount"]].to_numpy().tolist() == [["B1", 500_000.0]]


OWN = """
tool: 自社CRM
like: salesforce-ja
tables:
  leads:
    columns:
      lead_id: 顧客番号
      channel: [きっかけ, 出会い]
      employees: {人数: {unit: percent}}
    values: {channel: {展示会: [展示会*], missing: [不明]}}
"""


def test_a_workbook_may_carry_its_own_preset(tmp_path):
    (tmp_path / "our-crm.yml").write_text(OWN, encoding="utf-8")
    leads, _ = read(
        tmp_path,
        "顧客番号,作成日,出会い,会社名,人数\nL1,2026/11/01,展示会 春,サクラ,50\nL2,2026/11/02,不明,モミジ,60\n",
        "our-crm.yml",
    )
    assert leads["lead_id"].tolist() == ["L1", "L2"]
    assert leads["channel"].fillna("").tolist() == ["展示会", ""]
    assert leads[["company_name", "employees"]].to_numpy().tolist() == [["サクラ", 0.5], ["モミジ", 0.6]]
    (tmp_path / "our-crm.yml").write_text(OWN.replace("展示会: [展示会*]", "春: [展示会*]"), encoding="utf-8")
    assert read(tmp_path, "顧客番号,作成日,出会い\nL1,2026/11/01,展示会 春\n", "our-crm.yml")[0][
        "channel"
    ].tolist() == ["春"]


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (
            "tables: {leads: {columns: {leed_id: x}}}",
            "our.yml: tables.leads: leed_id is no column of leads; did you mean lead_id?",
        ),
        ("tables: {leeds: {columns: {lead_id: x}}}", "our.yml: tables.leeds is no table; did you mean leads?"),
        ("tables: {leads: {colums: {}}}", "our.yml: tables.leads.colums is no known key; did you mean columns?"),
        ("tables: {leads: {columns: {lead_id: {x: {unit: hours}}}}}", "unit is 'hours'; known are seconds"),
        ("tables: {leads: {columns: [lead_id]}}", "our.yml: tables.leads.columns must hold"),
        ("tables: {leads: {values: {channel: [x]}}}", "our.yml: values.channel must hold"),
        ("like: salesfarce", "our.yml: like: 'salesfarce' is no preset"),
        ("tables: {activities: {columns: {rep: x}}}", "preset 'our.yml' says nothing of leads"),
        ("tool: !!python/object/apply:os.system [ls]", "our.yml, line 1, column 7: the tag .* is not read"),
        ("- x", "our.yml: the file must hold"),
    ],
)
def test_a_slip_in_a_preset_of_ones_own_gets_one_sentence(tmp_path, own, sentence):
    (tmp_path / "our.yml").write_text(own, encoding="utf-8")
    with pytest.raises(WorkbookError, match=sentence.replace("?", r"\?")) as error:
        read(tmp_path, "x,created_at\n1,2026-11-01\n", "our.yml")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("preset", ["../our.yml", "/etc/our.yml", "sub/../../our.yml"])
def test_a_preset_never_leaves_the_folder(tmp_path, preset):
    (tmp_path / "our.yml").write_text(OWN, encoding="utf-8")
    with pytest.raises(WorkbookError, match="leaves the workbook's folder"):
        read(tmp_path / "book", "x\n1\n", preset)


def test_a_preset_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "our.yml").write_text(OWN, encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "our.yml").symlink_to(tmp_path / "our.yml")
    with pytest.raises(WorkbookError, match="link out of the workbook's folder"):
        read(tmp_path / "book", "x\n1\n", "our.yml")


def test_a_misspelt_preset_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(WorkbookError, match=r"preset 'salesforce_ja' is unknown; did you mean salesforce-ja\?"):
        read(tmp_path, "x\n1\n", "salesforce_ja")


def test_a_preset_that_does_not_know_the_table_is_named(tmp_path):
    with pytest.raises(WorkbookError, match="preset 'miitel' says nothing of leads"):
        read(tmp_path, "x\n1\n", "miitel")
