"""The file of minutes: its name, its seal, its encoding."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_SEAL = re.compile(r"\n<!-- kpi-minutes ([0-9a-f]+) -->\s*\Z")


def file_name(meeting: str) -> str:
    """The name of a meeting's minutes.

    >>> file_name("sales_sync")
    'sales_sync.minutes.md'
    """
    return f"{meeting}.minutes.md"


def sealed(text: str) -> str:
    """Minutes with a last line that tells whether they have been edited since.

    Examples
    --------
    >>> text = sealed("# Minutes\\n")
    >>> is_edited(text), is_edited(text.replace("\\n", "\\r\\n")), is_edited(text.replace("Min", "Our min"))
    (False, False, True)
    """
    return f"{text}\n<!-- kpi-minutes {_digest(text)} -->\n"


def is_edited(text: str) -> bool:
    """Whether minutes are not, or no more, as they were written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seal = _SEAL.search(text)
    return seal is None or seal[1] != _digest(text[: seal.start()])


def _digest(text: str) -> str:
    # Editors drop blanks at line ends; that is no edit.
    lines = (line.rstrip() for line in text.strip().splitlines())
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()


def read_text(path: Path) -> str:
    """The text of minutes in whichever encoding an editor saved them."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932", errors="replace")
