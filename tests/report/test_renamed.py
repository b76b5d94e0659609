"""A rep, team or channel that got another name: recognised by its past, told, and neither a fall nor a rise."""

from datetime import date, timedelta

import pytest

from kpi_helpers.report.archive import last_page
from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.marketing_sync import change
from kpi_helpers.report.numbers import COLUMNS
from kpi_helpers.report.renamed import Rename, renames

THEN, NOW = date(2026, 11, 13), date(2026, 11, 20)
TEAMS = {"SDR": ("佐藤", "鈴木"), "BDR": ("高橋",)}


def leads_of(until, name=lambda channel, day: channel, stops=None):
    """Each business day since August nine leads from Web (佐藤) and 30 from the show (鈴木), and one call of each."""
    leads, calls, day = [], [], date(2026, 8, 3)
    while day <= until:
        if day.weekday() < 5:
            for channel, rep, many in (("Web", "佐藤", 9), ("展示会", "鈴木", 30), ("紹介", "高橋", 4)):
                leads += [
                    {
                        "lead_id": f"{channel}{day:%m%d}-{place}",
                        "created_at": f"{day} 10:00",
                        "channel": name(channel, day),
                        "rep": rep,
                    }
                    for place in range(many + day.day % 3)
                    if channel != stops or day <= THEN
                ]
                calls.append({"started_at": f"{day} 11:00", "rep": rep, "kind": "call", "outcome": "absent"})
        day += timedelta(days=1)
    return {"leads": leads, "activities": calls}


@pytest.fixture(scope="module")
def then(make_workbook, tmp_path_factory):
    """The folder of the pages, with the page of 13 November."""
    reports = tmp_path_factory.mktemp("reports")
    wb = make_workbook(leads_of(THEN), as_of=str(THEN), teams=TEAMS)
    folder = page_folder(reports, THEN)
    folder.mkdir()
    rows = kpi_rows(wb, ["calls", "leads"]).assign(meeting="marketing_sync")
    rows[list(COLUMNS)].to_csv(folder / "numbers.csv", index=False, encoding="utf-8-sig")
    (folder / "marketing_sync.html").touch()
    return reports


def found(wb, reports):
    return renames(wb, last_page(reports, None, NOW))


def said(wb, reports, lang="ja"):
    return str(what_changed(Meeting("marketing_sync", wb, lang, reports=reports)))


def test_a_team_of_another_name_is_told_and_its_numbers_are_the_same(make_workbook, then):
    teams = {"インサイド": TEAMS["SDR"], "BDR": TEAMS["BDR"]}
    wb = make_workbook(leads_of(NOW), as_of=str(NOW), teams=teams)
    assert found(wb, then) == [Rename("team", "SDR", "インサイド", same_past=True)]
    assert "チーム「SDR」は「インサイド」に名前が変わっています（過去の数字が同じ）。増減ではありません。" in said(
        wb, then
    )
    assert "Team “SDR” is now called “インサイド”, with the same past: no fall and no rise." in said(wb, then, "en")


def test_a_team_that_took_in_somebody_is_no_other_name(make_workbook, then):
    teams = {"インサイド": ("佐藤", "鈴木", "高橋")}
    assert found(make_workbook(leads_of(NOW), as_of=str(NOW), teams=teams), then) == []


def test_a_channel_of_another_name_in_all_its_past_is_told(make_workbook, then):
    leads = leads_of(NOW, lambda channel, day: "イベント" if channel == "展示会" else channel)
    wb = make_workbook(leads, as_of=str(NOW), teams=TEAMS)
    assert found(wb, then) == [Rename("channel", "展示会", "イベント", same_past=True)]
    assert "チャネル「展示会」は「イベント」に名前が変わっています（過去の数字が同じ）。" in said(wb, then)
    section = change(Meeting("marketing_sync", wb, reports=then))
    assert "名前が変わっただけ" not in section.sentence


def test_a_channel_that_ends_where_another_begins_is_asked_about_and_no_rise(make_workbook, then):
    leads = leads_of(NOW, lambda channel, day: "イベント" if channel == "展示会" and day > THEN else channel)
    wb = make_workbook(leads, as_of=str(NOW), teams=TEAMS)
    assert found(wb, then) == [Rename("channel", "展示会", "イベント", same_past=False)]
    told = "チャネル「展示会」の行がなくなり、「イベント」が現れました。名前が変わったのなら、増減ではなく、前後の数字は比べられません。"
    assert told in said(wb, then)
    sentence = change(Meeting("marketing_sync", wb, reports=then)).sentence
    assert "いちばん増えたのは「イベント」" in sentence
    assert "ただし「展示会」と「イベント」は、名前が変わっただけかもしれません（「前回から」を参照）。" in sentence
    english = change(Meeting("marketing_sync", wb, "en", reports=then)).sentence
    assert (
        "“展示会” and “イベント” may be one channel under two names: see what is said since the last page." in english
    )


def test_a_channel_that_only_stops_has_not_got_another_name(make_workbook, then):
    wb = make_workbook(leads_of(NOW, stops="展示会"), as_of=str(NOW), teams=TEAMS)
    assert found(wb, then) == []
    assert "名前が変わっただけ" not in change(Meeting("marketing_sync", wb, reports=then)).sentence
