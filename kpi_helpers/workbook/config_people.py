"""One person, however the tools spell the name."""

import re
import unicodedata
from collections.abc import Mapping

from kpi_helpers.workbook.config_section import FILE_NAME, Section
from kpi_helpers.workbook.errors import WorkbookError

_USER_ID = re.compile("(005[0-9A-Za-z]{12})(?:[0-9A-Za-z]{3})?")


def person_key(name: str) -> str:
    """A name as it is compared: without width, case and white space; of a Salesforce user's id the 15 characters.

    Examples
    --------
    >>> person_key("佐藤　一") == person_key("佐藤 一 ") == person_key("佐藤一")
    True
    >>> person_key("0055g00000AbCdEEAV") == person_key("0055g00000AbCdE") != person_key("0055g00000AbCde")
    True
    """
    if user := _USER_ID.fullmatch(name):
        return user[1]  # in which upper and lower case are two people
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def read_people(top: Section) -> Mapping[str, tuple[str, ...]]:
    """`people:` of `workbook.yml`.

    Raises
    ------
    WorkbookError
        Where one spelling stands for two people, or twice for one.
    """
    section = top.section("people")
    people = {str(name): section.texts(name) for name in section.content}
    of: dict[str, str] = {}
    for name, spellings in people.items():
        if twice := [spelling for place, spelling in enumerate(spellings) if spelling in spellings[:place]]:
            raise WorkbookError(
                ja=f"{FILE_NAME}: people: {name} に {twice[0]!r} が2回あります。1回にしてください。",
                en=f"{FILE_NAME}: people: {name} has {twice[0]!r} twice: keep it once.",
            )
        for spelling in (name, *spellings):
            known = of.setdefault(person_key(spelling), name)
            if known != name:
                raise WorkbookError(
                    ja=f"{FILE_NAME}: people: {spelling!r} が {known} と {name} の両方にあります。どちらか一方にしてください。",
                    en=f"{FILE_NAME}: people: {spelling!r} stands under {known} and under {name}: keep it under one of them.",
                )
    return people


def names_by_key(people: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The name of each spelling, by its `person_key`.

    Examples
    --------
    >>> names_by_key({"佐藤": ("佐藤 花子",)})["佐藤花子"]
    '佐藤'
    """
    return {person_key(spelling): name for name, known in people.items() for spelling in (name, *known)}
