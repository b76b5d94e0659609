"""The commands, run as a user runs them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas
import pytest
import yaml
from click.testing import CliRunner

from kpi_helpers import cli
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.reading import load


@pytest.fixture(scope="session")
def exports() -> ModuleType:
    """The smallest exports of each tool."""
    spec = importlib.util.spec_from_file_location("exports", Path(__file__).with_name("exports.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Desk:
    """A folder of downloads, and a workbook to be begun beside it."""

    def __init__(self, folder: Path):
        self.downloads, self.book = folder / "downloads", folder / "book"
        self.downloads.mkdir()

    def put(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """Write a download."""
        path = self.downloads / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def run(self, *arguments: object) -> tuple[int, str, str]:
        """A command's exit status, standard output and standard error."""
        result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments], prog_name="kpi")
        assert isinstance(result.exception, SystemExit | None)
        return result.exit_code, result.stdout, result.stderr

    def begin(self, *files: Path) -> dict:
        """`kpi init`, and what the `workbook.yml` that it wrote says."""
        status, self.said, error = self.run("init", self.book, *files)
        assert (status, error) == (0, "")
        self.text = (self.book / "workbook.yml").read_text(encoding="utf-8")
        return yaml.safe_load(self.text)

    def refused(self, *arguments: object) -> str:
        """The one sentence of a command that is refused."""
        status, _, error = self.run(*arguments)
        assert status == 2
        assert error.count("\n") == 1
        return error

    def table(self, name: str) -> pandas.DataFrame:
        """A canonical table of the workbook."""
        loaded = load(load_config(self.book), cache_dir=self.book.parent / "cache")
        return pandas.read_parquet(loaded.paths[name])


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    """An empty desk, which is also the working folder."""
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)
