"""Rates written as 0.3, 30 or 30%: of targets all become shares from 0 to 1, of a column headed (%) percent as its header says."""

from collections.abc import Iterable

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.reading.numbers import MONEY_SCALES, has_scale
from kpi_helpers.workbook.reading.stated import money_unit_of
from kpi_helpers.workbook.schema import METRICS

_SHARES = pyarrow.array([metric for metric, unit in METRICS.items() if unit == "share"])
_SUMS = pyarrow.array([metric for metric, unit in METRICS.items() if unit == "currency"])


def as_shares(metrics: pyarrow.Array, values: pyarrow.Array, texts: pyarrow.Array) -> pyarrow.Array:
    """Values with the rates among them as shares.

    Where every rate but CVR, which alone is often below 1%, is above 1, the file
    writes percent throughout. Where some are and some are not, each is taken by
    itself: an odd value must not move the others. A % sign is always obeyed.

    Examples
    --------
    >>> metrics = pyarrow.array(["win_rate", "cvr", "won", "valid_rate"])
    >>> as_shares(metrics, pyarrow.array([25.0, 0.5, 4.0, 0.4]), pyarrow.array(["25", "0.5", "4", "40%"])).to_pylist()
    [0.25, 0.005, 4.0, 0.4]
    >>> as_shares(metrics, pyarrow.array([25.0, 0.02, 4.0, 0.4]), pyarrow.array(["25", "0.02", "4", "0.4"])).to_pylist()
    [0.25, 0.02, 4.0, 0.4]
    """
    plain = compute.and_(compute.is_in(metrics, _SHARES), compute.invert(compute.match_substring_regex(texts, "[%％]")))
    rates = _flags(compute.and_(plain, values.is_valid()))
    above = rates & _flags(compute.greater(values, 1.0))
    telling = rates & _flags(compute.not_equal(metrics, "cvr")) & _flags(compute.greater(values, 0.0))
    percent = rates if numpy.any(telling) and not numpy.any(telling & ~above) else above
    return compute.if_else(pyarrow.array(percent), compute.divide(values, 100.0), values)


def in_ones(
    metrics: pyarrow.Array, values: pyarrow.Array, texts: pyarrow.Array, unit: str | None, named: pyarrow.Array
) -> pyarrow.Array:
    """Values with the sums of money among them multiplied by their unit, else by that which the metric's own name states.

    Examples
    --------
    >>> sums = pyarrow.array(["sales", "calls"]), pyarrow.array([800.0, 900.0]), pyarrow.array(["800", "900"])
    >>> in_ones(*sums, "thousand", pyarrow.array(["売上", "架電数"])).to_pylist()
    [800000.0, 900.0]
    >>> in_ones(*sums, None, pyarrow.array(["売上（万円）", "架電数"])).to_pylist()
    [8000000.0, 900.0]
    """
    names = named.to_pylist()
    units = {name: unit or money_unit_of(name or "") or "" for name in set(names)}
    scale = pyarrow.array([MONEY_SCALES.get(units[name], 1.0) for name in names], pyarrow.float64())
    stated = pyarrow.array([text is not None and has_scale(text) for text in texts.to_pylist()], pyarrow.bool_())
    sums = _flags(compute.is_in(metrics, _SUMS)) & ~_flags(stated)
    return compute.if_else(pyarrow.array(sums), compute.multiply(values, scale), values)


def is_percent(label: str) -> bool:
    """Whether a header says that its numbers are percent, as in 確度(%)."""
    return "%" in label or "％" in label


def are_shares(columns: Iterable[tuple[pyarrow.Array, pyarrow.Array]]) -> bool:
    """Whether a column headed (%) holds shares from 0 to 1 throughout, as spreadsheets keep what they show as 80%.

    Examples
    --------
    >>> def seen(*texts):
    ...     return are_shares([(pyarrow.array(texts), pyarrow.array([float(text.rstrip("%")) for text in texts]))])
    >>> seen("0.8", "1", "0"), seen("0.8", "60"), seen("0.8%", "0.5%"), seen("1", "0")
    (True, False, False, False)
    """
    fraction = False
    for texts, values in columns:
        inside = compute.and_(compute.greater_equal(values, 0.0), compute.less_equal(values, 1.0))
        if (
            not compute.all(inside, min_count=0).as_py()
            or compute.any(compute.match_substring_regex(texts, "[%％]")).as_py()
        ):
            return False
        fraction = fraction or bool(compute.any(compute.not_equal(values, compute.floor(values))).as_py())
    return fraction


def _flags(held: pyarrow.BooleanArray) -> numpy.ndarray:
    return compute.fill_null(held, False).to_numpy(zero_copy_only=False)
