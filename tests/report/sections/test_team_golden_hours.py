"""When, and on which list, do calls get through?"""

from matplotlib.collections import QuadMesh

from kpi_helpers.report.meetings.marketing_sync import maturing
from kpi_helpers.report.meetings.team_sync import golden_hours
from kpi_helpers.report.team_sync.golden_hours import best_table, hours_table
from tests.report.sections.team_worlds import calls, leads, meeting, rows


def world(*, morning=32, retail=20, **options):
    """On a Monday 40 calls at 9, 80 at 14, 8 of them settled; 40 calls to retail at 16."""
    return meeting(
        {
            "leads": [
                *leads(40, "2026-11-02 08:00", "R", industry="小売"),
                *leads(80, "2026-11-02 08:00", "M", industry="製造"),
                *leads(1, "2026-11-17 08:00", "N"),
            ],
            "activities": [
                *calls(40, "2026-11-09 09:30", "佐藤", settled=morning, lead="M"),
                *calls(80, "2026-11-09 14:30", "佐藤", settled=8, lead="M"),
                *calls(40, "2026-11-09 16:30", "佐藤", settled=retail, lead="R"),
            ],
        },
        **options,
    )


def test_the_golden_hour_stands_against_the_others():
    """32 of 40 is 80% (65–90) above all calls' 60 of 160 (30–45); the others are 28 of 120."""
    said = golden_hours(world()).sentence
    assert "つながるのは9時台です。この8週間の接触率は80.0%（40件）で、ほかの時間帯の23.3%（120件）を上回ります" in said
    assert "参考値：全体30.0%、9〜11時は60〜70%" in said
    assert "この時間帯の架電は全体の25.0%です" in said
    english = golden_hours(world(lang="en")).sentence
    assert (
        "Calls get through at 9:00–10:00: 80.0% (n = 40) over the last eight weeks, against 23.3% (n = 120) at other hours"
        in english
    )


def test_an_industry_with_an_hour_of_its_own_is_named():
    """30 of 40 retail calls is 75% (60–86), above all calls' 70 of 160 (36–51); the hour itself is golden then."""
    assert "9時台・16時台" in golden_hours(world(retail=30)).sentence
    # 20 of 40 against the others' 40 of 120 (50% and 33%, apart by −1 to 34 points) may be luck.
    assert "16時台" not in golden_hours(world()).sentence


def test_an_industry_that_has_proved_an_hour_of_its_own_is_told():
    """9 o'clock is best for all: 98 of 140, against 62 of 180. Retail's 38 of 40 at 16 against 2 of 40 at 9 is its own."""
    opened = meeting(
        {
            "leads": [
                *leads(40, "2026-11-02 08:00", "R", industry="小売"),
                *leads(140, "2026-11-02 08:00", "M", industry="製造"),
            ],
            "activities": [
                *calls(100, "2026-11-09 09:30", "佐藤", settled=96, lead="M"),
                *calls(40, "2026-11-09 09:30", "佐藤", settled=2, lead="R"),
                *calls(40, "2026-11-09 16:30", "佐藤", settled=38, lead="R"),
                *calls(140, "2026-11-09 16:30", "佐藤", settled=24, lead="M"),
            ],
        }
    )
    section = golden_hours(opened)
    assert "ほかに、小売は16時台（95.0%、40件）がつながります。" in section.sentence
    assert any("固有の時間帯が確かめられた業種・部署：小売。" in note for note in section.notes)


def test_reached_is_told_apart_from_refused_and_by_attempt():
    """52 of the 120 first calls reached the person (32 + 20), 8 of the 40 second ones; 60 of all 160."""
    said = golden_hours(world()).sentence
    assert "担当者につながったのは37.5%、受付で断られたのは0.0%です" in said
    assert "担当者につながる割合は、1回目43.3%、2回目20.0%です" in said
    english = golden_hours(world(lang="en")).sentence
    assert "37.5% reached the person, 0.0% were refused at reception" in english
    assert "Calls that reach the person: attempt 1 43.3%, attempt 2 20.0%." in english


def test_lists_that_differ_from_the_others_are_told():
    made = {
        "leads": [
            *leads(40, "2026-11-02 08:00", "E", channel="展示会"),
            *leads(80, "2026-11-02 08:00", "W", channel="Web"),
            *leads(1, "2026-11-17 08:00", "N"),
        ],
        "activities": [
            *calls(40, "2026-11-09 14:30", "佐藤", settled=30, lead="E"),
            *calls(80, "2026-11-09 14:30", "佐藤", settled=8, lead="W"),
            {"started_at": "2026-11-02 09:00", "rep": "佐藤", "kind": "email"},
        ],
    }
    section = golden_hours(meeting(made))
    assert "リスト別の接触率がほかより高いのは展示会75.0%（40件）、低いのはWeb10.0%（80件）です。" in section.sentence
    listed = {row[0]: row[2:6] for row in rows(section.listing)}
    assert listed["展示会"] == ["40件", "40件", "30件", "30件"]


def test_which_list_is_worth_calling_is_told_as_the_marketing_meeting_tells_it():
    """Of the fair's 40 leads of June 20 have an opportunity, of the web's 80 of August none; November's are too young."""
    made = {
        "leads": [
            *leads(40, "2026-06-02 08:00", "E", channel="展示会"),
            *leads(80, "2026-08-10 08:00", "W", channel="Web"),
            *leads(40, "2026-11-02 08:00", "N", channel="Web"),
        ],
        "activities": calls(40, "2026-11-09 14:30", "佐藤", settled=4, lead="N"),
        "opportunities": [
            {"opportunity_id": f"O{number}", "created_at": "2026-07-10 10:00", "lead_id": f"E{number}"}
            for number in range(1, 21)
        ]
        + [{"opportunity_id": "O0", "created_at": "2025-09-01 10:00", "lead_id": None}],
    }
    section = golden_hours(meeting(made))
    assert (
        "この12か月の有効リードが90日以内に商談になった割合がほかより高いのは「展示会」50.0%（40件）、低いのは「Web」0.0%（80件）です。"
        in section.sentence
    )
    assert section.claims[-2:] == maturing(meeting(made)).claims
    became = {row[0]: row[2] for row in rows(section.listing)}
    assert became["展示会"].startswith("50.0% (") and became["Web"].endswith("n=80)")
    english = golden_hours(meeting(made, lang="en")).sentence
    assert (
        "Valid leads of the last twelve months with an opportunity within 90 days, above the others: “展示会” 50.0% (n = 40); "
        in english
    )


def test_lists_that_may_differ_by_luck_are_not_told():
    made = {
        "leads": [
            *leads(40, "2026-11-02 08:00", "E", channel="展示会"),
            *leads(80, "2026-11-02 08:00", "W", channel="Web"),
            *leads(1, "2026-11-17 08:00", "N"),
        ],
        "activities": [
            *calls(40, "2026-11-09 14:30", "佐藤", settled=14, lead="E"),
            *calls(80, "2026-11-09 14:30", "佐藤", settled=20, lead="W"),
        ],
    }
    assert "リスト" not in golden_hours(meeting(made)).sentence


def test_leads_given_up_are_counted():
    """Of nine leads of October five got one call that nobody answered, three none, one became an opportunity."""
    made = {
        "leads": [*leads(9, "2026-10-01 08:00", "L"), *leads(1, "2026-11-17 08:00", "N")],
        "activities": [
            *calls(5, "2026-10-02 10:00", "佐藤", lead="L"),
            *calls(1, "2026-11-17 10:00", "佐藤"),
            {"started_at": "2026-10-01 09:00", "rep": "佐藤", "kind": "email"},
        ],
        "opportunities": [
            {"opportunity_id": "O1", "created_at": "2026-10-01 11:00", "lead_id": "L9", "rep": "佐藤"},
            {"opportunity_id": "O2", "created_at": "2026-11-17 11:00", "lead_id": None, "rep": "佐藤"},
        ],
    }
    assert (
        "記録のある10月1日〜11月18日に届き、担当者に一度もつながらないまま14日以上活動のない反響リードが8件あり、うち3件は架電の記録がなく、5件は1〜2回だけです"
        in golden_hours(meeting(made)).sentence
    )
    assert (
        "Never reached and without activity for 14 days: 8 inbound leads that came in the days on record (1 Oct–18 Nov); 3 of them never called, 5 once or twice only."
        in golden_hours(meeting(made, lang="en")).sentence
    )


def test_hours_that_do_not_differ():
    said = golden_hours(world(morning=4, retail=4)).sentence
    assert said.startswith("この8週間の架電160件のうち接触できたのは10.0%で、時間帯によって差があるとは言えません。")
    assert "no hour of the day stands out beyond chance" in golden_hours(world(morning=4, retail=4, lang="en")).sentence


def test_the_example_is_thin():
    """A1 and A3–A10 are calls; A1, A3, A5, A6, A8 settled."""
    assert golden_hours(meeting()).sentence == (
        "この8週間の架電9件のうち接触できたのは55.6%ですが、どの時間帯も30件に満たず、いつつながるかはまだ判断できません。\n"
        "担当者につながったのは44.4%、受付で断られたのは11.1%です。"
    )
    assert "too early to say when" in golden_hours(meeting(lang="en")).sentence


def test_the_heat_map_holds_the_rates_and_the_table_the_calls():
    opened = world()
    cells = hours_table(opened)
    assert rows(cells) == [[0, 9, 40, 0.8], [0, 14, 80, 0.1], [0, 16, 40, 0.5]]
    section = golden_hours(opened)
    mesh = next(artist for artist in section.figures[0][0].axes[0].collections if isinstance(artist, QuadMesh))
    assert mesh.get_array().compressed().tolist() == [0.8, 0.1, 0.5]
    assert rows(section.table)[0] == ["9時台", "80.0% (40)"]


def test_the_best_hours_go_by_industry():
    # Retail was called at 16 only: it is told the best hour of all, of which nothing is known for it.
    best = best_table(world())
    assert rows(best[["dimension", "name", "hour", "rate", "n"]]) == [
        ["industry", "製造", 9, 0.8, 40],
        ["industry", "小売", 9, None, None],
    ]
    assert len(golden_hours(meeting()).figures) == 1
