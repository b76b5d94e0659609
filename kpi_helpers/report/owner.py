"""A workbook as the archive of pages knows it."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass

from kpi_helpers.workbook.config import Config


@dataclass(frozen=True)
class Owner:
    """Which workbook a folder of pages was made from; without a name where nobody wrote it down.

    Attributes
    ----------
    name : str
        As on the pages, masked where they are.
    place : str
        A digest of its folder: a path may name people.
    """

    name: str = ""
    place: str = ""

    @classmethod
    def of(cls, config: Config) -> Owner:
        """The workbook that is built."""
        folder = unicodedata.normalize("NFC", os.path.normcase(config.folder.resolve()))
        return cls(config.name, hashlib.sha256(folder.encode("utf-8", "surrogatepass")).hexdigest()[:12])

    def is_same(self, other: Owner) -> bool:
        """Whether both are one workbook, be it that it was renamed, or moved; unless both are known, they may be.

        Examples
        --------
        >>> Owner("東日本", "1").is_same(Owner("東", "1")), Owner("東日本", "1").is_same(Owner("東日本", "2"))
        (True, True)
        >>> Owner("東日本", "1").is_same(Owner("西日本", "2")), Owner("東日本", "1").is_same(Owner())
        (False, True)
        """
        return not (self.name and other.name) or self.name == other.name or self.place == other.place


ANY = Owner()
"""A workbook that nobody wrote down: it may be each."""
