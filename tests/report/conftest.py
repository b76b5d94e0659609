"""The example workbook seen on several days, with changed tables; and one that lies on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kpi_helpers.report.about import About
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.numbers import NUMBERS, write_numbers
from kpi_helpers.workbook import example
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.workbook import Workbook


@pytest.fixture(scope="session")
def world() -> Callable[..., Workbook]:
    """``world("2026-11-11", definitions=…, opportunities=lambda table: …)``: the example with changes.

    An unchanged one is shared; `fresh=True` gives one that a test may spoil.
    """
    base = example.example()
    unchanged: dict[str, Workbook] = {}

    def make(as_of: str, *, definitions: Definitions | None = None, config=None, fresh=False, **changes) -> Workbook:
        is_changed = bool(changes) or definitions is not None or config is not None or fresh
        if not is_changed and as_of in unchanged:
            return unchanged[as_of]
        tables = {name: changes.get(name, lambda table: table)(table.copy()) for name, table in base._tables.items()}
        wb = Workbook(
            config or base.config,
            {name: table for name, table in tables.items() if table is not None},
            base.definitions if definitions is None else definitions,
            as_of=date.fromisoformat(as_of),
        )
        if not is_changed:
            unchanged[as_of] = wb
        return wb

    return make


@pytest.fixture(scope="session")
def numbers_then(world, tmp_path_factory) -> Callable[[date], bytes]:
    """numbers.csv of the unchanged example on a day, worked out once."""
    known: dict[date, bytes] = {}

    def find(day: date) -> bytes:
        if day not in known:
            folder = tmp_path_factory.mktemp("numbers")
            write_numbers(world(day.isoformat()), folder)
            known[day] = (folder / NUMBERS).read_bytes()
        return known[day]

    return find


@pytest.fixture
def publish(tmp_path: Path, numbers_then) -> Callable[[Workbook], Path]:
    """What a build of the example leaves for later pages to compare with."""

    def leave(wb: Workbook, meeting: str = "sales_sync") -> Path:
        folder = page_folder(tmp_path, wb.as_of, wb.team)
        folder.mkdir()
        (folder / NUMBERS).write_bytes(numbers_then(wb.as_of))
        About.of(wb).write(folder)
        (folder / f"{meeting}.html").write_text("<title>page</title>", encoding="utf-8")
        return folder

    return leave


@pytest.fixture
def meet(tmp_path: Path) -> Callable[..., Meeting]:
    """A meeting whose earlier pages lie in `tmp_path`."""

    def open_(wb: Workbook, name: str = "sales_sync", **options) -> Meeting:
        return Meeting(name, wb, reports=tmp_path, **options)

    return open_


WORKBOOK = """
name: 見本チーム
tables:
  leads:
    file: leads.csv
    columns: {lead_id: id, created_at: 作成日, company_name: 会社名, channel: 流入元, rep: 担当}
  opportunities:
    file: deals.csv
    columns: {opportunity_id: id, created_at: 作成日, lead_id: リード, amount: 金額, closed_at: 完了日, is_won: 受注}
    values: {is_won: {true: [受注], false: [失注]}}
rejected_budget: 0.5
"""
LEADS = """id,作成日,会社名,流入元,担当
L1,2026-10-05 10:00,サクラ工業,Web,佐藤
L2,2026-11-02 09:30,=cmd|' /C calc'!A0,=1+1,@佐藤
L3,2026-11-04 09:30,ミドリ商事,Web,佐藤
,2026-11-04 10:00,名なし,Web,佐藤
"""
DEALS = """id,作成日,リード,金額,完了日,受注
O1,2026-10-12,L1,1200000,2026-11-06,受注
O2,2026-11-05,L3,800000,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A workbook on disk: three leads (a fourth has no id), two opportunities, one won for 1,200,000."""
    place = tmp_path / "workbook"
    place.mkdir()
    for name, text in {"workbook.yml": WORKBOOK, "leads.csv": LEADS, "deals.csv": DEALS}.items():
        (place / name).write_text(text, encoding="utf-8")
    yield place


@pytest.fixture(scope="session")
def row() -> Callable[..., pd.DataFrame]:
    """A table with one more row, copied from its first and changed."""

    def add(table: pd.DataFrame, **values) -> pd.DataFrame:
        more = table.iloc[[0]].assign(
            **{
                name: pd.Series([value], index=table.index[:1], dtype=table[name].dtype)
                for name, value in values.items()
            }
        )
        return pd.concat([table, more], ignore_index=True)

    return add
