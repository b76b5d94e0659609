"""How soon inbound leads are first answered, and what calling at once brings: for the meetings with marketing and of the team."""

from __future__ import annotations

import math

import pandas as pd

from kpi_helpers.kpis import speed
from kpi_helpers.kpis.claims import HIGHER, SECTION_ALPHA, Claim, Rate, compare_rates
from kpi_helpers.kpis.windows import RESPONSE_DAYS
from kpi_helpers.report.lack_words import lack_for, lack_in_words, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, is_thin
from kpi_helpers.report.span_words import known_of, titled
from kpi_helpers.report.unlinked_words import unlinked_words

_FASTEST = "<=5min"
STUDY = (
    "5分以内という目安は、Lead Response Management調査（2007年、約15,000件のリード）に由来します。この調査は観察によるもので、すぐ応えることの効果を示すものではありません。",
    "Five minutes as a yardstick goes back to the Lead Response Management study (2007, some 15,000 leads), itself observational.",
)
"""Where the reference value comes from."""


def bands_table(meeting: Meeting) -> pd.DataFrame:
    """Leads and contact rate by time to the first answer, as `draw_response_bands` reads them."""
    bands = speed.response_bands(meeting.wb)
    rates = speed.contact_rate_by_response(meeting.wb)
    rates.index = [written.partition("=")[2] for written in rates["segment"]]
    everyone = bands["leads"].sum()
    if not speed.contact_rate_by_response.is_there(meeting.wb):
        bands = bands.assign(followed_called=0, reached_called=0)
    return pd.DataFrame(
        {
            "response": bands["response"],
            "leads": bands["leads"],
            "share": bands["leads"] / everyone if everyone else float("nan"),
            "contact_rate": bands["response"].map(rates["value"]),
            "low": bands["response"].map(rates["low"]),
            "high": bands["response"].map(rates["high"]),
            "n": bands["followed"],
            "by_email": bands["by_email"],
            "called": bands["followed_called"],
            "reached_called": bands["reached_called"],
        }
    )


def fastest_claim(bands: pd.DataFrame) -> Claim | None:
    """Whether leads called at once are reached more often than those first called later; e-mails stay apart.

    Only a call can reach somebody, and slow answers are more often e-mails: both together would blame the delay
    for what the e-mail did not do.
    """
    answered = bands[bands["response"].ne("none")].set_index("response")
    if _FASTEST not in answered.index:
        return None
    fast, slow = answered.loc[_FASTEST], answered.drop(index=_FASTEST)[["called", "reached_called"]].sum()
    here = Rate(float(fast["reached_called"]), float(fast["called"]))
    return compare_rates(
        "contact_rate_by_response",
        f"response={_FASTEST}",
        here,
        Rate(float(slow["reached_called"]), float(slow["called"])),
        "later",
    )


_COMPARED = 26
"""What marketing's section on answers compares at most (the hours of arrival, last month and this): what bears so many
comparisons is claimed there too."""


def late_answers(meeting: Meeting) -> float:
    """Contacts that the month's late answers cost: late leads × what calling at once brings more; NaN where that is not shown."""
    claim = fastest_claim(bands_table(meeting))
    rates = speed.first_response_within_5min(meeting.wb, period=meeting.month)
    if claim is None or claim.verdict != HIGHER or rates.empty or (claim.p or 0.0) * _COMPARED > SECTION_ALPHA:
        return math.nan
    assert isinstance(claim.one, Rate) and isinstance(claim.other, Rate)
    late = float((rates["denominator"] - rates["numerator"]).iloc[0])
    return late * (claim.one.share - claim.other.share)


def none_came(meeting: Meeting) -> str:
    """That no inbound lead came in the days of which answers are known, or what is lacking for them to be known."""
    if lack := meeting.wb.lacks(speed.unanswered.needs):
        reason = lack_in_words(lack, meeting.lang)
        return without_words(meeting, reason, "反響への対応", "how inbound leads were answered")
    known = known_of(meeting, RESPONSE_DAYS, *speed.unanswered.dated_in(meeting.wb))
    return meeting.say(
        f"{f'記録のある{known}' if known else f'この{RESPONSE_DAYS}日'}に反響リードはありません。",
        f"No inbound lead was created in {f'the days on record ({known})' if known else f'the last {RESPONSE_DAYS} days'}.",
    )


def few_hours_words(meeting: Meeting, hours: pd.DataFrame) -> str:
    """That no hour of arrival has leads enough to be looked at; empty where one has."""
    if not hours["leads"].map(is_thin).all():
        return ""
    return meeting.say(
        "届いた時刻ごとに見るには、件数がまだ足りません。", " There are too few leads to look at single hours."
    )


def hours_title(meeting: Meeting) -> str:
    """What the figure of the hours of arrival is called."""
    tables = speed.first_response_within_5min.dated_in(meeting.wb)
    return titled(
        meeting, "届いた時刻別の5分以内の対応", "Answered within 5 minutes by hour of arrival", RESPONSE_DAYS, *tables
    )


def days_words(meeting: Meeting) -> str:
    """What can be said of the month's answers where times of day are missing; empty where these are there."""
    wb, name = meeting.wb, meeting.month_name(meeting.month)
    reason = lack_for(meeting, speed.first_response_within_5min.needs)
    if not reason:
        return ""
    said = without_words(meeting, reason, "対応までの時間", "how soon leads were answered")
    same_day = speed.first_response_same_day(wb, period=meeting.month)
    if len(same_day):
        rate, due, done = same_day.loc[0, ["value", "denominator", "numerator"]]
        said += meeting.say(
            f"{name}の反響リードに当日中（休業日や営業時間後に来たリードは翌営業日中）に対応したのは{meeting.write(rate, 'share')}{cases(meeting, due, done)}です。",
            f" Of the inbound leads of {name} {meeting.write(rate, 'share')}{cases(meeting, due, done)} were answered the same day (the next "
            "business day for leads that came out of hours).",
        )
    left = speed.unanswered(wb, period=meeting.month)
    if len(left):
        count = meeting.write(left["value"].iloc[0], "count")
        said += meeting.say(f"{name}の未対応は{count}です。", f" Still unanswered of {name}: {count}.")
    return said + unlinked_words(meeting)
