"""What the marks of section 1 mean, and how far its curves reach."""

from __future__ import annotations

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.windows import WEEKS
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.span_words import known_of
from kpi_helpers.report.team_sync.trends import ANSWER, CONTACT, CPH


def weeks_known(meeting: Meeting) -> str:
    """The days that curves of eight weeks show, where activities do not cover them all; else empty.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> weeks_known(Meeting("team_sync", wb))
    ''
    """
    return known_of(meeting, 7 * (WEEKS - 1) + meeting.wb.as_of.isoweekday(), "activities")


def marks_words(meeting: Meeting) -> str:
    """Against what the marks compare and what comes first, of the KPIs that the workbook can say."""
    contact, hourly, answers = (CATALOGUE[kpi].is_there(meeting.wb) for kpi in (CONTACT, CPH, ANSWER))
    ja = "チーム・型の印はチームの目標、なければ参考値と"
    en = "Marks of teams and motions are against the team's target, else the reference value"
    if contact:
        ja += "、担当者の印は8週間の接触率をチームのほかの担当者と"
        en += ", those of reps compare eight weeks' contact rate with the team's other reps"
    ja += "比べたもので、印がなければ差があるとは言えません。"
    en += "; without a mark there is no difference beyond chance."
    if hourly:
        ja += "1時間あたりの架電数は、参考値どおりの件数から偶然に動く幅を超えたときだけ差とします。"
        en += (
            " Calls per hour differ where they lie further from the reference value than chance takes that many calls."
        )
    if answers:
        ja += "対応までの時間は値そのもので比べ、30件に満たなければ判断しません。"
        en += " Answer times are compared as they are, and not judged below 30."
    return meeting.say(
        ja + (_first_ja(hourly, answers) if contact else ""), en + (_first_en(hourly, answers) if contact else "")
    )


def _first_ja(hourly: bool, answers: bool) -> str:
    lost = ["架電の不足×接触率"] * hourly + ["接触率の不足×架電数"]
    lost += ["遅れた反響×すぐ架電したときの接触率の差"] * answers
    tested = "・".join(["接触率"] + ["1時間あたりの架電数"] * hourly)
    return f"手を打つ順は、偶然とは言えない差（{tested}）が先で、その中では差をその月の接触件数に直した大きさです（{'、'.join(lost)}）。"


def _first_en(hourly: bool, answers: bool) -> str:
    lost = ["missing calls × contact rate"] * hourly + ["missing contact rate × calls"]
    lost += ["late leads × what calling at once brings more"] * answers
    tested = ", ".join(["contact rates"] + ["calls per hour"] * hourly)
    return f" What differs beyond chance ({tested}) comes first, and of these what loses most contacts in the month: {', '.join(lost)}."
