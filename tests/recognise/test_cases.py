"""Exports as tools really give them, from `kpi init` to numbers: what must come out of each folder.

The folders stand beside a checkout where the project is worked on; a clone without them passes.
"""

import csv
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpi_helpers import cli

CASES = Path(os.environ.get("KPI_CASES", Path(__file__).parents[3] / "shared" / "cases" / "exports"))
NOVEMBER = "2026-11"


class Outcome:
    """What the three commands made of one folder."""

    def __init__(self, folder: Path, place: Path):
        self.place = place
        self.files = sorted(path for path in folder.iterdir() if path.name != "definitions.yml")
        status, self.said, error = self.run("init", place / "book", *self.files)
        assert (status, error) == (0, "")
        self.draft = (place / "book" / "workbook.yml").read_text(encoding="utf-8")

    def run(self, *arguments: object) -> tuple[int, str, str]:
        result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments], prog_name="kpi")
        assert isinstance(result.exception, SystemExit | None)
        return result.exit_code, result.stdout, result.stderr

    def check(self) -> tuple[set[str], set[str]]:
        """The codes of warnings and findings."""
        _, out, _ = self.run("check", self.place / "book", "--json", "--out", self.place / "out")
        account = json.loads(out)
        warnings = {code for table in account["tables"].values() for code in table["warnings"]}
        return warnings, {f"{one['code']} {one['table']}" for one in account["findings"]}

    def numbers(self) -> dict[tuple[str, str, str], str]:
        """numbers.csv: by KPI, segment and period the value, or numerator and denominator."""
        status, out, error = self.run("numbers", self.place / "book", "--out", self.place / "out")
        assert status == 0, error
        self.as_of = Path(out.strip()).parent.name
        with Path(out.strip()).open(encoding="utf-8-sig") as file:
            return {
                (row["kpi"], row["segment"], row["period"]): f"{row['numerator']}/{row['denominator']}"
                if row["denominator"]
                else row["value"]
                for row in csv.DictReader(file)
            }


@pytest.fixture
def outcome(tmp_path, monkeypatch):
    """What becomes of a folder."""
    monkeypatch.setenv("KPI_TODAY", "2026-11-28")
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return lambda name: Outcome(CASES / name, tmp_path)


EXPECTED: dict[str, dict[tuple[str, str], str]] = {
    "both-timed": {
        ("first_response_within_5min", "all"): "40/40",
        ("response_seconds_median", "all"): "180",
        ("cph", "all"): "40/40",
    },
    "calls-by-company-only": {("first_response_within_5min", "all"): "40/40", ("unanswered", "all"): "0"},
    "sf-converted-leads": {
        ("first_response_within_5min", "all"): "40/40",
        ("unanswered", "all"): "0",
        ("opportunity_rate_cohort", "all"): "7/40",
    },
    "hubspot-multi-association": {
        ("first_response_within_5min", "all"): "12/12",
        ("unanswered", "all"): "0",
        ("opportunity_rate_cohort", "all"): "6/12",
        ("activities_without_company", "all"): "0",
    },
    "sf-formatted-blank-groups": {
        ("leads", "channel=Web"): "18",
        ("leads", "channel=展示会"): "12",
    },
    "sf-formatted-blank-no-arrow": {("leads", "channel=Web"): "18", ("leads", "channel=展示会"): "12"},
    "sf-report-footer-commas": {("leads", "all"): "60"},
    "rep-spelling": {("activities", "rep=佐藤 一"): "20", ("activities", "rep=鈴木 二"): "20"},
    "ringcentral": {("call_hours", "all"): "30", ("cph", "all"): "30/30"},
    "leading-zeros": {("first_response_within_5min", "all"): "40/40", ("unanswered", "all"): "0"},
    "two-header-rows": {("calls", "all"): "45", ("contact_rate", "all"): "15/45"},
    "xls-that-is-html": {("leads", "all"): "20"},
    "sf-custom-report-type": {("leads", "all"): "30", ("leads", "channel=Web"): "30"},
    "sheet-date-and-time-apart": {("calls", "all"): "40"},
    "sheet-no-year": {("calls", "all"): "40"},
    "zoom-phone": {("calls", "all"): "30"},
    "campaign-members-repeat": {("leads", "all"): "40"},
    "calls-without-outcome": {("calls", "all"): "80"},
    "miitel-no-result": {("calls", "all"): "80"},
}
"""By folder, KPI and segment: the value in November, or numerator and denominator."""

if CASES.is_dir():

    @pytest.mark.parametrize("name", sorted(EXPECTED))
    def test_the_numbers_of_a_folder_come_out_without_a_hand_edit(outcome, name):
        found = outcome(name).numbers()
        assert {pair: found.get((*pair, NOVEMBER)) for pair in EXPECTED[name]} == EXPECTED[name]

    @pytest.mark.parametrize(
        ("name", "findings"),
        [
            ("date-only-leads", {"no_times leads"}),
            ("date-only-activities", {"no_times activities"}),
            ("both-timed", set()),
        ],
    )
    def test_a_column_without_times_is_named(outcome, name, findings):
        told = outcome(name).check()[1]
        assert {one for one in told if one.startswith("no_times")} == findings

    def test_people_are_proposed_and_missed_where_they_are_not(outcome):
        made = outcome("rep-spelling")
        assert "people:" in made.draft
        book = made.place / "book" / "workbook.yml"
        lines = made.draft.splitlines()
        start = next(at for at, line in enumerate(lines) if line.startswith("people:"))
        book.write_text("\n".join([*lines[:start], *lines[start + 3 :]]) + "\n", encoding="utf-8")
        assert {"two_spellings activities", "one_table_only activities"} <= made.check()[1]

    def test_leading_zeros_are_a_warning(outcome):
        assert "leading_zeros:lead_id" in outcome("leading-zeros").check()[0]

    @pytest.mark.parametrize("name", ["zoom-phone", "eight-cards", "pipedrive-deals", "ringcentral"])
    def test_a_skeleton_names_every_header(outcome, name):
        made = outcome(name)
        lines = made.files[0].read_text(encoding="utf-8-sig").splitlines()
        header = max(lines, key=lambda line: (line.count(","), -lines.index(line)))
        assert all(label in made.draft for label in header.split(","))
        assert "HubSpot" not in made.said

    def test_plans_are_no_activities_and_move_no_day(outcome):
        made = outcome("open-tasks")
        found = made.numbers()
        assert made.as_of == "2026-11-19"
        # 14 of the 20 tasks lie ahead and are not done; what is left has happened.
        assert int(found["activities", "all", NOVEMBER]) < 40

    @pytest.mark.parametrize(
        ("name", "day"), [("future-meetings", "2026-11-19"), ("closed-after-last-created", "2026-11-23")]
    )
    def test_the_day_is_the_last_on_which_something_happened(outcome, name, day):
        made = outcome(name)
        found = made.numbers()
        assert made.as_of == day
        if name == "closed-after-last-created":
            assert (
                sum(int(value) for (kpi, segment, _), value in found.items() if (kpi, segment) == ("won", "all")) == 30
            )

    def test_the_year_is_asked_for(outcome):
        assert "year: 2026 " in outcome("sheet-no-year").draft

    def test_daily_tallies_are_a_table_of_their_own(outcome):
        assert "  tallies:" in outcome("daily-tally").draft
