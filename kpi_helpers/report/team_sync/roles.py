"""Section 6: are the roles separate?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.kpis import meetings_won
from kpi_helpers.kpis import roles as kpis
from kpi_helpers.kpis.claims import THIN
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.roles import roles as role_lines
from kpi_helpers.report.lack_words import lack_in_words, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.section import Section
from kpi_helpers.report.team_sync.phrases import in_team_order, people, said_rep
from kpi_helpers.workbook.limits import THIN_BELOW

VERDICTS = {"overloaded": ("役割が重なる", "roles overlap"), "focused": ("集中できている", "focused")}


def roles_table(meeting: Meeting) -> pd.DataFrame:
    """Motions, KPIs and verdict of each rep in as_of's month, as figure `role_lines` reads them."""
    wb, month = meeting.wb, meeting.month
    tells = kpis.motions_unknown(wb) is None
    claims: dict[str, set[str]] = {}
    open_reps = set()
    for claim in kpis.role_claims(wb):
        rep = segment_parts(claim.subject)["rep"]
        claims.setdefault(rep, set()).update([claim.metric] if claim.holds else [])
        open_reps.update([rep] if claim.verdict == THIN else [])
    held = {segment_parts(row.segment)["rep"]: row.value for row in kpis.kpis_per_rep(wb).itertuples(index=False)}
    shares, known = {}, {}
    for row in kpis.motion_share(wb, period=month).itertuples(index=False):
        parts = segment_parts(row.segment)
        shares[parts["rep"], parts["motion"]] = row.value if tells else float("nan")
        known[parts["rep"]] = row.denominator
    accepted = meetings_won.accepted_rate(wb, by="rep")
    told = {segment_parts(row.segment)["rep"]: row for row in accepted.itertuples(index=False)}
    table = pd.DataFrame({"rep": in_team_order(meeting, dict.fromkeys([*claims, *held, *known]))})
    return table.assign(
        known=[known.get(rep, 0) for rep in table["rep"]],
        inbound_share=[shares.get((rep, "inbound"), 0.0) if rep in known else float("nan") for rep in table["rep"]],
        outbound_share=[shares.get((rep, "outbound"), 0.0) if rep in known else float("nan") for rep in table["rep"]],
        kpis=[held.get(rep, float("nan")) for rep in table["rep"]],
        accepted=[told[rep].numerator if rep in told else float("nan") for rep in table["rep"]],
        handed_over=[told[rep].denominator if rep in told else float("nan") for rep in table["rep"]],
        verdict=[
            "overloaded" if claims.get(rep) else "" if rep not in claims or rep in open_reps or not tells else "focused"
            for rep in table["rep"]
        ],
        holds_both=["kpis_per_rep" in claims.get(rep, ()) for rep in table["rep"]],
        works_both=["motion_share" in claims.get(rep, ()) for rep in table["rep"]],
    )


def _sentence(meeting: Meeting, every: pd.DataFrame) -> str:
    table = every[every["verdict"].ne("")]
    if lack := kpis.motions_unknown(meeting.wb):
        return _without_motions(meeting, table, lack_in_words(lack, meeting.lang))
    if table.empty:
        return meeting.say(
            f"8週間と今月の両方で活動が{THIN_BELOW}件以上ある担当者がいないため、役割の判定は出しません。",
            f"No rep has {THIN_BELOW} activities in the eight weeks and in the month, so no role is judged.",
        )
    return _judged(meeting, table) + _left_out(meeting, len(every) - len(table)) + _untold(meeting)


def _without_motions(meeting: Meeting, over: pd.DataFrame, reason: str) -> str:
    """Whose targets are of two roles; that of the others nothing can be said."""
    return ("" if over.empty else _judged(meeting, over)) + meeting.say(
        f"{reason}ため、{'' if over.empty else 'ほかの人が'}役割に集中できているかは判断できません。",
        f"{'' if over.empty else ' '}Whether {'the reps have' if over.empty else 'each of the others has'} one role cannot be told: {reason}.",
    )


def _left_out(meeting: Meeting, count: int) -> str:
    if not count:
        return ""
    return meeting.say(
        f"8週間か今月の活動が{THIN_BELOW}件に満たない{count}人は、割合を示すだけで判定していません。",
        f" {count} with fewer than {THIN_BELOW} activities in the eight weeks or the month {'is' if count == 1 else 'are'} shown, not judged.",
    )


def _judged(meeting: Meeting, table: pd.DataFrame) -> str:
    over = table[table["verdict"].eq("overloaded")]
    focused = len(table) - len(over)
    name = meeting.month_name(meeting.month)
    if over.empty:
        return meeting.say(
            f"{name}は、{len(table)}人全員が役割に集中できています。",
            f"In {name} all {len(table)} reps have one role."
            if len(table) > 1
            else f"In {name} the one rep has one role.",
        )
    told = people(meeting, [_over_words(meeting, row) for _, row in over.iterrows()])
    said = meeting.say(
        f"{name}に役割が重なっているのは{len(over)}人です：{told}。",
        f"In {name} {len(over)} of {len(table)} reps {'carries' if len(over) == 1 else 'carry'} more than one role: {told}.",
    )
    if focused:
        said += meeting.say(
            f"ほかの{focused}人は役割に集中できています。",
            f" The other {'one has' if focused == 1 else f'{focused} have'} one role.",
        )
    return said


def _over_words(meeting: Meeting, row: pd.Series) -> str:
    reasons = []
    if row["holds_both"]:
        reasons.append(
            meeting.say(
                f"{row['kpis']:,.0f}つの目標でリード獲得と商談獲得の両方を受け持つ",
                f"{row['kpis']:,.0f} targets in both lead and opportunity acquisition",
            )
        )
    if row["works_both"]:
        reasons.append(
            meeting.say(
                f"活動{row['known']:,.0f}件が反響{meeting.write(row['inbound_share'], 'share')}・新規開拓{meeting.write(row['outbound_share'], 'share')}に分かれる",
                f"{row['known']:,.0f} activities split {meeting.write(row['inbound_share'], 'share')} inbound, "
                f"{meeting.write(row['outbound_share'], 'share')} outbound",
            )
        )
    return f"{said_rep(meeting, row['rep'])}{meeting.say('（', ' (')}{meeting.say('、', '; ').join(reasons)}{meeting.say('）', ')')}"


def _untold(meeting: Meeting) -> str:
    """That the verdict rests on activities alone, where no rep has targets."""
    if not meeting.wb.has("targets") or kpis.kpis_per_rep(meeting.wb).empty:
        return meeting.say(
            "担当者ごとの目標がないため、活動の割合だけで判定しています。",
            " Without targets by rep only the activities are judged.",
        )
    return ""


def _table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    write = meeting.write
    made = {
        segment_parts(row.segment)["rep"]: write(row.value, "count")
        for row in meetings_won.rep_opportunities(meeting.wb).itertuples(index=False)
    }
    rates = {
        segment_parts(row.segment)["rep"]: f"{write(row.value, 'share')} (n={row.denominator:,.0f})"
        for row in meetings_won.rep_win_rate(meeting.wb).itertuples(index=False)
    }
    return pd.DataFrame(
        {
            meeting.say("担当", "Rep"): [meeting.person(rep) for rep in table["rep"]],
            meeting.say("活動（リードのわかるもの）", "Activities on known leads"): [
                write(count, "count") for count in table["known"]
            ],
            meeting.say("反響", "Inbound"): [write(share, "share") for share in table["inbound_share"]],
            meeting.say("新規開拓", "Outbound"): [write(share, "share") for share in table["outbound_share"]],
            meeting.say("目標を持つKPI", "KPIs with a target"): [
                None if pd.isna(count) else f"{count:,.0f}" for count in table["kpis"]
            ],
            meeting.say("判定", "Verdict"): [
                meeting.say(*VERDICTS[verdict]) if verdict else None for verdict in table["verdict"]
            ],
            meeting.say("今月の商談", "Opportunities this month"): [made.get(rep) for rep in table["rep"]],
            meeting.say("12か月の受注率（完了n）", "Win rate, 12 months (n closed)"): [
                rates.get(rep) for rep in table["rep"]
            ],
        }
    )


def roles(meeting: Meeting) -> Section:
    """Share of the motions per rep, KPIs per rep, and the verdict."""
    table = roles_table(meeting)
    name = meeting.month_name(meeting.month)
    if table.empty and (lack := kpis.motions_unknown(meeting.wb)):
        reason = lack_in_words(lack, meeting.lang)
        return Section(without_words(meeting, reason, "担当者ごとの役割", "each rep's role"), is_missing=True)
    if table.empty:
        return Section(
            meeting.say(
                f"{name}は、担当者ごとの目標も、リードのわかる活動もまだありません。",
                f"{name} has neither targets by rep nor activities on known leads yet.",
            )
        )
    sentence = _sentence(meeting, table)
    title = meeting.say(
        f"担当者ごとの反響・新規開拓の割合（{name}の活動）", f"Inbound and outbound by rep, activities of {name}"
    )
    figure = role_lines(table.assign(rep=[meeting.person(rep) for rep in table["rep"]]), lang=meeting.lang, title=title)
    return Section(
        sentence,
        figure,
        alt=f"{title}. {sentence}",
        table=_table(meeting, table),
        table_caption=meeting.say("担当者ごとの役割", "Roles by rep"),
        claims=kpis.role_claims(meeting.wb),
        notes=[
            meeting.say(
                "「役割が重なる」は、リード獲得（架電数・CPH・接触率・リード）と商談獲得（商談・商談化率・通話時間）の両方に目標を持つか、"
                "反響と新規開拓がどちらも30%以上の人です。",
                "Roles overlap where a rep has targets in lead acquisition (calls, calls per hour, contact rate, leads) and in opportunity "
                "acquisition (opportunities, opportunity rate, talk time), or works both motions with neither under 30%.",
            )
        ],
    )
