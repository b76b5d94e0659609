"""Section 1: where will sales land?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.charts.canvas import fold
from kpi_helpers.charts.formats import format_percent
from kpi_helpers.charts.gap_factors import draw_gap_factors
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim
from kpi_helpers.kpis.gap import Gap, gap
from kpi_helpers.kpis.gap_claims import factor_claims
from kpi_helpers.kpis.month_claims import OfMonth, of_month
from kpi_helpers.kpis.targets import plan
from kpi_helpers.kpis.usual import FEWEST_MONTHS, has_ended
from kpi_helpers.report.figures.findings import largest_step
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import (
    course_words,
    lacks_words,
    landing_words,
    makes_target,
    parts_words,
    stale_words,
)
from kpi_helpers.report.phrases import error_note
from kpi_helpers.report.plan_tree import FACTORS, node_claims, tree_figure, tree_numbers
from kpi_helpers.report.sales_sync.landing import course_figure, parts_figure
from kpi_helpers.report.sales_sync.slice_words import cohort_tells
from kpi_helpers.report.section import Section, points
from kpi_helpers.workbook.needs import Needs

if TYPE_CHECKING:
    from kpi_helpers.report.section import Picture


def waterfall_table(meeting: Meeting, shared: Gap) -> pd.DataFrame:
    """Target to date, the factors and the actual, as `draw_gap_factors` reads them."""
    worst = _worst(meeting, shared)
    beyond = _beyond(meeting)
    steps = [
        {
            "label": CATALOGUE[FACTORS[factor]].label(meeting.lang),
            "kind": "step",
            "value": value,
            "is_focus": factor == worst,
            "is_usual": factor not in beyond,
        }
        for factor, value in shared.shares.items()
    ]
    over = meeting.wb.month.is_over
    goal = meeting.say("目標", "Target") if over else meeting.say("今日時点の目標", "Target to date")
    done = meeting.say("実績", "Actual") if over else meeting.say("今日までの実績", "Actual to date")
    start = {"label": goal, "kind": "start", "value": shared.expected}
    end = {"label": done, "kind": "end", "value": shared.actual}
    plain = {"is_focus": False, "is_usual": True}
    return pd.DataFrame([start | plain, *steps, end | plain])


NO_SHARES = {
    "no_target": (
        "売上の目標（と有効リード・商談・受注の目標）がないため、要因には分けられません。",
        "Without targets for sales, valid leads, opportunities and won the gap cannot be shared out.",
    ),
    "no_business_day": (
        "今月はまだ営業日がないため、進捗と要因は出しません。",
        "No business day of the month has passed, so there is neither pace nor gap.",
    ),
    "count_above_zero": (
        "途中の件数が0件なのに、その先に件数があるため、掛け算が閉じず要因に分けられません。",
        "A count is zero above one that is not, so the product cannot close and there are no shares.",
    ),
    "below_zero": (
        "売上（またはその目標）がマイナスのため、要因には分けられません。",
        "Sales, or their target, are below zero, so that they cannot be shared out over factors.",
    ),
    "nothing": (
        "まだ売上がなく、直近12か月でもこの時点では見込まれないため、差はありません。",
        "There are no sales yet, nor are any usual by now, so there is no gap.",
    ),
    "stale": (
        "要因の元になる表に更新の止まったものがあるため、売上の差は要因に分けられません。",
        "A table that the factors rest on is out of date, so the gap is not shared out over them.",
    ),
    "no_table": ("", ""),
}


def _without_amounts(meeting: Meeting, month: str, won: float) -> str:
    if not won > 0:
        return meeting.say(
            "商談に金額がないため、売上は出せません。", "No opportunity bears an amount, so sales are not known."
        )
    return meeting.say(
        f"{month}の受注{meeting.write(won, 'count')}に金額がないため、売上は出せません。",
        f"None of the {meeting.write(won, 'count')} deals won in {month} bears an amount, so sales are not known.",
    )


def _sentence(meeting: Meeting, shared: Gap) -> str:
    month, name = of_month(meeting.wb, "sales"), meeting.month_name(meeting.month)
    won = float(plan(meeting.wb).set_index("metric")["actual"].get("won", float("nan")))
    if month.actual != month.actual:
        return _without_sales(meeting, month, name, won)
    said = makes_target(meeting, month, (f"{name}の売上", f"Sales of {name}"))
    if won > 0 and not month.actual:
        return said + (meeting.say("", " ") if said else "") + _without_amounts(meeting, name, won)
    actual, deals = meeting.write(month.actual, "currency"), meeting.write(won, "count")
    over = meeting.wb.month.is_over
    subject = "" if said else meeting.say(f"{name}の売上は", f"Sales of {name}")
    ja, en = course_words(meeting, month)
    due = meeting.write(month.expected, "currency")
    # A cancellation larger than what was sold leaves less than nothing: no share of the target says that.
    pace = (
        ("", "")
        if month.actual < 0
        else tuple(f"{word}{format_percent(month.pace)}" for word in ("、ペース", ", pace "))
    )
    stand = meeting.say(
        f"{subject}{'実績は' if over and said else '' if over else '今日までに'}{actual}（受注{deals}）",
        f"{subject or ' They'} {'came to' if over else 'stand at'} {actual}{'' if over else ' to date'} (deals won: {deals})",
    )
    said += meeting.say(
        f"{stand}で、{ja}（今日時点の目標{due}{pace[0]}）。" if ja else f"{stand}です。",
        f"{stand}, {en} (target to date {due}{pace[1]})." if en else f"{stand}.",
    )
    worst = _worst_factor(meeting, shared) if shared.is_told and month.target > 0 and not over else ""
    lacks = lacks_words(meeting, month, ("売上", "sales"))
    return points(said + lacks, worst, landing_words(meeting, month), parts_words(meeting, "sales"))


def _without_sales(meeting: Meeting, month: OfMonth, name: str, won: float) -> str:
    """No opportunity at all, no amount, or a table that ended before the month began."""
    if meeting.wb.coverage("opportunities").first is None:
        return meeting.say(
            "商談の表にまだ行がないため、売上は出せません。", "There is no opportunity yet, so sales are not known."
        )
    if not won > 0 and (reason := lack_for(meeting, CATALOGUE["sales"].needs)):
        return without_words(meeting, reason, "売上", "sales")
    if won > 0 or not month.is_stale:
        return _without_amounts(meeting, name, won)
    return meeting.say(f"{name}の売上はまだわかりません。", f"Sales of {name} are not known.") + stale_words(
        meeting, month
    )


def _beyond(meeting: Meeting) -> dict[str, str]:
    """The factors beyond what months differ by anyway, and to which side."""
    return {claim.metric: claim.verdict for claim in factor_claims(meeting.wb) if claim.verdict in (LOWER, HIGHER)}


def _worst(meeting: Meeting, shared: Gap) -> str | None:
    """The factor that costs most, where it is beyond what months differ by anyway; a smaller one is never named in its place."""
    most = min(shared.shares, key=lambda factor: shared.shares[factor])
    return most if shared.shares[most] < 0 and _beyond(meeting).get(most) == LOWER else None


def _worst_factor(meeting: Meeting, shared: Gap) -> str:
    worst = _worst(meeting, shared)
    calm = not _beyond(meeting) and not cohort_tells(meeting, shared.shares.get("opportunity_rate", 0.0))
    if worst is None:
        most = max(shared.shares, key=lambda factor: abs(shared.shares[factor]) if calm else -shared.shares[factor])
        amount = meeting.write_signed(shared.shares[most], "currency")
        name = CATALOGUE[FACTORS[most]].label(meeting.lang)
        now, due = _sides(meeting, most)
        if calm:
            return meeting.say(
                f"要因ごとの差は、どれも月ごとのばらつきの範囲です（最大は{name}の{amount}：{now}、今日時点の目標は{due}）。",
                f" No factor is out of the ordinary for this stage of a month (the largest: {name.lower()}, {amount}: {now}, "
                f"expected by now {due}).",
            )
        if not shared.shares[most] < 0:
            return ""
        return meeting.say(
            f"下げ幅がいちばん大きいのは{name}の{amount}ですが（{now}、今日時点の目標は{due}）、月ごとのばらつきと区別できません。",
            f" The largest loss is the {name.lower()}, {amount} ({now}, expected by now {due}), which cannot be told from how "
            "months differ.",
        )
    if worst in ("leads", "valid_leads", "visitors") and not shared.counts[worst][0]:
        return meeting.say(
            "そもそもリードが入っていません。" if worst != "visitors" else "そもそも来訪がありません。",
            " No lead came at all." if worst != "visitors" else " Nobody visited at all.",
        )
    name = CATALOGUE[FACTORS[worst]].label(meeting.lang)
    amount = meeting.write_signed(shared.shares[worst], "currency")
    now, due = _sides(meeting, worst)
    return meeting.say(
        f"いちばん響いているのは{name}で{amount}です（{now}、今日時点の目標は{due}）。",
        f" What costs most is the {name.lower()}: {amount} ({now}, expected by now {due}).",
    )


def _sides(meeting: Meeting, factor: str) -> list[str]:
    """A factor to date, and what is expected of it by now."""
    known, metric = plan(meeting.wb).set_index("metric"), FACTORS[factor]
    unit = CATALOGUE[metric].unit
    sides = [known.at[metric, side] for side in ("actual", "expected")]
    return [meeting.write(round(side) if unit == "count" else side, unit) for side in sides]


def sales(meeting: Meeting) -> Section:
    """Where will sales land, and which factor of the tree costs or brings how much?"""
    tree, shared = tree_figure(meeting, at_once=4), gap(meeting.wb)
    month = meeting.month_name(meeting.month)
    sentence = _sentence(meeting, shared)
    if not tree:
        return Section(sentence, claims=_claims(meeting))
    figures: list[tuple[Picture, str]] = [*course_figure(meeting, month), *tree]
    notes = [note] if (note := error_note(meeting, "sales")) else []
    if shared.is_told:
        steps = waterfall_table(meeting, shared)
        title = meeting.say("売上の差はどの要因から来たか", "Which factors make the sales gap")
        fall = draw_gap_factors(steps, lang=meeting.lang, title=title)
        if _worst(meeting, shared) is None:
            fold(fall)
        figures.append((fall.figure, largest_step(meeting, steps)))
        notes.append(
            meeting.say(
                "要因ごとの差は、足すと全体の差にちょうど一致します。灰色は月ごとのばらつきの範囲です。商談化率と受注率は輪切りの率です。",
                "The factors sum to the gap exactly; grey ones are within what months differ by anyway; opportunity and win rate are slice rates.",
            )
        )
        if shared.linear and len(shared.linear) < len(shared.counts):
            notes.append(
                meeting.say(
                    "差は、どの要因も営業日の割合（直線）で出した今日時点の目標に対するものです。",
                    "The gap is to targets to date that are linear, by business days, for every factor.",
                )
            )
    elif shared.shares:
        short = meeting.say("・", ", ").join(_name(meeting, metric) for metric in shared.linear)
        notes.append(
            meeting.say(
                f"売上の差は要因に分けていません。どの要因にも{FEWEST_MONTHS}か月分の記録が必要ですが、{short}はまだ足りません。",
                f"The gap is not shared out over factors: that takes {FEWEST_MONTHS} months on record of each, and these have fewer: {short}.",
            )
        )
    elif shared.reason == "no_target" and (reason := lack_for(meeting, Needs(valid=True))):
        notes.append(without_words(meeting, reason, "売上差の要因", "the factors of the gap"))
    elif NO_SHARES[shared.reason][0]:
        notes.append(meeting.say(*NO_SHARES[shared.reason]))
    figures += parts_figure(meeting, month)
    if usual := _usual_note(meeting):
        notes.append(usual)
    return Section(
        sentence,
        figures,
        table=tree_numbers(meeting),
        notes=notes,
        table_caption=meeting.say("KPIツリーの数字", "The numbers of the tree"),
        claims=_claims(meeting),
    )


def _claims(meeting: Meeting) -> list[Claim]:
    month = of_month(meeting.wb, "sales")
    return [claim for claim in (month.makes_target, *node_claims(meeting).values()) if claim is not None]


def _usual_note(meeting: Meeting) -> str:
    """How far a month usually is by now: what every target to date rests on."""
    known = plan(meeting.wb).query("target > 0 and usual_share.notna() and actual.notna()").set_index("metric")
    held = [metric for metric in ("sales", "opportunities", "valid_leads") if metric in known.index]
    told = [metric for metric in held if not has_ended(meeting.wb, metric)]
    if meeting.wb.month.is_over:
        return ""
    learned = [metric for metric in told if not math.isnan(known.at[metric, "months"])]
    said = []
    if learned:
        shares = _shares(meeting, known, learned)
        said.append(
            meeting.say(
                f"今日時点の目標は、過去12か月で月のこの時点までに進んでいた割合を目標に掛けたものです（{shares}）。",
                f"Targets to date are the target × the share of a month that was there by now in twelve months ({shares}).",
            )
        )
    if linear := [metric for metric in told if metric not in learned]:
        shares = _shares(meeting, known, linear)
        said.append(
            meeting.say(
                f"{'ただし次の' if learned else ''}今日時点の目標は、月の記録がまだ{FEWEST_MONTHS}か月分ないため営業日の割合（直線）で出しています（{shares}）。",
                f"{'These targets' if learned else 'Targets'} to date are linear, by business days, for want of {FEWEST_MONTHS} months ({shares}).",
            )
        )
    return meeting.say("", " ").join(said)


def _shares(meeting: Meeting, known: pd.DataFrame, metrics: list[str]) -> str:
    return meeting.say("、", ", ").join(
        f"{_name(meeting, metric)} {meeting.write(known.at[metric, 'usual_share'], 'share')}" for metric in metrics
    )


def _name(meeting: Meeting, metric: str) -> str:
    return CATALOGUE[metric].label(meeting.lang)
