"""What became of the meetings that inside sales handed over: held, accepted by field sales, and why they were lost."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.kpis import meetings_won
from kpi_helpers.kpis.claims import LOWER, Claim, Rate, among, compare_rates
from kpi_helpers.kpis.tidy import in_segments, segment_parts
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases
from kpi_helpers.report.section import points
from kpi_helpers.report.team_sync.phrases import people, said_rep
from kpi_helpers.workbook.needs import CLOSED, Needs

_SAID = (
    ("held_rate", "実施された", "were held"),
    ("accepted_rate", "営業に受け入れられた", "were accepted by field sales"),
)


def handover_claims(meeting: Meeting) -> list[Claim]:
    """Whose meetings are held, or accepted, less or more often than those of the other reps; both held to one rate."""
    claims = []
    for kpi, *_ in _SAID:
        rows = getattr(meetings_won, kpi)(meeting.wb, by=("all", "rep"))
        rates = {row.segment: Rate(row.numerator, row.denominator) for row in rows.itertuples(index=False)}
        whole = rates.pop("all", Rate(0, 0))
        claims += [
            compare_rates(kpi, written, own, whole - own)
            for written, own in rates.items()
            if segment_parts(written)["rep"]
        ]
    return among(claims)


def handover_words(meeting: Meeting) -> str:
    """The shares of all, and who differs; empty where the export does not tell."""
    told, claims = [], handover_claims(meeting)
    for kpi, ja, en in _SAID:
        whole = getattr(meetings_won, kpi)(meeting.wb)
        whole = whole[whole["segment"].eq("all")]
        if whole.empty:
            continue
        row = whole.iloc[0]
        share = f"{meeting.write(row['value'], 'share')}{cases(meeting, row['denominator'], row['numerator'])}"
        said = meeting.say(
            f"この3か月の商談のうち{ja}のは{share}です。",
            f" Of the opportunities of the last three months {share} {en}.",
        )
        low = [claim for claim in claims if claim.metric == kpi and claim.verdict == LOWER]
        if low:
            names = people(meeting, [_named(meeting, claim) for claim in low])
            said += meeting.say(
                f"ほかの担当者より低いのは{names}です。", f" Less often than for the other reps: {names}."
            )
        told.append(said)
    return points(*told, _refused_words(meeting))


def _refused_words(meeting: Meeting) -> str:
    """The opportunities that field sales did not accept and nobody has closed."""
    wb = meeting.wb
    if not meetings_won.accepted_rate.is_there(wb) or wb.lacks(Needs(("opportunities",), CLOSED)):
        return ""
    counts = in_segments(meetings_won.MEETINGS.counts(wb), "all")
    left, refused = counts["refused_open"].sum(), (counts["told_accepted"] - counts["accepted"]).sum()
    if not left:
        return ""
    return meeting.say(
        f"受け入れられなかった{refused:,.0f}件のうち{left:,.0f}件は、まだ進行中です。",
        f" Of the {refused:,.0f} that were not accepted {left:,.0f} are still open.",
    )


def _named(meeting: Meeting, claim: Claim) -> str:
    assert isinstance(claim.one, Rate)
    value = f"{meeting.write(claim.one.share, 'share')}{cases(meeting, claim.one.cases, claim.one.hits)}"
    return f"{said_rep(meeting, segment_parts(claim.subject)['rep'])}{meeting.say('', ' ')}{value}"


def handover_listing(meeting: Meeting) -> dict[str, Any]:
    """The table of it as a section's listing."""
    became = _became(meeting)
    if became.empty:
        return {}
    return {"listing": became, "listing_caption": meeting.say("商談のその後", "What became of the opportunities")}


def _became(meeting: Meeting) -> pd.DataFrame:
    """What became of the meetings: held, accepted, and why lost, where the export says so."""
    name, count = meeting.say("結果", "Outcome"), meeting.say("商談", "Opportunities")
    share = meeting.say("割合（95%区間）", "Share (95%)")
    rows: list[dict[str, str | None]] = []
    for kpi, said in (
        (meetings_won.held_rate, meeting.say("実施された（3か月）", "held (3 months)")),
        (meetings_won.accepted_rate, meeting.say("営業が受け入れた（3か月）", "accepted by field sales (3 months)")),
    ):
        for row in kpi(meeting.wb).itertuples(index=False):
            value = f"{meeting.write(row.value, 'share')} ({100 * row.low:.1f}–{100 * row.high:.1f})"
            rows.append({name: said, count: f"{row.numerator:,.0f} / {row.denominator:,.0f}", share: value})
    lost = meetings_won.lost_reasons(meeting.wb).sort_values("value", ascending=False, kind="stable")
    for row in lost.itertuples(index=False):
        reason = segment_parts(row.segment)["reason"] or meeting.say("（未入力）", "(not given)")
        said = meeting.say(f"失注：{reason}（12か月）", f"lost: {reason} (12 months)")
        rows.append({name: said, count: f"{row.value:,.0f}", share: None})
    return pd.DataFrame(rows, columns=[name, count, share])
