"""Targets for rates, written as 0.3, 30 or 30%: all become shares from 0 to 1."""

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.schema import METRICS

_SHARES = pyarrow.array([metric for metric, unit in METRICS.items() if unit == "share"])


def as_shares(metrics: pyarrow.Array, values: pyarrow.Array, texts: pyarrow.Array) -> pyarrow.Array:
    """Values with the rates among them as shares.

    A file writes its rates in one way: where one of them is above 1, all that
    bear no % sign are taken as 0–100.

    Examples
    --------
    >>> metrics = pyarrow.array(["win_rate", "cvr", "won", "valid_rate"])
    >>> as_shares(metrics, pyarrow.array([25.0, 0.5, 4.0, 0.4]), pyarrow.array(["25", "0.5", "4", "40%"])).to_pylist()
    [0.25, 0.005, 4.0, 0.4]
    """
    plain = compute.and_(compute.is_in(metrics, _SHARES), compute.invert(compute.match_substring_regex(texts, "[%％]")))
    rates = compute.fill_null(compute.and_(plain, values.is_valid()), False)
    above = compute.greater(values.filter(rates), 1.0).to_numpy(zero_copy_only=False)
    return compute.if_else(rates, compute.divide(values, 100.0), values) if numpy.any(above) else values
