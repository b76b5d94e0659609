"""Names of files that Windows and Mac accept."""

import re
import unicodedata
from pathlib import Path

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
LONGEST = 160
"""Of 260 characters that Windows grants a path, the rest is for where the clone lies."""


def fault_of(name):
    """Why a path cannot lie on Windows or a Mac; None where it can."""
    for part in Path(name).parts:
        if re.search(r'[<>:"|?*\\\x00-\x1f]', part) or part.endswith((".", " ")):
            return f"{part!r} is no name on Windows"
        if part.split(".")[0].lower() in RESERVED:
            return f"{part!r} is a device on Windows"
    if unicodedata.normalize("NFC", name) != name:
        return "a Mac writes it otherwise"
    return f"{len(name)} characters" if len(name) > LONGEST else None
