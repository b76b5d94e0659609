"""What section 3 says of a month that one list of many leads and few companies makes look low."""

from __future__ import annotations

from kpi_helpers.kpis.crowded import Crowded
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import shortened

_KINDS = {"campaign": ("施策", "campaign"), "channel": ("チャネル", "channel")}


def crowded_words(meeting: Meeting, one: Crowded | None) -> str:
    """The month that a list of many leads and few companies makes look low."""
    if one is None:
        return ""
    month, own = meeting.month_name(one.month), meeting.write(one.own.hits, "count")
    whole, rest = (meeting.write(rate.share, "share") for rate in (one.whole, one.rest))
    name, leads, companies = (
        meeting.say(f"「{shortened(one.name)}」", f"“{shortened(one.name)}”"),
        meeting.write(one.own.cases, "count"),
        meeting.write(one.companies, "companies"),
    )
    kind = _KINDS[one.split]
    return meeting.say(
        f"{month}の追っかけ（今日まで）{whole}が低く見えるのは、1つの{kind[0]}のためです：{name}の有効リード{leads}は{companies}だけから来ており"
        f"（1社あたり{one.leads_per_company:,.1f}件）、商談になったリードは{own}です。これを除くと{month}は{rest}（{one.rest.cases:,.0f}件）です。",
        f"The cohort rate of {month} to date, {whole}, looks low because of one {kind[1]}: the {leads} valid leads of {name} came from only "
        f"{companies} companies ({one.leads_per_company:,.1f} each), and {own if one.own.hits else 'none'} of them became an opportunity. "
        f"Without it {month} is at {rest} (n = {one.rest.cases:,.0f}).",
    )


def crowded_remark(meeting: Meeting, one: Crowded | None) -> str:
    """The same in the triangle, where the month's rate stands as it is."""
    if one is None:
        return ""
    month, rest = meeting.month_name(one.month), meeting.write(one.rest.share, "share")
    kind = _KINDS[one.split]
    return meeting.say(
        f"{month}は、会社の少ない1{kind[0]}を除くと{rest}", f"{month}: {rest} without one {kind[1]} of few companies"
    )
