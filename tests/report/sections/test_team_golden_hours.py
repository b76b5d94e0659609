"""When do calls get through?"""

from matplotlib.collections import QuadMesh

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
    """32 of 40 is 80 % (65–90) above all calls' 60 of 160 (30–45); the others are 28 of 120."""
    said = golden_hours(world()).sentence
    assert (
        "つながるのは9時台です。この8週間の接触率は80.0 %（40 件）で、ほかの時間帯の23.3 %（120 件）を上回ります"
        in said
    )
    assert "参考値：全体30 %、9〜11時は60〜70 %" in said
    assert "この時間帯の架電は全体の25.0 %です" in said
    english = golden_hours(world(lang="en")).sentence
    assert (
        "Calls get through at 9:00–10:00: 80.0 % (n = 40) over eight weeks, against 23.3 % (n = 120) at other hours"
        in english
    )


def test_an_industry_with_an_hour_of_its_own_is_named():
    """30 of 40 retail calls is 75 % (60–86), above all calls' 70 of 160 (36–51); the hour itself is golden then."""
    assert "9時台・16時台" in golden_hours(world(retail=30)).sentence
    # 20 of 40 is 50 % (35–65): not above 45 %, so that retail is no exception.
    assert "小売" not in golden_hours(world()).sentence


def test_hours_that_do_not_differ():
    said = golden_hours(world(morning=4, retail=4)).sentence
    assert said == "この8週間の架電160 件のうち接触できたのは10.0 %で、時間帯によって差があるとは言えません。"
    assert "no hour of the day stands out beyond chance" in golden_hours(world(morning=4, retail=4, lang="en")).sentence


def test_the_example_is_thin():
    """A1 and A3–A10 are calls; A1, A3, A5, A6, A8 settled."""
    assert golden_hours(meeting()).sentence == (
        "この8週間の架電9 件のうち接触できたのは55.6 %ですが、どの時間帯も30 件に満たず、いつつながるかはまだ判断できません。"
    )
    assert "too early to say when" in golden_hours(meeting(lang="en")).sentence


def test_the_heat_map_holds_the_rates_and_the_table_the_calls():
    opened = world()
    cells = hours_table(opened)
    assert rows(cells) == [[0, 9, 40, 0.8], [0, 14, 80, 0.1], [0, 16, 40, 0.5]]
    section = golden_hours(opened)
    mesh = next(artist for artist in section.figures[0][0].axes[0].collections if isinstance(artist, QuadMesh))
    assert mesh.get_array().compressed().tolist() == [0.8, 0.1, 0.5]
    assert rows(section.table)[0] == ["9時台", "80.0 % (40)"]


def test_the_best_hours_go_by_industry():
    assert best_table(world())[["dimension", "name", "hour", "rate", "n"]].to_records(index=False).tolist() == [
        ("industry", "製造", 9, 0.8, 40),
        ("industry", "小売", 16, 0.5, 40),
    ]
    assert len(golden_hours(meeting()).figures) == 1
