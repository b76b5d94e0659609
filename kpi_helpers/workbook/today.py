"""What day it is: the one place that asks the clock for a number's sake."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kpi_helpers.workbook.errors import WorkbookError


def today(timezone: str) -> date:
    """What day it is where the team works; ``KPI_TODAY`` stands for it in tests."""
    written = os.environ.get("KPI_TODAY")
    if not written:
        return datetime.now(ZoneInfo(timezone)).date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise WorkbookError(
            ja=f"KPI_TODAY: {written!r} は日付ではありません。2026-11-20 のように書いてください。",
            en=f"KPI_TODAY: {written!r} is not a day; write it as 2026-11-20.",
        ) from None
