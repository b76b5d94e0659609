"""What every section of the team's page holds to: both languages, nothing that runs, no name where they are masked."""

import pytest

from kpi_helpers.report.meetings import team_sync
from tests.report.sections.team_worlds import HOSTILE, calls, leads, meeting, shown

AGENDA = ("act", "golden_hours", "talk", "area", "answers", "roles")
REP = f"{HOSTILE}隊員"


def hostile(**options):
    """Every name of an export is hostile; enough calls for every sentence to name somebody."""
    names = {"rep": REP, "industry": HOSTILE, "department": HOSTILE, "channel": HOSTILE, "company_name": HOSTILE}
    called = {"lead": "L"}
    return meeting(
        {
            "leads": [*leads(40, "2026-10-05 10:00", "L", **names), *leads(40, "2026-11-02 10:00", "N", **names)],
            "activities": [
                *calls(40, "2026-10-05 14:00", REP, settled=40, talk=60, **called),
                *calls(40, "2026-11-05 14:00", REP, settled=40, talk=60, **called),
                *calls(80, "2026-11-05 09:00", REP),
            ],
            "opportunities": [{"opportunity_id": "O1", "created_at": "2026-10-07", "lead_id": "L1"}],
            "targets": [
                {"month": "2026-11", "metric": metric, "value": 1, "rep": REP} for metric in ("calls", "att_seconds")
            ],
        },
        teams={"SDR": (REP,)},
        **options,
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", AGENDA)
def test_every_section_answers_the_example(name, lang):
    section = getattr(team_sync, name)(meeting(lang=lang))
    assert not section.failure and section.sentence and section.figures
    assert all(alt.strip() for _, alt in section.figures)


@pytest.mark.parametrize("name", AGENDA)
def test_no_kana_is_left_in_an_english_section(name):
    section = getattr(team_sync, name)(meeting(lang="en", mask_names=True))
    said = [
        section.question,
        section.sentence,
        *section.notes,
        section.table_caption,
        *(alt for _, alt in section.figures),
        *section.table.columns,
    ]
    assert not [text for text in said for letter in text if "\u3040" <= letter <= "\u30ff"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", AGENDA)
def test_hostile_names_are_text(name, lang):
    section = getattr(team_sync, name)(hostile(lang=lang))
    assert not section.failure
    markup = shown(section)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


@pytest.mark.parametrize("name", [name for name in AGENDA if name != "golden_hours"])
def test_masked_names_appear_nowhere(name):
    section = getattr(team_sync, name)(meeting(mask_names=True))
    for person in ("佐藤", "鈴木", "高橋", "サクラ工業"):
        assert person not in shown(section)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", AGENDA)
def test_without_activities_each_section_says_what_it_would_show(name, lang):
    section = getattr(team_sync, name)(meeting({"leads": [*leads(3, "2026-11-02 10:00", "L")]}, lang=lang))
    assert section.is_missing and "activities" in section.sentence


@pytest.mark.parametrize("name", ["act", "golden_hours", "talk"])
def test_a_call_log_alone_gives_the_page(name):
    section = getattr(team_sync, name)(
        meeting({"activities": calls(40, "2026-11-05 09:00", "佐藤", settled=35, talk=360)})
    )
    assert not section.failure and section.figures


@pytest.mark.parametrize("name", AGENDA)
def test_a_quiet_month_says_so(name):
    quiet = meeting(
        {
            "leads": [*leads(2, "2026-01-05 10:00", "L", rep="佐藤")],
            "activities": calls(2, "2026-01-05 11:00", "佐藤", settled=1, lead="L"),
        }
    )
    section = getattr(team_sync, name)(quiet)
    assert not section.failure and not section.figures
    assert any(word in section.sentence for word in ("ありません", "まだ", "出せません"))
