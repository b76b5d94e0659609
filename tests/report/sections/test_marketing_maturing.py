"""Which channels' leads mature?"""

import pytest

from kpi_helpers.report.marketing_sync.maturing import compared, curves
from kpi_helpers.report.meetings.marketing_sync import maturing
from tests.report.sections.marketing_worlds import HOSTILE, leads, meeting, shown

CREATED = "2026-06-01 10:00"


def going_on(channel, since=CREATED):
    """A lead, and opportunities of no lead, that make both tables know all days from the leads' to the page's."""
    return (
        leads(1, "2026-11-17 10:00", "Z", channel=channel),
        [{"opportunity_id": f"Z{at}", "lead_id": None, "created_at": at} for at in (since, "2026-11-17 10:00")],
    )


def world(converted, *, of=60, at=CREATED, few=None, **options):
    """`of` leads of each channel, so many of which became an opportunity 17 days later; the last is a list of `few` companies."""
    channels = list(converted)
    newest, others = going_on(channels[0], at)

    def listed(channel):
        if few is None:
            return {}
        if channel != channels[-1]:
            return {"company_id": lambda n: f"W{n}"}
        return {"campaign": "合同勉強会", "company_id": lambda n: f"C{n % few}"}

    tables = {
        "leads": [
            *(
                lead
                for place, channel in enumerate(channels)
                for lead in leads(of, at, f"L{place}-", channel=channel, **listed(channel))
            ),
            *newest,
        ],
        "opportunities": [
            *({**one, "company_id": "Z"} for one in others),
            *(
                {"opportunity_id": f"O{place}-{n}", "lead_id": f"L{place}-{n}", "created_at": "2026-06-18 10:00"}
                for place, channel in enumerate(channels)
                for n in range(1, converted[channel] + 1)
            ),
        ],
    }
    return meeting(tables, **options)


APART = {"紹介": 30, "Web": 10, "展示会": 0, "DM": 10}


def test_channels_that_differ_are_named_with_their_rate_and_n():
    """紹介 30 of 60 against 20 of 180, 展示会 0 of 60 against 50 of 180; Web and DM 10 of 60 against 40 of 180 do not differ."""
    section = maturing(world(APART))
    assert section.sentence.startswith(
        "90日以内に商談になる割合がほかより高いのは「紹介」50.0%（60件）、低いのは「展示会」0.0%（60件）です。"
    )
    for part in (
        "90日以内に20.8%が商談になりました（90日追えたリード240件）",
        "ほかの2チャネルは、残りのチャネルと差があるとは言えません",
    ):
        assert part in section.sentence
    english = maturing(world(APART, lang="en")).sentence
    for part in (
        "20.8% became an opportunity within 90 days (240",
        "“紹介” 50.0% (n = 60) matures better than the others",
        "“展示会” 0.0% (n = 60) matures worse",
        "The other 2 do not differ",
    ):
        assert part in english


def test_a_difference_within_chance_is_not_claimed():
    near = {"Web": 10, "展示会": 14}
    assert "差があると言えるものはありません" in maturing(world(near)).sentence
    assert "No channel differs beyond chance" in maturing(world(near, lang="en")).sentence


def test_channels_with_few_leads_are_not_judged():
    wb = world(APART)
    thin, (newest, others) = leads(20, CREATED, "T", channel="SNS"), going_on("Web")
    tables = {
        "leads": [*leads(60, CREATED, "A", channel="Web"), *leads(60, CREATED, "B", channel="DM"), *thin, *newest],
        "opportunities": [
            *({"opportunity_id": f"O{n}", "lead_id": f"T{n}", "created_at": "2026-06-18 10:00"} for n in range(1, 21)),
            *others,
        ],
    }
    sentence = maturing(meeting(tables)).sentence
    assert "1チャネルは追えたリードが30件未満" in sentence and "「SNS」" not in sentence
    assert "1 more had fewer than 30" in maturing(meeting(tables, lang="en")).sentence
    assert "30件未満" not in maturing(wb).sentence


def test_young_leads_are_compared_at_the_age_they_have_reached():
    """Created on October 1st they are followed for 48 days on November 18th: 30 days is the oldest age reached."""
    section = maturing(world({"Web": 1, "展示会": 0}, at="2026-10-01 10:00"))
    assert "30日以内" in section.sentence


def test_too_few_leads_to_compare_say_so():
    assert "まだ比べられません" in maturing(meeting()).sentence and not maturing(meeting()).figures
    assert "too early to compare" in maturing(meeting(lang="en")).sentence


def test_the_figure_holds_every_channel_against_all_and_the_table_lists_all():
    section = maturing(world(APART))
    lines = section.figures[0][0].axes[0].lines
    # 30, 10, 10 and 0 of 60, and 50 of 240.
    dots = [line.get_xdata()[0] for line in lines if line.get_marker() == "o"]
    assert dots == pytest.approx([30 / 60, 10 / 60, 10 / 60, 0])
    assert any(list(line.get_xdata()) == pytest.approx([50 / 240] * 2) for line in lines if line.get_marker() != "o")
    assert section.table["チャネル"].tolist() == ["全体", "紹介", "DM", "Web", "展示会"]
    assert section.table.loc[1, "90日"].startswith("50.0% (") and section.table.loc[1, "90日"].endswith("n=60)")
    assert section.table.loc[1, "30日"] == "50.0%"
    # Twelve months, of which leads cover what has passed since June 1st.
    assert "2026-06-01..2026-11-18" in set(section.numbers["period"])


def test_a_band_clear_of_the_line_of_all_says_why_it_is_no_difference():
    """3 of 60 (1.4–12.8%) against 103 of 660: 5.0% against 16.7%, p = 0.02 of eleven that are compared."""
    one_low = {f"C{n}": 10 for n in range(10)} | {"紹介": 3}
    section = maturing(world(one_low))
    assert section.sentence.startswith(
        "チャネルの間に、差があると言えるものはありません（「紹介」の帯は全体の線にかかりませんが、"
        "11チャネルを一度に比べれば偶然でも起こる差です）。"
    )
    assert "beyond chance (the bands of “紹介” do not touch the line" in maturing(world(one_low, lang="en")).sentence
    assert "帯は" not in maturing(world(APART)).sentence


def test_a_list_of_few_companies_is_said_of_the_channel_that_holds_it():
    """None of the 60 leads that two companies gave the list, of 61 others 24."""
    crowd = {"Web": 24, "ウェビナー": 0}
    said = "「ウェビナー」には「合同勉強会」の2社だけから来た60件が含まれ、リード単位の割合はその分だけ低く出ています。"
    assert said in maturing(world(crowd, few=2)).notes
    assert "“ウェビナー” holds the 60 leads that only 2 companies gave “合同勉強会”" in "".join(
        maturing(world(crowd, few=2, lang="en")).notes
    )
    assert "だけから来た" not in "".join(maturing(world(crowd, few=31)).notes)


def test_every_channel_is_drawn_however_many_there_are():
    many = {f"C{n}": 10 for n in range(8)} | {"紹介": 40}
    age, at_age = compared(*curves(world(many)))
    assert age == 90 and at_age["channel"].iloc[0] == "紹介"
    dots = [line for line in maturing(world(many)).figures[0][0].axes[0].lines if line.get_marker() == "o"]
    assert len(dots) == 9


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "「流入チャネル」（channel）の列がない"), ("en", "no column for channel")]
)
def test_without_a_channel_column_it_says_so(lang, said):
    bare = {"leads": [*leads(1, CREATED, "L")], "opportunities": [{"opportunity_id": "O1", "created_at": CREATED}]}
    assert said in maturing(meeting(bare, lang=lang)).sentence


def test_without_opportunities_the_section_says_what_it_needs():
    section = maturing(meeting({"leads": [*leads(1, CREATED, "L")]}))
    assert section.is_missing and "opportunities" in section.sentence


def test_hostile_channels_are_text():
    assert "<script" not in shown(maturing(world({HOSTILE: 40, "Web": 0})))
