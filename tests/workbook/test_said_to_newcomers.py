"""What is said to somebody who misspells a name, a day or a call of the program."""

import pytest
import yaml

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.plain_yaml import read_yaml
from kpi_helpers.workbook.reading import load
from kpi_helpers.workbook.starting import start_workbook
from kpi_helpers.workbook.trial import our_column

LEADS = "番号,登録日,流入経路,区分,従業員数\n1,2026/11/02,Web,反響,50\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    columns = {
        "lead_id": "番号",
        "created_at": "登録日",
        "channel": "リードソース",
        "motion": "区分",
        "employees": "従業員数",
    }
    content = {"tables": {"leads": {"file": "leads.csv", "columns": columns}}}
    (tmp_path / "workbook.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


def test_a_column_that_is_gone_is_looked_for_among_those_that_no_other_uses(folder):
    with pytest.raises(WorkbookError) as raised:
        load(load_config(folder))
    assert "まだ使っていない列は 流入経路 です" in raised.value.text("ja")
    assert "区分" not in raised.value.text("ja")


def test_a_column_that_only_a_condition_names_sends_to_the_definitions(folder):
    path = folder / "workbook.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("リードソース", "流入経路"), encoding="utf-8")
    with pytest.raises(WorkbookError) as raised:
        load(load_config(folder), extra_columns={"leads": {"employee": "number"}})
    for lang in ("ja", "en"):
        said = raised.value.text(lang)
        assert said.startswith("definitions.yml") and "'employees'" in said or "「employees」" in said


@pytest.mark.parametrize("written", ["従業員数", "employees", " 従業員数"])
def test_a_column_is_known_by_its_heading_and_by_the_export(folder, written):
    assert our_column(written, load_config(folder)) == "employees"
    assert our_column("予算感", load_config(folder)) == "予算感"


def test_a_file_in_the_place_of_a_folder_is_named(folder):
    with pytest.raises(WorkbookError) as raised:
        load_config(folder / "leads.csv")
    assert "ファイルです" in raised.value.text("ja") and "is a file" in raised.value.text("en")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nfrom: 2026-13-01\n", 2, "2026-13-01 という日はありません"),
        ("a: b: c\n", 1, "引用符で囲んでください"),
        ("a: 1\na: 2\n", 2, "二度書かれています"),
        ("a:\n\tb: 1\n", 2, "タブは使えません"),
        ("a: [1, 2\nb: 3\n", 2, "閉じる括弧がありません"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_with_its_line(tmp_path, text, line, said):
    (tmp_path / "workbook.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError) as raised:
        read_yaml(tmp_path / "workbook.yml")
    assert f"workbook.yml {line}行目" in raised.value.text("ja") and said in raised.value.text("ja")
    assert f"line {line}" in raised.value.text("en")


def test_init_takes_the_id_of_the_call_its_direction_and_its_minutes(tmp_path):
    rows = "".join(
        f"C{n:03d},2026/10/{n % 20 + 1:02d},{9 + n % 8}:0{n % 10},森,{1000 + n % 7},{'着信' if n % 5 == 0 else '発信'},不在,{n % 4}\n"
        for n in range(60)
    )
    log = tmp_path / "log.csv"
    log.write_text(
        "通話ID,発信日,発信時刻,オペレーター,顧客レコード番号,発着信,通話結果,通話（分）\n" + rows, encoding="utf-8"
    )
    book = tmp_path / "book"
    start_workbook(book, [log])
    said = yaml.safe_load((book / "workbook.yml").read_text(encoding="utf-8"))["tables"]["activities"]
    assert said["columns"]["activity_id"] == "通話ID"
    assert said["columns"]["started_at"] == {"date": "発信日", "time": "発信時刻"}
    assert said["columns"]["kind"] == "発着信"
    assert said["values"]["kind"] == {"call": ["発信"], "incoming": ["着信"]}
    assert said["columns"]["talk_seconds"] in ("通話（分）", {"column": "通話（分）", "unit": "minutes"})
