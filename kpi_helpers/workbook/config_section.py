"""One part of `workbook.yml` with its place in the file, so that every complaint names the key."""

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.keys import Key, anchor, general_place
from kpi_helpers.workbook.keys_workbook import WORKBOOK
from kpi_helpers.workbook.schema import TABLES

FILE_NAME = "workbook.yml"
_PAGE = "docs/reference.md"
_PLACES = re.compile(r"(?<![\w.'])[a-z_]+(?:\[\d+\])?(?:\.[^\s:'`.、。「」（）]+)*")


class Section:
    """One mapping of the file with its place in it, so that every complaint names the key."""

    def __init__(self, content: object, place: str, known: set[str] | None = None):
        self.place = place
        if content is None:
            content = {}
        if not isinstance(content, dict):
            raise WorkbookError(
                ja=f"{FILE_NAME}: {place or 'ファイル全体'} は `キー: 値` の形で書いてください（いまは {_kind(content, 'ja')}）。",
                en=f"{FILE_NAME}: {place or 'the file'} must hold `key: value` pairs, not {_kind(content)}.",
            )
        self.content = content
        for key in content:
            if known is not None and key not in known:
                raise WorkbookError(
                    ja=(
                        f"{FILE_NAME}: {self._at(key)} というキーはありません"
                        f"{nearest(key, known, 'ja') or '。使えるのは ' + '、'.join(sorted(known)) + ' です。'}{see(place)}"
                    ),
                    en=(
                        f"{FILE_NAME}: {self._at(key)} is no known key"
                        f"{nearest(key, known) or '; known are ' + ', '.join(sorted(known)) + '.'}{see(place)}"
                    ),
                )

    def _at(self, key: object) -> str:
        key = str(key).lower() if isinstance(key, bool) else str(key)
        return f"{self.place}.{key}" if self.place else key

    def wrong(self, key: object, ja: str, wanted: str) -> WorkbookError:
        """What to say of a value that is not what is wanted there, in both languages."""
        return WorkbookError(
            ja=f"{FILE_NAME}: {self._at(key)} には{ja}を書いてください（いまは {_kind(self.content.get(key), 'ja')}）。{see(self._at(key))}",
            en=f"{FILE_NAME}: {self._at(key)} must be {wanted}, not {_kind(self.content.get(key))}.{see(self._at(key))}",
        )

    def text(self, key: str) -> str | None:
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, (dict, list)):
            raise self.wrong(key, "文字を一つ", "one text")
        return scalar_text(value)

    def texts(self, key: object) -> tuple[str, ...]:
        value = self.content.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        if any(item is None or isinstance(item, (dict, list)) for item in values):
            raise self.wrong(key, "文字か、文字のリスト", "a text or a list of texts")
        return tuple(scalar_text(item) for item in values)

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        value = self.text(key)
        if value is not None and value not in choices:
            raise WorkbookError(
                ja=f"{FILE_NAME}: {self._at(key)} が {value!r} になっています。使えるのは {'、'.join(choices)} です。{see(self._at(key))}",
                en=f"{FILE_NAME}: {self._at(key)} is {value!r}; known are {', '.join(choices)}.{see(self._at(key))}",
            )
        return value

    def section(self, key: str, known: set[str] | None = None, *, required: bool = False) -> "Section":
        if required and not self.content.get(key):
            raise WorkbookError(
                ja=f"{FILE_NAME} に `{self._at(key)}:` がありません。{'、'.join(TABLES)} のうち少なくとも一つを書いてください。",
                en=f"{FILE_NAME} has no `{self._at(key)}:` section: name at least one of {', '.join(TABLES)}.",
            )
        return Section(self.content.get(key), self._at(key), known)

    def sections(self) -> dict[str, "Section"]:
        return {key: Section(value, self._at(key)) for key, value in self.content.items()}

    def parts(self) -> dict[str, list["Section"]]:
        """Sections, each alone or as the parts of a list."""
        return {
            key: [Section(part, f"{self._at(key)}[{number}]") for number, part in enumerate(value, start=1)]
            if isinstance(value, list) and value
            else [Section(value, self._at(key))]
            for key, value in self.content.items()
        }

    def lists(self) -> dict[object, tuple[str, ...]]:
        return {key: self.texts(key) for key in self.content}


def scalar_text(value: object) -> str:
    """A YAML scalar as the text that an export would hold: true, 2026-11-20, 1.5."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def see(place: str) -> str:
    """Where the page of reference explains a key; empty where it does not.

    Examples
    --------
    >>> see("tables.leads.fill_down")
    ' (docs/reference.md#tables-fill_down)'
    """
    found = general_place(WORKBOOK, place) if place else None
    named = anchor(found) if found else ""
    return f" ({_PAGE}{'#' + named if named else ''})"


def pointed(error: WorkbookError, keys: tuple[Key, ...] = WORKBOOK) -> WorkbookError:
    """The error with a pointer to the page of reference, to the paragraph of the key that it names, where it has none.

    Examples
    --------
    >>> str(pointed(WorkbookError(ja="timezone の 'Mars' はありません。", en="timezone 'Mars' is unknown.")))
    "timezone 'Mars' is unknown. (docs/reference.md#timezone)"
    """
    if _PAGE in error.text("ja"):
        return error
    found = next(_named(error, keys), "")
    return _with_link(error, f" ({_PAGE}#{anchor(found)})" if found else f" ({_PAGE})")


@contextmanager
def pointing() -> Iterator[None]:
    """Lets errors met while exports are read point to the key that they advise; many are about a file alone.

    Examples
    --------
    >>> with pointing():
    ...     raise WorkbookError("l.csv: name the column under tables.leads.columns.lead_id")
    Traceback (most recent call last):
    kpi_helpers.workbook.errors.WorkbookError: l.csv: name the column under tables.leads.columns.lead_id (docs/reference.md#tables-columns)
    """
    try:
        yield
    except WorkbookError as error:
        # A file may be called as a key is, so that only what stands under `tables` is surely one.
        places = [place for place in _named(error, WORKBOOK) if place.startswith("tables.")]
        if not places or _PAGE in error.text("ja"):
            raise
        raise _with_link(error, f" ({_PAGE}#{anchor(max(places, key=len))})") from None


def _named(error: WorkbookError, keys: tuple[Key, ...]) -> Iterator[str]:
    """The places of the keys that an error names, each as far as it is known."""
    for written in _PLACES.findall(error.text("ja")):
        parts = written.split(".")
        places = (general_place(keys, ".".join(parts[:length])) for length in range(len(parts), 0, -1))
        if found := next(filter(None, places), None):
            yield found


def _with_link(error: WorkbookError, link: str) -> WorkbookError:
    return WorkbookError(ja=f"{error.text('ja')}{link}", en=f"{error.text('en')}{link}")


def nearest(word: object, known: Iterable[object], lang: str = "en", alike: float = 0.6) -> str:
    """`; did you mean X?` for the known word that is most alike, empty where none is.

    Examples
    --------
    >>> nearest("filldown", ["fill_down", "file"]), nearest("filldown", ["fill_down"], "ja")
    ('; did you mean fill_down?', '。fill_down のことですか?')
    """
    match = difflib.get_close_matches(str(word), [str(name) for name in known], n=1, cutoff=alike)
    if not match:
        return ""
    return f"。{match[0]} のことですか?" if lang == "ja" else f"; did you mean {match[0]}?"


def misspelt(word: object, known: Iterable[object], lang: str = "en") -> str:
    """As `nearest`, but only of a slip of the pen: of values, those that look alike may be opposites.

    Examples
    --------
    >>> outcomes = ["connected", "no_answer"]
    >>> [misspelt(word, outcomes) for word in ("no_anwser", "no_interest", "disconnected", "unconnected")]
    ['; did you mean no_answer?', '', '', '']
    """
    text = str(word)
    return nearest(text, [one for one in map(str, known) if one[:1] == text[:1]], lang, alike=0.85)


def _kind(value: object, lang: str = "en") -> str:
    ja = lang == "ja"
    if isinstance(value, dict):
        return "「キー: 値」の形" if ja else "`key: value` pairs"
    if isinstance(value, list):
        return "リスト" if ja else "a list"
    return ("空" if ja else "nothing") if value is None else repr(value)
