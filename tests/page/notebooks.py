"""Notebooks that the tests write, in the shape of the meeting notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

OPENING = """
import pandas as pd
from matplotlib.figure import Figure
from kpi_helpers.report import blocks
from kpi_helpers.report.section import Section, guarded

def drawn(height):
    figure = Figure(figsize=(6.4, height), layout="constrained")
    figure.subplots().plot([3, 1, 4, 1, 5])
    return figure
"""
PARAMETERS = """
as_of: str = "2026-11-20"  # the day of the view
days: int = 20  # business days
share: float = 0.5  # a share
masked: bool = False  # names masked
"""


def code(source: str, *tags: str) -> nbformat.NotebookNode:
    """A code cell with tags."""
    return nbformat.v4.new_code_cell(source.strip(), metadata={"tags": list(tags)})


def heading(text: str) -> nbformat.NotebookNode:
    """A markdown cell."""
    return nbformat.v4.new_markdown_cell(text)


def write_notebook(path: Path, cells: Sequence[nbformat.NotebookNode], *, opening: str = OPENING) -> Path:
    """A notebook with a parameters cell, a hidden opening and the given cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[code(PARAMETERS, "parameters"), code(opening, "remove-cell"), *cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def meeting_cells(hostile: Sequence[str]) -> list[nbformat.NotebookNode]:
    """A page with every kind of part: figures, long and wide tables, hostile texts."""
    return [
        heading("# Sales sync"),
        code(
            """
blocks.header("営業部門とのミーティング", workbook="サンプル株式会社", as_of="2026-11-20",
              definition="2026-04-01 版", lead="11月の売上は 1,230万円で着地する見込みです。",
              freshness=pd.DataFrame({"表": ["リード"], "行": ["6,012"]}))
""",
            "remove-input",
        ),
        code(
            """
blocks.tiles([
    blocks.Tile("売上", "812万円", "54.1%", "前月 903万円", "目標に届かない見込み", "bad", [5, 7, 6]),
    blocks.Tile("商談数", "48件", "80.0%", "前月 45件", "ほぼ計画どおり", "watch", [40, 45, 48]),
    blocks.Tile("有効リード", "412件", "104.3%", "", "計画を上回る", "good"),
    blocks.Tile("受注率", "21.4%", "", "", "件数が少なく判断できません", "none"),
    blocks.Tile("架電数", "1,204件"),
])
""",
            "remove-input",
        ),
        code(
            'blocks.block("changed", "前回からの変化", blocks.bullets(["修正がありました。"]), kind="callout")',
            "remove-input",
        ),
        heading("## 売上の着地は?"),
        code(
            """
Section("1,230万円で着地する見込みです。", drawn(9), "売上は目標を下回る見込み",
        pd.DataFrame({f"列{n}": [f"{row},{n:03}件" for row in range(25)] for n in range(14)}),
        "日別の売上", notes=["95% 区間です。"], key="landing", question="売上の着地は?")
""",
            "remove-input",
        ),
        heading("## 商談数は予定どおりか?"),
        code(
            """
Section("12件少ないです。", key="plan", question="商談数は予定どおりか?", figure=[
        (drawn(5), "商談は予定より少ない"), (drawn(6), "前月の線も下回る"), (drawn(14), "チャネル別では展示会が少ない")])
""",
            "remove-input",
        ),
        heading("## 入力された文字"),
        code(
            f"""
hostile = {list(hostile)!r}
Section(" ".join(hostile[:36]), drawn(3), hostile[2] + " が最も多い",
        pd.DataFrame({{hostile[0]: hostile, "件数": range(len(hostile)), hostile[9]: hostile[::-1]}}),
        hostile[10], notes=hostile[::3], key="names", question=hostile[0])
""",
            "remove-input",
        ),
        code(
            """
blocks.tiles([blocks.Tile(text, text, text, text, text, "watch", [1, 2], text) for text in hostile[:5]])
""",
            "remove-input",
        ),
        heading("## 失敗"),
        code('guarded(lambda: 1 / 0, key="broken", question="予算は?", lang="ja")', "remove-input"),
        code(
            'Section("目標の表があれば示します。", key="targets", question="条件は?", is_missing=True)', "remove-input"
        ),
        code(
            'print("printed"); __import__("IPython").display.display('
            '{"text/html": "<script>alert(1)</script><p onclick=\\"alert(1)\\">own cell</p>",'
            ' "image/svg+xml": "<svg/>", "application/javascript": "alert(1)"}, raw=True)'
        ),
        code(
            """
blocks.block("actions", "決定事項とアクション",
             blocks.action_table(pd.DataFrame([hostile[:4], hostile[-4:]])))
""",
            "remove-input",
        ),
        code(
            'blocks.block("terms", "用語と定義", blocks.definitions({text: text for text in hostile[1::3]}))',
            "remove-input",
        ),
    ]
