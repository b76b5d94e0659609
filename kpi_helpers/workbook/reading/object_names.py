"""Headers that name the object too: リード: 会社名, Lead Owner: Full Name of report types, レコードID - コンタクト of HubSpot."""

import re
from functools import lru_cache

_OBJECTS = {
    "leads": ("リード", "見込み客", "Lead", "コンタクト"),
    "activities": ("活動", "ToDo", "行動", "Activity", "Task", "Event"),
    "opportunities": ("商談", "Opportunity", "取引", "Deal"),
    "accounts": ("取引先", "Account"),
    "companies": ("会社", "企業", "Company"),
    "campaigns": ("キャンペーン", "Campaign"),
    "": (
        "取引先責任者",
        "Contact",
        "キャンペーンメンバー",
        "キャンペーン メンバー",
        "Campaign Member",
        "ユーザー",
        "User",
    ),
}
_TABLES = {name.casefold(): table for table, names in _OBJECTS.items() for name in names}
_NAMES = ("氏名", "名前", "フルネーム", "full name", "name")
_APART = re.compile(r"\s*[:：]\s*")
_BEHIND = re.compile(r"(?P<field>.+\S) - (?P<object>\S+)")


@lru_cache(maxsize=4096)
def without_object(label: str) -> str | None:
    """The field alone of a header that names its object too; None where it does not.

    Examples
    --------
    >>> [without_object(text) for text in ("リード: 会社名", "リード 所有者: 氏名", "Lead Owner: Full Name", "会社情報：会社名")]
    ['会社名', 'リード 所有者', 'Lead Owner', None]
    >>> [without_object(text) for text in ("レコードID - コンタクト", "Record ID - Deal", "Deal - Contact", "名 - 姓")]
    ['レコードID', 'Record ID', None, None]
    """
    behind = _behind(label)
    if behind:
        return behind["field"]
    parts = _APART.split(label.strip())
    if len(parts) != 2 or not all(parts):
        return None
    first, second = parts
    if first.casefold() in _TABLES:
        return second
    return first if second.casefold() in _NAMES else None


def object_of(label: str) -> str | None:
    """The table whose object a header names, empty for one that is none of ours; None where it names none."""
    behind = _behind(label)
    return _TABLES.get((behind["object"] if behind else _APART.split(label.strip())[0]).casefold())


def _behind(label: str) -> re.Match | None:
    """A field with its object behind it; where the first word is an object too, it is the other way round."""
    found = _BEHIND.fullmatch(label.strip())
    return (
        found if found and found["object"].casefold() in _TABLES and found["field"].casefold() not in _TABLES else None
    )
