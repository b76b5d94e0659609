"""Cells that a spreadsheet would run as a formula, made harmless and made whole again."""

import re

# Japanese spreadsheets read the full-width signs like the others.
_FORMULA = re.compile(r"'*[\s\x00]*[=+\-@＝＋－＠]|'*[\t\r\n]")


def escape_formula(text: str) -> str:
    """Text that a spreadsheet shows and does not run; `unescape_formula` gives it back as it was.

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("'=1+1"), escape_formula("サクラ工業"), escape_formula("'90")
    ("'=1+1", "''=1+1", 'サクラ工業', "'90")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The text that `escape_formula` was given.

    Examples
    --------
    >>> unescape_formula("'=1+1"), unescape_formula("'90")
    ('=1+1', "'90")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
