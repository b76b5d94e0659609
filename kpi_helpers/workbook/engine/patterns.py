"""Patterns of definitions, matched by RE2: in time linear in the text, and alike whatever engine holds the tables."""

from collections.abc import Iterable

import duckdb
import pandas as pd


def is_pattern(written: str) -> bool:
    """Whether a regular expression can be read; look-arounds and back-references cannot.

    Examples
    --------
    >>> is_pattern("^株式会社"), is_pattern("(?=a)"), is_pattern("(")
    (True, False, False)
    """
    try:
        with duckdb.connect() as con:
            con.execute("SELECT regexp_matches('', $1)", [written])
    except duckdb.Error:
        return False
    return True


def matching(texts: Iterable[str], pattern: str) -> list[str]:
    """The texts in which a pattern is found.

    Examples
    --------
    >>> matching(["営業部", "総務部", "営業企画"], "^営業")
    ['営業部', '営業企画']
    """
    rows = pd.DataFrame({"value": pd.Series(list(texts), dtype="str")})
    with duckdb.connect() as con:
        con.register("rows", rows)
        found = con.execute("SELECT value FROM rows WHERE regexp_matches(value, $1)", [pattern])
        return [text for (text,) in found.fetchall()]
