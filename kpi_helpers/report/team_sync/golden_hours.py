"""Section 2: when, and on which list, do calls get through?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.contact_hours import draw_best_hours, draw_contact_hours
from kpi_helpers.charts.formats import format_weekday
from kpi_helpers.kpis import golden_hours as kpis
from kpi_helpers.kpis.best_hours import OWN, best_hours
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import HIGHER, Claim, Rate, among
from kpi_helpers.kpis.golden_hours import clock_hours, hour_claims, span
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.kpis.windows import WEEKS
from kpi_helpers.report.figures.findings import extremes
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.marketing_sync.maturing import compared, curves, few_companies
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, hours_in_words, is_thin, listed, shortened
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import titled
from kpi_helpers.report.team_sync.lists_called import (
    attempt_words,
    attempts_note,
    list_claims,
    list_words,
    lists_listing,
    reached_words,
)
from kpi_helpers.report.worklists import GIVEN_UP, whole_words
from kpi_helpers.workbook.limits import THIN_BELOW

_DIMENSIONS = ("industry", "department")


def hours_table(meeting: Meeting) -> pd.DataFrame:
    """Contact rate by weekday and hour, as `draw_contact_hours` reads it."""
    rates = kpis.contact_rate_by_hour(meeting.wb, by="hour")
    clock = [segment_parts(written)["hour"].split() for written in rates["segment"]]
    return pd.DataFrame(
        {
            "weekday": [kpis.WEEKDAYS.index(day) for day, _ in clock],
            "hour": [int(hour) for _, hour in clock],
            "calls": rates["denominator"].astype(int),
            "rate": rates["value"],
        }
    )


def best_table(meeting: Meeting) -> pd.DataFrame:
    """The best hour of each industry and department, the most called first, as `draw_best_hours` reads it."""
    best = best_hours(meeting.wb)
    parts = [next(iter(segment_parts(written).items())) for written in best["segment"]]
    table = pd.DataFrame(
        {
            "dimension": [dimension for dimension, _ in parts],
            "name": [name for _, name in parts],
            "hour": best["hour"].astype(int),
            "rate": best["numerator"].astype("float64") / best["denominator"].astype("float64"),
            "low": best["low"].astype("float64"),
            "high": best["high"].astype("float64"),
            "n": best["denominator"].astype("float64"),
            "evidence": best["evidence"],
            "claim": best["claim"],
        }
    )
    order = table["dimension"].map(_DIMENSIONS.index)
    return (
        table.assign(order=order)
        .sort_values(["order", "low"], ascending=[True, False], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _sentence(meeting: Meeting, hours: pd.DataFrame, own: list[tuple[str, int, Claim]]) -> str:
    everything = span(hours, hours["hour"])
    write, calls = meeting.write, everything["calls"]
    whole = meeting.say(
        f"この8週間の架電{write(calls, 'count')}のうち接触できたのは{write(everything['rate'], 'share')}",
        f"Of {write(calls, 'count')} calls of the last eight weeks {write(everything['rate'], 'share')} got through",
    )
    if hours["calls"].map(is_thin).all():
        return whole + meeting.say(
            f"ですが、どの時間帯も{THIN_BELOW}件に満たず、いつつながるかはまだ判断できません。",
            f", but no hour has {THIN_BELOW} calls: too early to say when.",
        )
    golden = hours.loc[hours["is_golden"], "hour"].astype(int).tolist()
    if not golden:
        level = meeting.say(
            "で、時間帯によって差があるとは言えません。", "; no hour of the day stands out beyond chance."
        )
        return points(whole + level, _elsewhere(meeting, own, golden))
    inside = span(hours, golden)
    outside = span(hours, [hour for hour in hours["hour"] if hour not in golden])
    said_hours, usual = hours_in_words(meeting, golden), write(meeting.benchmark("contact_rate"), "share")
    said = meeting.say(
        f"つながるのは{said_hours}です。この8週間の接触率は{write(inside['rate'], 'share')}{cases(meeting, inside['calls'])}で、"
        f"ほかの時間帯の{write(outside['rate'], 'share')}{cases(meeting, outside['calls'])}を上回ります"
        f"（参考値：全体{usual}、9〜11時は60〜70%）。"
        f"この時間帯の架電は全体の{write(inside['calls'] / calls, 'share')}です。",
        f"Calls get through at {said_hours}: {write(inside['rate'], 'share')}{cases(meeting, inside['calls'])} over the last eight weeks, "
        f"against {write(outside['rate'], 'share')}{cases(meeting, outside['calls'])} at other hours (reference values: {usual} overall, "
        f"60–70% from 9 to 11). {write(inside['calls'] / calls, 'share')} of our calls are made then.",
    )
    return points(said, _elsewhere(meeting, own, golden))


def _elsewhere(meeting: Meeting, own: list[tuple[str, int, Claim]], golden: list[int]) -> str:
    """Industries and departments that have proved an hour of their own, other than the golden ones."""
    told = [
        meeting.say(
            f"{shortened(name)}は{hour}時台（{meeting.write(claim.one.share, 'share')}、{claim.one.cases:,.0f}件）",
            f"{shortened(name)} at {hour}:00 ({meeting.write(claim.one.share, 'share')}, n = {claim.one.cases:,.0f})",
        )
        for name, hour, claim in own
        if name and hour not in golden and claim.verdict == HIGHER and isinstance(claim.one, Rate)
    ]
    if not told:
        return ""
    return meeting.say(
        f"ほかに、{listed(meeting, told[:3])}がつながります。", f" Hours of their own: {listed(meeting, told[:3])}."
    )


def _table(meeting: Meeting, cells: pd.DataFrame) -> pd.DataFrame:
    """The heat map in figures: an hour per row, a weekday per column."""
    rows = []
    for hour, own in cells.groupby("hour"):
        at = own.set_index("weekday")
        row: dict[str, str | None] = {meeting.say("時間帯", "Hour"): meeting.say(f"{hour}時台", f"{hour}:00")}
        for day in sorted(cells["weekday"].unique()):
            row[format_weekday(day, meeting.lang)] = (
                f"{meeting.write(at.loc[day, 'rate'], 'share')} ({at.loc[day, 'calls']:,})" if day in at.index else None
            )
        rows.append(row)
    return pd.DataFrame(rows)


def golden_hours(meeting: Meeting) -> Section:
    """Weekday × hour heat map of the contact rate, and the best hours by industry and department."""
    cells, best = hours_table(meeting), best_table(meeting)
    reason = lack_for(meeting, CATALOGUE["contact_rate_by_hour"].needs)
    if cells.empty and not reason:
        return Section(meeting.say("この8週間に架電はありません。", "No call was made in the last eight weeks."))
    by_hour, by_list, matured = hour_claims(meeting.wb), list_claims(meeting), compared(*curves(meeting))
    proved = best[best["claim"].notna()]
    # Everything that the section compares is held to one false discovery rate. The channels' leads are compared where
    # the marketing meeting asks for them: what is said of them here holds there, and in this family.
    by_channel = list(matured[1]["claim"]) if matured else []
    claims = among([*by_hour.values(), *proved["claim"], *by_list, *by_channel])
    held = iter(claims)
    hours = clock_hours({hour: next(held) for hour in by_hour})
    own = [(row.name, row.hour, next(held)) for row in proved.itertuples(index=False)]
    by_list = [next(held) for _ in by_list]
    if matured:
        both = list(held)
        matured = matured[0], matured[1].assign(claim=both, verdict=[claim.verdict for claim in both])
    sentence = (
        without_words(meeting, reason, "つながる時間帯", "the hours at which calls get through")
        if reason
        else _sentence(meeting, hours, own)
    )
    crowded = meeting.say("", " ").join(["", *few_companies(meeting, matured[0])]) if matured else ""
    sentence = points(
        sentence,
        reached_words(meeting),
        list_words(meeting, by_list, matured) + crowded,
        attempt_words(meeting),
    )
    days, weeks = 7 * (WEEKS - 1) + meeting.wb.as_of.isoweekday(), ("8週間", "eight weeks")
    title = titled(meeting, "曜日×時間帯の接触率", "Contact rate by weekday and hour", days, "activities", whole=weeks)
    times = [
        f"{format_weekday(row.weekday, meeting.lang)} {row.hour}{meeting.say('時', ':00')}"
        for row in cells.itertuples()
    ]
    figures = []
    if len(cells):
        figures.append(
            (
                draw_contact_hours(cells, lang=meeting.lang, title=title).figure,
                extremes(meeting, times, cells["rate"], cells["calls"]),
            )
        )
    called = best[best["n"].notna()].reset_index(drop=True)
    if len(called):
        best_title = titled(
            meeting,
            "業種・部署ごとの最もつながる時間帯",
            "Best hour by industry and department",
            days,
            "activities",
            whole=weeks,
        )
        figures.append(
            (
                draw_best_hours(called, lang=meeting.lang, title=best_title).figure,
                extremes(meeting, called["name"], called["rate"], called["n"]),
            )
        )
    return Section(
        sentence,
        figures,
        table=_table(meeting, cells) if len(cells) else None,
        table_caption=meeting.say(
            "曜日×時間帯の接触率（括弧内は架電数）", "Contact rate by weekday and hour (calls in brackets)"
        ),
        **lists_listing(meeting, matured),
        notes=_notes(meeting, best),
        claims=claims,
    )


def _notes(meeting: Meeting, best: pd.DataFrame) -> list[str]:
    notes = [
        meeting.say(
            f"接触＝担当者につながったか、受付で断られて終わった架電。「つながる時間帯」は、{THIN_BELOW}件以上かけ、ほかの時間帯より高いことが偶然とは言えない時間帯です。"
            "同じリードへの架電は似た結果になるため、その分だけ幅を広く取っています。かけていない時間帯は候補になりません。",
            f"Contact: the person was reached, or reception refused. An hour stands out with {THIN_BELOW} calls or more and a rate above that "
            "of the other hours beyond chance; intervals mind that calls to one lead are alike. Hours at which nobody calls cannot be told.",
        ),
        attempts_note(meeting),
    ]
    if len(best):
        own = [
            shortened(name)
            for name, evidence in zip(best["name"], best["evidence"], strict=True)
            if evidence == OWN and name
        ]
        told = listed(meeting, own) or meeting.say("なし", "none")
        notes.append(
            meeting.say(
                f"全体と異なる固有の時間帯が確かめられた業種・部署：{told}。ほかは全体で最もつながる時間帯を示しています。",
                f"Industries and departments with an hour of their own: {told}. The others show the best hour of all calls.",
            )
        )
    left = GIVEN_UP.of_workbook(meeting.wb)
    if left is not None:
        notes.append(whole_words(GIVEN_UP, meeting, len(left), shown=0))
    return [note for note in notes if note]
