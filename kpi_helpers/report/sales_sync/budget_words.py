"""What section 6 says of the months ahead."""

from __future__ import annotations

from kpi_helpers.kpis.claims import MAY_MISS, MAY_REACH, MISSES, REACHES, Claim, against_chance
from kpi_helpers.kpis.landing.outlook import outlook as landings
from kpi_helpers.kpis.outlook.kpi import MonthsAhead, leads_for_targets, sales_target, together
from kpi_helpers.kpis.outlook.timing import days_to_deal, in_time_until
from kpi_helpers.kpis.targets import plan
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import short_day
from kpi_helpers.report.sales_sync.scenarios import Scenario
from kpi_helpers.report.section import points
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.needs import CLOSED, Needs

_NEAR = 0.05
"""Within so much of the plan the leads needed are about as many as are planned."""
_TIMES = 2.0
"""From here on the leads needed are so many times the plan: nobody says 3,107%."""


def span_of(meeting: Meeting, ahead: MonthsAhead) -> str:
    """The months ahead by name."""
    first, last = (meeting.month_name(month.label) for month in (ahead.months[0], ahead.months[-1]))
    return first if first == last else meeting.say(f"{first}〜{last}", f"{first} to {last}")


def chance_claim(meeting: Meeting) -> Claim | None:
    """Whether the sales target of the months ahead is met; None where it has no chance worked out."""
    target = sales_target(meeting.wb)
    chance = float(together(meeting.wb)["chance"])
    return None if target is None or target <= 0 else against_chance("target_chance", "all", chance, target)


def sentence_of(meeting: Meeting, ahead: MonthsAhead, tried: list[Scenario]) -> str:
    """The chance, what is expected, the leads that it takes, this month's shortfall, and by when leads must exist."""
    span = span_of(meeting, ahead)
    if not len(ahead.known.won_amounts):
        return _opportunities_only(meeting, ahead, span)
    sums = together(meeting.wb)
    expected = sum(float(each.sum()) for each in ahead.expected.sales.values())
    value, low, high = (meeting.write(each, "currency") for each in (expected, sums["low"], sums["high"]))
    target = sales_target(meeting.wb)
    if target is None or target <= 0:
        lack = (
            meeting.say(
                "来月以降の売上目標が登録されていないため、届く確率と必要なリード数は出せません。",
                " No sales target lies ahead, so there is neither a chance of it nor a number of leads that it takes.",
            )
            if target is None
            else meeting.say(
                "売上目標の合計が0円以下のため、届く確率と必要なリード数は出しません。",
                " Their sales targets together are not above zero, so nothing is held against them.",
            )
        )
        return (
            meeting.say(
                f"{span}の売上の見込みは{value}（80%の幅 {low}〜{high}）です。",
                f"Sales of {span} are expected at {value} (80% interval {low} to {high}).",
            )
            + lack
        )
    claim = chance_claim(meeting)
    assert claim is not None
    expects = meeting.say(
        f"見込みは{value}（80%の幅 {low}〜{high}）です。", f" Expected: {value} (80% interval {low} to {high})."
    )
    return points(
        _chance_words(meeting, claim, span, target) + expects,
        _needed_words(meeting, claim, tried) + _shortfall_words(meeting, tried[0]),
        _timing_words(meeting, ahead, tried[0]),
    )


def _opportunities_only(meeting: Meeting, ahead: MonthsAhead, span: str) -> str:
    made = sum(float(each.sum()) for each in ahead.expected.opportunities.values())
    count = meeting.write(round(made), "count")
    if reason := lack_for(meeting, Needs(columns=CLOSED)):
        said = meeting.say(f"{span}の商談は{count}の見込みです。", f"{count} opportunities are expected of {span}. ")
        return said + without_words(meeting, reason, "売上と必要なリード数", "sales and the leads that they take")
    return meeting.say(
        f"{span}の商談は{count}の見込みです。金額のある受注がまだないため、売上と必要なリード数は出せません。",
        f"{count} opportunities are expected of {span}; without a deal won with an amount nothing can be said of sales.",
    )


def _chance_words(meeting: Meeting, claim: Claim, span: str, target: float) -> str:
    written, chance = meeting.write(target, "currency"), f"{100 * float(together(meeting.wb)['chance']):.0f}%"
    ja, en = {
        REACHES: ("届く見込みです", "will meet"),
        MAY_REACH: ("届きそうですが、確実ではありません", "should, though not for certain, meet"),
        MAY_MISS: ("届かないほうがありそうです", "will more likely miss than meet"),
        MISSES: ("届かない見込みです", "will miss"),
    }[claim.verdict]
    as_is = "は今のままで" if claim.verdict in (REACHES, MAY_REACH) else "が今のままでは"
    return meeting.say(
        f"リードの計画{as_is}、{span}の売上は合計で目標{written}に{ja}（確率{chance}）。",
        f"With leads as planned, sales of {span} together {en} the target of {written} (chance {chance}).",
    )


def _needed_words(meeting: Meeting, claim: Claim, tried: list[Scenario]) -> str:
    now = tried[0]
    if now.needed is None:
        return (
            meeting.say(
                "これからのリードをいくら増やしても、この期間のうちには足りません。",
                " No number of new leads could make it within these months.",
            )
            if now.planned
            else meeting.say(
                "リードの計画も最近のリードもないため、必要なリード数は出せません。",
                " Neither planned nor recent leads are known, so nothing can be said of the leads needed.",
            )
        )
    if now.needed == 0 and claim.verdict in (MAY_MISS, MISSES):
        return meeting.say(
            "ならせば今ある商談とこれまでのリードだけで届く計算ですが、振れ幅が大きく、届かない結果のほうが多くなっています。",
            " On average open deals and past leads alone make it, but outcomes vary so much that most of them fall short.",
        )
    if now.needed == 0:
        return meeting.say(
            "今ある商談とこれまでのリードだけで目標に届く計算です。",
            " Open deals and past leads alone are expected to make it.",
        )
    needed, planned = (meeting.write(round(each), "count") for each in (now.needed, now.planned or 0))
    said = meeting.say(
        f"今の率ならこの期間のリード{needed}でおよそ五分五分になり、",
        f" At today's rates an even chance takes about {needed} leads in these months; ",
    )
    share = now.share or 0.0
    if abs(share - 1) <= _NEAR:
        return said + meeting.say(f"計画の{planned}とほぼ同じです。", f"about the {planned} planned.")
    if share < 1:
        if claim.verdict in (REACHES, MAY_REACH):
            return said + meeting.say(f"計画は{planned}です。", f"{planned} are planned.")
        return said + meeting.say(
            f"計画の{planned}でならせば足りますが、余裕はありません。",
            f"enough on average with {planned} planned, but with nothing to spare.",
        )
    times = meeting.write(share, "share"), meeting.write(share, "share") + " of"
    if share >= _TIMES:
        times = f"{share:,.1f}倍", f"{share:,.1f} times"
    said += meeting.say(
        f"計画の{planned}では足りません（計画の{times[0]}）。",
        f"not enough with {planned} planned ({times[1]} the plan).",
    )
    return said + "".join(_lever_words(meeting, one) for one in tried[1:])


def _lever_words(meeting: Meeting, one: Scenario) -> str:
    if one.needed is None:
        return meeting.say(f"{one.name}、それでも間に合いません。", f" {one.name}: still not in time.")
    if round(one.needed) == 0:
        return meeting.say(
            f"{one.name}、新しいリードがなくても届く計算です。", f" {one.name}: expected to make it without new leads."
        )
    needed = meeting.write(round(one.needed), "count")
    enough = one.share is not None and one.share <= 1
    return meeting.say(
        f"{one.name}{needed}で、{'計画で足ります' if enough else '計画ではまだ足りません'}。",
        f" {one.name}: {needed}, {'within the plan' if enough else 'still more than planned'}.",
    )


def _shortfall_words(meeting: Meeting, now: Scenario) -> str:
    """What it takes to make up for this month too; nothing where the month makes its target or none is known."""
    goals, lands = plan(meeting.wb).set_index("metric")["target"], landings(meeting.wb).set_index("metric")["expected"]
    short = float(goals.get("sales", float("nan"))) - float(lands.get("sales", float("nan")))
    if not short > 0:
        return ""
    amount, needed = meeting.write(short, "currency"), leads_for_targets(meeting.wb, more=short)
    if needed is None or now.needed is None:
        return ""
    count = meeting.write(round(needed), "count")
    enough = now.planned is not None and needed <= now.planned
    return meeting.say(
        f"今月の不足見込み{amount}まで取り返すには{count}必要で、{'計画の範囲内です' if enough else '計画を超えます'}。",
        f" Making up for this month's expected shortfall of {amount} too takes {count}, "
        f"{'within the plan' if enough else 'more than planned'}.",
    )


def _timing_words(meeting: Meeting, ahead: MonthsAhead, now: Scenario) -> str:
    until, days = in_time_until(ahead), days_to_deal(ahead.expected.curves)
    if until is None:
        return ""
    half = meeting.say(
        f"受注の半数はリードから{days}日以内に決まるため、",
        f" Half of the deals come within {days} days of their lead; ",
    )
    if until <= meeting.wb.as_of:
        return half + meeting.say(
            "これから入るリードの多くは、この期間のあとの売上になります。",
            "most sales of the leads to come will be made after these months.",
        )
    planned = ahead.arrivals.leads_until(ahead.known.as_of, epoch_day(until))
    ja = en = ""
    if now.share and planned:
        due, whole = (meeting.write(round(each), "count") for each in (planned * now.share, planned))
        ja, en = f"（計画{whole}、必要{due}）", f" ({whole} planned, {due} needed)"
    return half + meeting.say(
        f"この期間の売上に効くのは{short_day(until, meeting.lang)}ごろまでのリード{ja}です。",
        f"leads count for these months up to about {short_day(until, meeting.lang)}{en}.",
    )


def trial_words(meeting: Meeting, tried: Scenario, name: str = "") -> str:
    """What a what-if comes to: that of the notebook, or one that was kept under a name."""
    at = meeting.say(f"試算「{name}」" if name else "試算", f"“{name}”" if name else "the what-if")
    expected = meeting.write(sum(tried.sales.values()), "currency")
    said = meeting.say(f"{at}なら、売上の見込みは{expected}", f" At {at} sales are expected at {expected}")
    if tried.needed is None:
        return said + meeting.say(
            "で、リードがいくつあってもこの期間のうちには目標に届きません。",
            ", and no number of leads makes the target in time.",
        )
    needed = meeting.write(round(tried.needed), "count")
    if tried.share is None:
        return said + meeting.say(f"、必要なリードは{needed}です。", f"; it takes {needed} leads.")
    share = meeting.write(tried.share, "share")
    planned = meeting.write(round(tried.planned or 0), "count")
    return said + meeting.say(
        f"、必要なリードは{needed}で、計画{planned}の{share}です。",
        f"; it takes {needed} leads, {share} of {planned} planned.",
    )
