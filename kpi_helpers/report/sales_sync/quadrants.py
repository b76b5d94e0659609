"""Section 4: which opportunities deserve the time?"""

from __future__ import annotations

import math

import pandas as pd

from kpi_helpers.kpis import meetings_won, owners
from kpi_helpers.kpis import quadrants as kpis
from kpi_helpers.kpis.claims import HIGHER, Claim, among, compare_heights
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.quadrants import quadrants as quadrant_boxes
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.sales_sync.stalled import (
    others_words,
    owner_claims,
    owner_figure,
    stalled_figure,
    stalled_words,
)
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.worklists import FOCUS, SHOWN, STALLED, page_table, whole_words
from kpi_helpers.workbook.limits import THIN_BELOW

NAMES = {
    kpis.TARGET_HOT: ("ターゲット × 温度感 高", "Target, hot"),
    kpis.TARGET_COLD: ("ターゲット × 温度感 低", "Target, cold"),
    kpis.OTHER_HOT: ("ターゲット外 × 温度感 高", "Other, hot"),
    kpis.OTHER_COLD: ("ターゲット外 × 温度感 低", "Other, cold"),
    kpis.UNKNOWN: ("不明", "Unknown"),
}


_MOST = 20
"""So many deals of the usual age are listed."""


def quadrant_table(meeting: Meeting) -> pd.DataFrame:
    """The quadrants with the one to talk about, as figure `quadrant_boxes` reads them."""
    wb = meeting.wb

    def by_quadrant(numbers: pd.DataFrame, column: str = "value") -> dict[str, float]:
        names = [segment_parts(written)["quadrant"] for written in numbers["segment"]]
        return dict(zip(names, numbers[column], strict=True))

    rates = kpis.quadrant_win_rate(wb)
    table = pd.DataFrame({"quadrant": kpis.QUADRANTS})
    for column, numbers, part in (
        ("opportunities", kpis.quadrant_opportunities(wb), "value"),
        ("open", kpis.quadrant_open(wb), "value"),
        ("amount", kpis.quadrant_amount(wb), "value"),
        ("days_open", kpis.quadrant_days_open(wb), "value"),
        ("win_rate", rates, "value"),
        ("low", rates, "low"),
        ("high", rates, "high"),
        ("closed", rates, "denominator"),
    ):
        table[column] = table["quadrant"].map(by_quadrant(numbers, part)).astype("float64")
    # A quadrant without a row has none; what nobody can tell stays missing.
    counts = ["opportunities", "open", "closed"] if kpis.quadrant_open.is_there(wb) else ["opportunities"]
    table[counts] = table[counts].fillna(0)
    return table.assign(is_focus=table["quadrant"].isin(by_quadrant(kpis.quadrant_focus(wb))))


def age_claim(meeting: Meeting, table: pd.DataFrame) -> Claim | None:
    """Whether the open ones of the quadrant to talk about are older than those of the others; None without one."""
    focus = table.loc[table["is_focus"], "quadrant"]
    if focus.empty:
        return None
    deals = kpis.every_open_deal(meeting.wb)
    mine = deals["quadrant"].eq(focus.iloc[0])
    others = deals.loc[~mine & deals["quadrant"].ne(kpis.UNKNOWN), "days_open"]
    days, name = deals.loc[mine, "days_open"], f"quadrant={focus.iloc[0]}"
    [claim] = among([compare_heights("quadrant_days_open", name, days, others)])
    return claim


def _sentence(meeting: Meeting, table: pd.DataFrame, age: Claim | None) -> str:
    focus = table[table["is_focus"]]
    unknown = table.set_index("quadrant").loc[kpis.UNKNOWN]
    if reason := lack_for(meeting, kpis.quadrant_open.needs):
        created = meeting.write(table["opportunities"].sum(), "count")
        return without_words(meeting, reason, "進行中の商談と受注率", "open opportunities and win rates") + meeting.say(
            f"{kpis.MONTHS}か月（当月と前2か月）に作成された商談は{created}です。",
            f" Created in this month and the two before: {created}.",
        )
    if not table["open"].sum():
        return meeting.say("進行中の商談はありません。", "No opportunity is open.")
    if focus.empty and unknown["open"] == table["open"].sum():
        return meeting.say(
            f"進行中の商談{meeting.write(table['open'].sum(), 'count')}は、どれもターゲットか温度感がわからないため、どの象限を優先するかは言えません。",
            f"Of the {meeting.write(table['open'].sum(), 'count')} open opportunities neither target nor temperature is known for any, "
            "so no quadrant stands out.",
        )
    if focus.empty:
        return meeting.say(
            f"進行中の商談は{meeting.write(table['open'].sum(), 'count')}ですが、完了した商談か金額がまだなく、どの象限を優先するかは言えません。",
            f"{meeting.write(table['open'].sum(), 'count')} opportunities are open, but without decided ones or amounts no "
            "quadrant stands out.",
        )
    row = focus.iloc[0]
    if split := _split_words(meeting, row, age):
        return split
    said = meeting.say(
        f"優先して話すのは「{NAMES[row['quadrant']][0]}」です。進行中{meeting.write(row['open'], 'count')}・"
        f"{meeting.write(row['amount'], 'currency')}で、{_rate_words(meeting, row)}。",
        f"Talk about “{NAMES[row['quadrant']][1]}” first: {meeting.write(row['open'], 'count')} open, "
        f"{meeting.write(row['amount'], 'currency')}, {_rate_words(meeting, row)}.",
    )
    if age is None or age.verdict != HIGHER:
        return said
    ja, en = _ages(age)
    return said + meeting.say(
        f"ただし作成から長くたっています（{ja}）。", f" Yet they have been open for long (days: {en})."
    )


def _ages(age: Claim) -> tuple[str, str]:
    return f"中央値{age.one:,.0f}日、ほかの象限は{age.other:,.0f}日", f"median {age.one:,.0f}, others {age.other:,.0f}"


def _first_within(meeting: Meeting, age: Claim | None) -> float | None:
    """The days that three quarters of the won ones took, where the quadrant's open ones are older than those of the others."""
    return owners.old_after_days(meeting.wb) if age is not None and age.verdict == HIGHER else None


def _first_of(meeting: Meeting, table: pd.DataFrame, age: Claim | None) -> tuple[int, float] | None:
    """How many of the quadrant come first and within which days, where not all of it does."""
    within, focus = _first_within(meeting, age), table.loc[table["is_focus"], "quadrant"]
    if within is None or focus.empty:
        return None
    days = kpis.open_deals(meeting.wb, focus.iloc[0])["days_open"]
    return (int((days <= within).sum()), math.floor(within)) if (days > within).any() else None


def _split_words(meeting: Meeting, row: pd.Series, age: Claim | None) -> str:
    """Of a quadrant of old ones which to talk about and which to decide on: nobody is to win 77% of what is long over.

    Empty where its open ones are as old as others, or where no won one tells what is usual.
    """
    within = _first_within(meeting, age)
    days = kpis.open_deals(meeting.wb, row["quadrant"])["days_open"]
    if age is None or within is None or not (days > within).any():
        return ""
    write, (name, en_name), (ja, en) = meeting.write, NAMES[row["quadrant"]], _ages(age)
    old, young = (days > within).sum(), (days <= within).sum()
    whole = meeting.say(
        f"進行中{write(row['open'], 'count')}・{write(row['amount'], 'currency')}、作成からの{ja}",
        f"{write(row['open'], 'count')} open, {write(row['amount'], 'currency')}, days open: {en}",
    )
    usual = meeting.say(
        f"受注した商談の4分の3が決まった作成後{math.floor(within)}日",
        f"{math.floor(within)} days, within which three quarters of the won ones were closed",
    )
    first = meeting.say(
        f"優先して話すのは「{name}」のうち、{usual}以内の{write(young, 'count')}です。これを超えた{write(old, 'count')}は",
        f"In “{en_name}” talk first about the {write(young, 'count')} open for no longer than {usual}. For the {write(old, 'count')} older ones,",
    )
    if not young:
        first = meeting.say(
            f"優先する「{name}」の{write(old, 'count')}は、どれも{usual}を超えており",
            f"In “{en_name}”, the quadrant that comes first, {write(old, 'count')} of {write(old, 'count')} exceed {usual}:",
        )
    return meeting.say(
        f"{first}、続けるか失注にするかを決めます（{whole}）。\n{_rate_words(meeting, row)}。",
        f"{first} decide whether to carry on or to call them lost ({whole}).\nOf the quadrant: {_rate_words(meeting, row)}.",
    )


def _rate_words(meeting: Meeting, row: pd.Series) -> str:
    if pd.isna(row["win_rate"]):
        return meeting.say("完了した商談はまだありません", "none closed yet")
    rate, closed, thin = meeting.write(row["win_rate"], "share"), f"{row['closed']:,.0f}", row["closed"] < THIN_BELOW
    return meeting.say(
        f"完了した商談の受注率は{rate}（12か月で{closed}件{'、件数が少なく幅があります' if thin else ''}）です",
        f"win rate of closed ones {rate} (n = {closed} in 12 months{', thin' if thin else ''})",
    )


def _field_table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    write = meeting.write
    quadrants = [
        _line(
            meeting,
            meeting.say(*NAMES[row.quadrant]),
            created=write(row.opportunities, "count"),
            still=write(row.open, "count"),
            amount=write(row.amount, "currency"),
            days=write(row.days_open, "days"),
            rate=None
            if pd.isna(row.win_rate)
            else _with_interval(meeting, row.win_rate, row.low, row.high, row.closed),
        )
        for row in table.itertuples(index=False)
    ]
    return pd.DataFrame([*quadrants, *_owner_lines(meeting)])


def _owner_lines(meeting: Meeting) -> list[dict[str, str | None]]:
    """Load and win rate of each field-sales owner, the most open ones first."""
    still = owners.owner_open(meeting.wb).set_index("segment")["value"].sort_values(ascending=False, kind="stable")
    rates = meetings_won.owner_win_rate(meeting.wb).set_index("segment")
    stalled = owners.owner_stalled(meeting.wb).set_index("segment")["value"]
    lines = []
    for written, count in still.items():
        owner = segment_parts(str(written))["owner"]
        name = meeting.person(owner) if owner else meeting.say("（未入力）", "(not given)")
        rate = rates.loc[written] if written in rates.index else None
        lines.append(
            _line(
                meeting,
                meeting.say(f"営業担当：{name}", f"Owner: {name}"),
                still=meeting.write(count, "count"),
                rate=None
                if rate is None
                else _with_interval(meeting, rate["value"], rate["low"], rate["high"], rate["denominator"]),
                stalled=meeting.write(stalled.get(written), "count"),
            )
        )
    return lines


def _focus_alt(meeting: Meeting, table: pd.DataFrame) -> str:
    focus = table[table["is_focus"]]
    if focus.empty:
        return ""
    row = focus.iloc[0]
    name, amount = meeting.say(*NAMES[row["quadrant"]]), meeting.write(row["amount"], "currency")
    return meeting.say(f"優先する象限は「{name}」{amount}", f"first: “{name}”, {amount}")


def _line(meeting: Meeting, name: str, **cells: str | None) -> dict[str, str | None]:
    return {
        meeting.say("象限・営業担当", "Quadrant, owner"): name,
        meeting.say("3か月の商談", "Created in 3 months"): cells.get("created"),
        meeting.say("進行中", "Open"): cells.get("still"),
        meeting.say("進行中の金額", "Open amount"): cells.get("amount"),
        meeting.say("作成からの日数（中央値）", "Days open (median)"): cells.get("days"),
        meeting.say("12か月の受注率（95%区間、完了n）", "Win rate, 12 months (95%, n closed)"): cells.get("rate"),
        meeting.say("ISの活動が30日以上ない", "No IS activity in 30 days"): cells.get("stalled"),
    }


def _with_interval(meeting: Meeting, rate: float, low: float, high: float, closed: float) -> str:
    return f"{meeting.write(rate, 'share')} ({100 * low:.1f}–{100 * high:.1f}, n={closed:,.0f})"


def quadrants(meeting: Meeting) -> Section:
    """Four quadrants, the one to talk about and why, and its opportunities by name."""
    table = quadrant_table(meeting)
    age = age_claim(meeting, table)
    stalling = owner_claims(meeting) if table["open"].sum() else []
    sentence = points(_sentence(meeting, table, age), stalled_words(meeting, stalling))
    title = meeting.say("進行中の商談の4象限（ターゲット × 温度感）", "Open opportunities by target and temperature")
    first = _first_of(meeting, table, age)
    figure = quadrant_boxes(table, first=first, lang=meeting.lang, title=title) if table["open"].sum() else None
    focus = table.loc[table["is_focus"], "quadrant"]
    notes = [
        meeting.say(
            "優先する象限は「進行中の金額×12か月に完了した商談の受注率」が最も大きいところです（件数の少ない象限の率は全体に寄せます）。"
            "この積は売上の見込みではありません。経過日数別の見込みは「予算をどう調整するか?」の「今ある商談から」です。",
            "First comes the quadrant with the largest open amount × win rate of the twelve months' closed ones (of few deals drawn "
            "towards that of all). The product is no forecast: what open deals of their age should bring is part of “How to adjust the plan?”.",
        )
    ][: 1 if figure is not None and len(focus) else 0]
    listed, caption = (
        _field_table(meeting, table),
        meeting.say("象限ごと・営業担当ごとの数字", "The numbers by quadrant and owner"),
    )
    named, of = None, ""
    if len(focus):
        deals = FOCUS.rows(meeting.wb)
        within, name = _first_within(meeting, age), meeting.say(*NAMES[focus.iloc[0]])
        young = deals if within is None else deals[deals["days_open"] <= within]
        # The old ones stand among those to decide on, and all of them in the files.
        aged = (
            meeting.say(f"で作成後{math.floor(within)}日以内のもの", f" of at most {math.floor(within)} days")
            if within is not None and len(young)
            else ""
        )
        # Who is sent to some of them finds each of these.
        most = _MOST if aged else SHOWN
        named = page_table(FOCUS, meeting, young if len(young) else deals, most)
        of = meeting.say(
            f"「{name}」の進行中の商談{aged}（金額の大きい順）", f"Open opportunities in “{name}”{aged}, largest first"
        )
        notes.append(
            meeting.say(
                "「最後の活動から」には、商談の作成より前の活動も含みます。",
                "The last activity may lie before the opportunity was created.",
            )
        )
        notes.append(whole_words(FOCUS, meeting, len(deals), shown=len(named)))
    stalled = STALLED.of_workbook(meeting.wb)
    if stalled is not None:
        told = [others_words(meeting, stalled), whole_words(STALLED, meeting, len(stalled), shown=SHOWN)]
        notes.append(meeting.say("", " ").join(filter(None, told)))
    return Section(
        sentence,
        [
            *([(figure, _focus_alt(meeting, table) or title)] if figure is not None else []),
            *owner_figure(meeting),
            *stalled_figure(meeting, stalled),
        ],
        table=listed,
        table_caption=caption,
        notes=[note for note in notes if note],
        listing=named,
        listing_caption=of,
        claims=[*([age] if age is not None else []), *stalling],
    )
