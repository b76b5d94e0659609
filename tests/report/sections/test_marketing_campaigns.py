"""Which campaigns brought new companies?"""

from kpi_helpers.report.marketing_sync.campaigns import campaigns_of, drawn
from kpi_helpers.report.meetings.marketing_sync import campaigns
from tests.charts.figures import words_of
from tests.report.sections.marketing_worlds import HOSTILE, leads, meeting, shown


def world(*, name="勉強会", others=0, **options):
    """A guide: 40 leads of 40 companies, 4 with an opportunity. A study group: 60 leads of 3 companies known before."""
    tables = {
        "leads": [
            *leads(3, "2025-11-05 10:00", "K", company_id=lambda n: f"G{n}"),
            *leads(40, "2026-10-05 10:00", "A", campaign="GUIDE", company_id=lambda n: f"C{n}"),
            *leads(60, "2026-10-12 10:00", "B", campaign=name, company_id=lambda n: f"G{n % 3 + 1}"),
            *leads(5, "2026-10-12 10:00", "N", company_id="C1"),
            *(
                lead
                for number in range(others)
                for lead in leads(
                    2,
                    "2026-10-20 10:00",
                    f"X{number}-",
                    campaign=f"X{number:02}",
                    company_id=lambda n, number=number: f"X{number}-{n}",
                )
            ),
        ],
        "opportunities": [
            {"opportunity_id": "O0", "created_at": "2026-06-01 10:00", "is_won": True, "closed_at": "2026-06-02"},
            *(
                {
                    "opportunity_id": f"O{n}",
                    "created_at": "2026-11-02 10:00",
                    "company_id": f"C{n}",
                    "lead_id": "A1" if n == 1 else None,
                }
                for n in range(1, 5)
            ),
        ],
        "campaigns": [
            {"campaign": "GUIDE", "name": "導入ガイド", "starts_on": "2026-10-01", "cost": 400_000},
            {"campaign": name, "name": None, "starts_on": "2026-10-01", "cost": 600_000},
        ],
    }
    return meeting(tables, **options)


def test_the_best_campaign_and_the_one_with_few_companies_are_named():
    """400,000 ÷ 40 = 10,000 a company; 600,000 ÷ 3 = 200,000. Four companies have an opportunity, one of them by its lead."""
    section = campaigns(world())
    for part in (
        "6月1日〜11月18日のリードのうち100件が施策2本",
        "「導入ガイド」で40社（リード40件→40社、うち商談1件・受注0件、費用は1社あたり1.0万円）ですが、開始から90日未満で",
        "見直すのは「勉強会」です。リード60件に対して会社は3社だけ（1社あたり20.0件、新しい会社0社）で、費用は1社あたり20万円"
        "（ほかの施策は合わせて1.0万円）です。",
    ):
        assert part in section.sentence
    english = campaigns(world(lang="en")).sentence
    for part in (
        "100 leads came from 2 campaigns",
        "“導入ガイド”: 40 (40 leads, 40 companies; 1 of the leads with an opportunity, 0 won; ¥10.0K a company); it started less than",
        "60 leads from only 3 companies (20.0 leads each, 0 of them new)",
        "it cost ¥200K per company, against ¥10.0K for the others together",
    ):
        assert part in english
    assert "30件に満たず" not in section.sentence and "thin" not in english


def test_the_example_is_thin_and_names_nobody():
    section = campaigns(meeting())
    assert "「導入事例ウェビナー」で2社" in section.sentence and "30件に満たず" in section.sentence
    assert "会社が少ないものはありません" in section.sentence
    assert "thin" in campaigns(meeting(lang="en")).sentence


def paid(lang="ja"):
    """Of July's fair for 500,000 a deal of 2,000,000 was won; July's advertisement sold nothing; October's guide is young."""
    made = {"created_at": "2026-08-03 10:00", "closed_at": "2026-09-01", "is_won": True}
    tables = {
        "leads": [
            *leads(1, "2026-05-25 10:00", "K"),
            *(
                lead
                for campaign, at in (
                    ("FAIR", "2026-07-06 10:00"),
                    ("AD", "2026-07-06 10:00"),
                    ("GUIDE", "2026-10-05 10:00"),
                )
                for lead in leads(40, at, campaign, campaign=campaign, company_id=lambda n, name=campaign: f"{name}{n}")
            ),
        ],
        "opportunities": [
            {"opportunity_id": "O0", "created_at": "2026-06-01 10:00", "lead_id": None, "amount": 1, "is_won": None},
            {"opportunity_id": "O1", "lead_id": "FAIR1", "amount": 2_000_000, **made},
            {
                "opportunity_id": "O2",
                "created_at": "2026-11-02 10:00",
                "lead_id": "GUIDE1",
                "amount": 5,
                "is_won": None,
            },
        ],
        "campaigns": [
            {"campaign": "FAIR", "name": "夏の展示会", "starts_on": "2026-07-01", "cost": 500_000},
            {"campaign": "AD", "name": "検索広告", "starts_on": "2026-07-01", "cost": 300_000},
            {"campaign": "GUIDE", "name": "導入ガイド", "starts_on": "2026-10-01", "cost": 400_000},
        ],
    }
    return campaigns(meeting(tables, lang=lang))


def test_campaigns_that_have_had_their_time_are_held_by_their_money():
    """2,000,000 ÷ 500,000 = 4."""
    section, english = paid(), paid("en")
    assert (
        "もう一度やる候補は「夏の展示会」です。開始から90日以上たった施策で費用に対する売上がいちばん大きく、費用50万円に対して売上200万円"
        "（受注1件だけなので、施策の優劣はまだ言えません）です" in section.sentence
    )
    assert "「検索広告」は開始から90日以上たちますが、費用30万円に対してまだ売上がありません" in section.sentence
    assert "¥2.0M for ¥500K (orders: 1, too few to rank campaigns)" in english.sentence
    assert "“検索広告” started at least 90 days ago and has brought no sales yet for its ¥300K" in english.sentence
    rows = section.table.set_index("施策")
    own = [f"この施策のリードからの{what}" for what in ("商談", "受注")]
    assert rows.loc["夏の展示会", [*own, "その売上", "費用あたり売上"]].tolist() == [
        "1件",
        "1件",
        "200万円",
        "4.00",
    ]
    assert rows.loc["導入ガイド（開始90日未満）", "その売上"] == "0円"
    assert "導入ガイド" not in section.sentence


def test_a_campaign_to_reconsider_that_sold_nothing_is_named_once():
    """July's study group: 60 leads of 3 companies for 600,000, nothing won."""
    lost = {"is_won": False, "closed_at": "2026-06-30"}
    tables = {
        "leads": [
            *leads(1, "2026-05-25 10:00", "K", company_id="G1"),
            *leads(60, "2026-07-06 10:00", "B", campaign="STUDY", company_id=lambda n: f"G{n % 3 + 1}"),
            *leads(1, "2026-11-16 10:00", "N", company_id="C1"),
        ],
        "opportunities": [
            {"opportunity_id": "O1", "created_at": "2026-06-01 10:00", "lead_id": "K1", "amount": 1, **lost},
            {"opportunity_id": "O2", "created_at": "2026-11-16 10:00", "lead_id": None, "amount": 1, "is_won": None},
        ],
        "campaigns": [{"campaign": "STUDY", "name": "勉強会", "starts_on": "2026-07-01", "cost": 600_000}],
    }
    said = campaigns(meeting(tables)).sentence
    assert "新しい会社2社）です。開始から90日以上たちますが、費用60万円に対してまだ売上がありません。" in said
    assert "もう一度" not in said
    assert (
        ". It started at least 90 days ago and has brought no sales yet for its ¥600K."
        in campaigns(meeting(tables, lang="en")).sentence
    )


def test_figure_and_table_show_the_stages():
    section = campaigns(world())
    words = words_of(section.figures[0][0])
    for start in (place for place, word in enumerate(words) if word.endswith("勉強会")):
        assert words[start + 1 : start + 5] == ["60", "3", "0", "0 (0)"]
    assert section.table.iloc[1].tolist()[:8] == [
        "勉強会（開始90日未満）",
        "60件",
        "60件",
        "3社",
        "0社",
        "0社",
        "20.0",
        "20万円",
    ]
    assert section.table.iloc[2].tolist()[:4] == ["（施策なし）", "5件", "5件", "1社"]
    assert any("5件は図に含めず" in note for note in section.notes)
    assert {"campaign_leads", "cost_per_company"} <= set(section.numbers["kpi"])


def test_the_campaign_to_talk_about_is_drawn_even_when_it_comes_last():
    found = campaigns_of(world(others=45))
    table = drawn(found)
    assert found.named["campaign"].iloc[-1] == "勉強会" and table["campaign"].iloc[13] == "勉強会"
    assert table["campaign"].is_unique and len(table) == 41
    section = campaigns(world(others=45))
    assert len(section.table) == 41 and any("ほかの施策7本は numbers.csv" in note for note in section.notes)


def test_leads_that_tell_no_company_are_counted_but_companies_are_not():
    bare = {
        "leads": [
            *leads(40, "2026-10-05 10:00", "A", campaign="GUIDE"),
            *leads(3, "2026-10-05 10:00", "B", campaign="B"),
        ]
    }
    section = campaigns(meeting(bare))
    assert "会社数は出せません" in section.sentence and "「GUIDE」の40件" in section.sentence
    assert section.table["会社"].isna().all()
    assert "companies cannot be counted" in campaigns(meeting(bare, lang="en")).sentence


def test_few_companies_are_those_of_the_leads_that_tell_theirs():
    """Of 40 leads 35 tell no company: five of five companies are not "8 leads each", nor is there "none with few"."""
    told = [
        *leads(35, "2026-10-05 10:00", "A", campaign="GUIDE"),
        *leads(5, "2026-10-05 10:00", "B", campaign="GUIDE", company_id=lambda n: f"C{n}"),
        *leads(5, "2025-10-05 10:00", "O", company_id=lambda n: f"C{n}"),
    ]
    section = campaigns(meeting({"leads": told}))
    assert "「GUIDE」は、会社のわかるリードが30件に満たず、会社が少ないかどうかは言えません。" in section.sentence
    assert "会社のわかるリードに、新しい会社のものはありません。" in section.sentence
    assert section.table["1社あたりリード"].tolist() == ["1.0"] and section.claims == []


def test_campaigns_that_no_column_names_are_channels_or_lacking():
    by_channel = [{**lead, "campaign": None, "channel": "Web"} for lead in leads(3, "2026-10-05 10:00", "A")]
    section = campaigns(meeting({"leads": by_channel}))
    assert section.table["チャネル"].tolist() == ["Web"]
    assert any("（campaign）がどの行も空になっているため、施策ごとの数字は出せません" in note for note in section.notes)
    nowhere = campaigns(meeting({"leads": leads(3, "2026-10-05 10:00", "A")}))
    assert nowhere.is_missing and "内訳は出せません" in nowhere.sentence and "ありません" not in nowhere.sentence


def test_without_a_campaign_column_channels_stand_in():
    bare = {"leads": [*leads(40, "2026-10-05 10:00", "A", channel="Web", company_id=lambda n: f"C{n}")]}
    section = campaigns(meeting(bare))
    assert "1チャネルから" in section.sentence and "「Web」で40社" in section.sentence
    assert "came from 1 channel." in campaigns(meeting(bare, lang="en")).sentence


def test_a_window_without_campaigns_says_so():
    old = {"leads": [*leads(1, "2026-01-05 10:00", "A", campaign="GUIDE")]}
    assert "施策のわかるリードはありません" in campaigns(meeting(old)).sentence
    assert "bears a campaign" in campaigns(meeting(old, lang="en")).sentence


def test_hostile_campaigns_are_text():
    markup = shown(campaigns(world(name=HOSTILE)))
    assert "<script" not in markup and "&lt;script&gt;" in markup
