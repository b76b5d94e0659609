"""Pseudonyms: keyed by a secret of the user, so that nobody who has a masked folder can try names out.

The secret lies in the user's configuration folder, never among exports or
reports: the same person has the same pseudonym week after week on one machine,
and on another one only where `KPI_SECRET` names a copy of its file.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import re
import secrets
import sys
import tempfile
import unicodedata
from pathlib import Path

from kpi_helpers.workbook.errors import WorkbookError, os_reason

MARK = "#"
"""What stands before the bare pseudonyms of the archive, which belong to no language."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None is taken for another one, and they spell few words."""
_LENGTH = 8
"""Letters: among 20,000 companies two share one with a probability of two in ten thousand."""
_BARE = rf"[{_LETTERS}]{{{_LENGTH}}}"
PSEUDONYM = re.compile(rf"(?:(?:会社|担当|Company|Rep) |{MARK})({_BARE})(?!\w)")
_SHORTEST = 16
_NAME = "secret"


def pseudonym(name: str, secret: bytes) -> str:
    """The pseudonym of a name, however it is spaced and whatever its width.

    Examples
    --------
    >>> pseudonym("佐藤　花子", b"a") == pseudonym("佐藤 花子", b"a") != pseudonym("佐藤 花子", b"b")
    True
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    number = int.from_bytes(hmac.digest(secret, plain.encode("utf-8", "surrogatepass"), "sha256")[:5])
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def fingerprint(secret: bytes) -> str:
    """By which two folders are known to be masked alike; it tells nothing of the secret."""
    return hashlib.blake2b(b"kpi_helpers", key=secret[:64], digest_size=8).hexdigest()


def secret_file() -> Path:
    """The file of the secret: `KPI_SECRET`, else where the platform keeps a user's settings."""
    if named := os.environ.get("KPI_SECRET"):
        return Path(named).absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming", "kpi_helpers", _NAME)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "kpi_helpers" / _NAME
    xdg = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(xdg if os.path.isabs(xdg) else Path.home() / ".config", "kpi_helpers", _NAME)


def secret_of_user() -> bytes:
    """The user's secret, made where there is none yet.

    Raises
    ------
    WorkbookError
        Where it cannot be read or made, or is too short to be one.
    """
    try:
        return _secret(secret_file())
    except (OSError, RuntimeError) as error:  # RuntimeError: a user without a home
        raise WorkbookError(
            ja=f"名前を伏せるための秘密のファイルを読み書きできません（{os_reason(error, 'ja')}）。環境変数 KPI_SECRET に、自分だけが読めるファイルのパスを指定してください。",
            en=f"The secret file by which names are masked cannot be read or made ({os_reason(error, 'en')}): name a file that only you "
            "can read by the environment variable KPI_SECRET.",
        ) from None


@functools.cache
def _secret(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    _keep_private(path)
    secret = path.read_bytes().strip()
    if len(secret) < _SHORTEST:
        raise WorkbookError(
            ja=f"{path} は秘密として短すぎます（{_SHORTEST} 文字以上にしてください）。消して実行し直すと、新しく作ります。",
            en=f"{path} is too short for a secret: it takes {_SHORTEST} characters or more; removed, it is made anew.",
        )
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, draft = tempfile.mkstemp(prefix=".secret-", dir=path.parent)  # only its owner can read it
    try:
        with open(number, "wb") as file:
            file.write(secrets.token_hex(32).encode() + b"\n")
        try:
            os.link(draft, path)  # unlike a renaming, it leaves the secret of a run that was faster
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            os.replace(draft, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(draft)


def _keep_private(path: Path) -> None:
    if hasattr(os, "geteuid") and path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o077:
        path.chmod(0o600)
