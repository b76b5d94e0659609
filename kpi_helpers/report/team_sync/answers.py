"""Section 5: do we answer in five minutes?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpi_helpers.charts.answers_by_hour import draw_answers_by_hour
from kpi_helpers.charts.answers_by_rep import draw_answers_by_rep
from kpi_helpers.kpis import speed
from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, Rate, against_rest, among
from kpi_helpers.kpis.speed import waiting_leads
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.kpis.windows import RESPONSE_DAYS
from kpi_helpers.report.figures.findings import extent, extremes
from kpi_helpers.report.first_answers import STUDY, days_words, few_hours_words, hours_title, none_came
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import (
    cases,
    hour_claims,
    hours_in_words,
    hours_table,
    is_thin,
    minutes,
    shortened,
    slow_hours,
)
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import known_of, not_yet_known, window_said
from kpi_helpers.report.team_sync.phrases import in_team_order, people, said_rep, with_interval
from kpi_helpers.report.unlinked_words import unlinked_words
from kpi_helpers.report.worklists import SHOWN, UNANSWERED, page_table, whole_words
from kpi_helpers.workbook.limits import THIN_BELOW


def reps_table(meeting: Meeting) -> pd.DataFrame:
    """This month's inbound leads of all and by rep, as `draw_answers_by_rep` reads them; the rep "" has none."""
    rows = speed.first_response_within_5min(meeting.wb, by=("all", "rep"), period=meeting.month)
    counts = speed.ANSWERS.counts(meeting.wb, meeting.month).set_index("segment")
    table = pd.DataFrame(
        {
            "segment": rows["segment"],
            "rep": [segment_parts(written).get("rep") for written in rows["segment"]],
            "rate": rows["value"],
            "low": rows["low"],
            "high": rows["high"],
            "within_5min": rows["numerator"],
            "n": rows["denominator"],
            "unanswered": rows["segment"].map(counts["unanswered"]),
            "median": rows["segment"].map(counts["response_median"]),
        }
    )
    if not meeting.wb.has_column("leads", "rep"):
        table = table[table["rep"].isna()]
    order = in_team_order(meeting, table["rep"].dropna())
    place = table["rep"].map({rep: number for number, rep in enumerate(order)}).fillna(-1)
    table = table.assign(is_total=table["rep"].isna(), place=place).sort_values("place", kind="stable")
    return table.drop(columns="place").reset_index(drop=True)


def _sentence(
    meeting: Meeting, reps: pd.DataFrame, hours: pd.DataFrame, waiting: pd.DataFrame, claims: Sequence[Claim]
) -> str:
    return points(
        _month_words(meeting, reps) + unlinked_words(meeting) + not_yet_known(meeting),
        _waiting_words(meeting, waiting),
        _hour_words(meeting, hours, claims),
        _rep_words(meeting, reps, claims),
    )


def _month_words(meeting: Meeting, reps: pd.DataFrame) -> str:
    name, write = meeting.month_name(meeting.month), meeting.write
    if reps.empty:
        return meeting.say(f"{name}の反響リードはまだありません。", f"{name} has no inbound lead yet.")
    whole = reps.iloc[0]
    said = meeting.say(
        f"{name}の反響リード{write(whole['n'], 'count')}のうち、5分以内に応えたのは{write(whole['within_5min'], 'count')}"
        f"（{write(whole['rate'], 'share')}）です。",
        f"Of {write(whole['n'], 'count')} inbound leads of {name} we answered {write(whole['within_5min'], 'count')} "
        f"({write(whole['rate'], 'share')}) within 5 minutes.",
    )
    if is_thin(whole["n"]):
        return said + meeting.say(f"{THIN_BELOW}件に満たないので参考程度です。", f" Fewer than {THIN_BELOW}: thin.")
    return said + _median_words(meeting, whole["median"])


def at_work(meeting: Meeting, waited: str) -> str:
    """The month's median wait in business hours; nothing where it is written as that around the clock."""
    median = speed.response_business_seconds_median(meeting.wb, by="all", period=meeting.month)["value"]
    hours = meeting.write(median.iloc[0], "seconds") if len(median) else ""
    return hours if hours != waited else ""


def _median_words(meeting: Meeting, median: float) -> str:
    if pd.isna(median):
        return meeting.say("未対応が多く、対応までの中央値は出せません。", " Too many are unanswered for a median.")
    reference = meeting.benchmark("response_seconds")
    goal, met = minutes(meeting, reference), median <= reference
    waited = meeting.write(median, "seconds")
    hours = at_work(meeting, waited)
    work_ja, work_en = (
        (f"営業時間内で{hours}、夜間・休日も含めると", f"{hours} in business hours, around the clock ")
        if hours
        else ("", "")
    )
    return meeting.say(
        f"対応までの中央値は{work_ja}{waited}で、参考値の{goal}{'に収まっています' if met else 'を超えています'}。",
        f" The median wait is {work_en}{waited}, {'within' if met else 'over'} the reference value of {goal}.",
    )


def rep_claims(reps: pd.DataFrame) -> list[Claim]:
    """Each rep's share of leads answered in time against that of the others."""
    known = reps[~reps["is_total"] & reps["rep"].fillna("").ne("")]
    rates = {segment(rep=row.rep): Rate(row.within_5min, row.n) for row in known.itertuples(index=False)}
    return against_rest("first_response_within_5min", rates)


def _rep_words(meeting: Meeting, reps: pd.DataFrame, claims: Sequence[Claim]) -> str:
    """Who answers at once less or more often than the others, beyond chance."""
    known = reps[~reps["is_total"] & reps["rep"].fillna("").ne("")]
    judged = known[~known["n"].map(is_thin)]
    if len(judged) < 2:
        return (
            meeting.say(
                f"担当者ごとには、{THIN_BELOW}件以上の反響を受けた人が2人に満たず、まだ比べられません。",
                f" Fewer than two reps have {THIN_BELOW} inbound leads: too early to compare.",
            )
            if len(known) > 1
            else ""
        )
    verdicts = {claim.subject: claim.verdict for claim in claims}
    said = ""
    for verdict, ja, en in (
        (LOWER, "ほかの担当者より低いのは{}です。", " Clearly lower than the others: {}."),
        (HIGHER, "ほかの担当者より高いのは{}です。", " Clearly higher than the others: {}."),
    ):
        rows = judged[[verdicts.get(segment(rep=rep)) == verdict for rep in judged["rep"]]]
        if len(rows):
            said += meeting.say(ja, en).format(
                people(
                    meeting,
                    [
                        f"{said_rep(meeting, row.rep)}{meeting.say('', ' ')}{meeting.write(row.rate, 'share')}{cases(meeting, row.n, row.within_5min)}"
                        for row in rows.sort_values("rate", kind="stable").itertuples(index=False)
                    ],
                )
            )
    if not said:
        low, high = (meeting.write(judged["rate"].agg(end), "share") for end in ("min", "max"))
        said = meeting.say(
            f"担当者の間（{low}〜{high}）に差があるとは言えません。",
            f" Between reps ({low} to {high}) there is no difference beyond chance.",
        )
    return said


def _hour_words(meeting: Meeting, hours: pd.DataFrame, claims: Sequence[Claim]) -> str:
    if hours.empty:
        return ""
    if said := few_hours_words(meeting, hours):
        return said
    slow = slow_hours(hours, claims)
    if slow.empty:
        return meeting.say("届く時刻による遅れは、はっきりしません。", " No hour of arrival is clearly slower.")
    share = meeting.write(slow["within_5min"].sum() / slow["leads"].sum(), "share")
    rest = hours.drop(index=slow.index)[["within_5min", "leads"]].sum()
    usual = rest["within_5min"] / rest["leads"]
    said = hours_in_words(meeting, slow["hour"].tolist())
    when_ja, when_en = window_said(meeting, RESPONSE_DAYS, *speed.first_response_within_5min.dated_in(meeting.wb))
    return meeting.say(
        f"時刻では{said}に届いたもの（{when_ja}{slow['leads'].sum():,}件）が{share}と、ほかの時刻の{meeting.write(usual, 'share')}より低くなっています。",
        f" By hour, only {share} of the {slow['leads'].sum():,} that came at {said} {when_en} were answered in time, against {meeting.write(usual, 'share')} at other hours.",
    )


def _waiting_words(meeting: Meeting, waiting: pd.DataFrame) -> str:
    tables = speed.unanswered.dated_in(meeting.wb)
    if waiting.empty:
        known = known_of(meeting, RESPONSE_DAYS, *tables)
        return meeting.say(
            f"{f'記録のある{known}' if known else f'この{RESPONSE_DAYS}日'}の反響に未対応はありません。",
            f" None of {f'the days on record ({known})' if known else f'the last {RESPONSE_DAYS} days'} is unanswered.",
        )
    recent = this_months(meeting, waiting)
    ja, en = _longest(meeting, recent if len(recent) else waiting)
    days = meeting.write(waiting["days"].max(), "days")
    when_ja, when_en = window_said(meeting, RESPONSE_DAYS, *tables)
    return meeting.say(
        f"未対応は{when_ja}{len(waiting):,}件（最長{days}）、うち今月届いたものが{len(recent):,}件で、{'その中で' if len(recent) else ''}いちばん長く待たせているのは{ja}です。",
        f" Still unanswered: {len(waiting):,} leads that came {when_en} (the oldest for {days}), {len(recent):,} of them from this month; "
        f"{'of those ' if len(recent) else ''}{en} has waited longest.",
    )


def _longest(meeting: Meeting, waiting: pd.DataFrame) -> tuple[str, str]:
    """The lead that has waited longest, in both languages: company, id and days."""
    row = waiting.sort_values(["created_at", "lead_id"]).iloc[0]
    facts = f"{row['lead_id']}{meeting.say('、', ', ')}{meeting.write(row['days'], 'days')}"
    if pd.isna(row["company_name"]):
        return f"リード{facts}", f"the lead {facts}"
    name = shortened(meeting.company(row["company_name"]))
    return f"「{name}」（{facts}）", f"“{name}” ({facts})"


def this_months(meeting: Meeting, waiting: pd.DataFrame) -> pd.DataFrame:
    """Those that can still be saved: this month's, the newest first."""
    return waiting[waiting["days"] < meeting.wb.as_of.day]


def _table(meeting: Meeting, reps: pd.DataFrame) -> pd.DataFrame:
    rates = reps.rename(columns={"rate": "value", "n": "denominator"})
    same_day = speed.first_response_same_day(meeting.wb, by=("all", "rep"), period=meeting.month).set_index("segment")
    return pd.DataFrame(
        {
            meeting.say("担当", "Rep"): [_row_name(meeting, rep) for rep in reps["rep"]],
            meeting.say("反響リード", "Inbound leads"): [meeting.write(count, "count") for count in reps["n"]],
            meeting.say("5分以内（95%区間）", "Within 5 minutes (95%)"): [
                with_interval(meeting, row) for _, row in rates.iterrows()
            ],
            meeting.say("当日中（95%区間）", "The same day (95%)"): [
                with_interval(meeting, same_day.loc[name]) if name in same_day.index else None
                for name in reps["segment"]
            ],
            meeting.say("対応までの中央値", "Median wait"): [
                meeting.say("未対応が多く出せない", "too many unanswered")
                if pd.isna(value)
                else meeting.write(value, "seconds")
                for value in reps["median"]
            ],
            meeting.say("未対応", "Unanswered"): [meeting.write(count, "count") for count in reps["unanswered"]],
        }
    )


def _row_name(meeting: Meeting, rep: str | None) -> str:
    if pd.isna(rep):
        return meeting.say("全体", "All")
    return meeting.person(rep) if rep else meeting.say("（担当なし）", "(no rep)")


def answers(meeting: Meeting) -> Section:
    """Answered within five minutes by rep and by hour of arrival, and this month's unanswered leads, newest first."""
    wb = meeting.wb
    reps, hours, waiting = reps_table(meeting), hours_table(meeting), waiting_leads(wb)
    by_day = days_words(meeting)
    if reps.empty and hours.empty and not by_day:
        return Section(none_came(meeting))
    # Everything that the section compares is held to one false discovery rate.
    claims = among([*rep_claims(reps), *hour_claims(hours)])
    figures = []
    name = meeting.month_name(meeting.month)
    if len(reps):
        title = meeting.say(f"担当者ごとの5分以内の対応（{name}の反響）", f"Answered within 5 minutes by rep, {name}")
        drawn = reps.assign(rep=["" if rep == "" else _row_name(meeting, rep) for rep in reps["rep"]])
        figures.append(
            (
                draw_answers_by_rep(drawn, lang=meeting.lang, title=title).figure,
                extent(meeting, reps["rate"], reps["n"]),
            )
        )
    if not by_day:
        title = hours_title(meeting)
        times = [f"{hour}{meeting.say('時', ':00')}" for hour in hours["hour"]]
        figures.append(
            (
                draw_answers_by_hour(hours, lang=meeting.lang, title=title).figure,
                extremes(meeting, times, hours["share"], hours["leads"]),
            )
        )
    notes = [
        meeting.say(
            "担当はリードの担当者で、応えた人は問いません。メールも対応に数えます。夜間・休日に届いたリードも含みます。"
            + STUDY[0],
            "By the lead's rep, whoever answered; e-mails count as answers; leads that came at night or on holidays are included. "
            + STUDY[1],
        )
    ]
    recent = this_months(meeting, waiting)
    older = len(waiting) - len(recent)
    if older:
        notes.append(
            meeting.say(
                f"先月までの未対応{older:,}件は、一覧に載せていません。",
                f"Not listed here: {older:,} unanswered from before this month.",
            )
        )
    if more := whole_words(UNANSWERED, meeting, len(waiting), shown=min(len(recent), SHOWN)):
        notes.append(more)
    return Section(
        by_day + _waiting_words(meeting, waiting) if by_day else _sentence(meeting, reps, hours, waiting, claims),
        figures,
        listing=page_table(UNANSWERED, meeting, recent),
        listing_caption=meeting.say(
            f"{name}の未対応の反響リード（新しい順）", f"Unanswered inbound leads of {name}, newest first"
        ),
        table=_table(meeting, reps) if len(reps) else None,
        table_caption=meeting.say("担当者ごとの対応の速さ", "Speed by rep"),
        notes=notes,
        claims=claims,
    )
