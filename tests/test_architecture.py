"""Rules of the whole project that no single test of a part can hold."""

import ast
import doctest
import json
import re
from pathlib import Path

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.meetings import MEETINGS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kpi_helpers"

ROOMS = {  # each room and the rooms that it may import from
    "workbook": set(),
    "kpis": {"workbook"},
    "charts": {"workbook"},  # the limit below which a rate decides nothing
    "report": {"workbook", "kpis", "charts"},
    "explore": {"workbook", "kpis", "charts", "report"},
    "cli": {"workbook", "kpis", "charts", "report", "explore"},
    "__main__": {"cli"},
}
FOLDERS = ("kpi_helpers", "tests", "notebooks", "benchmarks", "data", "docs")
LINES = 400


def sources(*folders):
    """Every Python file of these folders, generated ones aside."""
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts
    ]


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """The names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (
                [node.module] if node.module != "kpi_helpers" else [f"kpi_helpers.{alias.name}" for alias in node.names]
            )


def test_every_room_is_known():
    rooms = {room_of(path) for path in sources("kpi_helpers")} - {"__init__"}
    assert rooms == set(ROOMS)


@pytest.mark.parametrize("path", sources("kpi_helpers"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path):
    room = room_of(path)
    if room == "__init__":
        return  # it opens every room, by name and only when asked
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith("kpi_helpers.")}
    assert rooms <= ROOMS[room] | {room}


def test_only_the_engine_knows_ibis_and_what_stands_behind_it():
    knowing = {
        path.relative_to(PACKAGE)
        for path in sources("kpi_helpers")
        for name in imported(path)
        if name.split(".")[0] in ("ibis", "duckdb", "pyspark", "psycopg", "sqlglot")
    }
    room = Path("workbook", "engine")
    assert {path for path in knowing if room not in path.parents} == set()


CLOCKS = re.compile(
    r"\b(?:date|datetime|Timestamp|pd\.Timestamp)\.(?:today|now|utcnow)\(|\btime\.(?:time|time_ns|localtime|gmtime)\("
)


def test_no_number_and_no_page_reads_the_clock():
    """as_of says what day it is; the clock tells only the age of a cache's leftovers, and which rows lie ahead where nobody says a day."""
    reading = {
        str(path.relative_to(PACKAGE))
        for path in sources("kpi_helpers", "notebooks")
        if CLOCKS.search(path.read_text(encoding="utf-8"))
    }
    assert reading == {str(Path("workbook", "cache", "__init__.py")), str(Path("workbook", "today.py"))}


def test_files_are_short():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*FOLDERS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert long == {}


def test_a_type_that_is_not_checked_says_why():
    # `# type: ignore[code]  # why`; mypy itself refuses one without its code, and one that is not needed.
    bare = re.compile(r"# type: ignore\[[\w,-]+\](?!  # \S)")
    assert [path.name for path in sources("kpi_helpers") if bare.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_names_a_machine_or_a_registry():
    texts = [
        path
        for folder in (*FOLDERS, "requirements")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".ipynb", ".md", ".yml", ".toml", ".txt", ".css", ".j2")
        and "__pycache__" not in path.parts
    ]
    texts += [
        path
        for path in ROOT.iterdir()
        if path.is_file() and path.suffix in (".md", ".toml", "") and path.name != ".git"
    ]
    foreign = re.compile(
        r"(?:^|[\s\"'(=])/(?:work|home|Users|root)/|--(?:extra-)?index-url|artifactory|devpi", re.MULTILINE
    )
    found = {
        str(path.relative_to(ROOT)): hit[0].strip()
        for path in texts
        if path != Path(__file__) and (hit := foreign.search(path.read_text(encoding="utf-8", errors="ignore")))
    }
    assert found == {}


# The catalogue -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=lambda metric: metric.id)
class TestEveryKpi:
    """What a reader may expect of each declaration."""

    def test_its_name_is_its_id(self, metric):
        assert metric.__name__ == metric.id
        assert metric.function is None or metric.function.__name__ == metric.id

    def test_it_speaks_both_languages(self, metric):
        japanese = (metric.ja, metric.definition_ja, metric.gamed_ja)
        english = (metric.en, metric.definition_en, metric.gamed_en)
        assert all(japanese) and all(english)
        assert re.search(r"[ぁ-んァ-ヶ一-龥]", metric.definition_ja + metric.gamed_ja)
        assert not re.search(r"[ぁ-んァ-ヶ一-龥]", "".join(english))
        assert metric.definition_en.endswith(".") and metric.definition_ja.endswith("。")

    def test_the_example_of_its_help_holds(self, metric, wb):
        examples = doctest.DocTestParser().get_doctest(
            metric.__doc__, {metric.id: metric, "wb": wb}, metric.id, None, 0
        )
        assert examples.examples
        assert doctest.DocTestRunner().run(examples).failed == 0

    def test_its_numbers_are_worked_out_by_hand_in_a_test(self, metric):
        tests = "".join(path.read_text(encoding="utf-8") for path in sources("tests/conformance", "tests/kpis"))
        assert re.search(rf"\b{metric.id}\b", tests)


def _nodes(folder, kind):
    """(path, node) of every node of a kind in a folder's files."""
    for path in sources(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield path, node


def test_a_kpi_and_a_cube_are_declared_once():
    """Declarations are found by their ids, and counts by the names of their cubes."""
    calls = [{word.arg: word.value for word in node.keywords} for _, node in _nodes("kpi_helpers/kpis", ast.Call)]
    declared = [call["id"].value for call in calls if {"id", "gamed_ja"} <= set(call)]
    cubes = [call["name"].value for call in calls if {"name", "measures"} <= set(call)]
    assert sorted(declared) == sorted(CATALOGUE)
    assert len(set(cubes)) == len(cubes) > 0


def _is_label(node):
    if isinstance(node, ast.Tuple | ast.List):
        return any(map(_is_label, node.elts))
    text = getattr(node, "value", None)
    return isinstance(text, str) and (not text.isascii() or text[:1].isupper())


def test_no_page_calls_a_kpi_by_a_name_of_its_own():
    """Not even by the same one: a table of labels by KPI is a second declaration."""
    second = {
        (path.name, key.value)
        for path, node in _nodes("kpi_helpers/report", ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if getattr(key, "value", None) in CATALOGUE and _is_label(value)
    }
    assert second == set()


def test_every_kpi_that_a_page_shows_is_in_the_catalogue():
    assert set().union(*(agenda.kpis for agenda in MEETINGS.values())) <= set(CATALOGUE)


# The notebooks -----------------------------------------------------------------------------------------------------


def cells(notebook, kind="code"):
    """(tags, source) of the cells of one kind, in order."""
    content = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    return [
        (cell["metadata"].get("tags", []), "".join(cell["source"]), cell)
        for cell in content["cells"]
        if cell["cell_type"] == kind
    ]


EVERY = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def test_each_meeting_has_its_notebook():
    assert set(MEETINGS) <= set(EVERY)


@pytest.mark.parametrize("notebook", EVERY)
class TestEveryNotebook:
    """What holds of meetings and lessons alike."""

    def test_it_holds_no_output_of_somebodys_run(self, notebook):
        for _, source, cell in cells(notebook):
            assert (cell["outputs"], cell["execution_count"]) == ([], None), source

    def test_its_parameters_come_first_typed_and_explained(self, notebook):
        tagged = [place for place, (tags, *_) in enumerate(cells(notebook)) if "parameters" in tags]
        assert tagged == [0]
        for line in cells(notebook)[0][1].splitlines():
            assert re.fullmatch(r"\w+: (?:str|int|float|bool) = (?:\"[^\"]*\"|[\d.]+|True|False)  # \S.*", line), line

    def test_nothing_reaches_out_or_is_hushed(self, notebook):
        for _, source, _ in cells(notebook):
            assert not re.search(r"^\s*[%!]|filterwarnings|http|(?<![.\w])/\w+/", source, re.MULTILINE), source


@pytest.mark.parametrize("notebook", MEETINGS)
class TestEveryMeeting:
    """The notebook is the agenda: headings are the questions, and each answer is one call."""

    def test_every_cell_has_its_tag(self, notebook):
        tags = [tags for tags, *_ in cells(notebook)]
        assert tags == [["parameters"], ["remove-cell"], *[["remove-input"]] * (len(tags) - 2)]

    def test_an_answer_is_one_call_of_the_package(self, notebook):
        for _, source, _ in cells(notebook)[2:]:
            [statement] = ast.parse(source).body
            assert re.fullmatch(rf"kh\.(?:frame|{notebook})\.\w+\(meeting\)", ast.unparse(statement))

    def test_only_the_package_is_imported(self, notebook):
        everything = "\n".join(source for _, source, _ in cells(notebook))
        assert re.findall(r"^\s*(?:from|import) .*", everything, re.MULTILINE) == ["import kpi_helpers as kh"]
        assert not re.search(
            r"\b(?:def|class|for|while|if|try)\b",
            "\n".join(source for _, source, _ in cells(notebook)[1:]).split("#")[0],
        )

    def test_its_code_is_folded_and_nothing_is_headed_twice(self, notebook):
        """A section heads itself, in the page's language: a heading of the notebook's would stand above it once more."""
        assert all(cell["metadata"]["jupyter"] == {"source_hidden": True} for *_, cell in cells(notebook))
        assert cells(notebook, "markdown") == []


def test_whatever_is_refused_is_said_in_both_languages():
    """A sentence of one language alone would meet readers of the other."""
    alone = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("kpi_helpers")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("WorkbookError", "EngineError", "NoColumn", "NoHeader")
        and {"ja", "en"} - {keyword.arg for keyword in node.keywords}
    }
    assert alone == set()
