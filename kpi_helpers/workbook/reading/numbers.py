"""Numbers, money and durations as people and tools write them."""

import math
import re
import unicodedata

import numpy
import pyarrow
from pyarrow import compute

_SCALES = {"": 1, "千": 1e3, "万": 1e4, "百万": 1e6, "億": 1e8}
_DIGITS = r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?(?:E[+-]?\d+)?|\.\d+)"
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+△▲])?\s*(?:[¥\\$€£]|JPY|USD|EUR|BRL|R\$)?\s*(?P<late>[-+])?"
    + _DIGITS
    + r"\s*(?P<scale>百万|千|万|億)?\s*(?:円|€|£|JPY|USD|EUR|BRL|件|名|人|社|回|本|時間)?(?P<percent>%)?(?P<close>\))?(?P<minus>-)?"
)
_COMPOUND = re.compile(r"(?:(?P<oku>\d[\d,]*)億)?(?P<man>\d[\d,]*)万(?P<ones>\d[\d,]*)?円?")
_COMMA = re.compile(r"(?P<before>\D*)(?P<whole>\d{1,3}(?:\.\d{3})+|\d+),(?P<part>\d+)(?P<after>\D*)")
_GROUPS = re.compile(r"\D*\d{1,3}(?:[.,]\d{3})+\D*")
_MINUS = re.compile("[−‐‑‒–]")
_CLOCK = re.compile(r"(?P<sign>-)?(?:(?P<days>\d+) DAYS?,? )?(?:(?P<h>\d+):)?(?P<m>\d{1,3}):(?P<s>\d{2}(?:\.\d+)?)")
_ISO = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<days>\d+)D)?(?:T(?=.)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_SPOKEN = re.compile(
    r"(?P<sign>-)?(?:(?P<h>\d+)\s*(?:時間|H(?:OURS?|RS?)?)\s*)?(?:(?P<m>\d+)\s*(?:分|M(?:IN(?:UTE)?S?)?)\s*)?"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒|S(?:EC(?:OND)?S?)?))?"
)
_UPPER = re.compile(
    rf"{_DIGITS}\s*(?P<scale>百万|千|万|億)?\s*(?:名|人|社|EMPLOYEES)?\s*(?:以下|未満|まで|OR LESS|OR FEWER)"
)
_LOWER = re.compile(
    rf"{_DIGITS}\s*(?P<scale>百万|千|万|億)?\s*(?:名|人|社|EMPLOYEES)?\s*"
    r"(?:以上|超|\+|~|-|–|—|から|OR MORE)?\s*"
    r"(?:(?:〜|~|-|–|—|から|TO)?\s*[\d,.]+\s*(?:百万|千|万|億)?\s*(?:名|人|社|EMPLOYEES)?\s*(?:以下|未満|まで)?)?"
)
_MARKS = {
    "JPY": ("¥", "円", "JPY", "\\"),
    "CNY": ("¥", "元", "CNY", "RMB"),
    "USD": ("$", "US$", "USD"),
    "EUR": ("€", "EUR"),
    "GBP": ("£", "GBP"),
    "KRW": ("₩", "KRW"),
    "INR": ("₹", "INR"),
    "BRL": ("R$", "BRL"),
    "THB": ("฿", "THB"),
    "VND": ("₫", "VND"),
    **{code: ("$", f"{code[:2]}$", f"{code[0]}$", code) for code in ("AUD", "CAD", "SGD", "HKD")},
    "TWD": ("$", "NT$", "元", "TWD"),
}
"""The signs of each currency; one sign may be several countries'."""
_MARK = re.compile(r"[A-Z]{0,2}\$|[¥\\€£₩₹฿₫円元]|(?<![A-Z])[A-Z]{3}(?![A-Z])")
_KNOWN = {mark for marks in _MARKS.values() for mark in marks}
_LETTERS = {"K": 1e3, "M": 1e6, "MM": 1e6, "MN": 1e6, "B": 1e9, "BN": 1e9}
_SCALED = re.compile(rf"(?P<sign>[-+]?)(?P<open>\()?(?P<late>[-+]?){_DIGITS}\s*(?P<scale>K|M|MM|MN|B|BN)(?P<close>\))?")
MONEY_SCALES = {"one": 1.0, "thousand": 1e3, "ten_thousand": 1e4, "million": 1e6, "hundred_million": 1e8}
"""What the numbers of a money column of each unit are multiplied by."""
_STATED = re.compile(r"[千万億円]|\d\s*(?:K|M|MM|MN|B|BN)(?![A-Z])")
_FACTORS: dict[str | None, tuple[float, float]] = {
    "minutes": (60.0, 1.0),
    "milliseconds": (1.0, 1000.0),
    "percent": (1.0, 100.0),
}
"""Multiplier and divisor: 312000 ms / 1000 is 312.0 exactly, times 0.001 it would not be."""


def number(text: str) -> float | None:
    """One number, a per cent as it is shown; None where the text is none or could be read in two ways.

    Examples
    --------
    >>> [number(text) for text in ("¥1,234,567", "(1,200)", "１２０万円", "1億2,000万円", "12.5%", "1,5", "50〜99")]
    [1234567.0, -1200.0, 1200000.0, 120000000.0, 12.5, None, None]
    """
    plain = _MINUS.sub("-", _plain(text))
    found = _NUMBER.fullmatch(plain)
    if not found:
        return _compound(plain)
    if bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["open"], found["sign"], found["late"], found["minus"]) if sign]
    if len(signs) > 1:
        return None
    value = float(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""]
    if not math.isfinite(value):
        return None
    return value if not signs or signs == ["+"] else -value


def _compound(text: str) -> float | None:
    """億 and 万 in one number, as in 1億2,000万円."""
    found = _COMPOUND.fullmatch(text)
    if not found:
        return None
    parts = [int((found[name] or "0").replace(",", "")) for name in ("oku", "man", "ones")]
    return float(parts[0] * 10**8 + parts[1] * 10**4 + parts[2]) if max(parts[1:]) < 10**4 else None


def with_point(text: str) -> str | None:
    """A number of a country that writes a decimal comma as others write it; None where it can be read in two ways.

    Examples
    --------
    >>> [with_point(text) for text in ("1.234,50 €", "99,5", "12.5", "1.200", "1,200", "1200")]
    ['1234.50 €', '99.5', '12.5', None, None, '1200']
    """
    if _GROUPS.fullmatch(text):
        return None
    found = _COMMA.fullmatch(text)
    return f"{found['before']}{found['whole'].replace('.', '')}.{found['part']}{found['after']}" if found else text


def seconds(text: str, unit: str | None) -> float | None:
    """One duration in seconds: by its own form (0:05:12, 5分12秒), else a number of the unit.

    Examples
    --------
    >>> [seconds(*case) for case in (("0:05:12", None), ("5分12秒", None), ("312", None), ("5.2", "minutes"))]
    [312.0, 312.0, 312.0, 312.0]
    >>> [seconds(text, None) for text in ("PT5M12S", "0 days 00:05:12")]
    [312.0, 312.0]
    """
    text = _plain(text)
    found = _CLOCK.fullmatch(text) or _ISO.fullmatch(text)
    found = found or (_SPOKEN.fullmatch(text) if re.search(r"[^\d.,\-]", text) else None)
    if found:
        hours, minutes, rest = (float(found[part] or 0) for part in "hms")
        if found.re is not _ISO and (rest >= 60 and found["m"] or (minutes >= 60 and found["h"])):
            return None
        days = float(found.groupdict().get("days") or 0)
        return (-1 if found["sign"] else 1) * (days * 86_400 + hours * 3600 + minutes * 60 + rest)
    value = number(text)
    if value is None or "%" in text or (unit == "clock" and value):
        return None
    multiplier, divisor = _FACTORS.get(unit, (1.0, 1.0))
    return value * multiplier / divisor


def lower_end(text: str) -> float | None:
    """The lower end of a range, 0 where it has none; None where the text is no range.

    Examples
    --------
    >>> [lower_end(text) for text in ("50〜99名", "1,000人以上", "10,001+", "49名以下", "100人以上500人未満", "約50")]
    [50.0, 1000.0, 10001.0, 0.0, 100.0, None]
    """
    plain = _MINUS.sub("-", _plain(text).replace("〜", "~"))
    if plain.startswith("~") or _UPPER.fullmatch(plain):
        return 0.0 if _LOWER.fullmatch(plain.lstrip("~ ")) or _UPPER.fullmatch(plain) else None
    found = _LOWER.fullmatch(plain)
    return float(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""] if found else None


def lower_ends(
    texts: pyarrow.Array, found: pyarrow.Array, unread: numpy.ndarray
) -> tuple[pyarrow.Array, numpy.ndarray, numpy.ndarray]:
    """Numbers with the ranges among them as their lower ends; which are still not readable, and which are ranges."""
    coded = texts.dictionary_encode()
    ends = pyarrow.array([lower_end(text) for text in coded.dictionary.to_pylist()], pyarrow.float64())
    ends = ends.take(coded.indices)
    ranges = unread & ends.is_valid().to_numpy(zero_copy_only=False)
    return compute.if_else(pyarrow.array(ranges), ends, found), unread & ~ranges, ranges


def amount(text: str, currency: str) -> float | None | bool:
    """One amount of money; None where it cannot be read, False where it bears the sign of another currency.

    Examples
    --------
    >>> [amount(*case) for case in (("$141.56K", "USD"), ("¥1,200", "JPY"), ("$1,200", "JPY"), ("1.2M", "EUR"))]
    [141560.0, 1200.0, False, 1200000.0]
    """
    plain = _plain(text)
    if "%" in plain:
        return None
    marks = [mark for mark in _MARK.findall(plain) if mark in _KNOWN]
    if any(mark not in _MARKS[currency] for mark in marks):
        return False
    for mark in sorted(marks, key=len, reverse=True):
        plain = plain.replace(mark, " ", 1)
    plain = " ".join(plain.split()).replace("- ", "-").replace("( ", "(").replace(" )", ")")
    scaled = _SCALED.fullmatch(plain)
    if not scaled:
        return number(plain)
    base = number(plain.replace(scaled["scale"], "").replace(" ", ""))
    return None if base is None else round(base * _LETTERS[scaled["scale"]], 6)


def has_scale(text: str) -> bool:
    """Whether an amount says itself how large its unit is: 120万, 1.2M, 350円.

    Examples
    --------
    >>> [has_scale(text) for text in ("120万", "1.2M", "350円", "¥1,200", "800")]
    [True, True, True, False, False]
    """
    return bool(_STATED.search(_plain(text)))


def stated_currency(text: str) -> str | None:
    """The first currency whose sign an amount bears; None where it bears none.

    Examples
    --------
    >>> [stated_currency(text) for text in ("$141.56K", "¥1,200", "1,200")]
    ['USD', 'JPY', None]
    """
    marks = [mark for mark in _MARK.findall(_plain(text)) if mark in _KNOWN]
    order = ("JPY", "USD", *_MARKS)
    return next((code for mark in marks for code in order if mark in _MARKS[code]), None)


def is_home_currency(text: str, currency: str) -> bool:
    """Whether the name of a currency, as a column of currencies holds it, is the workbook's own.

    Examples
    --------
    >>> [is_home_currency(text, "JPY") for text in ("JPY", "JPY - 日本円", "円", "USD", "米ドル")]
    [True, True, True, False, False]
    """
    return any(mark in _plain(text) for mark in _MARKS.get(currency, (currency,)))


def amounts(
    texts: pyarrow.Array, currency: str, *, comma: bool = False, unit: str | None = None
) -> tuple[pyarrow.Array, numpy.ndarray, numpy.ndarray]:
    """A column of money; which could not be read, and which bear the sign of another currency.

    Examples
    --------
    >>> amounts(pyarrow.array(["800", "△200", "120万"]), "JPY", unit="thousand")[0].to_pylist()
    [800000.0, -200000.0, 1200000.0]
    """
    scale = MONEY_SCALES.get(unit or "", 1.0)
    plain = _plain_numbers(texts) if not comma else None
    none = numpy.zeros(len(texts), dtype=bool)
    if plain is not None:
        return compute.multiply(plain, scale), none, none
    coded = texts.dictionary_encode()
    read = [
        None if text is None else _scaled(amount(text, currency), 1.0 if has_scale(text) else scale)
        for text in (with_point(text) if comma else text for text in coded.dictionary.to_pylist())
    ]
    foreign = pyarrow.array([value is False for value in read], pyarrow.bool_()).take(coded.indices)
    foreign = compute.fill_null(foreign, False).to_numpy(zero_copy_only=False)
    values = pyarrow.array([None if value is False else value for value in read], pyarrow.float64()).take(coded.indices)
    unread = compute.and_(values.is_null(), texts.is_valid()).to_numpy(zero_copy_only=False)
    return values, unread & ~foreign, foreign


def _scaled(read: float | None, scale: float) -> float | None:
    """An amount in single yen; what could not be read, or is of another currency, as it is."""
    return read if not read else read * scale


def parse(
    texts: pyarrow.Array, unit: str | None, *, duration: bool, comma: bool = False
) -> tuple[pyarrow.Array, numpy.ndarray]:
    """A column of numbers or durations, null where not readable; and which were not.

    Units are those of `workbook.yml`; `share` divides what bears a % sign by 100,
    `percent` all, `shown` leaves it as it is, and without a unit it is unreadable.
    `comma` says that the file may write 99,5 and 1.200 for 99.5 and 1200.
    """
    if comma:
        return _with_commas(texts, unit, duration=duration)
    plain = _plain_numbers(texts) if unit != "clock" else None
    if plain is not None:
        multiplier, divisor = _FACTORS.get(unit, (1.0, 1.0))
        return compute.divide(compute.multiply(plain, multiplier), divisor), numpy.zeros(len(texts), dtype=bool)
    coded = texts.dictionary_encode()
    found = [seconds(text, unit) if duration else _of_unit(text, unit) for text in coded.dictionary.to_pylist()]
    values = pyarrow.array(found, pyarrow.float64()).take(coded.indices)
    unread = compute.and_(values.is_null(), texts.is_valid())
    return values, unread.to_numpy(zero_copy_only=False)


def _with_commas(texts: pyarrow.Array, unit: str | None, *, duration: bool) -> tuple[pyarrow.Array, numpy.ndarray]:
    coded = texts.dictionary_encode()
    plain = pyarrow.array([with_point(text) for text in coded.dictionary.to_pylist()], pyarrow.string())
    values, _ = parse(plain.take(coded.indices), unit, duration=duration)
    return values, compute.and_(values.is_null(), texts.is_valid()).to_numpy(zero_copy_only=False)


def _plain_numbers(texts: pyarrow.Array) -> pyarrow.Array | None:
    """All values at once where every one is a plain number, else None."""
    try:
        values = texts.cast(pyarrow.float64())
    except pyarrow.ArrowInvalid:
        return None
    return values if compute.all(compute.is_finite(values), min_count=0).as_py() else None


def _of_unit(text: str, unit: str | None) -> float | None:
    value = number(text)
    percent = "%" in _plain(text)
    if value is None or (percent and unit is None):
        return None
    return value / 100 if unit == "percent" or (percent and unit == "share") else value


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())
