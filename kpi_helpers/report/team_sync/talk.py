"""Section 3: are the conversations long enough?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pandas as pd

from kpi_helpers.charts.talk_time import draw_talk_bands, draw_talk_time
from kpi_helpers.kpis.call_hours import talk_minutes_per_hour
from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, Rate, against_rest, among
from kpi_helpers.kpis.talk_time import (
    WINDOW_DAYS,
    att_in_range,
    att_seconds,
    opportunity_by_talk,
    short_talks,
    talk_lengths,
)
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.report.figures.findings import extent, extremes
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.team_sync import PAYS_OFF
from kpi_helpers.report.phrases import cases, is_thin, listed
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import titled
from kpi_helpers.report.team_sync.phrases import in_team_order, minutes_band, people, said_rep, with_interval
from kpi_helpers.workbook.limits import THIN_BELOW


def reps_table(meeting: Meeting) -> pd.DataFrame:
    """This month's conversations by rep: mean, share in range, share that ended early."""
    wb, month = meeting.wb, meeting.month
    range_rows, means = att_in_range(wb, by="rep", period=month), att_seconds(wb, by="rep", period=month)
    named = [segment_parts(written)["rep"] for written in range_rows["segment"]]
    table = range_rows.assign(rep=pd.Series(named, range_rows.index, dtype="str"))
    table = table.merge(means[["segment", "value"]].rename(columns={"value": "mean"}), on="segment")
    table = table.merge(short_talks(wb)[["rep", "rate", "low", "high"]], on="rep", suffixes=("", "_short"))
    table = table.rename(columns={"rate": "short"})
    return table.set_index("rep").loc[in_team_order(meeting, table["rep"])].reset_index()


def _band(meeting: Meeting) -> tuple[float, float]:
    shortest, longest = cast("list[float]", meeting.wb.config.benchmarks["att_seconds"])
    return float(shortest), float(longest)


def _month_words(meeting: Meeting) -> str:
    wb, write = meeting.wb, meeting.write
    mean = att_seconds(wb, period=meeting.month).iloc[0]
    inside = att_in_range(wb, period=meeting.month).iloc[0]
    shortest, longest = _band(meeting)
    name, count = meeting.month_name(meeting.month), mean["denominator"]
    if is_thin(count):
        return meeting.say(
            f"{name}に話せた通話は{write(count, 'count')}だけで、{THIN_BELOW}件に満たないため長さはまだ判断できません。",
            f"{name} has only {write(count, 'count')} conversations, fewer than {THIN_BELOW}: too early to judge their length.",
        )
    met = shortest <= mean["value"] <= longest
    band = minutes_band(meeting, shortest, longest)
    return meeting.say(
        f"{name}に担当者と話せた通話{write(count, 'count')}の平均は{write(mean['value'], 'seconds')}で、参考値の{band}に"
        f"{'収まっています' if met else '届きません' if mean['value'] < shortest else '対して長めです'}。"
        f"通話ごとに見ると、{band}の通話は{write(inside['value'], 'share')}です。",
        f"The {write(count, 'count')} conversations of {name} last {write(mean['value'], 'seconds')} on average, "
        f"{'within' if met else 'short of' if mean['value'] < shortest else 'over'} the reference of {band}; "
        f"{write(inside['value'], 'share')} of them lie within it.",
    )


def rep_claims(reps: pd.DataFrame) -> list[Claim]:
    """Each rep's share of conversations that ended early against that of the others."""
    shares = {
        segment(rep=row.rep): Rate(row.short * row.denominator, row.denominator) for row in reps.itertuples(index=False)
    }
    return against_rest("short_talks", shares)


def band_claims(bands: pd.DataFrame) -> list[Claim]:
    """Each length's share of leads with an opportunity against that of all other lengths."""
    rates = {f"start={row.start:g}": Rate(row.converted, row.n) for row in bands.itertuples(index=False) if row.n}
    return against_rest("opportunity_by_talk", rates)


def _rep_words(meeting: Meeting, reps: pd.DataFrame, claims: Mapping[str, Claim]) -> str:
    """Who breaks off early more often than the others of the team, beyond chance."""
    judged = reps[~reps["denominator"].map(is_thin)]
    if len(judged) < 2:
        return (
            meeting.say(
                f"{THIN_BELOW}件以上の会話がある担当者が2人に満たず、まだ比べられません。",
                f" Fewer than two reps have {THIN_BELOW} conversations: too early to compare.",
            )
            if len(reps) > 1
            else ""
        )
    short, talks = (reps["short"] * reps["denominator"]).sum(), reps["denominator"].sum()
    usual, shortest = short / talks, _band(meeting)[0]
    early = judged[[claims[segment(rep=rep)].verdict == HIGHER for rep in judged["rep"]]]
    under = meeting.say(f"{shortest / 60:g}分に届かない通話", f"conversations under {shortest / 60:g} minutes")
    if early.empty:
        said = meeting.say(
            f"{under}の割合に、担当者の間で差があるとは言えません。",
            f" No rep has clearly more {under} than the other reps.",
        )
    else:
        told = people(
            meeting,
            [
                f"{said_rep(meeting, row.rep)}{meeting.say('', ' ')}{meeting.write(row.short, 'share')}{cases(meeting, row.denominator, row.short * row.denominator)}"
                for row in early.sort_values("short", ascending=False, kind="stable").itertuples(index=False)
            ],
        )
        said = meeting.say(
            f"{under}がほかの担当者より多いのは{told}です（全体は{meeting.write(usual, 'share')}）。",
            f" More {under} than the other reps: {told} (all: {meeting.write(usual, 'share')}).",
        )
    thin = len(reps) - len(judged)
    if thin:
        said += meeting.say(
            f"{thin}人は{THIN_BELOW}件に満たず、まだ判断できません。",
            f" {thin} {'rep has' if thin == 1 else 'reps have'} fewer than {THIN_BELOW}: too early to say.",
        )
    return said


def payoff_words(meeting: Meeting, bands: pd.DataFrame, claims: Mapping[str, Claim]) -> str:
    """Which length of the first conversation goes with most opportunities; where none stands out, with fewest."""
    known = bands[~bands["n"].map(is_thin)]
    if len(known) < 2:
        return meeting.say(
            f"どの長さの会話から商談になりやすいかは、30日追えた会話が{THIN_BELOW}件に満たず、まだ判断できません。",
            f" Which length pays off cannot be said yet: fewer than {THIN_BELOW} leads were followed for 30 days.",
        )

    def told(row: pd.Series) -> str:
        name = minutes_band(meeting, row["start"], row["end"])
        return (
            meeting.say(f"{name}で", f"{name} ")
            + f"{meeting.write(row['rate'], 'share')}{cases(meeting, row['n'], row['rate'] * row['n'])}"
        )

    better, worse = (
        known[[claims[f"start={start:g}"].verdict == verdict for start in known["start"]]]
        for verdict in (HIGHER, LOWER)
    )
    if better.empty and worse.empty:
        listed_ = listed(meeting, [told(row) for _, row in known.iterrows()])
        return meeting.say(
            f"最初の会話から30日以内に商談になった割合は{listed_}で、会話の長さで差があるとは言えません。",
            f" An opportunity came within 30 days of the first conversation in {listed_}: no difference beyond chance by its length.",
        )
    if better.empty:
        far, ja, en = worse.loc[worse["rate"].idxmin()], "低く", "less"
    else:
        far, ja, en = better.loc[better["rate"].idxmax()], "高く", "more"
    reference = bands[bands["is_reference"]].iloc[0]
    said = meeting.say(
        f"最初の会話から30日以内に商談になった割合は、{told(far)}と、ほかの長さより{ja}なっています",
        f" Of the leads with a first conversation of {told(far)} became an opportunity within 30 days, {en} often than the others",
    )
    if far["is_reference"] or is_thin(reference["n"]):
        return said + meeting.say("。", ".")
    return said + meeting.say(f"。参考値の{told(reference)}です。", f"; the reference of {told(reference)}.")


def _table(meeting: Meeting, reps: pd.DataFrame) -> pd.DataFrame:
    shortest, longest = _band(meeting)
    short = reps[["short", "low_short", "high_short", "denominator"]].set_axis(
        ["value", "low", "high", "denominator"], axis=1
    )
    minutes = talk_minutes_per_hour(meeting.wb, by="rep", period=meeting.month).set_index("segment")["value"]
    return pd.DataFrame(
        {
            meeting.say("担当", "Rep"): [meeting.person(rep) for rep in reps["rep"]],
            meeting.say("話せた通話", "Conversations"): [
                meeting.write(count, "count") for count in reps["denominator"]
            ],
            meeting.say("平均通話時間", "Mean talk time"): [meeting.write(mean, "seconds") for mean in reps["mean"]],
            meeting.say(
                f"{minutes_band(meeting, shortest, longest)}の割合（95%区間）",
                f"{minutes_band(meeting, shortest, longest)} (95%)",
            ): [with_interval(meeting, row) for _, row in reps.iterrows()],
            meeting.say(f"{shortest / 60:g}分未満の割合（95%区間）", f"Under {shortest / 60:g} minutes (95%)"): [
                with_interval(meeting, row) for _, row in short.iterrows()
            ],
            meeting.say("通話分/架電時間", "Talk minutes per calling hour"): [
                meeting.write(minutes[name], "ratio") if name in minutes.index else None for name in reps["segment"]
            ],
        }
    )


def talk(meeting: Meeting) -> Section:
    """Talk time per rep, the share in the reference band, and the opportunity rate by band."""
    wb = meeting.wb
    reps = reps_table(meeting)
    if reps.empty:
        return Section(_silence(meeting))
    linked = wb.lacks(PAYS_OFF) is None
    bands = opportunity_by_talk(wb) if linked else None
    # Everything that the section compares is held to one false discovery rate.
    claims = among([*rep_claims(reps), *(band_claims(bands) if bands is not None else [])])
    by_subject = {claim.subject: claim for claim in claims}
    said_bands = payoff_words(meeting, bands, by_subject) if bands is not None else ""
    said_reps = points(_month_words(meeting), _rep_words(meeting, reps, by_subject))
    title = meeting.say(
        f"担当者ごとの通話時間（{meeting.month_name(meeting.month)}）",
        f"Talk time by rep, {meeting.month_name(meeting.month)}",
    )
    lengths = talk_lengths(wb)
    named = {rep: meeting.person(rep) for rep in reps["rep"]}
    drawn = pd.DataFrame({"rep": reps["rep"].map(named), "share_in_range": reps["value"], "n": reps["denominator"]})
    ax = draw_talk_time(
        lengths.assign(rep=lengths["rep"].map(named)), drawn, band=_band(meeting), lang=meeting.lang, title=title
    )
    figures = [(ax.figure, extent(meeting, drawn["share_in_range"], drawn["n"]))]
    if bands is not None and bands["n"].sum():
        band_title = titled(
            meeting,
            "最初の会話の長さと、30日以内の商談化率",
            "Opportunity within 30 days by length of the first conversation",
            WINDOW_DAYS,
            "activities",
        )
        figures.append(
            (
                draw_talk_bands(bands, lang=meeting.lang, title=band_title).figure,
                extremes(
                    meeting,
                    [minutes_band(meeting, *ends) for ends in zip(bands["start"], bands["end"], strict=True)],
                    bands["rate"],
                    bands["n"],
                ),
            )
        )
    return Section(
        points(said_reps, said_bands),
        figures,
        table=_table(meeting, reps),
        table_caption=meeting.say("担当者ごとの通話時間", "Talk time by rep"),
        notes=_notes(meeting, linked),
        claims=claims,
    )


def _notes(meeting: Meeting, linked: bool) -> list[str]:
    notes = [
        meeting.say(
            "担当者につながり、通話時間の記録がある架電だけを数えます。",
            "Only connected calls with a talk time are counted.",
        )
    ]
    if linked:
        notes.append(
            meeting.say(
                "商談化率は、有効リードとの最初の会話（180日以内で30日以上前のもの）から30日以内に商談になった割合です。"
                "関心の高い相手ほど長く話せるため、長く話せば商談になるとは限りません。",
                "Opportunity rate: valid leads with an opportunity within 30 days of their first conversation, held 30 to 180 days ago. "
                "Observed, not caused: who is interested talks longer.",
            )
        )
    return notes


def _silence(meeting: Meeting) -> str:
    return meeting.say(
        f"{meeting.month_name(meeting.month)}は、通話時間のわかる会話がまだありません。",
        f"{meeting.month_name(meeting.month)} has no conversation with a talk time yet.",
    )
