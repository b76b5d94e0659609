"""Section 4: which opportunities deserve the time?"""

from __future__ import annotations

import math

import pandas as pd

from kpi_helpers.kpis import meetings_won, owners
from kpi_helpers.kpis import quadrants as kpis
from kpi_helpers.kpis.claims import HIGHER, THIN, Claim, Rate, against_rest, among, compare_heights
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.owners import owners as owner_lines
from kpi_helpers.report.figures.quadrants import quadrants as quadrant_boxes
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import listed, shortened
from kpi_helpers.report.section import Section
from kpi_helpers.report.tables import table_element
from kpi_helpers.report.worklists import FOCUS, SHOWN, STALLED, page_table, whole_words
from kpi_helpers.workbook.limits import THIN_BELOW

_FEWEST_OWNERS = 2
_NAMED = 3
_LONGEST = 24
_STALLED_COLUMNS = tuple(
    column
    for column in STALLED.columns
    if column.name in ("company_name", "owner", "amount", "days_open", "days_quiet")
)

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
    return compare_heights("quadrant_days_open", f"quadrant={focus.iloc[0]}", deals.loc[mine, "days_open"], others)


def owner_claims(meeting: Meeting) -> list[Claim]:
    """Whether the open opportunities of some owner stand still more often than those of all others, of all owners together."""
    wb = meeting.wb
    still, stalled = (kpi(wb).set_index("segment")["value"] for kpi in (owners.owner_open, owners.owner_stalled))
    named = [written for written in stalled.index if segment_parts(str(written))["owner"]]
    if len(named) < _FEWEST_OWNERS:
        return []
    rates = {str(name): Rate(float(stalled[name]), float(still[name])) for name in named}
    return among(against_rest("owner_stalled", rates))


def _stalled_words(meeting: Meeting, claims: list[Claim]) -> str:
    """Whose deals stall; nobody is named for less than a difference beyond chance."""
    compared = [claim for claim in claims if isinstance(claim.one, Rate) and isinstance(claim.other, Rate)]
    if not compared:
        return ""
    stalled = owners.owner_stalled(meeting.wb)["value"].sum()
    if not stalled:
        return ""
    whole = meeting.write(stalled, "count")
    if all(claim.verdict == THIN for claim in compared):
        return meeting.say(
            f"止まっている商談は{whole}です。担当ごとの件数が少なく、誰に多いかは言えません。",
            f" {whole} have stalled; the owners' deals are too few to say whose.",
        )
    more = [claim for claim in compared if claim.verdict == HIGHER]
    if not more:
        return meeting.say(
            f"止まっている商談は{whole}で、営業担当による差があるとは言えません。",
            f" {whole} have stalled; owners do not differ beyond chance.",
        )
    told = listed(meeting, [_stalled_of(meeting, claim) for claim in more[:_NAMED]])
    return meeting.say(
        f"止まっている商談は{whole}で、進行中に占める割合がほかの担当者より高いのは{told}です。",
        f" {whole} have stalled; of their open deals more stall than of the others': {told}.",
    )


def _stalled_of(meeting: Meeting, claim: Claim) -> str:
    assert isinstance(claim.one, Rate)
    name = shortened(meeting.person(segment_parts(claim.subject)["owner"]), _LONGEST)
    name = name if meeting.mask_names else meeting.say(f"{name}さん", name)
    counts = meeting.say(
        f"{claim.one.cases:,.0f}件中{claim.one.hits:,.0f}件", f"{claim.one.hits:,.0f} of {claim.one.cases:,.0f}"
    )
    return meeting.say(f"{name}（{counts}）", f"{name} ({counts})")


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
    said = meeting.say(
        f"優先して話すのは「{NAMES[row['quadrant']][0]}」です。進行中{meeting.write(row['open'], 'count')}・"
        f"{meeting.write(row['amount'], 'currency')}で、{_rate_words(meeting, row)}。",
        f"Talk about “{NAMES[row['quadrant']][1]}” first: {meeting.write(row['open'], 'count')} open, "
        f"{meeting.write(row['amount'], 'currency')}, {_rate_words(meeting, row)}.",
    )
    return said + _age_words(meeting, row["quadrant"], age)


def _age_words(meeting: Meeting, quadrant: str, age: Claim | None) -> str:
    """How old the open ones are, so that nobody multiplies their amount with a win rate that is of closed ones."""
    if age is None or age.verdict != HIGHER:
        return ""
    ja, en = (
        f"中央値{age.one:,.0f}日、ほかの象限は{age.other:,.0f}日",
        f"median {age.one:,.0f}, others {age.other:,.0f}",
    )
    old_after = owners.old_after_days(meeting.wb)
    if old_after is None:
        return meeting.say(
            f"ただし作成から長くたっています（{ja}）。", f" Yet they have been open for long (days: {en})."
        )
    open_days = kpis.open_deals(meeting.wb, quadrant)["days_open"]
    old, whole = meeting.write((open_days > old_after).sum(), "count"), meeting.write(len(open_days), "count")
    return meeting.say(
        f"ただし{whole}のうち{old}は、受注した商談の4分の3が決まった作成後{math.floor(old_after)}日を超えており（{ja}）、"
        "まず続けるか失注にするかを決めます。",
        f" Yet {old} of the {whole} have been open for longer than the {math.floor(old_after)} days within which three quarters "
        f"of the won ones were closed ({en}): decide first whether to go on or to call them lost.",
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
    return meeting.say(f"優先して話すのは「{name}」{amount}", f"first: “{name}”, {amount}")


def owners_table(meeting: Meeting) -> pd.DataFrame:
    """Load, stalled deals and win rate of each owner, the most stalled first, as figure `owner_lines` reads them."""
    wb = meeting.wb
    still, stalled = (kpi(wb).set_index("segment")["value"] for kpi in (owners.owner_open, owners.owner_stalled))
    rates = meetings_won.owner_win_rate(wb).set_index("segment")
    names = [segment_parts(str(written))["owner"] for written in still.index]
    table = pd.DataFrame(
        {
            "owner": [meeting.person(name) if name else "" for name in names],
            "open": still.to_numpy(),
            "stalled": stalled.reindex(still.index).to_numpy(),
            "win_rate": rates["value"].reindex(still.index).to_numpy(),
            "closed": rates["denominator"].reindex(still.index).to_numpy(),
        }
    )
    return table.sort_values(["stalled", "open"], ascending=False, kind="stable", ignore_index=True)


def _owner_figure(meeting: Meeting) -> list[tuple[Element, str]]:
    table = owners_table(meeting)
    if table.empty:
        return []
    title = meeting.say("営業担当ごとの進行中の商談", "Open opportunities by owner")
    stalled = "、".join(f"{row.owner} {row.stalled:,.0f}" for row in table.head(3).itertuples() if row.stalled > 0)
    alt = meeting.say(f"止まっている商談 {stalled}", f"stalled: {stalled.replace('、', ', ')}") if stalled else title
    return [(owner_lines(table, lang=meeting.lang, title=title), alt)]


def _stalled_figure(meeting: Meeting, rows: pd.DataFrame | None) -> list[tuple[Element, str]]:
    """The largest ones that nobody of inside sales has touched for long; none where none has stalled."""
    old_after = owners.old_after_days(meeting.wb)
    if rows is None or rows.empty or old_after is None:
        return []
    title = meeting.say(
        f"止まっている商談（金額の大きい順）：作成後{math.floor(old_after)}日を超え、ISの活動が{owners.QUIET_DAYS}日以上ない。"
        "営業自身の活動は入っていません",
        f"Stalled, largest first: open for more than {math.floor(old_after)} days, without activity of inside sales for "
        f"{owners.QUIET_DAYS}; field sales' own work is not in it",
    )
    shown = page_table(STALLED, meeting, rows)[[meeting.say(column.ja, column.en) for column in _STALLED_COLUMNS]]
    alt = meeting.say(f"{len(rows):,}件が止まっている", f"{len(rows):,} stalled")
    return [(el("figure", table_element(shown, caption=title, stacks=True, lang=meeting.lang), class_="chart"), alt)]


def _line(meeting: Meeting, name: str, **cells: str | None) -> dict[str, str | None]:
    return {
        meeting.say("象限・営業担当", "Quadrant, owner"): name,
        meeting.say("3か月の商談", "Created in 3 months"): cells.get("created"),
        meeting.say("進行中", "Open"): cells.get("still"),
        meeting.say("進行中の金額", "Open amount"): cells.get("amount"),
        meeting.say("作成からの日数（中央値）", "Days open (median)"): cells.get("days"),
        meeting.say("12か月の受注率（95%区間、完了n）", "Win rate, 12 months (95%, n closed)"): cells.get("rate"),
        meeting.say("止まっている商談", "Stalled"): cells.get("stalled"),
    }


def _with_interval(meeting: Meeting, rate: float, low: float, high: float, closed: float) -> str:
    return f"{meeting.write(rate, 'share')} ({100 * low:.1f}–{100 * high:.1f}, n={closed:,.0f})"


def quadrants(meeting: Meeting) -> Section:
    """Four quadrants, the one to talk about and why, and its opportunities by name."""
    table = quadrant_table(meeting)
    age = age_claim(meeting, table)
    stalling = owner_claims(meeting) if table["open"].sum() else []
    sentence = _sentence(meeting, table, age) + _stalled_words(meeting, stalling)
    title = meeting.say("進行中の商談の4象限（ターゲット × 温度感）", "Open opportunities by target and temperature")
    figure = quadrant_boxes(table, lang=meeting.lang, title=title) if table["open"].notna().any() else None
    focus = table.loc[table["is_focus"], "quadrant"]
    notes = [
        meeting.say(
            "優先する象限は「進行中の金額×12か月に完了した商談の受注率」が最も大きいところです（件数の少ない象限の率は全体に寄せます）。"
            "この積は売上の見込みではありません。たった日数ごとに見た見込みは「予算をどう調整するか?」の「今ある商談から」です。",
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
        named = page_table(FOCUS, meeting, deals)
        name = meeting.say(*NAMES[focus.iloc[0]])
        of = meeting.say(
            f"「{name}」の進行中の商談（金額の大きい順）", f"Open opportunities in “{name}”, largest first"
        )
        notes.append(
            meeting.say(
                "「最後の活動から」には、商談の作成より前の活動も含みます。",
                "The last activity may lie before the opportunity was created.",
            )
        )
        notes.append(whole_words(FOCUS, meeting, len(deals), shown=SHOWN))
    stalled = STALLED.of_workbook(meeting.wb)
    if stalled is not None:
        notes.append(whole_words(STALLED, meeting, len(stalled), shown=SHOWN))
    return Section(
        sentence,
        [
            *([(figure, _focus_alt(meeting, table) or title)] if figure is not None else []),
            *_owner_figure(meeting),
            *_stalled_figure(meeting, stalled),
        ],
        table=listed,
        table_caption=caption,
        notes=[note for note in notes if note],
        listing=named,
        listing_caption=of,
        claims=[*([age] if age is not None else []), *stalling],
    )
