"""The one exception that a user is meant to read, in the user's language."""

import errno
import locale
import os
from collections.abc import Mapping

LANGUAGES = ("ja", "en")

_CHOSEN = "KPI_LANG"
"""In the environment, since the pages' notebooks run in processes of their own."""
_of_workbook: list[str] = []


_REASONS = {
    errno.ENOSPC: "空き容量がありません",
    errno.EDQUOT: "割り当てられた容量を使い切っています",
    errno.EFBIG: "ファイルが大きすぎます",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EROFS: "読み取り専用の場所です",
    errno.ENOENT: "見つかりません",
    errno.EEXIST: "同じ名前のものがすでにあります",
    errno.EISDIR: "ファイルではなくフォルダーです",
    errno.ENOTDIR: "フォルダーではありません",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EBUSY: "ほかで使用中です",
    errno.EIO: "読み書きに失敗しました",
    errno.ELOOP: "リンクが循環しています",
}


def speak(*, chosen: str | None = None, workbook: str | None = None) -> None:
    """Say which language was chosen by `--lang`, or which the workbook is written in.

    Examples
    --------
    >>> before = language()
    >>> speak(chosen="ja")
    >>> str(WorkbookError(ja="列がありません。", en="There is no such column."))
    '列がありません。'
    >>> speak(chosen=before)
    """
    if chosen in LANGUAGES:
        os.environ[_CHOSEN] = chosen
    if workbook in LANGUAGES:
        _of_workbook[:] = [workbook]


def os_reason(error: Exception, lang: str) -> str:
    """Why a file could not be read or written, as the system says it; in Japanese where that is known.

    Examples
    --------
    >>> full = OSError(errno.ENOSPC, "No space left on device")
    >>> os_reason(full, "ja"), os_reason(full, "en")
    ('空き容量がありません', 'No space left on device')
    """
    known = _REASONS.get(getattr(error, "errno", None) or 0) if lang == "ja" else None
    return known or getattr(error, "strerror", None) or str(error) or type(error).__name__


def language() -> str:
    """The language chosen, else the workbook's, else the system's."""
    chosen = os.environ.get(_CHOSEN, "")
    return chosen if chosen in LANGUAGES else _of_workbook[0] if _of_workbook else system_language()


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """Japanese where the system speaks Japanese, else English.

    Examples
    --------
    >>> system_language({"LANG": "ja_JP.UTF-8"}), system_language({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"})
    ('ja', 'en')
    """
    named = (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name))
    spoken = next(named, None) or locale.getlocale()[0] or ""
    return "ja" if spoken.lower().startswith("ja") else "en"


def in_language(*, ja: str, en: str) -> str:
    """One of two wordings of the same thing, in the language of whoever reads it now."""
    return ja if language() == "ja" else en


class WorkbookError(Exception):
    """What is wrong with a call, a workbook or its data, in one sentence.

    The sentence names the file, the column and the row where they are known,
    and what to do. The command line prints it and exits with status 2.

    Parameters
    ----------
    ja, en : str
        The sentence in both languages.

    Examples
    --------
    >>> error = WorkbookError(ja="calls.csv が空です。", en="calls.csv is empty.")
    >>> error.text("ja"), error.text("en")
    ('calls.csv が空です。', 'calls.csv is empty.')
    """

    def __init__(self, sentence: str = "", *, ja: str = "", en: str = "") -> None:
        super().__init__(en or sentence)
        self._texts = {"ja": ja or sentence, "en": en or sentence}

    def text(self, lang: str) -> str:
        """The sentence in a language."""
        return self._texts[lang]

    def __str__(self) -> str:
        return self.text(language())

    def _render_traceback_(self) -> list[str]:
        """A notebook shows the sentence alone: the way through the program is no help to its reader."""
        return [str(self)]


class EngineError(WorkbookError):
    """A database or warehouse could not work something out."""
