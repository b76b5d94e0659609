"""Section 4: which opportunities deserve the time?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.kpis import quadrants as kpis
from kpi_helpers.kpis.quadrants import LISTED, open_deals
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.quadrants import quadrants as quadrant_boxes
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.limits import THIN_BELOW

NAMES = {
    kpis.TARGET_HOT: ("ターゲット × 温度感 高", "Target, hot"),
    kpis.TARGET_COLD: ("ターゲット × 温度感 低", "Target, cold"),
    kpis.OTHER_HOT: ("ターゲット外 × 温度感 高", "Other, hot"),
    kpis.OTHER_COLD: ("ターゲット外 × 温度感 低", "Other, cold"),
    kpis.UNKNOWN: ("不明", "Unknown"),
}


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
    table["closed"] = table["closed"].fillna(0)
    focus = focus_quadrant(table)
    return table.assign(is_focus=table["quadrant"].eq(focus) if focus else False)


def focus_quadrant(table: pd.DataFrame) -> str | None:
    """The quadrant in which most sales lie open: open amount × win rate; None where nothing can be said."""
    known = table[table["quadrant"].ne(kpis.UNKNOWN) & table["open"].gt(0)]
    worth = known["amount"] * known["win_rate"].fillna(0)
    return known.loc[worth.idxmax(), "quadrant"] if len(known) and worth.max() > 0 else None


def _sentence(meeting: Meeting, table: pd.DataFrame) -> str:
    focus = table[table["is_focus"]]
    unknown = table.set_index("quadrant").loc[kpis.UNKNOWN]
    if not table["open"].sum():
        return meeting.say("進行中の商談はありません。", "No opportunity is open.")
    if focus.empty:
        return meeting.say(
            f"進行中の商談は{meeting.write(table['open'].sum(), 'count')}ですが、完了した商談の受注率がまだなく、どの象限を優先するかは言えません。",
            f"{meeting.write(table['open'].sum(), 'count')} opportunities are open, but without a win rate of decided ones no "
            "quadrant stands out.",
        )
    row = focus.iloc[0]
    others = table[table["quadrant"].ne(row["quadrant"]) & table["quadrant"].ne(kpis.UNKNOWN) & table["open"].gt(0)]
    said = meeting.say(
        f"優先して話すのは「{NAMES[row['quadrant']][0]}」です。進行中{meeting.write(row['open'], 'count')}・"
        f"{meeting.write(row['amount'], 'currency')}で、受注率は{meeting.write(row['win_rate'], 'share')}"
        f"（完了{row['closed']:,.0f} 件{'、件数が少なく幅があります' if row['closed'] < THIN_BELOW else ''}）。",
        f"Talk about “{NAMES[row['quadrant']][1]}” first: {meeting.write(row['open'], 'count')} open, "
        f"{meeting.write(row['amount'], 'currency')}, win rate {meeting.write(row['win_rate'], 'share')} "
        f"(n = {row['closed']:,.0f} closed{', thin' if row['closed'] < THIN_BELOW else ''}).",
    )
    if len(others) and row["days_open"] > others["days_open"].max():
        said += meeting.say(
            f"それなのに作成から中央値で{row['days_open']:,.0f}日たっており、ほかの象限（{others['days_open'].min():,.0f}〜"
            f"{others['days_open'].max():,.0f}日）より長く止まっています。",
            f" Yet they have been open for a median of {row['days_open']:,.0f} days, longer than any other quadrant "
            f"({others['days_open'].min():,.0f} to {others['days_open'].max():,.0f}).",
        )
    if unknown["open"]:
        said += meeting.say(
            f"ターゲットか温度感がわからない商談が{meeting.write(unknown['open'], 'count')}あります。",
            f" For {meeting.write(unknown['open'], 'count')} target or temperature is not known.",
        )
    return said


def _field_table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    write = meeting.write
    return pd.DataFrame(
        [
            {
                meeting.say("象限", "Quadrant"): meeting.say(*NAMES[row.quadrant]),
                meeting.say("3か月の商談", "Created in 3 months"): write(row.opportunities, "count"),
                meeting.say("進行中", "Open"): write(row.open, "count"),
                meeting.say("進行中の金額", "Open amount"): write(row.amount, "currency"),
                meeting.say("経過日数（中央値）", "Days open (median)"): write(row.days_open, "days"),
                meeting.say("受注率（95 %区間、完了n）", "Win rate (95 %, n closed)"): None
                if pd.isna(row.win_rate)
                else (
                    f"{write(row.win_rate, 'share')} ({100 * row.low:.1f}–{100 * row.high:.1f}, n={row.closed:,.0f})"
                ),
            }
            for row in table.itertuples(index=False)
        ]
    )


def deals_table(meeting: Meeting, deals: pd.DataFrame) -> pd.DataFrame:
    """The named opportunities, as the page lists them."""
    write = meeting.write
    return pd.DataFrame(
        [
            {
                meeting.say("会社", "Company"): meeting.company(deal.company_name),
                meeting.say("営業担当", "Owner"): meeting.person(deal.owner),
                meeting.say("フェーズ", "Stage"): None if pd.isna(deal.stage) else deal.stage,
                meeting.say("金額", "Amount"): write(deal.amount, "currency"),
                meeting.say("経過日数", "Days open"): write(deal.days_open, "days"),
                meeting.say("最後の応対から", "Since last activity"): (
                    meeting.say("応対なし", "no activity")
                    if pd.isna(deal.days_quiet)
                    else write(deal.days_quiet, "days")
                ),
            }
            for deal in deals.itertuples(index=False)
        ]
    )


def quadrants(meeting: Meeting) -> Section:
    """Four quadrants, the one to talk about and why, and its opportunities by name."""
    table = quadrant_table(meeting)
    sentence = _sentence(meeting, table)
    title = meeting.say("進行中の商談の4象限（ターゲット × 温度感）", "Open opportunities by target and temperature")
    figure = quadrant_boxes(table, lang=meeting.lang, title=title)
    focus = table.loc[table["is_focus"], "quadrant"]
    notes = [
        meeting.say(
            "優先する象限は「進行中の金額×受注率」が最も大きいところです。受注率は当月と前2か月に作成された商談の完了分です。",
            "First comes the quadrant with the largest open amount × win rate; win rates are of the opportunities created in "
            "this month and the two before.",
        )
    ]
    listed, caption = _field_table(meeting, table), meeting.say("象限ごとの数字", "The numbers by quadrant")
    named, of = None, ""
    if len(focus):
        deals = open_deals(meeting.wb, focus.iloc[0])
        named = deals_table(meeting, deals.head(LISTED))
        name = meeting.say(*NAMES[focus.iloc[0]])
        of = meeting.say(f"「{name}」の進行中の商談", f"Open opportunities in “{name}”")
        if len(deals) > LISTED:
            notes.append(
                meeting.say(
                    f"「{name}」の進行中{len(deals):,} 件のうち、金額の大きい{LISTED} 件を載せています。",
                    f"The {LISTED} largest of the {len(deals):,} open in “{name}” are listed.",
                )
            )
    return Section(
        sentence,
        figure,
        alt=f"{title}. {sentence}",
        table=listed,
        table_caption=caption,
        notes=notes,
        listing=named,
        listing_caption=of,
    )
