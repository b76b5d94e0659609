"""workbook.yml: what it says, and one sentence for every slip."""

from datetime import date, time
from pathlib import Path

import pytest

from kpi_helpers.workbook.config import ColumnSource, load_config, resolve_connection, written_language
from kpi_helpers.workbook.errors import WorkbookError

FULL = """
name: サンプル
timezone: America/Sao_Paulo
language: en
tables:
  leads:
    file: [リード*.csv, extra.csv]
    columns: {lead_id: リード ID, talk: {column: 通話時間 (分), unit: minutes}}
    constants: {motion: inbound}
    values: {is_target: {true: [Yes, 1], false: [No], missing: [未定]}}
  targets: {file: 予算.xlsx, sheet: 2026}
definitions: definitions.yml
calendar: {country: BR, days_off: [2026-12-30, 2026-12-29], business_hours: [9:00, 17:30]}
teams: {SDR: [佐藤, 鈴木], BDR: [高橋]}
benchmarks: {cph: 20, att_seconds: [200, 400]}
rejected_budget: 0.1
freemail: [example.ne.jp]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("リード2.csv", "リード1.csv", "extra.csv", "予算.xlsx", "definitions.yml", "~$リード.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


def load(folder: Path, text: str):
    (folder / "workbook.yml").write_text(text, encoding="utf-8")
    return load_config(folder)


def test_everything_that_is_said_is_kept(folder):
    config = load(folder, FULL)
    assert (config.name, config.timezone, config.language, config.rejected_budget) == (
        "サンプル",
        "America/Sao_Paulo",
        "en",
        0.1,
    )
    leads = config.tables["leads"]
    assert [path.name for path in leads.files] == ["リード1.csv", "リード2.csv", "extra.csv"]
    assert leads.columns == {"lead_id": ColumnSource("リード ID"), "talk": ColumnSource("通話時間 (分)", "minutes")}
    assert leads.values == {"is_target": {"true": ("Yes", "1"), "false": ("No",), "missing": ("未定",)}}
    assert config.tables["targets"].sheet == 2026
    assert config.definitions == folder / "definitions.yml"
    assert config.calendar.days_off == (date(2026, 12, 29), date(2026, 12, 30))
    assert config.calendar.business_hours == (time(9), time(17, 30))
    assert config.teams == {"SDR": ("佐藤", "鈴木"), "BDR": ("高橋",)}
    assert (config.benchmarks["cph"], config.benchmarks["att_seconds"], config.benchmarks["contact_rate"]) == (
        20,
        [200, 400],
        0.30,
    )
    assert config.freemail == ("example.ne.jp",)


def test_what_is_not_said_has_its_default(folder):
    config = load(folder, "tables: {leads: {file: extra.csv}}")
    assert (config.timezone, config.language, config.rejected_budget, config.definitions) == (
        "Asia/Tokyo",
        "ja",
        0.02,
        None,
    )
    assert (config.calendar.country, config.calendar.days_off, config.teams) == ("JP", (), {})
    assert config.name == folder.name


LEADS = "tables: {leads: {file: extra.csv}}\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LEADS + "timezon: Asia/Tokyo", "timezon is no known key; did you mean timezone?"),
        ("tables: {leeds: {file: extra.csv}}", "tables.leeds is no known key; did you mean leads?"),
        ("tables: {leads: {fil: extra.csv}}", "tables.leads.fil is no known key; did you mean file?"),
        (
            "tables: {leads: {file: extra.csv, columns: {a: {colum: b}}}}",
            "tables.leads.columns.a.colum is no known key; did you mean column?",
        ),
        (
            "tables: {leads: {file: extra.csv, columns: {a: {column: b, unit: hours}}}}",
            "unit is 'hours'; known are seconds",
        ),
        ("tables: {leads: {file: extra.csv, columns: {a: [b]}}}", "columns.a must be the column's name"),
        (
            "tables: {leads: {file: extra.csv, columns: {a: b}, constants: {a: c}}}",
            "has a under columns and under constants",
        ),
        ("tables: {leads: {file: extra.csv, constants: {a: [1]}}}", "constants.a must be one value, not a list"),
        ("tables: {leads: {file: extra.csv, values: {a: b}}}", "values.a must hold `key: value` pairs"),
        ("tables: {leads: {file: extra.csv, sheet: [1]}}", "sheet must be the name or number"),
        ("tables: {leads: {columns: {}}}", "needs either `file:`"),
        ("tables: {leads: {table: leads}}", "say which by `connection:`"),
        ("tables: {leads: {file: exta.csv}}", "'exta.csv' is not in .*; did you mean extra.csv?"),
        ("tables: {leads: {file: 商談*.csv}}", "matches no file"),
        ("tables: {leads: {file: ../extra.csv}}", "leaves the workbook's folder"),
        ("tables: {leads: {file: sub/../../*.csv}}", "leaves the workbook's folder"),
        ("tables: {leads: {file: /etc/passwd}}", "leaves the workbook's folder"),
        (LEADS + "definitions: ../definitions.yml", "leaves the workbook's folder"),
        ("tables: []", "has no `tables:` section"),
        ("name: x", "has no `tables:` section"),
        ("- a", "the file must hold `key: value` pairs, not a list"),
        (LEADS + "language: fr", "language is 'fr'; known are ja, en"),
        (LEADS + "timezone: Tokyo", "timezone 'Tokyo' is unknown"),
        (LEADS + "timezone: ../../etc/passwd", "timezone '../../etc/passwd' is unknown"),
        (LEADS + "rejected_budget: 2%", "rejected_budget must be a share from 0 to 1"),
        (LEADS + "calendar: {days_off: [soon]}", r"days_off\[1\] must be a date such as 2026-12-29, not 'soon'"),
        (LEADS + "calendar: {days_off: 3}", "days_off must be a list of dates"),
        (LEADS + "calendar: {business_hours: [9:00]}", "business_hours must be two clock times"),
        (LEADS + "calendar: {business_hours: ['18:00', '09:00']}", "business_hours end before they begin"),
        (LEADS + "benchmarks: {cph: many}", "benchmarks.cph must be a number, not 'many'"),
        (LEADS + "benchmarks: {att_seconds: 300}", "benchmarks.att_seconds must be 2 numbers"),
        (LEADS + "teams: {SDR: {a: b}}", "teams.SDR must be a text or a list of texts"),
        (LEADS + "name: !!python/object/apply:os.system [ls]", "line 2, column 7: the tag .* is not read"),
        (LEADS + "name: &a x", "anchors .* are not read"),
        (LEADS + "name: a\nname: b", "the key 'name' stands twice"),
        (LEADS + "name: [", "workbook.yml, line"),
    ],
)
def test_a_slip_gets_one_sentence_with_its_key(folder, text, sentence):
    with pytest.raises(WorkbookError, match=sentence.replace("?", r"\?")) as error:
        load(folder, text)
    assert "\n" not in str(error.value)


def test_a_folder_without_a_workbook_says_how_to_get_one(tmp_path):
    with pytest.raises(WorkbookError, match="kpi init"):
        load_config(tmp_path)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "secret.csv").write_text("x", "utf-8")
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "leads.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(WorkbookError, match="link out of the workbook's folder"):
        load(folder, "tables: {leads: {file: leads.csv}}")


def test_names_composed_and_decomposed_are_the_same_file(tmp_path):
    (tmp_path / "リート\u3099.csv").write_text("x", "utf-8")  # ド in two characters, as macOS writes it
    for name in ("リード.csv", "リード*.csv"):
        assert len(load(tmp_path, f"tables: {{leads: {{file: {name}}}}}").tables["leads"].files) == 1


def test_a_password_comes_from_the_environment_when_it_is_used(folder, monkeypatch):
    config = load(folder, "connection: postgres://kpi:${KPI_TEST_PASSWORD}@db/crm\ntables: {leads: {table: leads}}")
    assert config.connection == "postgres://kpi:${KPI_TEST_PASSWORD}@db/crm"
    monkeypatch.setenv("KPI_TEST_PASSWORD", "s3cret")
    assert resolve_connection(config.connection) == "postgres://kpi:s3cret@db/crm"
    monkeypatch.setenv("KPI_TEST_PASSWORD", "p@ss/word")
    assert resolve_connection(config.connection) == "postgres://kpi:p%40ss%2Fword@db/crm"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("benchmarks: {cph: -1}", "benchmarks.cph must be a number above 0, not -1"),
        ("benchmarks: {cph: 1e999}", "benchmarks.cph must be a number above 0"),
        ("benchmarks: {contact_rate: 30}", "benchmarks.contact_rate must be a number above 0 and not above 1"),
        ("benchmarks: {att_seconds: [480, 300]}", "numbers above 0, the smaller one first"),
    ],
)
def test_a_reference_value_out_of_range_is_refused(tmp_path, line, sentence):
    (tmp_path / "leads.csv").write_text("lead_id,created_at\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(f"tables: {{leads: {{file: leads.csv}}}}\n{line}\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match=sentence):
        load_config(tmp_path)


def test_a_link_that_leads_nowhere_is_there_but_no_file(tmp_path):
    (tmp_path / "leads.csv").symlink_to(tmp_path / "gone.csv")
    (tmp_path / "workbook.yml").write_text("tables: {leads: {file: leads.csv}}\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match="'leads.csv' is no ordinary file"):
        load_config(tmp_path)


def test_a_pattern_takes_no_description_for_an_export_and_no_name_is_too_long_to_be_missed(tmp_path):
    (tmp_path / "leads.csv").write_text("lead_id,created_at\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text("tables: {leads: {file: '*'}}\n", encoding="utf-8")
    assert load_config(tmp_path).tables["leads"].parts[0].files == (tmp_path / "leads.csv",)
    (tmp_path / "workbook.yml").write_text(f"tables: {{leads: {{file: {'x' * 5_000}}}}}\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match="'x{80}…' is not in") as error:
        load_config(tmp_path)
    assert len(str(error.value)) < 400


def test_a_workbook_that_cannot_be_read_is_answered_in_its_language(tmp_path):
    assert written_language(tmp_path) is None
    (tmp_path / "workbook.yml").write_text("tables: [\nlanguage: 'en'  # of the pages\n", encoding="utf-8")
    assert written_language(tmp_path) == "en"
    (tmp_path / "workbook.yml").write_text("tables: [\n  language: en", encoding="utf-8")
    assert written_language(tmp_path) == "ja"
