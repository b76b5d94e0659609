"""Are leads on plan?"""

import pytest

from kpi_helpers.report.marketing_sync.leads import channels_table
from kpi_helpers.report.meetings.marketing_sync import leads
from tests.charts.figures import words_of
from tests.report.sections.marketing_worlds import HOSTILE, meeting, shown
from tests.report.sections.marketing_worlds import leads as rows


def target(metric, value, month="2026-11"):
    return {"month": month, "metric": metric, "value": value}


def world(count, goal=None, *, channel="Web", **options):
    some = {"channel": channel, "company_name": lambda n: f"会社{n}"}
    # The last of them comes on the eve of the page's day, so that the table has not ended.
    tables = {"leads": [*rows(count, "2026-11-02 10:00", "L", **some)]}
    tables["leads"][-1]["created_at"] = "2026-11-17 10:00" if count > 1 else "2026-11-02 10:00"
    if goal is not None:
        tables["targets"] = [target("valid_leads", goal)]
    return meeting(tables, **options)


def test_the_sentence_tells_counts_pace_and_what_is_needed():
    """Pace 3 ÷ (6 × 12 ÷ 19) = 79%, which is 3 of 3.8 due; needed (6 − 3) ÷ 7 = 0.4."""
    section = leads(meeting())
    assert section.sentence.startswith(
        "11月の有効リードは予定とはっきりした差はなく（ペース79%）、月末は4件（80%の幅 3件〜6件）と、目標6件が着地見込みの幅の上端にあたり、"
    )
    for part in (
        "4件（3社）",
        "反響は2件（目標4件に対するペース79%）、ISの新規開拓は2件です",
        "有効リードは3件",
        "残り7営業日で1日あたり0.4件",
        "リードはまだ30件に満たず",
    ):
        assert part in section.sentence
    english = leads(meeting(lang="en")).sentence
    for part in (
        "4 leads from 3 companies",
        "not clearly off plan (79% of the pace)",
        "Inbound: 2 (79% of the pace to 4)",
        "0.4 a day",
        "thin",
    ):
        assert part in english


@pytest.mark.parametrize(
    ("goal", "said", "english"),
    [
        (42, "予定を上回っており（", "ahead of plan"),  # 40 ÷ (42 × 12/19) = 150.8%: 13.5 off, 2.6 of √26.5
        (60, "予定とはっきりした差はなく（ペース106%）", "not clearly off plan"),  # 2.1 off, 0.3 of √37.9
        (
            63.333,
            "予定どおりで（ペース100%）、月末は63件（80%の幅 53件〜73件）と、目標63.3件に届きそうですが、",
            "on plan",
        ),  # 40 ÷ 40, 40 × 19/12
        (67, "予定とはっきりした差はなく（ペース95%）", "not clearly off plan"),  # 40 ÷ 42.3
        (95, "予定より遅れており", "behind plan"),  # 40 ÷ 60 = 66.7%: 20 off, 2.6 of √60
    ],
)
def test_the_pace_is_judged_in_words(goal, said, english):
    assert said in leads(world(40, goal)).sentence
    assert english in leads(world(40, goal, lang="en")).sentence


def test_a_target_that_is_met_is_said_to_be_met_and_no_landing_is_held_against_it():
    section = leads(world(40, 30))
    assert "月の目標30件をすでに達成しています" in section.sentence and "ペース" not in section.sentence
    assert "have already met the target of 30" in leads(world(40, 30, lang="en")).sentence


def test_without_a_target_the_month_is_held_against_the_last():
    def since(day, lang="ja"):
        some = {"channel": "Web", "company_name": lambda n: f"会社{n}"}
        return leads(
            meeting({"leads": [*rows(1, day, "K", **some), *rows(40, "2026-11-02 10:00", "L", **some)]}, lang=lang)
        )

    # None in October, which the leads since September cover.
    section = since("2026-09-28 10:00")
    assert "目標は登録されていません" in section.sentence and "差は+40件" in section.sentence
    assert section.sentence.count("月末の有効リードは") == 1 and section.sentence.count("80%の幅") == 1
    assert "+40" in since("2026-09-28 10:00", "en").sentence
    # Half of October is not known: nothing is said of it.
    assert "差は" not in since("2026-10-20 10:00").sentence
    assert (
        "no target" in since("2026-10-20 10:00", "en").sentence
        and "last month" not in since("2026-10-20 10:00", "en").sentence
    )


def test_before_the_first_business_day_there_is_neither_pace_nor_landing():
    section = leads(world(1, 30, as_of="2026-11-01"))
    assert "まだ営業日がない" in section.sentence and "見込み" not in section.sentence
    assert "No business day" in leads(world(1, 30, as_of="2026-11-01", lang="en")).sentence


def test_leads_that_tell_no_company_are_not_said_to_come_from_none():
    bare = {"leads": [*rows(40, "2026-11-02 10:00", "L", channel="Web")]}
    section = leads(meeting(bare))
    assert "社）" not in section.sentence and "リードは今日までに40件、" in section.sentence
    assert "companies" not in leads(meeting(bare, lang="en")).sentence


def test_the_figure_shows_every_channel_below_the_total():
    table = channels_table(meeting())
    # 展示会 brought L2 in October and nothing since.
    assert table["channel"].tolist() == ["全体", "", "Web", "展示会"]
    assert table[["leads", "valid_leads", "companies"]].to_numpy().tolist() == [
        [4, 3, 3],
        [2, 2, 1],
        [2, 1, 2],
        [0, 0, 0],
    ]
    assert table.loc[0, ["target", "verdict"]].tolist() == [6, ""]  # 3 of the 3.8 that are due
    words = words_of(leads(meeting()).figures[0][0])
    place = words.index("全体")
    assert words[place : place + 4] == ["全体", "3", "4", "3"] and "▼" not in words[place + 4]
    assert words[words.index("Web") :][:4] == ["Web", "1", "2", "2"]


def test_the_table_has_one_row_per_channel():
    shown_rows = leads(meeting()).table
    assert shown_rows.iloc[0].tolist()[:7] == ["全体", "4件", "3件", "75.0%", "3社", "6件", "79%"]
    assert shown_rows["チャネル"].tolist() == ["全体", "（未入力）", "Web", "展示会"]


def test_without_leads_the_section_says_what_it_needs():
    section = leads(meeting({"activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤"}]}))
    assert section.is_missing and "leads" in section.sentence


def test_hostile_channels_are_text():
    section = leads(world(40, 60, channel=HOSTILE))
    assert "<script" not in shown(section) and "&lt;script&gt;" in shown(section)


def test_the_numbers_behind_it_are_those_of_numbers_csv():
    numbers = leads(meeting()).numbers
    assert set(numbers["kpi"]) >= {"leads", "valid_leads", "lead_companies", "pace", "landing"}
