"""How conditions of a definition read in a meeting."""

import re

from kpi_helpers.workbook.definitions import Condition
from kpi_helpers.workbook.schema import TABLES


def column_in_words(name: str, lang: str) -> str:
    """A column as it is called in conversation; one of the export's own keeps its name.

    Examples
    --------
    >>> column_in_words("employees", "ja"), column_in_words("予算感", "ja")
    ('従業員数', '予算感')
    """
    for table in TABLES.values():
        if name in table.by_name:
            column = table.by_name[name]
            # What follows a bracket or a comma explains the column; a phrase has no room for it.
            return re.split("（|, | \\(", column.ja if lang == "ja" else column.en)[0]
    return name


def condition_in_words(condition: Condition, lang: str) -> str:
    """One condition of a definition as a phrase.

    Examples
    --------
    >>> condition_in_words(Condition("employees", "at_least", 50), "ja")
    '従業員数が50以上'
    >>> condition_in_words(Condition("email", "is_not", "freemail"), "en")
    'e-mail address is not a free-mail address'
    """
    name = column_in_words(condition.column, lang)
    value = condition.value
    if value == "present":
        told = {"is": ("が入力されている", " is filled"), "is_not": ("が空欄", " is empty")}
    elif value == "freemail":
        told = {
            "is": ("がフリーメール", " is a free-mail address"),
            "is_not": ("がフリーメールではない", " is not a free-mail address"),
        }
    else:
        shown = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else value
        if isinstance(value, list):
            shown = ("・" if lang == "ja" else ", ").join(str(item) for item in value)
        told = {
            "is": (f"が{shown}", f" is {shown}"),
            "is_not": (f"が{shown}ではない", f" is not {shown}"),
            "in": (f"が{shown}のいずれか", f" is one of {shown}"),
            "not_in": (f"が{shown}のどれでもない", f" is none of {shown}"),
            "at_least": (f"が{shown}以上", f" is at least {shown}"),
            "at_most": (f"が{shown}以下", f" is at most {shown}"),
            "matches": (f"が「{shown}」の形に合う", f" matches “{shown}”"),
        }
    return name + told[condition.test][0 if lang == "ja" else 1]
