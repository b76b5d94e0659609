"""The load of field-sales owners, and the opportunities that nobody of inside sales has touched for long: part of section 4."""

from __future__ import annotations

import math

import pandas as pd

from kpi_helpers.kpis import meetings_won, owners
from kpi_helpers.kpis.claims import HIGHER, THIN, Claim, Rate, against_rest, among
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.owners import owners as owner_lines
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import listed, shortened
from kpi_helpers.report.tables import table_element
from kpi_helpers.report.worklists import SHOWN, STALLED, page_table

_FEWEST_OWNERS = 2
_NAMED = 3
_LONGEST = 24


def owner_claims(meeting: Meeting) -> list[Claim]:
    """Whether the open opportunities of some owner stand still more often than those of all others, of all owners together."""
    wb = meeting.wb
    still, stalled = (kpi(wb).set_index("segment")["value"] for kpi in (owners.owner_open, owners.owner_stalled))
    named = [written for written in stalled.index if segment_parts(str(written))["owner"]]
    if len(named) < _FEWEST_OWNERS:
        return []
    rates = {str(name): Rate(float(stalled[name]), float(still[name])) for name in named}
    return among(against_rest("owner_stalled", rates))


def stalled_words(meeting: Meeting, claims: list[Claim]) -> str:
    """Whose deals stall; nobody is named for less than a difference beyond chance."""
    compared = [claim for claim in claims if isinstance(claim.one, Rate) and isinstance(claim.other, Rate)]
    if not compared:
        return ""
    stalled = owners.owner_stalled(meeting.wb)["value"].sum()
    if not stalled:
        return ""
    old_after = math.floor(owners.old_after_days(meeting.wb) or 0)
    what = f"作成後{old_after}日を超え、ISの活動が{owners.QUIET_DAYS}日以上ない商談"
    whole = meeting.write(stalled, "count")
    en = f" Open for more than {old_after} days, without inside-sales activity for {owners.QUIET_DAYS}: {whole}"
    if all(claim.verdict == THIN for claim in compared):
        return meeting.say(
            f"{what}は{whole}です。担当ごとの件数が少なく、誰に多いかは言えません。",
            f"{en}; the owners' deals are too few to say whose.",
        )
    more = [claim for claim in compared if claim.verdict == HIGHER]
    if not more:
        return meeting.say(
            f"{what}は{whole}で、営業担当による差があるとは言えません。",
            f"{en}; owners do not differ beyond chance.",
        )
    told = listed(meeting, [_stalled_of(meeting, claim) for claim in more[:_NAMED]])
    return meeting.say(
        f"{what}は{whole}で、進行中に占める割合がほかの担当者より高いのは{told}です。",
        f"{en}; a larger share of the open ones than the others' with: {told}.",
    )


def _stalled_of(meeting: Meeting, claim: Claim) -> str:
    assert isinstance(claim.one, Rate)
    name = shortened(meeting.person(segment_parts(claim.subject)["owner"]), _LONGEST)
    name = name if meeting.mask_names else meeting.say(f"{name}さん", name)
    counts = meeting.say(
        f"{claim.one.cases:,.0f}件中{claim.one.hits:,.0f}件", f"{claim.one.hits:,.0f} of {claim.one.cases:,.0f}"
    )
    return meeting.say(f"{name}（{counts}）", f"{name} ({counts})")


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


def owner_figure(meeting: Meeting) -> list[tuple[Element, str]]:
    table = owners_table(meeting)
    if not table["open"].sum():
        return []
    title = meeting.say("営業担当ごとの進行中の商談", "Open opportunities by owner")
    stalled = "、".join(f"{row.owner} {row.stalled:,.0f}" for row in table.head(3).itertuples() if row.stalled > 0)
    alt = (
        meeting.say(
            f"ISの活動が{owners.QUIET_DAYS}日以上ない {stalled}",
            f"no activity of inside sales for {owners.QUIET_DAYS} days: {stalled.replace('、', ', ')}",
        )
        if stalled
        else title
    )
    return [(owner_lines(table, lang=meeting.lang, title=title), alt)]


def stalled_figure(meeting: Meeting, rows: pd.DataFrame | None) -> list[tuple[Element, str]]:
    """The largest ones that nobody of inside sales has touched for long; none where none has stalled."""
    old_after = owners.old_after_days(meeting.wb)
    if rows is None or rows.empty or old_after is None:
        return []
    title = meeting.say(
        f"ISの活動が{owners.QUIET_DAYS}日以上ない商談（金額の大きい順）：作成後{math.floor(old_after)}日を超えたもの。"
        "営業自身の活動は入っていません",
        f"No activity of inside sales for {owners.QUIET_DAYS} days, largest first: open for more than {math.floor(old_after)} days; "
        "field sales' own work is not in it",
    )
    shown = page_table(STALLED, meeting, rows)
    alt = meeting.say(f"{len(rows):,}件にISの活動がない", f"{len(rows):,} without activity of inside sales")
    return [(el("figure", table_element(shown, caption=title, stacks=True, lang=meeting.lang), class_="chart"), alt)]


def others_words(meeting: Meeting, rows: pd.DataFrame) -> str:
    """Whose the ones are that the page has no room for; empty where it shows all."""
    others = rows["owner"].iloc[SHOWN:].fillna("").value_counts()
    if others.empty:
        return ""
    none = meeting.say("（未入力）", "(not given)")
    # Apart from the count, which else reads on from a name that ends in a digit.
    told = [
        f"{meeting.person(str(owner)) if owner else none}{meeting.say('：', ': ')}{meeting.write(count, 'count')}"
        for owner, count in others.items()
    ]
    return meeting.say(
        f"表にないISの活動が{owners.QUIET_DAYS}日以上ない商談は、ほか{others.sum():,}件です：{listed(meeting, told)}。",
        f"Not in the table of those without IS activity in {owners.QUIET_DAYS} days: {others.sum():,} more ({listed(meeting, told)}).",
    )
