"""Section 2, which list and how often: contact rate and way of each list, attempts, and the leads given up."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.kpis import attempts, calls, lists
from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, Rate, compare_rates
from kpi_helpers.kpis.clustered import sums_of
from kpi_helpers.kpis.cube import Split
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.kpis.windows import RESPONSE_DAYS, eight_weeks
from kpi_helpers.report.marketing_sync.maturing import told_channels
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, is_thin, listed, shortened
from kpi_helpers.report.section import points
from kpi_helpers.report.span_words import came_within, known_of
from kpi_helpers.report.team_sync.phrases import with_interval
from kpi_helpers.report.unlinked_words import unlinked_words

_LISTS = ("campaign", "channel")
_LISTED = 6
"""So many campaigns stand on the page; of channels all do."""
_NAMED = 3
_WAY = (lists.list_leads, lists.list_called, lists.list_settled, lists.list_connected)
_FURTHER = (lists.list_key_person, lists.list_opportunity)


def list_claims(meeting: Meeting) -> list[Claim]:
    """Each list's contact rate over eight weeks against all other calls; calls on no list are compared with nobody."""
    wb = meeting.wb
    claims: list[Claim] = []
    if calls.contact_rate(wb, by=_LISTS).empty:
        return claims
    counts = calls.CALLS.counts(wb, None, Split(_LISTS, eight_weeks))
    for _, rows in counts.groupby("segment_of"):
        sums = sums_of(rows, "settled", "calls")
        whole = sums_of(rows.sum(numeric_only=True).to_frame().T, "settled", "calls")
        if sums is None or whole is None:
            continue
        rest = whole - sums
        for place, written in enumerate(rows["segment"]):
            if any(segment_parts(written).values()):
                own, other = (Rate.of(of, place) for of in (sums, rest))
                claims.append(compare_rates("contact_rate", written, own, other))
    return claims


def list_words(meeting: Meeting, reached: list[Claim], matured: tuple[int, pd.DataFrame] | None) -> str:
    """The lists on which calls get through, and the channels whose leads mature, more or less often than the others'."""
    told = {
        verdict: listed(
            meeting,
            [
                _of_list(meeting, claim)
                for claim in sorted(reached, key=_share, reverse=verdict == HIGHER)
                if claim.verdict == verdict
            ][:_NAMED],
        )
        for verdict in (HIGHER, LOWER)
    }
    said = _against_others(meeting, "リスト別の接触率", "Contact rate by list,", told)
    if matured is None:
        return said
    age, at_age = matured
    return said + _against_others(
        meeting,
        f"この12か月の有効リードが{age}日以内に商談になった割合",
        f"Valid leads of the last twelve months with an opportunity within {age} days,",
        {verdict: told_channels(meeting, at_age, verdict) for verdict in (HIGHER, LOWER)},
    )


def _against_others(meeting: Meeting, ja: str, en: str, told: dict[str, str]) -> str:
    words = {HIGHER: ("高いのは", "above the others: "), LOWER: ("低いのは", "below the others: ")}
    parts = [meeting.say(*words[verdict]) + names for verdict, names in told.items() if names]
    if not parts:
        return ""
    return meeting.say(f"{ja}がほかより{'、'.join(parts)}です。", f" {en} {'; '.join(parts)}.")


def _share(claim: Claim) -> float:
    assert isinstance(claim.one, Rate)
    return claim.one.share


def _of_list(meeting: Meeting, claim: Claim) -> str:
    assert isinstance(claim.one, Rate)
    name, share = shortened(_name(meeting, claim.subject)), meeting.write(claim.one.share, "share")
    return f"{name}{meeting.say('', ' ')}{share}{cases(meeting, claim.one.cases)}"


def attempt_words(meeting: Meeting) -> str:
    """How often the person is reached at the first call and at the last, and the leads that were given up."""
    rates = attempts.connected_by_attempt(meeting.wb)
    rates = rates[~rates["denominator"].map(is_thin)]
    told = [f"{_attempt(meeting, row.segment)}{meeting.write(row.value, 'share')}" for row in rates.itertuples()]
    said = ""
    if told:
        said = meeting.say(
            f"担当者につながる割合は、{listed(meeting, told[:: max(len(told) - 1, 1)])}です。",
            f" Calls that reach the person: {listed(meeting, told[:: max(len(told) - 1, 1)])}.",
        )
    left = attempts.given_up(meeting.wb).set_index("segment")["value"]
    if left.sum() == 0:
        return said
    never, once = left.get("calls=0", 0.0), left.get("calls=1-2", 0.0)
    count = meeting.write
    came_ja, came_en = came_within(meeting, RESPONSE_DAYS, attempts.given_up.dated_in(meeting.wb))
    return points(
        said,
        unlinked_words(meeting),
        meeting.say(
            f"{came_ja}担当者に一度もつながらないまま14日以上活動のない反響リードが{count(left.sum(), 'count')}あり、"
            f"うち{count(never, 'count')}は架電の記録がなく、{count(once, 'count')}は1〜2回だけです。",
            f" Never reached and without activity for 14 days: {count(left.sum(), 'count')} inbound leads {came_en}; "
            f"{count(never, 'count')} of them never called, {count(once, 'count')} once or twice only.",
        ),
    )


def reached_words(meeting: Meeting) -> str:
    """Reached apart from refused, over the eight weeks."""
    window = eight_weeks(meeting.wb)[0].label
    rates = [kpi(meeting.wb, by="all", period=window) for kpi in (calls.connected_rate, calls.refused_rate)]
    if any(rows.empty for rows in rates):
        return ""
    connected, refused = (meeting.write(rows["value"].iloc[0], "share") for rows in rates)
    return meeting.say(
        f"担当者につながったのは{connected}、受付で断られたのは{refused}です。",
        f" {connected} reached the person, {refused} were refused at reception.",
    )


def lists_listing(meeting: Meeting, matured: tuple[int, pd.DataFrame] | None) -> dict[str, Any]:
    """The way of each list, the most called first, as a section's listing; empty where leads are on none."""
    wb = meeting.wb
    ways = {kpi: kpi(wb, by=_LISTS).set_index("segment")["value"] for kpi in (*_WAY, *_FURTHER)}
    rates = calls.contact_rate(wb, by=_LISTS).set_index("segment", drop=False)
    written = list(dict.fromkeys([*ways[lists.list_leads].index, *rates["segment"]]))
    if not any(any(segment_parts(name).values()) for name in written):
        return {}
    made = rates["denominator"].reindex(written).fillna(0)
    order = sorted(written, key=lambda name: (_LISTS.index(next(iter(segment_parts(name)))), -made[name]))
    campaigns = [name for name in order if name.startswith("campaign=")]
    shown, hidden = campaigns[:_LISTED] + order[len(campaigns) :], len(campaigns) - _LISTED
    columns: dict[str, list[str | None]] = {
        meeting.say("リスト（施策別、続いてチャネル別）", "List (campaigns, then channels)"): [
            _name(meeting, name) for name in shown
        ],
        meeting.say("接触率（8週間、95%区間）", "Contact rate, eight weeks (95%)"): [
            with_interval(meeting, rates.loc[name]) if name in rates.index else None for name in shown
        ],
    }
    if matured is not None:
        age, at_age = matured
        rates_at = {
            segment(channel=row["channel"]): with_interval(meeting, row)
            for _, row in at_age.rename(columns={"rate": "value", "at_risk": "denominator"}).iterrows()
        }
        columns[
            meeting.say(
                f"{age}日以内に商談（95%区間）",
                f"Opportunity in {age} days (95%)",
            )
        ] = [rates_at.get(name) for name in shown]
    for kpi, values in ways.items():
        if len(values):
            columns[kpi.short_label(meeting.lang)] = [
                meeting.write(values[name], "count") if name in values.index else None for name in shown
            ]
    more = meeting.say(f"。ほか{hidden}施策", f"; {hidden} more campaigns") if hidden > 0 else ""
    return {
        "listing": pd.DataFrame(columns),
        "listing_caption": meeting.say(
            f"リストごとの接触率、商談になった割合（チャネルのみ）、進み方（当月と前5か月のリード{more}）",
            f"Lists: contact rate, opportunities (by channel), and the way of the leads of six months{more}",
        ),
    }


def attempts_note(meeting: Meeting) -> str:
    """Settled calls and those that reached the person, by attempt."""
    rates = attempts.contact_rate_by_attempt(meeting.wb)
    reached = attempts.connected_by_attempt(meeting.wb).set_index("segment")["value"]
    told = [
        f"{_attempt(meeting, row.segment)}{meeting.write(row.value, 'share')}{meeting.say('・', ', ')}"
        f"{meeting.write(reached.get(row.segment), 'share')}{cases(meeting, row.denominator)}"
        for row in rates.itertuples()
    ]
    if not told:
        return ""
    known = known_of(meeting, RESPONSE_DAYS, *attempts.contact_rate_by_attempt.dated_in(meeting.wb))
    return meeting.say(
        f"何回目の架電かで見た接触率・担当者につながる割合（初回架電が{known or f'過去{RESPONSE_DAYS}日'}のリード）：{listed(meeting, told)}。"
        "回を重ねた架電は、それまでつながらなかった相手への架電です。",
        f"Contact rate and person reached by attempt (leads first called in {known or f'the last {RESPONSE_DAYS} days'}): {'; '.join(told)}. "
        "Later attempts go to those who were not reached before.",
    )


def _attempt(meeting: Meeting, written: str) -> str:
    number = segment_parts(written)["attempt"]
    if number.endswith("+"):
        return meeting.say(f"{number[:-1]}回目以降", f"attempt {number[:-1]} and later ")
    return meeting.say(f"{number}回目", f"attempt {number} ")


def _name(meeting: Meeting, written: str) -> str:
    kind, value = next(iter(segment_parts(written).items()))
    missing = {
        "campaign": meeting.say("（施策なし）", "(no campaign)"),
        "channel": meeting.say("（チャネルなし）", "(no channel)"),
    }
    return value or missing[kind]
