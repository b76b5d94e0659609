"""The page of reference, its examples, and the JSON Schema made of the same declarations."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from kpi_helpers.cli import main
from kpi_helpers.report.reference import reference
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.config_benchmarks import BENCHMARKS
from kpi_helpers.workbook.definitions import load_definitions
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.json_schema import json_schema
from kpi_helpers.workbook.keys import anchor, walk
from kpi_helpers.workbook.keys_definitions import DEFINITIONS
from kpi_helpers.workbook.keys_workbook import BENCHMARK_KEYS, WORKBOOK
from kpi_helpers.workbook.reading import check_budget
from kpi_helpers.workbook.workbook import Workbook

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"
EXAMPLES = [(place, key.example) for place, key in walk(WORKBOOK) if key.example]


@pytest.mark.parametrize(("place", "example"), EXAMPLES, ids=[place for place, _ in EXAMPLES])
def test_every_example_of_workbook_yml_is_read_and_bears_its_key(tmp_path, place, example):
    said = yaml.safe_load(example)
    for file in ["x.csv", "definitions.yml", *re.findall(r"file: ([^,}]+)", example)]:
        (tmp_path / file.replace("*", "1")).write_text("x", encoding="utf-8")
    tables = {} if "tables" in said else {"tables": {"leads": {"file": "x.csv"}}}
    text = example + "\n" + yaml.safe_dump(tables) if tables else example
    (tmp_path / "workbook.yml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path).tables
    assert place.split(".")[-1] in example


@pytest.mark.parametrize(
    ("place", "key"), [pair for pair in walk(DEFINITIONS) if pair[1].example], ids=lambda value: str(value)[:40]
)
def test_every_example_of_definitions_yml_is_read(tmp_path, place, key):
    (tmp_path / "definitions.yml").write_text(key.example, encoding="utf-8")
    found = load_definitions(tmp_path / "definitions.yml")
    assert found.valid_lead or found.valid_opportunity
    assert key.name in key.example


def test_the_page_in_the_documentation_is_the_one_that_the_declarations_make():
    assert PAGE.read_text(encoding="utf-8") == reference()
    assert CliRunner().invoke(main, ["glossary", "--keys"]).stdout == reference()


def test_every_key_has_both_languages_and_a_paragraph():
    for place, key in (*walk(WORKBOOK), *walk(DEFINITIONS)):
        assert re.search(r"[ぁ-んァ-ヶ一-龥]", key.ja), place
        assert key.en and not re.search(r"[ぁ-んァ-ヶ一-龥]", key.en), place
        assert key.name == "*" or f'<a id="{anchor(place)}"></a>' in reference(), place


def test_reference_values_are_the_keys_of_benchmarks():
    assert {key.name for key in BENCHMARK_KEYS} == set(BENCHMARKS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tables: {leads: {file: x.csv, filldown: [a]}}", "#tables)"),
        ("tables: {leads: {file: x.csv, year: soon}}", "#tables-year)"),
        ("tables: {leads: {file: x.csv}}\nlanguage: fr", "#language)"),
        ("tables: {leads: {file: x.csv}}\nnamme: x", "reference.md)"),
        ("tables: {leads: {file: x.csv}}\ntimezone: Mars", "#timezone)"),
        ("tables: {leads: {file: x.csv}}\npeople: {a: [b], c: [b]}", "#people)"),
        ("tables: {leads: {file: x.csv, repeats: {collect: [x]}}}", "#tables-repeats-collect)"),
        ("tables: {leads: {file: y.csv}}", "#tables-file)"),
    ],
)
def test_an_error_points_to_the_paragraph(tmp_path, text, place):
    (tmp_path / "x.csv").write_text("x", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError) as refused:
        load_config(tmp_path)
    assert str(refused.value).endswith(place)


@pytest.mark.parametrize(
    ("told", "rows", "place"),
    [
        ("columns: {created_at: 作成}", "lead_id,created_at\nL1,2026-11-01", "#tables-columns)"),
        ("columns: {lead_id: id}", "id,when\nL1,2026-11-01", "#tables-columns)"),
        ("constants: {motion: phone}", "lead_id,created_at\nL1,2026-11-01", "#tables-constants)"),
        ("year: 2026", "lead_id,created_at\nL1,03/04/2026", "#tables-columns)"),
        ("fill_down: [rep]", "lead_id,created_at\nL1,2026-11-01", "#tables-fill_down)"),
        ("year: 2026", "lead_id,created_at\nL1,soon", "#tables-year)"),
    ],
)
def test_an_error_of_an_export_points_to_the_key_that_mends_it(tmp_path, told, rows, place):
    (tmp_path / "x.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(f"tables:\n  leads:\n    file: x.csv\n    {told}\n", encoding="utf-8")
    with pytest.raises(WorkbookError) as refused:
        wb = Workbook.open(tmp_path, as_of="2026-11-20")
        check_budget(wb.loaded, wb.config)
    assert refused.value.text("ja").endswith(place) and refused.value.text("en").endswith(place)


def test_an_error_of_a_file_alone_points_to_no_key(tmp_path):
    (tmp_path / "calendar.csv").write_bytes(b"%PDF-1.7 tables")
    (tmp_path / "workbook.yml").write_text("tables: {leads: {file: calendar.csv}}", encoding="utf-8")
    with pytest.raises(WorkbookError) as refused:
        Workbook.open(tmp_path)
    assert "reference" not in refused.value.text("ja")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("valid_leed: []", "reference.md)"),
        (
            "valid_lead: [{from: 2026-04-01, why: x, conditions: [{column: email, is: present, at_least: 3}]}]",
            "#valid_lead",
        ),
    ],
)
def test_an_error_of_a_definition_points_to_the_page(tmp_path, text, place):
    (tmp_path / "definitions.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError) as refused:
        load_definitions(tmp_path / "definitions.yml")
    assert place in str(refused.value).rpartition("docs/")[2]


def holds(schema: dict, value: object) -> bool:
    return Draft202012Validator(schema).is_valid(value)


def test_the_json_schema_takes_every_example_and_refuses_slips():
    result = CliRunner().invoke(main, ["schema"])
    schema = json.loads(result.stdout)
    assert schema == json_schema(WORKBOOK)
    for place, example in EXAMPLES:
        said = json.loads(json.dumps(yaml.safe_load(example), default=str))
        assert holds(schema, {"tables": {"leads": {"file": "x.csv"}}, **said}), place
    assert not holds(schema, {"name": "x"})
    assert not holds(schema, {"tables": {"leads": {"file": "x.csv", "filldown": ["a"]}}})
    assert not holds(schema, {"tables": {}, "language": "fr"})
    assert json.loads(CliRunner().invoke(main, ["schema", "--definitions"]).stdout) == json_schema(DEFINITIONS)
