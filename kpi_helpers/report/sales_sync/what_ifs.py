"""What-ifs that have a name: kept in `scenarios.yml` beside the workbook, on every page until they are taken out of it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kpi_helpers.report.sales_sync.scenarios import LABELS, WhatIf
from kpi_helpers.workbook.errors import WorkbookError, os_reason
from kpi_helpers.workbook.plain_yaml import read_yaml

FILE = "scenarios.yml"
LONGEST, MOST, MOST_LEADS = 40, 12, 1_000_000
_HEAD = (
    "# 名前を付けた試算です。予算の節に計画と並べて表示されます。要らなくなったら行を消してください。\n"
    "# What-ifs with a name, shown beside the plan in the budget section: take a line out to drop one.\n"
)

_LEADS = "leads"
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


def read_what_ifs(folder: Path) -> dict[str, WhatIf]:
    """The what-ifs beside a workbook, by name; none where there is no file.

    Raises
    ------
    WorkbookError
        Where the file holds anything else.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_what_if(Path(folder), "秋の改善", WhatIf({"win_rate": 0.25}, {"2026-12": 420}))
    ...     read_what_ifs(Path(folder))
    {'秋の改善': WhatIf(rates={'win_rate': 0.25}, leads={'2026-12': 420.0})}
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
    return {_checked_name(name): _checked(str(name), given) for name, given in content.items()}


def save_what_if(folder: Path, name: str, what_if: WhatIf) -> None:
    """Keep a what-if; one of the same name is replaced.

    Raises
    ------
    WorkbookError
        Where the name is empty or too long, nothing is other than today, or there is no room.
    """
    name = _checked_name(" ".join(name.split()))
    known = read_what_ifs(folder) | {name: _checked(name, _written(what_if))}
    if len(known) > MOST:
        raise _unfit(
            f"試算は {MOST} 件までです。使わないものを消してください", f"there are {MOST} what-ifs already, drop one"
        )
    path, draft = folder / FILE, folder / f".{FILE}-{os.getpid()}"
    try:
        content = {each: _written(own) for each, own in known.items()}
        draft.write_text(_HEAD + yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8", newline="\n")
        os.replace(draft, path)
    except OSError as error:
        raise WorkbookError(
            ja=f"{path} に書き込めません（{os_reason(error, 'ja')}）。ワークブックのフォルダーに書き込めるか確かめてください。",
            en=f"{path} cannot be written ({os_reason(error, 'en')}): check that the workbook's folder can be written.",
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _checked_name(name: object) -> str:
    text = str(name)
    if not text.strip() or len(text) > LONGEST or any(not char.isprintable() for char in text):
        raise _unfit(f"試算の名前は 1〜{LONGEST} 文字で書いてください", f"name a what-if in 1 to {LONGEST} letters")
    return text


def _written(what_if: WhatIf) -> dict[str, Any]:
    return {**what_if.rates, **({_LEADS: dict(what_if.leads)} if what_if.leads else {})}


def _checked(name: str, content: object) -> WhatIf:
    given = dict(content) if isinstance(content, Mapping) else {}
    leads = given.pop(_LEADS, {})
    fits = isinstance(leads, Mapping) and all(_is_leads(month, value) for month, value in leads.items())
    if not fits or not (given or leads) or not all(_is_rate(rate, value) for rate, value in given.items()):
        raise _unfit(
            f"「{name}」には {'、'.join(LABELS)} のうち今と違うもの（率は 0〜1、平均単価は金額）か、"
            f"月ごとのリード（{_LEADS}: {{2026-12: 420}}）を書きます",
            f"“{name}” takes what is other than today of {', '.join(LABELS)} (rates from 0 to 1, the deal in currency), or "
            f"leads of a month ({_LEADS}: {{2026-12: 420}})",
        )
    return WhatIf(
        {str(rate): float(value) for rate, value in given.items()},
        {str(month): float(value) for month, value in leads.items()},
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_leads(month: object, value: object) -> bool:
    return bool(_MONTH.fullmatch(str(month))) and _is_number(value) and 0 <= float(str(value)) <= MOST_LEADS


def _is_rate(name: object, value: object) -> bool:
    return name in LABELS and _is_number(value) and 0 < float(str(value)) <= (1e12 if name == "average_deal" else 1)


def _unfit(ja: str, en: str) -> WorkbookError:
    return WorkbookError(ja=f"{FILE}: {ja}。", en=f"{FILE}: {en}.")
