"""What a chart shows, in a few words for those who do not see it: fewer than the sentence beside it says."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kpi_helpers.charts.formats import is_missing
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import is_thin, shortened


def extremes(
    meeting: Meeting, names: Iterable[str], rates: Iterable[float], cases: Iterable[float] | None = None
) -> str:
    """The highest and the lowest of some named rates; those of few cases are left out."""
    table = pd.DataFrame({"name": list(names), "rate": list(rates)}).assign(
        cases=None if cases is None else list(cases)
    )
    known = table[table["rate"].notna()]
    if known.empty:
        return meeting.say("率は出せません", "no rate can be told")
    if cases is not None:
        known = known[~known["cases"].map(is_thin)]
    if known.empty:
        return meeting.say("率を言えるだけの件数がまだありません", "too few cases for a rate yet")
    high, low = (
        f"{shortened(row['name']) or meeting.say('未入力', 'not given')} {meeting.write(row['rate'], 'share')}"
        for row in (known.loc[known["rate"].idxmax()], known.loc[known["rate"].idxmin()])
    )
    if len(known) == 1:
        return high
    return meeting.say(f"最高は{high}、最低は{low}", f"highest: {high}, lowest: {low}")


def extent(meeting: Meeting, rates: Iterable[float], cases: Iterable[float]) -> str:
    """From where to where the rates of people lie, naming nobody; those of few cases are left out."""
    known = [rate for rate, n in zip(rates, cases, strict=True) if not is_missing(rate) and not is_thin(n)]
    if not known:
        return meeting.say("率を言えるだけの件数がまだありません", "too few cases for a rate yet")
    low, high = (meeting.write(rate, "share") for rate in (min(known), max(known)))
    return low if low == high else meeting.say(f"{low}から{high}まで", f"from {low} to {high}")


def widest_changes(meeting: Meeting, channels: pd.DataFrame) -> str:
    """What grew and what shrank most; of the figure `draw_lead_change`."""
    signed = [
        f"{shortened(row['channel']) or meeting.say('未入力', 'not given')} {meeting.write_signed(row['change'], 'count')}"
        for row in (channels.loc[channels["change"].idxmax()], channels.loc[channels["change"].idxmin()])
    ]
    return meeting.say("、", ", ").join(dict.fromkeys(signed))


def largest_step(meeting: Meeting, steps: pd.DataFrame) -> str:
    """The factor that moves most; of the figure `draw_gap_factors`."""
    factors = steps[steps["kind"] == "step"]
    most = factors.loc[factors["value"].abs().idxmax()]
    value = meeting.write_signed(most["value"], "currency")
    return meeting.say(f"最大は{most['label']}の{value}", f"largest: {most['label']}, {value}")


def beside_plan(meeting: Meeting, days: pd.DataFrame, unit: str = "count") -> str:
    """Where the running total stands beside its plan; of the figure `draw_progress`."""
    known = days.dropna(subset="actual")
    if known.empty:
        return meeting.say("実績はまだありません", "nothing to date")
    now = known.iloc[-1]
    actual = meeting.write(now["actual"], unit)
    is_over = meeting.wb.month.is_over
    if is_missing(now["plan"]):
        return meeting.say(f"累計{actual}", f"{actual} in all" if is_over else f"{actual} to date")
    planned = meeting.write(round(now["plan"]), unit)
    if is_over:
        return meeting.say(f"累計{actual}、目標は{planned}", f"{actual} in all, target {planned}")
    return meeting.say(f"累計{actual}、今日時点の目標は{planned}", f"{actual} to date, planned {planned}")


def most(meeting: Meeting, names: Iterable[str], counts: Iterable[float], unit: str = "count") -> str:
    """The name with the largest count."""
    known = [(count, shortened(name)) for name, count in zip(names, counts, strict=True) if not is_missing(count)]
    if not known:
        return meeting.say("数字はまだありません", "no numbers yet")
    count, name = max(known)
    name = name or meeting.say("未入力", "not given")
    return meeting.say(f"最多は{name} {meeting.write(count, unit)}", f"most: {name}, {meeting.write(count, unit)}")
