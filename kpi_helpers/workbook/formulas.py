"""Cells that a spreadsheet would run as a formula, made harmless and made whole again."""

import re

# Japanese spreadsheets read the full-width signs like the others.
_FORMULA = re.compile(r"'*[\s\x00]*[=+\-@＝＋－＠]|'*[\t\r\n]")


def defused(text: str) -> str:
    """Text that a spreadsheet shows and does not run; `restored` gives it back as it was.

    Examples
    --------
    >>> defused("=1+1"), defused("'=1+1"), defused("サクラ工業"), defused("'90")
    ("'=1+1", "''=1+1", 'サクラ工業', "'90")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text that `defused` was given.

    Examples
    --------
    >>> restored("'=1+1"), restored("'90")
    ('=1+1', "'90")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
