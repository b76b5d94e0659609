"""The process that opens an Excel file, so that a file on which the parser aborts takes nothing else with it.

It is run by its path, with nothing of the package imported: it starts in a few
hundredths of a second. On standard input it is asked ``rows NUMBER COUNT`` (a
count of 0 asks for all); it answers with marshalled values, each after its length.
"""

import marshal
import struct
import sys
from datetime import date, datetime, time, timedelta
from itertools import islice

_ROWS = 2_000
_MEMORY = 8 << 30


def _text(value):
    """A cell as a person sees it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        whole, rest = divmod(abs(seconds), 60)
        return f"{'-' if seconds < 0 else ''}{int(whole) // 60}:{int(whole) % 60:02d}:{int(rest):02d}"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _send(value):
    content = marshal.dumps(value)
    sys.stdout.buffer.write(struct.pack(">Q", len(content)) + content)
    sys.stdout.buffer.flush()


def _serve(path):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    visible = python_calamine.SheetVisibleEnum.Visible, python_calamine.SheetTypeEnum.WorkSheet
    _send([(sheet.name, (sheet.visible, sheet.typ) == visible) for sheet in book.sheets_metadata])
    sheets = {}
    for line in sys.stdin:
        number, count = map(int, line.split())
        if number not in sheets:
            sheets[number] = book.get_sheet_by_index(number)
        sheet = sheets[number]
        _send((sheet.start, [tuple(merged) for merged in sheet.merged_cell_ranges or ()]))
        rows = islice(sheet.iter_rows(), count or None)
        while block := [list(map(_text, row)) for row in islice(rows, _ROWS)]:
            _send(block)
        _send(None)


def _limit_memory():
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ImportError, OSError, ValueError):
        pass  # Windows has no such limit


if __name__ == "__main__":
    sys.path[:0] = [sys.argv[2]]
    _limit_memory()
    try:
        _serve(sys.argv[1])
    except Exception as error:
        _send(str(error))
