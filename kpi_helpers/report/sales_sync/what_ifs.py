"""What-ifs that have a name: kept in `scenarios.yml` beside the workbook, on every page until they are taken out of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from kpi_helpers.report.sales_sync.scenarios import LABELS
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.plain_yaml import read_yaml

FILE = "scenarios.yml"
LONGEST, MOST = 40, 12
_HEAD = (
    "# 名前を付けた試算です。予算の節に計画と並べて表示されます。要らなくなったら行を消してください。\n"
    "# What-ifs with a name, shown beside the plan in the budget section: take a line out to drop one.\n"
)

WhatIfs = dict[str, dict[str, float]]


def read_what_ifs(folder: Path) -> WhatIfs:
    """The what-ifs beside a workbook: rates by name; none where there is no file.

    Raises
    ------
    WorkbookError
        Where the file holds anything else.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_what_if(Path(folder), "秋の改善", {"win_rate": 0.25})
    ...     read_what_ifs(Path(folder))
    {'秋の改善': {'win_rate': 0.25}}
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    content = read_yaml(path) or {}
    if not isinstance(content, dict) or len(content) > MOST:
        raise _unfit(
            f"名前: {{win_rate: 0.25}} の行を {MOST} 行まで書きます",
            f"write up to {MOST} lines like name: {{win_rate: 0.25}}",
        )
    return {_checked_name(name): _checked(str(name), rates) for name, rates in content.items()}


def save_what_if(folder: Path, name: str, rates: Mapping[str, float]) -> None:
    """Keep a what-if; one of the same name is replaced.

    Raises
    ------
    WorkbookError
        Where the name is empty or too long, nothing is other than today, or there is no room.
    """
    name = _checked_name(" ".join(name.split()))
    known = read_what_ifs(folder) | {name: _checked(name, rates)}
    if len(known) > MOST:
        raise _unfit(
            f"試算は {MOST} 件までです。使わないものを消してください", f"there are {MOST} what-ifs already, drop one"
        )
    path, draft = folder / FILE, folder / f".{FILE}-{os.getpid()}"
    try:
        draft.write_text(_HEAD + yaml.safe_dump(known, allow_unicode=True, sort_keys=False), "utf-8", newline="\n")
        os.replace(draft, path)
    except OSError as error:
        raise WorkbookError(
            ja=f"{path} に書き込めません（{error.strerror}）。ワークブックのフォルダーに書き込めるか確かめてください。",
            en=f"{path} cannot be written ({error.strerror}): check that the workbook's folder can be written.",
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _checked_name(name: object) -> str:
    text = str(name)
    if not text.strip() or len(text) > LONGEST or any(not char.isprintable() for char in text):
        raise _unfit(f"試算の名前は 1〜{LONGEST} 文字で書いてください", f"name a what-if in 1 to {LONGEST} letters")
    return text


def _checked(name: str, rates: object) -> dict[str, float]:
    given = dict(rates) if isinstance(rates, Mapping) else {}
    if not given or not all(_is_rate(rate, value) for rate, value in given.items()):
        raise _unfit(
            f"「{name}」には {'、'.join(LABELS)} のうち、今と違うものを書きます（率は 0〜1、平均単価は金額）",
            f"“{name}” takes what is other than today of {', '.join(LABELS)}: rates from 0 to 1, the deal in currency",
        )
    return {str(rate): float(value) for rate, value in given.items()}


def _is_rate(name: object, value: object) -> bool:
    if name not in LABELS or isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= (1e12 if name == "average_deal" else 1)


def _unfit(ja: str, en: str) -> WorkbookError:
    return WorkbookError(ja=f"{FILE}: {ja}。", en=f"{FILE}: {en}.")
