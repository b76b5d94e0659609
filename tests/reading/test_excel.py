"""Excel files as people keep them, and as attackers make them."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from kpi_helpers.workbook.errors import WorkbookError

LEADS = {
    "leads": {
        "file": "leads.xlsx",
        "columns": {"lead_id": "リードID", "created_at": "作成日", "rep": "担当", "employees": "従業員数"},
    }
}


def excel(book, name="leads.xlsx", **sheets):
    """Write an Excel file; a sheet is its rows, or rows and the ranges to merge."""
    file = openpyxl.Workbook()
    file.remove(file.active)
    for title, rows in sheets.items():
        sheet = file.create_sheet(title)
        rows, merged = rows if isinstance(rows, tuple) else (rows, ())
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    file.save(book.folder / name)


def rewrite(book, part, change, name="leads.xlsx"):
    """Change the text of one part of an Excel file."""
    with zipfile.ZipFile(book.folder / name) as file:
        parts = {entry: file.read(entry) for entry in file.namelist()}
    parts[part] = change(parts[part].decode("utf-8")).encode("utf-8")
    with zipfile.ZipFile(book.folder / name, "w") as file:
        for entry, content in parts.items():
            file.writestr(entry, content)


def test_a_hand_kept_sheet_with_title_merged_cells_and_subtotals(book):
    excel(
        book,
        一覧=(
            [
                ["2026年度 リード一覧", None, None, None],
                [],
                ["担当", "リードID", "作成日", "従業員数"],
                ["佐藤", 1001, datetime(2026, 11, 1, 9, 5), 50],
                [None, 1002, date(2026, 11, 2), 60.5],
                ["小計", None, None, 110.5],
                ["鈴木", "L3", "2026/11/03", "1,200名"],
                ["合計", None, None, 1310.5],
            ],
            ["A1:D1", "A4:A5"],
        ),
    )
    loaded = book.load(LEADS)
    report = loaded.reports["leads"]
    assert (report.read, report.set_aside) == (5, {"subtotal_row": 2})
    assert loaded.rejected["line"].tolist() == [6, 8]
    leads = book.table("leads")
    assert leads["rep"].tolist() == ["佐藤", "佐藤", "鈴木"]
    assert leads["lead_id"].tolist() == ["1001", "1002", "L3"]
    assert leads["created_at"].dt.strftime("%m-%d %H:%M").tolist() == ["11-01 09:05", "11-02 00:00", "11-03 00:00"]
    assert leads["employees"].tolist() == [50.0, 60.5, 1200.0]


def test_durations_and_serial_numbers_of_excel(book):
    excel(
        book,
        "calls.xlsx",
        calls=[
            ["started_at", "rep", "talk_seconds"],
            [46346.378472222, "佐藤", time(0, 5, 12)],
            [46346, "佐藤", timedelta(hours=25)],
        ],
    )
    calls = book.table("activities", {"activities": {"file": "calls.xlsx"}})
    assert calls["started_at"].dt.strftime("%Y-%m-%d %H:%M").tolist() == ["2026-11-20 09:05", "2026-11-20 00:00"]
    assert calls["talk_seconds"].tolist() == [312.0, 90_000.0]


@pytest.mark.parametrize(("sheet", "value"), [("2026", 3.0), (2026, 3.0), (1, 2.0), (None, None)])
def test_the_sheet_is_the_one_named_or_counted(book, sheet, value):
    excel(
        book,
        "予算.xlsx",
        **{
            "2025": [["month", "metric", "value"], ["2025-11", "won", 2]],
            "2026": [["month", "metric", "value"], [datetime(2026, 11, 1), "won", 3]],
        },
    )
    tables = {"targets": {"file": "予算.xlsx", **({"sheet": sheet} if sheet else {})}}
    if sheet is None:
        with pytest.raises(WorkbookError, match="has the sheets 2025, 2026"):
            book.load(tables)
    else:
        assert book.table("targets", tables)["value"].tolist() == [value]


def test_the_one_sheet_that_fits_needs_no_name(book):
    excel(
        book,
        説明=[["このファイルについて"]],
        data=[["リードID", "作成日", "担当", "従業員数"], ["L1", "2026-11-01", "佐藤", 5]],
    )
    assert len(book.table("leads", LEADS)) == 1


def test_a_sheet_that_does_not_start_in_the_corner(book):
    file = openpyxl.Workbook()
    for column, (label, value) in enumerate(
        [("リードID", "L1"), ("作成日", "2026-11-01"), ("担当", "佐藤"), ("従業員数", "x")], start=3
    ):
        file.active.cell(5, column, label)
        file.active.cell(6, column, value)
        file.active.cell(7, column, value if column != 4 else "いつか")
    file.active.merge_cells("E6:E7")
    file.save(book.folder / "leads.xlsx")
    loaded = book.load(LEADS)
    assert loaded.rejected["line"].tolist() == [7]
    assert book.table("leads")["rep"].tolist() == ["佐藤"]


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"leads": {"file": "leads.xlsx", "sheet": "来年"}}, "has no sheet '来年', it has 一覧"),
        ({"visits": {"file": "leads.xlsx"}}, "no row names a column of the table visits"),
    ],
)
def test_a_wrong_sheet_gets_one_sentence(book, tables, sentence):
    excel(book, 一覧=[["lead_id", "created_at"], ["L1", "2026-11-01"]])
    with pytest.raises(WorkbookError, match=sentence):
        book.load(tables)


def archive(**entries: bytes) -> bytes:
    """An archive that begins like an Excel file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked(book, monkeypatch):
    monkeypatch.setattr("kpi_helpers.workbook.reading.bombs._UNPACKED", 1_000_000)
    book.put("leads.xlsx", archive(**{"xl/worksheets/sheet1.xml": b"0" * 2_000_000}))
    with pytest.raises(WorkbookError, match="leads.xlsx unpacks to more than"):
        book.load(LEADS)


_ODS = (
    '<d xmlns:t="t" xmlns:x="x"><t:table><t:table-row><t:table-cell><x:p>lead_id</x:p></t:table-cell></t:table-row>'
    '<t:table-row t:number-rows-repeated="{rows}"><t:table-cell t:number-columns-repeated="{columns}">{text}</t:table-cell></t:table-row></t:table></d>'
)


def test_a_row_that_is_repeated_without_end_is_refused(book):
    book.put(
        "leads.xlsx", archive(**{"content.xml": _ODS.format(rows=1_000_000, columns=16, text="<x:p>1</x:p>").encode()})
    )
    with pytest.raises(WorkbookError, match="leads.xlsx has a sheet of more than 10,000,000 cells"):
        book.load(LEADS)
    book.put("leads.xlsx", archive(**{"content.xml": _ODS.format(rows=1_048_576, columns=16_384, text="").encode()}))
    with pytest.raises(
        WorkbookError, match="leads.xlsx cannot be read"
    ):  # empty cells are no danger; this is merely no sheet
        book.load(LEADS)
    book.put("leads.xlsx", archive(**{"content.xml": b"<d><t"}))
    with pytest.raises(WorkbookError, match="leads.xlsx is damaged"):
        book.load(LEADS)


def test_a_cell_in_the_last_corner_is_refused(book):
    file = openpyxl.Workbook()
    file.active.append(["リードID", "作成日"])
    file.active.cell(1_048_576, 16_384, "x")
    file.save(book.folder / "leads.xlsx")
    with pytest.raises(WorkbookError, match="1,048,576 rows × 16,384 columns"):
        book.load(LEADS)


@pytest.mark.parametrize(
    "content",
    [
        archive(**{"xl/workbook.xml": b"x"}),
        b"PK\x03\x04" + b"\x00" * 200,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000,
    ],
    ids=["other archive", "cut", "old excel"],
)
def test_a_damaged_file_gets_one_sentence(book, content):
    book.put("leads.xlsx", content)
    with pytest.raises(WorkbookError, match="leads.xlsx (cannot be read|is damaged)"):
        book.load(LEADS)


def test_an_archive_of_exports_is_named_as_such(book):
    book.put("leads.xlsx", archive(**{"leads.csv": b"lead_id,created_at"}))
    with pytest.raises(WorkbookError, match="leads.xlsx is a packed file: unpack it"):
        book.load(LEADS)


def test_a_hidden_sheet_is_read_only_where_it_is_named(book):
    file = openpyxl.Workbook()
    for title, lead in (("一覧", "L1"), ("旧", "L0")):
        sheet = file.create_sheet(title)
        sheet.append(["リードID", "作成日", "担当", "従業員数"])
        sheet.append([lead, "2026-11-01", "佐藤", 5])
    file.remove(file["Sheet"])
    file["旧"].sheet_state = "hidden"
    file.save(book.folder / "leads.xlsx")
    assert book.table("leads", LEADS)["lead_id"].tolist() == ["L1"]
    assert book.table("leads", {"leads": {**LEADS["leads"], "sheet": "旧"}})["lead_id"].tolist() == ["L0"]


def test_macros_and_links_to_other_files_are_never_followed(book):
    excel(
        book,
        一覧=[
            ["リードID", "作成日", "担当", "従業員数"],
            ["L1", "2026-11-01", "='[other.xlsx]Sheet1'!A1", "=1/0"],
            ["L2", "2026-11-01", "鈴木", 5],
        ],
    )
    source = (book.folder / "leads.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(source)) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    entries["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 a macro"
    entries["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    book.put("leads.xlsx", archive(**entries))
    assert book.table("leads", LEADS)["lead_id"].tolist() == ["L1", "L2"]


def test_a_bomb_that_lies_about_its_size_is_refused(book):
    excel(book, 一覧=[["リードID", "作成日", "担当", "従業員数"], ["L1", "2026-11-01", "佐藤", 5]])
    with zipfile.ZipFile(book.folder / "leads.xlsx") as file:
        entries = {name: file.read(name) for name in file.namelist()}
    content = archive(**{**entries, "xl/sharedStrings.xml": b"<sst><si><t>" + b"A" * 9_000_000 + b"</t></si></sst>"})
    real, stated = (
        (9_000_000 + len(b"<sst><si><t></t></si></sst>")).to_bytes(4, "little"),
        (1_000).to_bytes(4, "little"),
    )
    assert content.count(real) == 2
    book.put("leads.xlsx", content.replace(real, stated))
    with pytest.raises(WorkbookError, match="leads.xlsx is damaged"):
        book.load(LEADS)


def test_a_file_with_a_broken_part_gets_one_sentence(book):
    excel(
        book,
        一覧=[["リードID", "作成日", "担当", "従業員数"]] + [[f"L{n}", "2026-11-01", "佐藤", n] for n in range(50)],
    )
    good = (book.folder / "leads.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as file:
        start = good.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
        assert file.read("xl/worksheets/sheet1.xml")
    for at in range(start, start + 60, 4):
        book.put("leads.xlsx", good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
        with pytest.raises(WorkbookError, match="leads.xlsx (cannot be read|is damaged)"):
            book.load(LEADS)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("<c r='XFD1048576'>", "1,048,576 rows × 16,384 columns"),
        ('<c\nr="XFD1048576">', "1,048,576 rows × 16,384 columns"),
        ('<c s = "1" r = "xfd1048576">', "1,048,576 rows × 16,384 columns"),
        ('<c x=">" r="&#88;FD1048576">', "1,048,576 rows × 16,384 columns"),
        ('<c r="ZZZZZZ99999999999">', "is damaged or too large"),
        ('<c r="XFE1">', "is damaged or too large"),
        ('<c r="A1048577">', "is damaged or too large"),
    ],
)
def test_a_cell_in_the_last_corner_is_found_however_it_is_spelt(book, cell, sentence):
    excel(book, 一覧=[["リードID", "作成日"], ["L1", "2026-11-01"]])
    rewrite(book, "xl/worksheets/sheet1.xml", lambda text: text.replace("</row>", f"{cell}<v>1</v></c></row>", 1))
    with pytest.raises(WorkbookError, match=sentence):
        book.load(LEADS)


def test_a_file_on_which_the_parser_aborts_is_a_sentence(book, monkeypatch):
    cell = '<c r="ZZZZZZ99999999999">'
    excel(book, 一覧=[["リードID", "作成日"], ["L1", "2026-11-01"]])
    rewrite(book, "xl/worksheets/sheet1.xml", lambda text: text.replace("</row>", f"{cell}<v>1</v></c></row>", 1))
    monkeypatch.setattr("kpi_helpers.workbook.reading.excel.refuse_bombs", lambda path, name: None)
    with pytest.raises(WorkbookError, match=r"leads\.xlsx is damaged or too large to open"):
        book.load(LEADS)
