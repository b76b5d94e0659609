"""Section 2: when do calls get through?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.contact_hours import draw_best_hours, draw_contact_hours
from kpi_helpers.charts.formats import format_percent, format_weekday
from kpi_helpers.kpis import golden_hours as kpis
from kpi_helpers.kpis.best_hours import best_hour
from kpi_helpers.kpis.golden_hours import clock_hours, span
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.findings import extremes
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, hours_in_words, is_thin, listed, shortened
from kpi_helpers.report.section import Section
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
    best = best_hour(meeting.wb)
    parts = [next(iter(segment_parts(written).items())) for written in best["segment"]]
    table = pd.DataFrame(
        {
            "dimension": [dimension for dimension, _ in parts],
            "name": [name for _, name in parts],
            "hour": best["verdict"].astype(int),
            "rate": best["numerator"] / best["denominator"],
            "low": best["low"],
            "high": best["high"],
            "n": best["denominator"],
        }
    )
    order = table["dimension"].map(_DIMENSIONS.index)
    return (
        table.assign(order=order)
        .sort_values(["order", "low"], ascending=[True, False], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _sentence(meeting: Meeting, hours: pd.DataFrame, best: pd.DataFrame) -> str:
    everything = span(hours, hours["hour"])
    write, calls = meeting.write, everything["calls"]
    whole = meeting.say(
        f"この8週間の架電{write(calls, 'count')}のうち接触できたのは{write(everything['rate'], 'share')}",
        f"Of {write(calls, 'count')} calls of the last eight weeks {write(everything['rate'], 'share')} got through",
    )
    if hours["calls"].map(is_thin).all():
        return whole + meeting.say(
            f"ですが、どの時間帯も{THIN_BELOW} 件に満たず、いつつながるかはまだ判断できません。",
            f", but no hour has {THIN_BELOW} calls: too early to say when.",
        )
    golden = hours.loc[hours["is_golden"], "hour"].astype(int).tolist()
    if not golden:
        return (
            whole
            + meeting.say(
                "で、時間帯によって差があるとは言えません。",
                "; no hour of the day stands out beyond chance.",
            )
            + _elsewhere(meeting, best, golden, everything)
        )
    inside = span(hours, golden)
    outside = span(hours, [hour for hour in hours["hour"] if hour not in golden])
    said_hours, usual = hours_in_words(meeting, golden), format_percent(meeting.benchmark("contact_rate"))
    said = meeting.say(
        f"つながるのは{said_hours}です。この8週間の接触率は{write(inside['rate'], 'share')}{cases(meeting, inside['calls'])}で、"
        f"ほかの時間帯の{write(outside['rate'], 'share')}{cases(meeting, outside['calls'])}を上回ります"
        f"（参考値：全体{usual}、9〜11時は60〜70 %）。"
        f"この時間帯の架電は全体の{write(inside['calls'] / calls, 'share')}です。",
        f"Calls get through at {said_hours}: {write(inside['rate'], 'share')}{cases(meeting, inside['calls'])} over eight weeks, "
        f"against {write(outside['rate'], 'share')}{cases(meeting, outside['calls'])} at other hours (reference values: {usual} overall, "
        f"60–70 % from 9 to 11). {write(inside['calls'] / calls, 'share')} of our calls are made then.",
    )
    return said + _elsewhere(meeting, best, golden, everything)


def _elsewhere(meeting: Meeting, best: pd.DataFrame, golden: list[int], everything: pd.Series) -> str:
    """Industries and departments that get through clearly better than calls as a whole, at another hour."""
    others = best[~best["hour"].isin(golden) & best["low"].gt(everything["high"]) & best["name"].ne("")]
    if others.empty:
        return ""
    told = listed(
        meeting,
        [
            meeting.say(
                f"{shortened(row.name)}は{row.hour}時台（{meeting.write(row.rate, 'share')}、{row.n:,.0f} 件）",
                f"{shortened(row.name)} at {row.hour}:00 ({meeting.write(row.rate, 'share')}, n = {row.n:,.0f})",
            )
            for row in others.head(3).itertuples(index=False)
        ],
    )
    return meeting.say(f"{told}もよくつながります。", f" Also good: {told}.")


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
    cells, best, hours = hours_table(meeting), best_table(meeting), clock_hours(meeting.wb)
    if cells.empty:
        return Section(meeting.say("この8週間に架電はありません。", "No call was made in the last eight weeks."))
    sentence = _sentence(meeting, hours, best)
    title = meeting.say("曜日×時間帯の接触率（8週間）", "Contact rate by weekday and hour, eight weeks")
    times = [
        f"{format_weekday(row.weekday, meeting.lang)} {row.hour}{meeting.say('時', ':00')}"
        for row in cells.itertuples()
    ]
    figures = [
        (
            draw_contact_hours(cells, lang=meeting.lang, title=title).figure,
            extremes(meeting, times, cells["rate"], cells["calls"]),
        )
    ]
    if len(best):
        best_title = meeting.say(
            "業種・部署ごとの最もつながる時間帯（8週間）", "Best hour by industry and department, eight weeks"
        )
        figures.append(
            (
                draw_best_hours(best, lang=meeting.lang, title=best_title).figure,
                extremes(meeting, best["name"], best["rate"], best["n"]),
            )
        )
    return Section(
        sentence,
        figures,
        table=_table(meeting, cells),
        table_caption=meeting.say(
            "曜日×時間帯の接触率（括弧内は架電数）", "Contact rate by weekday and hour (calls in brackets)"
        ),
        notes=[
            meeting.say(
                f"接触＝担当者につながったか、受付で断られて終わった架電。「つながる時間帯」は、{THIN_BELOW} 件以上かけ、95 %信頼区間が全体の区間より上にある時間帯です。"
                "かけていない時間帯は候補になりません。",
                f"Contact: the person was reached, or reception refused. An hour stands out with {THIN_BELOW} calls or more and an interval above "
                "that of all calls. Hours at which nobody calls cannot be told.",
            )
        ],
    )


def _best_words(meeting: Meeting, best: pd.DataFrame) -> str:
    """What the rows of the second figure say."""
    missing = meeting.say("未入力", "not given")
    return listed(
        meeting,
        [
            f"{row.name or missing} {meeting.say(f'{row.hour}時台', f'{row.hour}:00')} {meeting.write(row.rate, 'share')}"
            for row in best.itertuples(index=False)
        ],
    ) + meeting.say("。", ".")
