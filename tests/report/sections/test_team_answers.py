"""Do we answer in five minutes?"""

import pandas as pd

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.team_sync import answers
from kpi_helpers.report.opening import notices
from kpi_helpers.report.team_sync.answers import _longest, hours_table, reps_table
from tests.report.sections.team_worlds import calls, leads, meeting, rows, shown


def world(*, slow="12:00", evening=False, forgotten=0, **options):
    """佐藤's 40 leads of 10 o'clock are called after 3 minutes, 鈴木's 40 at another time."""
    made = [*leads(40, "2026-11-02 10:00", "A", rep="佐藤"), *leads(40, "2026-11-02 10:00", "B", rep="鈴木")]
    done = [*calls(40, "2026-11-02 10:03", "佐藤", lead="A"), *calls(40, f"2026-11-02 {slow}", "鈴木", lead="B")]
    done += calls(1, "2026-11-11 09:00", "佐藤")  # activities go on
    if evening:
        made += leads(40, "2026-10-02 19:00", "E", rep="佐藤")
        # The call of an unknown lead says that calls are known from that day on.
        done += [*calls(1, "2026-10-02 09:00", "佐藤"), *calls(40, "2026-10-03 09:00", "佐藤", lead="E")]
    made += leads(forgotten, "2026-11-04 10:00", "F", rep="鈴木", company_name="ミドリ商事", channel="Web")
    return meeting({"leads": made, "activities": done}, as_of="2026-11-12", **options)


def test_who_answers_late_is_told_by_the_intervals():
    """40 of 80 are 50%; 佐藤 40 of 40 (91–100), 鈴木 0 of 40 (0–9). The median lies between 3 and 120 minutes."""
    said = answers(world()).sentence
    assert (
        "11月の反響リード80件のうち、5分以内に応えたのは40件（50.0%）です。対応までの中央値は1時間1分で、参考値の5分を超えています。"
        in said
    )
    assert (
        "ほかの担当者より低いのは鈴木さん0.0%（40件中0件）です。ほかの担当者より高いのは佐藤さん100.0%（40件中40件）です。"
        in said
    )
    assert "記録のある11月2日〜11月2日の反響に未対応はありません。" in said
    english = answers(world(lang="en")).sentence
    assert (
        "Of 80 inbound leads of Nov 2026 we answered 40 (50.0%) within 5 minutes. The median wait is 1h01m, over the reference value of 5 minutes."
        in english
    )
    assert "Clearly lower than the others: 鈴木 0.0% (0 of 40)." in english


def test_the_reference_is_met_by_everybody_alike():
    said = answers(world(slow="10:04")).sentence
    assert "中央値は3分30秒で、参考値の5分に収まっています" in said
    assert "担当者の間（100.0%〜100.0%）に差があるとは言えません" in said


def test_a_late_hour_is_named():
    """None of 40 at 19:00, against 40 of 80 at 10:00."""
    assert (
        "時刻では19時台に届いたもの（記録のある10月2日〜11月12日に40件）が0.0%と、ほかの時刻の50.0%より低くなっています"
        in answers(world(evening=True)).sentence
    )
    assert (
        "only 0.0% of the 40 that came at 19:00–20:00 in the days on record (2 Oct–12 Nov) were answered in time, against 50.0% at other hours"
        in answers(world(evening=True, lang="en")).sentence
    )


def test_this_months_forgotten_are_listed_and_the_file_with_all_is_named():
    section = answers(world(forgotten=12))
    assert (
        "未対応は記録のある11月2日〜11月4日に12件（最長8日）、うち今月届いたものが12件で、その中でいちばん長く待たせているのは「ミドリ商事」（F1、8日）です"
        in section.sentence
    )
    assert len(section.listing) == 10 and rows(section.listing)[0] == [
        *("F1", "ミドリ商事", "Web", "8日", "鈴木"),
        *("2026-11-04 10:00", "–"),
    ]
    assert "「未対応の反響リード」12件は、すべてnumbers.xlsxとunanswered_leads.csvにあります。" in section.notes


def test_of_leads_that_came_on_one_day_the_earliest_has_waited_longest(wb):
    """The list has the newest first."""
    came = ["2026-11-04 18:55", "2026-11-04 09:36"]
    waiting = pd.DataFrame({"lead_id": ["L2", "L1"], "company_name": None, "days": 8.0, "created_at": came})
    assert _longest(Meeting("team_sync", wb, "en"), waiting)[1] == "the lead L1, 8 days"


def test_ignored_leads_leave_no_median():
    assert "未対応が多く、対応までの中央値は出せません" in answers(world(forgotten=200)).sentence
    assert "Too many are unanswered for a median" in answers(world(forgotten=200, lang="en")).sentence


def test_the_example_is_thin():
    """L3 was called after 5 minutes, L4 waits since 2 November."""
    section = answers(meeting())
    assert (
        "11月の反響リード2件のうち、5分以内に応えたのは1件（50.0%）です。30件に満たないので参考程度です。"
        in section.sentence
    )
    assert rows(section.listing) == [["L4", "（未入力）", "Web", "16日", "鈴木", "2026-11-02 11:00", "無効"]]
    assert "Fewer than 30: thin." in answers(meeting(lang="en")).sentence


def test_the_figures_hold_the_reps_and_the_hours():
    assert reps_table(meeting())[["rep", "within_5min", "n", "unanswered"]].iloc[1:].to_records(
        index=False
    ).tolist() == [
        ("佐藤", 1.0, 1.0, 0),
        ("鈴木", 0.0, 1.0, 1),
    ]
    by_rep, by_hour = (figure.axes[0] for figure, _ in answers(meeting()).figures)
    assert [label.get_text() for label in by_rep.get_yticklabels()] == ["全体", "佐藤", "鈴木"]
    # L2 came at 9, L1 and L3 at 10, L4 at 11; both that came at 10 were answered at once.
    assert hours_table(meeting())[["hour", "leads", "within_5min"]].to_records(index=False).tolist() == [
        (9, 1, 0),
        (10, 2, 2),
        (11, 1, 0),
    ]
    leads_at, within = by_hour.child_axes
    assert [bar.get_height() for bar in leads_at.patches] == [1, 2, 1]
    assert [bar.get_height() for bar in within.patches] == [0, 1, 0]


def test_leads_without_reps_are_told_together():
    own = {
        "leads": [*leads(40, "2026-11-02 10:00", "A")],
        "activities": calls(40, "2026-11-02 10:03", "佐藤", lead="A"),
    }
    section = answers(meeting(own))
    assert "担当者の間" not in section.sentence and rows(section.table)[0][0] == "全体" and len(section.table) == 1


def test_a_lead_without_a_rep_stands_as_such():
    made = [*leads(2, "2026-11-02 10:00", "A", rep=lambda number: "佐藤" if number == 1 else None)]
    section = answers(meeting({"leads": made, "activities": calls(1, "2026-11-02 10:03", "佐藤", lead="A")}))
    assert [row[0] for row in rows(section.table)] == ["全体", "佐藤", "（担当なし）"]
    assert "（担当なし）" in [label.get_text() for label in section.figures[0][0].axes[0].get_yticklabels()]
    assert "（未入力）" in shown(section)


def test_a_rate_that_rests_on_companies_alone_says_so():
    """Of four calls one is to the company of a lead, one of four leads is answered: the others may have been, too."""
    by_company = [
        {name: value for name, value in call.items() if name != "lead_id"} | {"company_id": company}
        for company in ("C1", "X1", "X2", "X3")
        for call in calls(1, "2026-11-09 10:03", "佐藤")
    ]
    tables = {"leads": [*leads(4, "2026-11-09 10:00", "L", company_id=lambda n: f"C{n}")], "activities": by_company}
    said = "活動4件のうち元のリードがわかるのは会社からの1件だけで、"
    assert f"参考程度です。{said}応えていないように見えるリード" in answers(meeting(tables)).sentence
    assert f"{said}「5分以内対応率」「初回対応までの時間」" in notices(meeting(tables))[-1]
    [english] = [
        text for text in notices(meeting({**tables, "activities": by_company[:1] * 2}, lang="en")) if "guess" in text
    ]
    assert english.startswith("The lead of all 2 activities is guessed by the company: Answered within 5 minutes, ")
