"""Numbers, money and durations as people and tools write them."""

import re
import unicodedata

import numpy
import pyarrow
from pyarrow import compute

_SCALES = {"": 1, "千": 1e3, "万": 1e4, "百万": 1e6, "億": 1e8}
_DIGITS = r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?(?:E[+-]?\d+)?|\.\d+)"
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+△▲])?\s*(?:[¥\\$€£]|JPY|USD|EUR|BRL|R\$)?\s*(?P<late>[-+])?" + _DIGITS +
    r"\s*(?P<scale>百万|千|万|億)?\s*(?:円|JPY|USD|EUR|BRL|件|名|人|社|回|本|時間)?(?P<percent>%)?(?P<close>\))?(?P<minus>-)?")
_CLOCK = re.compile(r"(?P<sign>-)?(?:(?P<h>\d+):)?(?P<m>\d{1,3}):(?P<s>\d{2}(?:\.\d+)?)")
_SPOKEN = re.compile(r"(?P<sign>-)?(?:(?P<h>\d+)\s*(?:時間|H(?:OURS?|RS?)?)\s*)?(?:(?P<m>\d+)\s*(?:分|M(?:IN(?:UTE)?S?)?)\s*)?"
                     r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒|S(?:EC(?:OND)?S?)?))?")
_SECONDS = {None: 1.0, "seconds": 1.0, "minutes": 60.0, "milliseconds": 0.001}


def number(text: str) -> float | None:
    """One number, None where the text is none or could be read in two ways.

    Examples
    --------
    >>> [number(text) for text in ("¥1,234,567", "(1,200)", "１２０万円", "12.5%", "1,5", "50〜99")]
    [1234567.0, -1200.0, 1200000.0, 0.125, None, None]
    """
    found = _NUMBER.fullmatch(_plain(text).replace("−", "-"))
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["open"], found["sign"], found["late"], found["minus"]) if sign]
    if len(signs) > 1:
        return None
    value = float(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""]
    value = value / 100 if found["percent"] else value
    return value if not signs or signs == ["+"] else -value


def seconds(text: str, unit: str | None) -> float | None:
    """One duration in seconds: by its own form (0:05:12, 5分12秒), else a number of the unit.

    Examples
    --------
    >>> [seconds(*case) for case in (("0:05:12", None), ("5分12秒", None), ("312", None), ("5.2", "minutes"))]
    [312.0, 312.0, 312.0, 312.0]
    """
    text = _plain(text)
    found = _CLOCK.fullmatch(text) or (_SPOKEN.fullmatch(text) if re.search(r"[^\d.,\-]", text) else None)
    if found:
        hours, minutes, rest = (float(found[part] or 0) for part in "hms")
        if rest >= 60 and found["m"] or (minutes >= 60 and found["h"]):
            return None
        return (-1 if found["sign"] else 1) * (hours * 3600 + minutes * 60 + rest)
    value = number(text)
    if value is None or "%" in text or (unit == "clock" and value):
        return None
    return value * _SECONDS.get(unit, 1.0)


def parse(texts: pyarrow.Array, unit: str | None, *, duration: bool) -> tuple[pyarrow.Array, numpy.ndarray]:
    """A column of numbers or durations, null where not readable; and which were not."""
    try:
        values = texts.cast(pyarrow.float64())
        if unit != "clock" and compute.all(compute.is_finite(values), min_count=0).as_py():
            scale = _SECONDS.get(unit, 1.0) if duration else 0.01 if unit == "percent" else 1.0
            return values if scale == 1.0 else _scaled(values, unit), numpy.zeros(len(texts), dtype=bool)
    except pyarrow.ArrowInvalid:
        pass  # not plain numbers: each distinct text is read by itself
    coded = texts.dictionary_encode()
    found = [seconds(text, unit) if duration else _of_unit(text, unit) for text in coded.dictionary.to_pylist()]
    values = pyarrow.array(found, pyarrow.float64()).take(coded.indices)
    unread = compute.and_(values.is_null(), texts.is_valid())
    return values, unread.to_numpy(zero_copy_only=False)


def _of_unit(text: str, unit: str | None) -> float | None:
    value = number(text)
    return value / 100 if value is not None and unit == "percent" and "%" not in _plain(text) else value


def _scaled(values: pyarrow.Array, unit: str | None) -> pyarrow.Array:
    # Dividing keeps 312000 ms at 312.0 exactly, where a factor of 0.001 would not.
    divisor = {"milliseconds": 1000.0, "percent": 100.0}.get(unit)
    return compute.divide(values, divisor) if divisor else compute.multiply(values, 60.0)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())
