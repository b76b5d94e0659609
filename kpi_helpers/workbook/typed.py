"""Commands as one can type them."""

import os
import re
import shlex
from collections.abc import Sequence

_PLAIN = re.compile(r"[\w@+=:.,/\\-]+")


def typed(words: Sequence[object], system: str = os.name) -> str:
    r"""The words of a command, in quotation marks where the shell of this system needs them.

    Examples
    --------
    >>> typed(["kpi", "check", "my team"], "posix"), typed(["kpi", "check", r"C:\my team"], "nt")
    ("kpi check 'my team'", 'kpi check "C:\\my team"')
    """
    texts = [str(word) for word in words]
    if system != "nt":
        return shlex.join(texts)
    return " ".join(text if _PLAIN.fullmatch(text) else '"' + text.replace('"', r"\"") + '"' for text in texts)
