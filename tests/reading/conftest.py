"""A workbook written by a test and read back."""

from pathlib import Path

import pandas
import pytest
import yaml

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.reading import load


class Book:
    """One workbook folder of a test."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, name: str, content: bytes | str, encoding: str = "utf-8") -> Path:
        """Write an export."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def describe(self, tables: dict, **top: object) -> None:
        """Write workbook.yml."""
        text = yaml.safe_dump({"tables": tables, **top}, allow_unicode=True, sort_keys=False)
        (self.folder / "workbook.yml").write_text(text, encoding="utf-8")

    def load(self, tables: dict | None = None, *, extra_columns: dict | None = None, **top: object):
        """Read the workbook, and hold it to the law that no row is lost."""
        if tables is not None:
            self.describe(tables, **top)
        loaded = load(
            load_config(self.folder), extra_columns=extra_columns or {}, cache_dir=self.folder.parent / "cache"
        )
        for report in loaded.reports.values():
            assert report.read == report.kept + sum(report.set_aside.values())
            assert report.kept == len(pandas.read_parquet(loaded.paths[report.table]))
        assert len(loaded.rejected) == sum(sum(report.set_aside.values()) for report in loaded.reports.values())
        return loaded

    def table(self, name: str, tables: dict | None = None, **options: object) -> pandas.DataFrame:
        """One canonical table."""
        loaded = self.load(tables, **options)  # what a database gave lies there only as long as somebody holds it
        return pandas.read_parquet(loaded.paths[name])


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """An empty workbook folder."""
    folder = tmp_path / "book"
    folder.mkdir()
    return Book(folder)
