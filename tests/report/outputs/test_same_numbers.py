"""Page, minutes, digest and Excel say what numbers.csv says, digit by digit as each displays it."""

import csv
import re
from html.parser import HTMLParser

import openpyxl
import pytest

from kpi_helpers.charts.formats import format_percent
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.headline import expected_text, tile_of
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.report.numbers import NUMBERS, number_text
from kpi_helpers.report.opening import opening
from kpi_helpers.report.outputs.companions import digest_writer, write_outputs
from kpi_helpers.report.phrases import counter_of
from kpi_helpers.report.spreadsheet import write_csv

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
COLUMNS = ("value", "numerator", "denominator", "low", "high", "target")


class Words(HTMLParser):
    def __init__(self, markup):
        super().__init__()
        self.said = []
        self.feed(str(markup))

    def handle_data(self, data):
        self.said.append(data)


@pytest.fixture(
    scope="module", params=[("sales_sync", "ja"), ("marketing_sync", "en"), ("team_sync", "ja")], ids="-".join
)
def held(request, wb, tmp_path_factory):
    """A meeting, what numbers.csv holds of its KPIs, the page's sections, and its minutes, digest and Excel."""
    name, lang = request.param
    agenda, folder = MEETINGS[name], tmp_path_factory.mktemp(name)
    meeting = Meeting(name, wb, lang)
    asked = {*agenda.kpis, *agenda.agreed, *agenda.tiles, *agenda.lead, "landing", "target", "attainment"}
    table = kpi_rows(wb, [kpi for kpi in CATALOGUE if kpi in asked])
    table.insert(0, "meeting", name)
    texts = [[number_text(cell) if column in COLUMNS else cell for cell in table[column]] for column in table]
    write_csv(folder / NUMBERS, list(table), zip(*texts, strict=True))
    with (folder / NUMBERS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sections = [topic(meeting) for topic in agenda.topics]
    records = [{"key": one.key, "question": one.question, "sentence": one.sentence} for one in sections]
    [minutes] = minutes_writer(meeting)(records).values()
    [digest] = digest_writer(meeting)(records).values()
    write_outputs(meeting, folder, table, ("excel",))
    book = openpyxl.load_workbook(folder / "numbers.xlsx")
    return meeting, rows, sections, minutes, digest, book


def of(rows, kpi, segment, period, column="value"):
    """A number of numbers.csv; nan where it has none."""
    found = [row[column] for row in rows if (row["kpi"], row["segment"], row["period"]) == (kpi, segment, period)]
    return float(found[0]) if found and found[0] else float("nan")


def test_minutes_hold_the_months_numbers(held):
    meeting, rows, _, minutes, _, _ = held
    month, lang = meeting.month, meeting.lang
    for metric in MEETINGS[meeting.name].agreed:
        unit, part = counter_of(metric, CATALOGUE[metric].unit), f"metric={metric}"
        lines = [line for line in minutes.splitlines() if line.startswith(f"| {CATALOGUE[metric].label(lang)} |")]
        if not lines:
            continue
        _, _, actual, target, attainment, gap, landing, _ = (cell.strip() for cell in lines[0].split("|"))
        value = of(rows, metric, "all", month)
        due, goal = (of(rows, "expected_to_date", part, month, column) for column in ("value", "target"))
        assert actual == meeting.write(value, unit)
        assert target == meeting.write(goal, unit)
        assert attainment == format_percent(value / goal)
        assert gap == meeting.write_signed(value - due, unit)
        ends = [
            expected_text(meeting, metric, of(rows, "landing", part, month, name)) for name in ("value", "low", "high")
        ]
        assert landing == ends[0] or [ends[0], *ends[1:]] == re.split(r"（|〜|）| \(| to |\)", landing)[:3]


def test_the_headline_holds_the_months_numbers(held):
    meeting, rows, *_ = held
    for kpi in MEETINGS[meeting.name].tiles:
        tile = tile_of(meeting, kpi)
        if tile is None or kpi == "cohort_rate_by_age":
            continue
        value = of(rows, kpi, "all", meeting.month)
        assert tile.value == meeting.write(value, counter_of(kpi, CATALOGUE[kpi].unit))


def test_every_number_of_the_digest_stands_on_the_page(held):
    meeting, _, sections, _, digest, _ = held
    parts = (opening(meeting), *(one.to_element(quick=True) for one in sections))
    page = NUMBER.findall(" ".join(word for part in parts for word in Words(part).said))
    said = [line for line in digest.splitlines() if not re.match(r"\d+\. |■|詳しくは|More:", line)]
    missing = [number for line in said for number in NUMBER.findall(line) if number not in page]
    assert said and missing == []


def test_excel_holds_the_rows_of_each_section_and_all_of_them(held):
    meeting, rows, _, _, _, book = held
    everything = [[cell.value for cell in line] for line in book.worksheets[-1].iter_rows(min_row=2)]
    assert len(everything) == len(rows)
    for mine, theirs in zip(everything, rows, strict=True):
        numbers = [float("nan") if cell is None else float(cell) for cell in mine[4:10]]
        written = [float(theirs[name]) if theirs[name] else float("nan") for name in COLUMNS]
        assert [number_text(number) for number in numbers] == [number_text(number) for number in written]
    value = {"ja": "値", "en": "Value"}[meeting.lang]
    for topic, sheet in _sheets(meeting, book):
        own = [row for kpi in topic.kpis for row in rows if row["kpi"] == kpi]
        column = next(cell.column for cell in sheet[1] if cell.value == value)
        shown = [line[column - 1].value for line in sheet.iter_rows(min_row=2)]
        assert len(shown) == len(own)
        for cell, row in zip(shown, own, strict=True):
            seconds = row["unit"] == "seconds" and cell is not None
            number = cell.total_seconds() if hasattr(cell, "total_seconds") else cell
            if seconds and not hasattr(cell, "total_seconds"):
                number = (cell.hour * 60 + cell.minute) * 60 + cell.second + cell.microsecond / 1e6
            expected = float(row["value"]) if row["value"] else None
            assert number == (
                None if expected is None else pytest.approx(expected, rel=1e-9, abs=0.5 if seconds else 0)
            )


def _sheets(meeting, book):
    titles = {sheet.title: sheet for sheet in book.worksheets}
    for topic in MEETINGS[meeting.name].topics:
        question = re.sub(r"[?/:*]", " ", topic.question(meeting.lang)).split()
        found = [sheet for title, sheet in titles.items() if title.split(" ", 1)[-1].split()[:3] == question[:3]]
        if found:
            yield topic, found[0]
