"""Section 6: were the leads answered at once?"""

from __future__ import annotations

import math

import pandas as pd

from kpi_helpers.charts.answers_by_hour import draw_answers_by_hour
from kpi_helpers.charts.response_bands import WORDS as BAND_WORDS
from kpi_helpers.charts.response_bands import draw_response_bands
from kpi_helpers.kpis import speed
from kpi_helpers.kpis.attempts import given_up, given_up_counts
from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME, THIN, Claim, Rate, among, compare_rates
from kpi_helpers.kpis.tidy import in_segments, segment_parts
from kpi_helpers.kpis.windows import RESPONSE_DAYS
from kpi_helpers.report.figures.findings import extremes
from kpi_helpers.report.first_answers import (
    STUDY,
    bands_table,
    days_words,
    fastest_claim,
    few_hours_words,
    hours_title,
    none_came,
)
from kpi_helpers.report.headline import row_then
from kpi_helpers.report.marketing_sync.phrases import channel_name
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, hour_claims, hours_in_words, hours_table, is_thin, shortened, slow_hours
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import came_within, not_yet_known, titled
from kpi_helpers.report.unlinked_words import unlinked_words
from kpi_helpers.workbook.limits import THIN_BELOW


def month_claim(meeting: Meeting) -> Claim | None:
    """Whether this month's inbound leads are answered within 5 minutes more often than last month's at the same stage."""
    kpi = speed.first_response_within_5min
    then = row_then(meeting, kpi)
    if not then or math.isnan(meeting.value(kpi(meeting.wb))):
        return None
    month = _month(meeting)
    now, before = Rate(float(month["within_5min"]), float(month["timed"])), Rate(then["numerator"], then["denominator"])
    return compare_rates(kpi.id, "all", now, before, "last_month")


def _month(meeting: Meeting) -> pd.Series:
    """The answers to this month's inbound leads."""
    return in_segments(speed.ANSWERS.counts(meeting.wb), "all").set_index("period").loc[meeting.month]


def _last_month_words(meeting: Meeting, claim: Claim | None) -> str:
    if claim is None or claim.verdict == THIN:
        return ""
    assert isinstance(claim.other, Rate)
    then = meeting.write(claim.other.share, "share")
    ja, en = {
        HIGHER: ("から上がりました", "up from {} at the same stage of last month"),
        LOWER: ("から下がりました", "down from {} at the same stage of last month"),
        SAME: ("と差があるとは言えません", "no difference beyond chance from {} at the same stage of last month"),
    }[claim.verdict]
    return meeting.say(f"先月の同じ営業日までの{then}{ja}。", f" That is {en.format(then)}.")


def _given_up_words(meeting: Meeting) -> str:
    """The inbound leads that nobody reached and nobody works any more."""
    left, write = given_up_counts(meeting.wb), meeting.write
    if not left["leads"].sum():
        return ""
    count, valid, never = (
        write(float(each), "count")
        for each in (left["leads"].sum(), left["valid"].sum(), left.loc[left["calls"] == "0", "leads"].sum())
    )
    judged = bool(meeting.wb.definitions.valid_lead)
    came_ja, came_en = came_within(meeting, RESPONSE_DAYS, given_up.dated_in(meeting.wb))
    return meeting.say(
        f"{came_ja}つながらないままフォローが止まった反響リードは{count}"
        f"（{f'有効リード{valid}、' if judged else ''}架電の記録なし{never}）です。",
        f" Of the inbound leads {came_en} {count} were given up without ever being reached "
        f"({f'{valid} of them valid, ' if judged else ''}{never} never called).",
    )


def _month_words(meeting: Meeting, claim: Claim | None) -> str:
    """This month's inbound leads: how many were answered at once, how long they waited, how many still wait."""
    month = _month(meeting)
    name, write = meeting.month_name(meeting.month), meeting.write
    leads, timed = float(month["leads"]), float(month["timed"])
    if not leads:
        return meeting.say(f"{name}の反響リードはまだありません。", f"{name} has no inbound lead yet.")
    if not timed:
        return meeting.say(
            f"{name}の反響リード{write(leads, 'count')}には、どれも届いた時刻がありません。",
            f"None of the {write(leads, 'count')} inbound leads of {name} has a time of day.",
        )
    ja, en = (
        ("", "")
        if timed == leads
        else (f"（時刻のわかるもの。ほかに{write(leads - timed, 'count')}）", " whose time of day is known")
    )
    said = meeting.say(
        f"{name}の反響リード{write(timed, 'count')}{ja}のうち、5分以内に対応できたのは{write(month['within_5min'], 'count')}"
        f"（{write(month['within_5min'] / timed, 'share')}）です。",
        f"Answered within 5 minutes: {write(month['within_5min'], 'count')} of {write(timed, 'count')} inbound leads of {name}{en} "
        f"({write(month['within_5min'] / timed, 'share')}).",
    )
    if is_thin(timed):
        said += meeting.say(f"{THIN_BELOW}件に満たないので参考程度です。", f" Fewer than {THIN_BELOW}: thin.")
    said += unlinked_words(meeting) + _last_month_words(meeting, claim) + not_yet_known(meeting)
    return points(said, _waiting_words(meeting, month))


def _waiting_words(meeting: Meeting, month: pd.Series) -> str:
    write, left = meeting.write, float(month["unanswered"])
    if pd.isna(month["response_median"]):
        return meeting.say(
            f"未対応が{write(left, 'count')}あり、対応までの中央値が出せません。",
            f" Unanswered: {write(left, 'count')}, too many for a median.",
        )
    middle, business = (write(month[name], "seconds") for name in ("response_median", "business_median"))
    seconds = meeting.benchmark("response_seconds")
    met = month["response_median"] <= seconds
    goal = (
        write(seconds, "seconds")
        if seconds % 60
        else meeting.say(f"{seconds // 60:.0f}分", f"{seconds // 60:.0f} minutes")
    )
    said = meeting.say(
        f"対応までの中央値は{middle}（営業時間だけで数えると{business}）で、参考値の{goal}{'に収まっています' if met else 'を超えています'}。",
        f" The median wait is {middle} ({business} in business hours), {'within' if met else 'over'} the reference value of {goal}.",
    )
    if left:
        return said + meeting.say(
            f"まだ{write(left, 'count')}が未対応です。", f" Still unanswered: {write(left, 'count')}."
        )
    return said + meeting.say("未対応はありません。", " None is unanswered.")


def _payoff_words(meeting: Meeting, claim: Claim | None) -> str:
    """Whether the leads called at once are reached more often than those called later."""
    if not speed.contact_rate_by_response.is_there(meeting.wb):
        return ""
    if claim is None or claim.verdict == THIN:
        return meeting.say(
            f"早い対応ほどつながるかは、最初に架電して14日追えたリードが{THIN_BELOW}件に満たず、まだ判断できません。",
            f" Whether calling at once pays off cannot be said yet: fewer than {THIN_BELOW} leads first called were followed for 14 days.",
        )
    assert isinstance(claim.one, Rate) and isinstance(claim.other, Rate)
    rates = [
        f"{meeting.write(side.share, 'share')}{cases(meeting, side.cases, side.hits)}"
        for side in (claim.one, claim.other)
    ]
    said = meeting.say(
        f"最初の対応が架電だったリードでは、5分以内なら{rates[0]}、それより後なら{rates[1]}が14日以内に接触できており",
        f" Of leads first answered by a call, {rates[0]} of those called within 5 minutes and {rates[1]} of those called later "
        "had a settled call within 14 days",
    )
    return (
        said
        + {
            HIGHER: meeting.say("、早く架電したリードほど接触できています。", ": those called at once more often."),
            LOWER: meeting.say(
                "、早く架電したリードのほうが接触できていません。", ": those called at once less often."
            ),
            SAME: meeting.say("、差があるとは言えません。", ": no difference beyond chance."),
        }[claim.verdict]
    )


def _hour_words(meeting: Meeting, hours: pd.DataFrame, claims: list[Claim]) -> str:
    if said := few_hours_words(meeting, hours):
        return said
    slow = slow_hours(hours, claims)
    if slow.empty:
        return meeting.say(
            "届いた時刻では、とくに遅いと言える時間帯はありません。",
            " No hour of arrival is clearly slower than the others.",
        )
    said, leads = hours_in_words(meeting, [int(hour) for hour in slow["hour"]]), slow["leads"].sum()
    share = meeting.write(slow["within_5min"].sum() / leads, "share")
    rest = hours.drop(index=slow.index)[["within_5min", "leads"]].sum()
    usual = meeting.write(rest["within_5min"] / rest["leads"], "share")
    return meeting.say(
        f"届いた時刻で見ると、{said}の{leads:,.0f}件は5分以内が{share}と、ほかの時刻（{usual}）より低くなっています。",
        f" By hour of arrival, {share} of the {leads:,.0f} that came at {said} were answered in time, against {usual} at other hours.",
    )


def _table(meeting: Meeting, bands: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            meeting.say("最初の対応まで", "First answer"): [
                BAND_WORDS[meeting.lang][band] for band in bands["response"]
            ],
            meeting.say("リード", "Leads"): [meeting.write(count, "count") for count in bands["leads"]],
            meeting.say("割合", "Share"): [meeting.write(share, "share") for share in bands["share"]],
            meeting.say("14日追えたリード", "Followed 14 days"): [
                None if row.response == "none" else meeting.write(row.n, "count") for row in bands.itertuples()
            ],
            meeting.say("接触率（95%区間）", "Contact rate (95%)"): [
                None
                if pd.isna(row.contact_rate)
                else f"{meeting.write(row.contact_rate, 'share')} ({100 * row.low:.1f}–{100 * row.high:.1f})"
                for row in bands.itertuples()
            ],
            meeting.say("うち最初が架電：接触率", "First called: contact rate"): [
                None
                if not row.called
                else f"{meeting.write(row.reached_called / row.called, 'share')} (n={row.called:,})"
                for row in bands.itertuples()
            ],
            meeting.say("うちメールで対応", "Answered by e-mail"): [
                None if row.response == "none" else meeting.write(row.by_email, "count") for row in bands.itertuples()
            ],
        }
    )


def _channel_note(meeting: Meeting) -> str:
    """This month's channels in one line each, since the table is the bands'."""
    rows = in_segments(speed.ANSWERS.counts(meeting.wb), "channel")
    rows = rows[rows["period"].eq(meeting.month)].sort_values("leads", ascending=False, kind="stable").head(12)
    told = [
        f"{shortened(channel_name(meeting, segment_parts(row.segment)['channel']))} {row.within_5min:,.0f}/{row.timed:,.0f}"
        for row in rows[rows["timed"].gt(0)].itertuples()
    ]
    return meeting.say(
        f"今月のチャネル別（5分以内／反響リード）：{'、'.join(told)}。",
        f"This month by channel (within 5 minutes / inbound leads): {', '.join(told)}.",
    )


def _notes(meeting: Meeting, bands: pd.DataFrame) -> list[str]:
    notes = [
        meeting.say(
            f"最初の対応がメールだったリードは{bands['by_email'].sum():,.0f}件で、対応に含めています。接触率は最初の対応から14日以内につながった（受付拒否を含む）割合です。"
            "図の接触率はメールで答えたリードも含みます。観察の結果で、早く対応したから必ずつながるとは限りません。"
            + STUDY[0],
            f"First answered by e-mail, which counts as an answer: {bands['by_email'].sum():,.0f}. Contact: a settled call "
            "(refusals at reception among them) within 14 days of the first answer. The figure's rates are of e-mails too. Observed, not caused: the best leads may be answered first. "
            + STUDY[1],
        )
    ]
    same_day = speed.first_response_same_day(meeting.wb, period=meeting.month)
    if len(same_day):
        share, due, done = same_day.loc[0, ["value", "denominator", "numerator"]]
        notes.append(
            meeting.say(
                f"当日中（休業日や営業時間後に来たリードは翌営業日中）に対応したのは{meeting.write(share, 'share')}{cases(meeting, due, done)}です。",
                f"Answered the same day (the next business day for leads that came out of hours): {meeting.write(share, 'share')}{cases(meeting, due, done)}.",
            )
        )
    if (
        meeting.wb.has_column("leads", "channel")
        and in_segments(speed.ANSWERS.counts(meeting.wb), "channel")["period"].eq(meeting.month).any()
    ):
        notes.append(_channel_note(meeting))
    return notes


def answers(meeting: Meeting) -> Section:
    """Speed to lead: answered within 5 minutes, median, unanswered, contact rate by band, by hour of arrival."""
    if said := days_words(meeting):
        return Section(said)
    bands, hours = bands_table(meeting), hours_table(meeting)
    if not bands["leads"].sum():
        return Section(none_came(meeting))
    fastest = fastest_claim(bands)
    # Everything that the section compares is held to one false discovery rate.
    by_hour_claims = hour_claims(hours)
    asked = [month_claim(meeting), fastest]
    claims = among([*(claim for claim in asked if claim), *by_hour_claims])
    held = iter(claims)
    month, fastest = (next(held) if claim else None for claim in asked)
    sentence = points(
        _month_words(meeting, month),
        _hour_words(meeting, hours, claims),
        _payoff_words(meeting, fastest),
        _given_up_words(meeting),
    )
    known = speed.leads_by_response.dated_in(meeting.wb)
    title = titled(
        meeting, "最初の対応までの時間と接触率", "Time to the first answer and contact rate", RESPONSE_DAYS, *known
    )
    by_band = draw_response_bands(bands, lang=meeting.lang, title=title)
    by_hour = draw_answers_by_hour(hours, lang=meeting.lang, title=hours_title(meeting))
    return Section(
        sentence,
        [
            (
                by_band.figure,
                extremes(meeting, bands["response"].map(BAND_WORDS[meeting.lang]), bands["contact_rate"], bands["n"]),
            ),
            (
                by_hour.figure,
                extremes(
                    meeting,
                    [f"{hour}{meeting.say('時', ':00')}" for hour in hours["hour"]],
                    hours["share"],
                    hours["leads"],
                ),
            ),
        ],
        table=_table(meeting, bands),
        table_caption=meeting.say("最初の対応までの時間ごとの数字", "The numbers by time to the first answer"),
        notes=_notes(meeting, bands),
        claims=claims,
    )
