"""Actions that name a KPI: resolved or asked about, marked in the figures, and followed against those not acted on."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from scipy.stats import t as student

from kpi_helpers.report.blocks import tiles
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.headline import tile_of
from kpi_helpers.report.intervention_words import effects_part, marks, marks_by_business_day, marks_by_month
from kpi_helpers.report.interventions import effect, interventions, weeks_around
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.sales_sync import conversion, opportunities, sales
from kpi_helpers.report.meetings.team_sync import act
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.report.outputs.companions import digest_writer
from kpi_helpers.workbook.periods import Period

AS_OF = date(2026, 11, 15)  # a Sunday: its week is whole
HEADER = "| アクション | 担当 | 期限 | 状況 | 指標 | 対象 |\n|---|---|---|---|---|---|\n"


def calls_of(rep, monday, made, settled):
    day = monday + timedelta(days=1)
    return [
        {
            "started_at": f"{day} 10:{place:02}",
            "rep": rep,
            "kind": "call",
            "outcome": "connected" if place < settled else "absent",
        }
        for place in range(made)
    ]


@pytest.fixture(scope="module")
def team(make_workbook):
    """佐藤 (SDR) settles 12 of 40 calls a week, since 5 October 24 of 40; 高橋 (BDR) 12 of 40 all the time."""
    monday, rows = date(2026, 5, 4), []
    while monday <= AS_OF:
        rows += calls_of("佐藤", monday, 40, 24 if monday >= date(2026, 10, 5) else 12) + calls_of(
            "高橋", monday, 40, 12
        )
        monday += timedelta(weeks=1)
    leads = [{"lead_id": "L", "created_at": "2026-05-04", "motion": "inbound", "channel": "展示会", "rep": "佐藤"}]
    return make_workbook({"activities": rows, "leads": leads}, as_of=str(AS_OF), people={"佐藤": ("佐藤 花子",)})


@pytest.fixture
def minutes_of(team, tmp_path):
    """A meeting with minutes of some days: ``minutes_of({"2026-10-02": rows})``."""

    def write(days, name="team_sync", **options):
        for day, text in days.items():
            folder = page_folder(tmp_path, date.fromisoformat(day))
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.minutes.md").write_text(f"# 議事録\n\n{HEADER}{text}\n", encoding="utf-8")
        return Meeting(name, team, reports=tmp_path, **options)

    return write


def row(action="朝に電話する", kpi="接触率", scope="SDR", state=""):
    return f"| {action} | 佐藤 | | {state} | {kpi} | {scope} |"


def test_a_planted_effect_is_told_with_its_interval_against_the_others(minutes_of, team):
    meeting = minutes_of({"2026-10-02": row()})
    [one] = interventions(meeting)
    assert (one.kpi.id, one.segments, one.day) == ("contact_rate", (("team", "SDR"),), date(2026, 10, 2))
    found = effect(team, one)
    # Six whole weeks from 5 October: 24 of 40 against 12 of 40, the others 12 of 40 throughout.
    assert (found.verdict, found.weeks, found.compared) == ("better", 6, True)
    # 22 weeks from 4 May to 28 September less the 5 that are left out or hold the action.
    before, after = 17 * 40, 6 * 40
    own = 0.3 * 0.7 / before + 0.6 * 0.4 / after
    others = 0.3 * 0.7 / before + 0.3 * 0.7 / after
    half = student.ppf(0.975, 16) * math.sqrt(own + others)
    assert found.change == pytest.approx(0.3, abs=0.005)
    assert found.high - found.low == pytest.approx(2 * half, rel=0.02)
    # Half a hit and half a miss are added to each: 144.5/241 − 204.5/681 less 72.5/241 − 204.5/681.
    said = str(effects_part(meeting))
    assert "「朝に電話する」（接触率、SDR、10月2日から）：まる6週で、それまでより+29.9pt" in said
    assert "ほかの人の変化を差し引いた差" in said and "良くなっています。" in said


def test_what_the_others_did_is_taken_off(minutes_of):
    said = str(effects_part(minutes_of({"2026-10-02": row(scope="高橋さん")})))
    # 高橋 did not move, 佐藤 rose by 30 points: less their change that is a fall.
    assert "−29.9pt" in said
    said = str(effects_part(minutes_of({"2026-10-02": row(kpi="架電数", scope="")}, lang="en")))
    assert "No difference beyond chance" in said and "other changes of these weeks are in it" in said


def test_one_week_is_too_early(minutes_of):
    """After Friday the 6th come the whole weeks from the 9th to the 15th and from the 16th to Sunday the 22nd."""
    days = {"2026-11-06": row()}
    assert "まだ判断できません。翌週からの丸2週（〜11月22日）が過ぎてから" in str(effects_part(minutes_of(days)))
    assert "2 whole weeks after it are over on 22 Nov" in str(effects_part(minutes_of(days, lang="en")))


@pytest.mark.parametrize(
    ("kpi", "scope", "segments"),
    [
        ("Contact rate", "佐藤", (("rep", "佐藤"),)),
        ("contact_rate", "佐藤花子さん", (("rep", "佐藤"),)),
        ("接触率", "佐藤、高橋", (("rep", "佐藤"), ("rep", "高橋"))),
        ("接 触 率", "ＳＤＲチーム", (("team", "SDR"),)),
        ("リード数", "展示会", (("channel", "展示会"),)),
        ("接触率", "全体", ()),
        ("接触率", "", ()),
    ],
)
def test_plain_words_and_ids_are_understood_in_either_language(minutes_of, kpi, scope, segments):
    [one] = interventions(minutes_of({"2026-10-02": row(kpi=kpi, scope=scope)}))
    assert one.segments == segments and not one.unclear


@pytest.mark.parametrize(
    ("kpi", "scope", "asked"),
    [
        ("率", "", "どの指標か一つに決まりません"),
        ("<b>やる気</b>", "", "やる気"),
        ("接触率", "佐東", "チーム・担当・チャネルのどれか一つに決まりません"),
        ("接触率", "佐藤、SDR", "どれか一つに決まりません"),
    ],
)
def test_an_unclear_name_is_asked_about_and_marks_nothing(minutes_of, kpi, scope, asked):
    meeting = minutes_of({"2026-10-02": row(kpi=kpi, scope=scope)})
    said = str(effects_part(meeting))
    assert asked in said and ("接触率、" in said or "SDR" in said)
    # A heading, the header of the table and the line below it stand above.
    assert "（2026-10-02/team_sync.minutes.md 5行目）" in said
    assert marks(meeting, ("contact_rate",)) == []


def test_a_number_that_is_not_settled_by_week_is_marked_but_not_judged(minutes_of):
    meeting = minutes_of({"2026-10-02": row(kpi="cph", scope="")})
    [one] = interventions(meeting)
    assert not one.can_be_judged and "前後を比べられません" in str(effects_part(meeting))
    assert marks(meeting, (one.kpi.id,))


def test_two_actions_of_the_same_words_are_two_where_they_are_for_others(minutes_of):
    text = f"{row(scope='佐藤')}\n{row(scope='高橋')}\n{row(scope='高橋')}"
    assert [one.segments for one in interventions(minutes_of({"2026-10-02": text}))] == [
        (("rep", "佐藤"),),
        (("rep", "高橋"),),
    ]


def test_an_action_begins_with_the_first_minutes_that_hold_it_and_goes_on_when_it_is_done(minutes_of):
    days = {"2026-10-02": row(), "2026-10-09": row(state="半分済"), "2026-10-16": row(state="完了"), "2026-10-23": ""}
    [one] = interventions(minutes_of(days))
    assert one.day == date(2026, 10, 2) and not one.action.is_open


@pytest.mark.parametrize(
    ("wrong", "right"), [({"kpi": "架電の件数"}, {}), ({"kpi": "率", "scope": "佐東"}, {}), ({}, {"scope": "佐藤"})]
)
def test_a_corrected_action_is_one_and_begins_with_its_first_minutes(minutes_of, wrong, right):
    """Who is done in the same words, and who is another's from the first, stays an action of its own."""
    done, others = row(scope="展示会", state="完了"), row(kpi="架電数", scope="高橋")
    found = interventions(
        minutes_of({"2026-10-02": f"{row(**wrong)}\n{done}\n{others}", "2026-10-09": f"{row(**right)}\n{others}"})
    )
    assert sorted((one.action.kpi, one.action.scope, one.day, one.unclear) for one in found) == sorted(
        [
            ("接触率", right.get("scope", "SDR"), date(2026, 10, 2), ""),
            ("接触率", "展示会", date(2026, 10, 2), ""),
            ("架電数", "高橋", date(2026, 10, 2), ""),
        ]
    )


def test_what_was_dropped_is_followed_no_more(minutes_of):
    assert interventions(minutes_of({"2026-10-02": row(), "2026-10-09": row(state="見送り")})) == []
    assert effects_part(minutes_of({"2026-10-02": row(state="キャンセル")})) is None


def test_minutes_of_another_meeting_mark_nothing(minutes_of, team, tmp_path):
    minutes_of({"2026-10-02": row()}, name="sales_sync")
    assert interventions(Meeting("team_sync", team, reports=tmp_path)) == []


def test_the_curves_of_the_week_bear_the_mark_of_those_it_is_for(minutes_of):
    outbound, inbound = (str(figure) for figure, _ in act(minutes_of({"2026-10-02": row()})).figures)
    assert "縦の点線＝アクション（10/2 朝に電話する）" in inbound
    # 佐藤's contact rate, and not that of 高橋, who works outbound in the other table.
    assert inbound.count('stroke-dasharray="1 2"') == 1
    assert "縦の点線" not in outbound and 'stroke-dasharray="1 2"' not in outbound


def test_a_figure_by_business_day_bears_the_mark_on_desk_and_phone(make_workbook, tmp_path):
    deals = [{"opportunity_id": f"O{day}", "created_at": f"2026-11-{day:02}"} for day in range(2, 14)]
    wb = make_workbook({"opportunities": deals}, as_of="2026-11-13")
    folder = page_folder(tmp_path, date(2026, 11, 8))
    folder.mkdir()
    text = f"{HEADER}{row(action='<b>提案</b>を先に', kpi='商談数', scope='')}\n"
    (folder / "sales_sync.minutes.md").write_text(text, encoding="utf-8")
    meeting = Meeting("sales_sync", wb, reports=tmp_path)
    # 2, 4, 5 and 6 November were business days before Sunday the 8th (the 3rd is a holiday).
    [(at, words)] = marks_by_business_day(meeting, ("opportunities",))
    assert at == 4.5 and words.startswith("11/8 ")
    page = str(opportunities(meeting).to_element())
    assert page.count("11/8") == 2 and "<b>提案" not in page


@pytest.mark.parametrize(
    ("kpi", "section"), [("売上", sales), ("商談化率（追っかけ）", conversion)], ids=["by day", "by month"]
)
def test_every_curve_of_the_sales_meeting_bears_the_mark_of_its_own_number_alone(world, meet, tmp_path, kpi, section):
    meeting = meet(world("2026-11-18"))
    folder = page_folder(tmp_path, date(2026, 11, 10))
    folder.mkdir()
    (folder / "sales_sync.minutes.md").write_text(f"{HEADER}{row('朝に電話する', kpi, '')}\n", encoding="utf-8")
    # A figure is drawn for the desk and for the phone.
    assert str(section(meeting).to_element()).count("11/10 朝に電話する") == 2
    assert "11/10" not in str(opportunities(meeting).to_element())


def test_the_small_curve_of_a_tile_bears_the_mark_and_its_words(minutes_of):
    meeting = minutes_of({"2026-10-02": row(), "2026-11-06": row("受付の話し方をそろえる")})
    tile = tile_of(meeting, "contact_rate")
    # Twelve closed months, the last of them October; November is the number of the tile itself.
    assert tile.acted == [(12.0, "11/6 受付の話し方をそろえる"), (pytest.approx(11 + 1 / 31), "10/2 朝に電話する")]
    shown = str(tiles([tile]))
    assert shown.count('stroke-dasharray="1 2"') == 2
    assert "縦の点線＝アクション</dt><dd>11/6 受付の話し方をそろえる、10/2 朝に電話する<" in shown
    assert tile_of(meeting, "calls").acted == []


def test_the_place_of_a_mark_on_an_axis_of_months(minutes_of):
    meeting = minutes_of({"2026-10-17": row()})
    [(at, _)] = marks_by_month(meeting, ("contact_rate",), ["2026-09", "2026-10"])
    assert at == pytest.approx(1 + 16 / 31)
    assert marks_by_month(meeting, ("contact_rate",), [Period.parse("2026-09").label]) == []


def test_the_form_offers_what_can_be_named(minutes_of):
    [text] = minutes_writer(minutes_of({}))([]).values()
    [offer] = [line for line in text.splitlines() if line.startswith("> 指標")]
    assert "接触率" in offer and "SDR" in offer and "佐藤" in offer and "展示会" in offer


def test_names_are_masked_in_what_is_said_and_offered(minutes_of, team):
    meeting = minutes_of({"2026-10-02": row(action="佐藤とマーケの田村に任せる", scope="佐藤")}, mask_names=True)
    [text] = minutes_writer(meeting)([]).values()
    assert "佐藤" not in str(effects_part(meeting)) and "佐藤" not in text
    assert "佐藤" not in marks(meeting, ("contact_rate",))[0].words
    # 田村 is in no table: what people wrote stands in the minutes alone.
    assert "田村" not in f"{effects_part(meeting)}{marks(meeting, ('contact_rate',))}{digest_writer(meeting)([])}"
    assert replace(meeting, mask_names=False).person("佐藤") == "佐藤"


@pytest.mark.parametrize("scope", ["佐藤", "SDR"])
def test_the_opportunities_of_a_rep_or_team_are_followed_by_week(make_workbook, tmp_path, scope):
    """佐藤, who is the SDR team, wins two a week and since 5 October three, 高橋 one: what the team won less 佐藤's is 高橋's."""
    rows, monday = [], date(2026, 5, 4)
    while monday <= AS_OF:
        many = {"佐藤": 3 if monday >= date(2026, 10, 5) else 2, "高橋": 1}
        rows += [
            {"opportunity_id": f"{monday}{rep}{place}", "created_at": str(monday), "rep": rep}
            for rep, count in many.items()
            for place in range(count)
        ]
        monday += timedelta(weeks=1)
    folder = page_folder(tmp_path, date(2026, 10, 2))
    folder.mkdir(parents=True)
    text = f"# 議事録\n\n{HEADER}{row(kpi='商談数', scope=scope)}\n"
    (folder / "team_sync.minutes.md").write_text(text, encoding="utf-8")
    wb = make_workbook({"opportunities": rows}, as_of=str(AS_OF))
    [one] = interventions(Meeting("team_sync", wb, "ja", reports=tmp_path))
    own, others = weeks_around(wb, one, one.kpi)
    assert one.can_be_judged
    assert [count for count, _ in own.after] == [3.0] * 6 and {count for count, _ in own.before[-20:]} == {2.0}
    assert {count for count, _ in others.after} == {1.0}


def test_a_name_of_several_numbers_is_asked_about_with_their_full_names(minutes_of):
    said = str(effects_part(minutes_of({"2026-10-02": row(kpi="受注率", scope="")})))
    assert "受注率（輪切り）、受注率（追っかけ）、受注率（完了分）。" in said
