"""A workbook of a few lines of CSV, judged as `kpi check` does."""

import pytest
import yaml

from kpi_helpers.workbook.judging import judge
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.workbook import Workbook


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """``opened(tables)``: a workbook of tables given as CSV."""
    monkeypatch.setenv("KPI_TODAY", "2026-11-28")
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))

    def made(
        tables: dict[str, str], *, as_of: str | None = None, sources: dict | None = None, **top: object
    ) -> Workbook:
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        content = {name: {"file": f"{name}.csv", **(sources or {}).get(name, {})} for name in tables}
        (tmp_path / "workbook.yml").write_text(
            yaml.safe_dump({"tables": content, **top}, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        return Workbook.open(tmp_path, as_of=as_of)

    return made


@pytest.fixture
def book(opened):
    """``book(tables)``: what `kpi check` finds of tables given as CSV, by code and table."""

    def judged(tables: dict[str, str], **more: object) -> dict[str, Finding]:
        return {f"{one.code} {one.table}": one for one in judge(opened(tables, **more))}

    return judged
