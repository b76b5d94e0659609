"""The one shape in which every KPI comes back."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from kpi_helpers.kpis.clustered import sums_of
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.workbook.periods import Period

COLUMNS = [
    "kpi",
    "segment",
    "period",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "target",
    "unit",
    "verdict",
]
_NUMBERS = ["value", "numerator", "denominator", "low", "high", "target"]
_NOTHING = pd.DataFrame({name: pd.Series(dtype="float64" if name in _NUMBERS else "object") for name in COLUMNS})


def segment(**parts: object) -> str:
    """Write a segment, its values escaped: ``rep=佐藤;motion=inbound``.

    Examples
    --------
    >>> segment(channel="Web;広告"), segment()
    ('channel=Web%3B広告', 'all')
    """
    written = [f"{name}={_escaped('' if value is None else str(value))}" for name, value in parts.items()]
    return ";".join(written) or "all"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace(";", "%3B").replace("=", "%3D")


def segment_parts(written: str) -> dict[str, str]:
    """Read a segment back.

    Examples
    --------
    >>> segment_parts("industry=製造;hour=09")
    {'industry': '製造', 'hour': '09'}
    """
    if written == "all":
        return {}
    parts = (part.partition("=") for part in written.split(";"))
    return {name: value.replace("%3D", "=").replace("%3B", ";").replace("%25", "%") for name, _, value in parts}


def with_segment_text(counts: pd.DataFrame) -> pd.DataFrame:
    """Turn ``segment_of`` and the bare value of ``engine.by_segments`` into a written segment."""
    written = [
        "all" if name == "all" else segment(**{name: value})
        for name, value in zip(counts["segment_of"].tolist(), counts["segment"].tolist(), strict=True)
    ]
    return counts.assign(segment=written)


def numbers(
    kpi: str,
    unit: str,
    table: pd.DataFrame,
    value: str | None = None,
    *,
    target: str | None = None,
    verdict: str | None = None,
) -> pd.DataFrame:
    """A KPI that is a count, a sum or a verdict, one row per row of `table`.

    Parameters
    ----------
    kpi : str
        Its id.
    unit : str
    table : DataFrame
        With ``segment`` and ``period``; ``numerator``, ``denominator``, ``low``
        and ``high`` are taken over where they are there.
    value, target, verdict : str, optional
        Columns of `table` that hold them.

    Returns
    -------
    DataFrame
        With the columns of numbers.csv but ``meeting``. A row without value and
        without verdict is left out.
    """
    held = {
        "value": value,
        "target": target,
        **{name: name for name in ("numerator", "denominator", "low", "high")},
    }
    figures = {
        name: table[column].to_numpy("float64", na_value=np.nan) for name, column in held.items() if column in table
    }
    words = {name: table[name].to_numpy("object") for name in ("segment", "period")}
    if verdict:
        words["verdict"] = table[verdict].to_numpy("object")
    return _rows(kpi, unit, words | figures)


def _rows(kpi: str, unit: str, held: dict[str, np.ndarray]) -> pd.DataFrame:
    """The rows with a value or a verdict; a column that is not held is missing throughout."""
    size = len(held["segment"])
    for name in _NUMBERS:
        if name not in held:
            held[name] = np.full(size, np.nan)
    for name, word in (("kpi", kpi), ("unit", unit), ("verdict", "")):
        if name not in held:
            held[name] = np.full(size, word, dtype="object")
    said = ~np.isnan(held["value"]) | (held["verdict"] != "")
    return pd.DataFrame({name: held[name][said] for name in COLUMNS})


def rate(
    kpi: str, table: pd.DataFrame, numerator: str, denominator: str, *, unit: str = "share", scale: float = 1.0
) -> pd.DataFrame:
    """A KPI that is a ratio of two counts; a share bears its Wilson interval.

    A ratio over zero cases has no row. A share that exceeds 1 has no interval. Where the
    table has the sums over clusters (`clustered.by_cluster`), the interval minds that the
    cases of a cluster are alike.
    """
    sums = sums_of(table, numerator, denominator)
    over = table[denominator].to_numpy("float64", na_value=np.nan)
    some = over > 0
    part, over = table[numerator].to_numpy("float64", na_value=np.nan)[some], over[some]
    ratios = {
        "segment": table["segment"].to_numpy("object")[some],
        "period": table["period"].to_numpy("object")[some],
        "value": scale * part / over,
        "numerator": part,
        "denominator": over,
    }
    if unit == "share":
        effect = 1.0 if sums is None else sums.effect[some]
        ratios["low"], ratios["high"] = wilson(part, over, effect)
    return _rows(kpi, unit, ratios)


def together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several KPIs under one another."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return nothing()
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0].reset_index(drop=True)


def nothing() -> pd.DataFrame:
    """No number at all, in the right shape."""
    return _NOTHING.copy()


def periods_of(period: str | Sequence[str] | None, default: Sequence[Period]) -> tuple[Period, ...]:
    """The periods that a caller named, or those of the chapter."""
    if period is None:
        return tuple(default)
    return tuple(Period.parse(label) for label in ([period] if isinstance(period, str) else period))


def segments_of(by: str | Sequence[str]) -> tuple[str, ...]:
    """The segment columns that a caller named."""
    return (by,) if isinstance(by, str) else tuple(by)


def in_segments(counts: pd.DataFrame, by: str | Sequence[str]) -> pd.DataFrame:
    """The rows of the segments that a caller asked for."""
    return counts[counts["segment_of"].isin(segments_of(by))]
