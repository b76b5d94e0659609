"""Which kind of file an export is, in which encoding, and its text as UTF-8."""

import codecs
import io
import re
from pathlib import Path

from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.errors import WorkbookError, os_reason
from kpi_helpers.workbook.reading.tally import Tally

_SAMPLE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = ((b"PK\x03\x04", "xlsx"), (b"\xd0\xcf\x11\xe0", "xls"), (b"PAR1", "parquet"))
PACKED = (
    "圧縮ファイルです。展開して、中の書き出しを指定してください",
    "a packed file: unpack it and name the exports in it",
)
_OTHER = (
    (b"\x1f\x8b", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"Rar!", PACKED),
    (b"BZh", PACKED),
    (b"\xfd7zXZ", PACKED),
    (
        b"%PDF",
        ("表ではなく PDF です。CSV か .xlsx で書き出してください", "a PDF, not a table: export it as CSV or .xlsx"),
    ),
    (
        b"\x89PNG",
        ("表ではなく画像です。CSV か .xlsx で書き出してください", "a picture, not a table: export it as CSV or .xlsx"),
    ),
    (
        b"\xff\xd8\xff",
        ("表ではなく画像です。CSV か .xlsx で書き出してください", "a picture, not a table: export it as CSV or .xlsx"),
    ),
    (
        b"ARROW1",
        (
            "Arrow（Feather）のファイルです。Parquet か CSV で保存してください",
            "an Arrow (Feather) file: save it as Parquet or CSV",
        ),
    ),
)
WESTERN = "cp1252"
_JIS = re.compile(rb"\x1b\$[@B]")
_SLIPS = 0.02  # of the runs of bytes beyond ASCII
_EUC_RUNS = 5  # of bytes, that read as EUC-JP: of so many words in half-width kana some have an odd number of letters
_BEYOND = re.compile(rb"[\x80-\xff]+")
_MOST = 0.9  # of the runs of bytes beyond ASCII
_LETTER = re.compile(r"[À-ÖØ-öø-ÿ]|(?<=[A-Za-z])’(?=(?:s|t|re|ll|ve|d|m)\b)")
_MARK = re.compile(r"[‘’“”–—…€™©®°£§«»·¡¿ºª²³½\xa0]")
_NOT_WESTERN = re.compile(r"[^\x00-\x7fÀ-ÖØ-öø-ÿ‘’“”–—…€™©®°£§«»·¡¿ºª²³½\xa0]|(?<=[a-z])[À-ÖØ-Þ](?=[a-z])")
_NO_TEXT = re.compile("[\ufffd\x80-\x9f\uf8f0-\uf8f3]")  # the last four are what Python makes of CP932's unused bytes


def kind_of(path: Path) -> str:
    """`xlsx`, `xls`, `parquet` or `text`, by the content: tools misname their exports."""
    with path.open("rb") as file:
        start = file.read(8)
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), "text")


def refuse_other(path: Path, name: str) -> None:
    """Say what a file is that holds no table in any form that is read.

    Raises
    ------
    WorkbookError
        For packed files, documents and pictures.
    """
    with path.open("rb") as file:
        start = file.read(8)
    for magic, what in _OTHER:
        if start.startswith(magic):
            raise WorkbookError(ja=f"{name} は{what[0]}。", en=f"{name} is {what[1]}.")


def unreadable(name: str, error: OSError) -> WorkbookError:
    """What to say of a file that the system does not give."""
    return WorkbookError(
        ja=f"{name} を読めません（{os_reason(error, 'ja')}）。ほかで開いていれば閉じ、読む権限があるか確かめてください。",
        en=f"{name} cannot be read ({os_reason(error, 'en')}): close it elsewhere and check that you may read it.",
    )


def label(config: Config, path: Path) -> str:
    """A file as the reports name it."""
    return path.relative_to(config.folder).as_posix()


def encoding_of(path: Path, name: str) -> tuple[str, int]:
    """Encoding of a text file and the length of its byte order mark.

    Raises
    ------
    WorkbookError
        Where the content is neither UTF-8, UTF-16, CP932, EUC-JP nor JIS, nor text of Western Europe as Windows writes it.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        for mark, encoding in _BOMS:
            if sample.startswith(mark):
                if encoding == "utf-8" and _broken(sample, encoding) > 0.1 >= _broken(sample[len(mark) :], "cp932"):
                    return "cp932", len(mark)  # a program has put the mark before any text
                return encoding, len(mark)
        if sample.count(0) > len(sample) // 8:
            # Mostly ASCII text in UTF-16 has a zero as every second byte.
            return ("utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"), 0
        while sample and sample.isascii():
            if _JIS.search(sample):
                return "iso2022_jp_ext", 0  # all of it is ASCII, with escapes before and after what is Japanese
            sample = file.read(_SAMPLE)
    if not sample:
        return "utf-8", 0
    if _broken(sample, "utf-8") and _is_euc(sample):
        return "euc_jis_2004", 0
    if _is_western(sample):
        return WESTERN, 0
    broken = {encoding: _broken(sample, encoding) for encoding in ("utf-8", "cp932")}
    best = min(broken, key=broken.__getitem__)
    if broken[best] > 0.1:
        raise WorkbookError(
            ja=f"{name} の文字コードが UTF-8・UTF-16・CP932（Shift_JIS）のどれでもありません。UTF-8 の CSV で書き出し直してください。",
            en=f"{name} is neither UTF-8, UTF-16 nor CP932 (Shift_JIS): export it again as CSV in UTF-8.",
        )
    return best, 0


def _is_euc(sample: bytes) -> bool:
    """Whether what lies beyond ASCII is EUC-JP, which CP932 would read as half-width kana without a fault."""
    text, runs = codecs.getincrementaldecoder("euc_jis_2004")("replace").decode(sample), len(_BEYOND.findall(sample))
    if text.count("\ufffd") > _SLIPS * runs:
        return False
    return runs >= _EUC_RUNS or any("ぁ" <= letter <= "ヶ" for letter in text)


def _is_western(sample: bytes) -> bool:
    """Whether what lies beyond ASCII are single letters and marks between ASCII, as in Café, Müller or “Today’s”.

    CP932 would read most of these together with the letter that follows, as one kanji; in Japanese text two such
    bytes stand side by side nearly everywhere, and those that do not (本田) look like marks, not like letters.
    """
    found = _BEYOND.findall(sample)
    if len([one for one in found if len(one) == 1]) < _MOST * len(found):
        return False
    text = sample.decode(WESTERN, "replace")
    letters, marks = len(_LETTER.findall(text)), len(_MARK.findall(text))
    return letters > 0 and 2 * letters >= marks and not _NOT_WESTERN.search(text)


def _broken(sample: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that an encoding cannot read."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return len(_NO_TEXT.findall(text)) / max(beyond, 1)


class TextStream(io.RawIOBase):
    r"""A text file as UTF-8 bytes with `\n` line ends and without NUL, some lines skipped.

    Characters that the encoding cannot read become U+FFFD and are counted, never dropped.
    """

    def __init__(self, path: Path, name: str, encoding: str, mark: int = 0, skip: int = 0, tally: Tally | None = None):
        super().__init__()
        self._file = path.open("rb")
        self._file.seek(mark)
        self._western = encoding == WESTERN
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._name = name
        self._skip = skip
        self._tally = tally if tally is not None else Tally()
        self._held = ""
        self._ready = memoryview(b"")
        self.last = ""
        """The last character read that is no line end."""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def readinto(self, buffer) -> int:
        while not self._ready:
            raw = self._file.read(_SAMPLE)
            text = self._text(raw)
            self.last = text.rstrip("\n")[-1:] or self.last
            self._ready = memoryview(text.encode("utf-8"))
            if not raw:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _text(self, raw: bytes) -> str:
        text = self._held + self._decoder.decode(raw, final=not raw)
        self._held = "\r" if raw and text.endswith("\r") else ""  # its \n may follow
        text = text[: len(text) - len(self._held)]
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\ufeff" in text:
            text = text.replace("\ufeff", "")  # marks of files that were put one after the other
        if "\0" in text:
            self._tally.add("nul_characters", text.count("\0"), self._name)
            text = text.replace("\0", "")
        if self._western:
            self._tally.add("western_characters", len(text) - len(text.encode("ascii", "ignore")), self._name)
        if "\ufffd" in text:
            self._tally.add("unreadable_characters", text.count("\ufffd"), self._name)
        while self._skip and text:
            _, end, text = text.partition("\n")
            if not end:
                break
            self._skip -= 1
        return text
