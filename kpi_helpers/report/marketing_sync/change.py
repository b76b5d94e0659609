"""Section 2: why did the valid leads grow or shrink?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.lead_change import draw_lead_change
from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, Count, Rate, among, compare_counts, compare_rates
from kpi_helpers.kpis.lead_quality import EFFECTS, change_by_channel, comparable_months
from kpi_helpers.kpis.tidy import segment
from kpi_helpers.report.figures.findings import widest_changes
from kpi_helpers.report.marketing_sync.phrases import channel_name, said_channel
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import is_thin, span
from kpi_helpers.report.renamed import renames_of
from kpi_helpers.report.section import Section, points
from kpi_helpers.workbook.limits import THIN_BELOW

_COUNTS = ["leads", "valid_leads", "leads_before", "valid_leads_before", *EFFECTS]
_WORDS = {"volume": ("量", "volume"), "mix": ("構成", "mix"), "quality": ("質", "quality")}


def change_table(meeting: Meeting) -> pd.DataFrame:
    """The change by channel with its two effects, the total on top, as `draw_lead_change` reads it."""
    channels = change_by_channel(meeting.wb)
    # As a difference of counts, which is whole; the sum of the effects is the same but for rounding.
    channels = channels.assign(is_total=False, change=channels["valid_leads"] - channels["valid_leads_before"])
    channels = channels.sort_values("change", key=lambda change: -change.abs(), kind="stable")
    total = (
        channels[_COUNTS]
        .sum()
        .to_frame()
        .T.assign(
            channel=meeting.say("全体", "All"),
            is_total=True,
            change=channels["change"].sum(),
        )
    )
    return pd.concat([total, channels], ignore_index=True)


def change_claims(meeting: Meeting, table: pd.DataFrame) -> tuple[Claim | None, list[Claim]]:
    """Whether the valid rate has moved, and which channels' valid leads have, all under one false discovery rate."""
    now, channels = table.iloc[0], table[~table["is_total"]]
    days = meeting.wb.month.elapsed
    found = [
        compare_counts(
            "valid_leads",
            segment(channel=row.channel),
            Count(int(row.valid_leads), days),
            Count(int(row.valid_leads_before), days),
            "last_month",
        )
        for row in channels.itertuples(index=False)
    ]
    if meeting.wb.definitions.valid_lead:
        rate = compare_rates(
            "valid_rate",
            "all",
            Rate(float(now["valid_leads"]), float(now["leads"])),
            Rate(float(now["valid_leads_before"]), float(now["leads_before"])),
            "last_month",
        )
        first, *rest = among([rate, *found])
        return first, rest
    return None, among(found)


def _sentence(meeting: Meeting, table: pd.DataFrame, rate: Claim | None, moved: list[Claim]) -> str:
    now = table.iloc[0]
    wb = meeting.wb
    before = span(meeting, wb.month.month.back(1).start, wb.month.same_day_last_month)
    month = meeting.month_name(meeting.month)
    write, signed = meeting.write, meeting.write_signed
    ja, en = (
        ("先月", "last month")
        if wb.month.is_over
        else ("先月の同じ営業日まで", "up to the same business day of last month")
    )
    said = meeting.say(
        f"{month}の有効リードは{'' if wb.month.is_over else '今日までに'}{write(now['valid_leads'], 'count')}で、{ja}（{before}）の"
        f"{write(now['valid_leads_before'], 'count')}から{signed(now['change'], 'count')}です。",
        f"{month} has {write(now['valid_leads'], 'count')} valid leads{'' if wb.month.is_over else ' to date'}, {signed(now['change'], 'count')} against "
        f"{write(now['valid_leads_before'], 'count')} {en} ({before}).",
    )
    channels = _channel_words(meeting, table[~table["is_total"]], moved) + _renamed_words(meeting, moved)
    made = meeting.say(
        f"増減の内訳は、量（リードの総数）で{signed(now['volume'], 'count')}、構成（チャネルの割合）で{signed(now['mix'], 'count')}、"
        f"質（チャネルごとの有効率）で{signed(now['quality'], 'count')}。",
        f" The change is made up of {signed(now['volume'], 'count')} from the number of leads, "
        f"{signed(now['mix'], 'count')} from the channel mix and {signed(now['quality'], 'count')} from quality (valid rates).",
    )
    return points(said + _rate_words(meeting, now, rate), channels, made)


def _renamed_words(meeting: Meeting, moved: list[Claim]) -> str:
    """That a channel may have got another name only, where the sentence speaks of it."""
    told = {claim.subject for claim in moved if claim.holds}
    pairs = [
        (one.before, one.now)
        for one in renames_of(meeting)
        if one.kind == "channel"
        and not one.same_past
        and told & {segment(channel=one.before), segment(channel=one.now)}
    ]
    if not pairs:
        return ""
    names = [said_channel(meeting, name) for name in pairs[0]]
    return meeting.say(
        f"ただし{names[0]}と{names[1]}は、名前が変わっただけかもしれません（「前回から」を参照）。",
        f" But {names[0]} and {names[1]} may be one channel under two names: see what is said since the last page.",
    )


def _rate_words(meeting: Meeting, now: pd.Series, claim: Claim | None) -> str:
    """Whether the valid rate itself has moved further than chance."""
    if claim is None:
        return meeting.say(
            "有効リードの定義がなく、すべてのリードを有効としているため、増減はすべて量によるものです。",
            " Without a definition of a valid lead every lead is valid, so that all of it is volume.",
        )
    cases = now[["leads", "leads_before"]].to_numpy(float)
    if is_thin(cases.min()):
        return meeting.say(
            f"リードは{cases[0]:,.0f}件と先月{cases[1]:,.0f}件で、有効率の傾向を言うには少なすぎます（{THIN_BELOW}件未満）。",
            f" With {cases[0]:,.0f} leads against {cases[1]:,.0f} (one side below {THIN_BELOW}) the valid rate says nothing yet.",
        )
    valid = now[["valid_leads", "valid_leads_before"]].to_numpy(float)
    here, there = (meeting.write(rate, "share") for rate in valid / cases)
    if claim.verdict == HIGHER:
        return meeting.say(
            f"有効率は{there}から{here}に上がりました。", f" The valid rate rose from {there} to {here}."
        )
    if claim.verdict == LOWER:
        return meeting.say(
            f"有効率は{there}から{here}に下がりました。", f" The valid rate fell from {there} to {here}."
        )
    return meeting.say(
        f"有効率は{there}→{here}ですが、この件数では差があるとは言えません。",
        f" The valid rate went from {there} to {here}, no difference beyond chance.",
    )


def _channel_words(meeting: Meeting, channels: pd.DataFrame, claims: list[Claim]) -> str:
    """The channels that grew and shrank most, of those that moved further than chance."""

    def told(row: pd.Series) -> str:
        parts = {effect: meeting.write_signed(row[effect], "count") for effect in EFFECTS}
        name, change = said_channel(meeting, row["channel"]), meeting.write_signed(row["change"], "count")
        ja = "、".join(f"{_WORDS[effect][0]}{part}" for effect, part in parts.items())
        en = ", ".join(f"{_WORDS[effect][1]} {part}" for effect, part in parts.items())
        return meeting.say(f"{name}（{change}：{ja}）", f"{name} ({change}: {en})")

    moved = channels[[claim.holds for claim in claims]]
    if moved.empty:
        return meeting.say("チャネルごとの増減は、どれもばらつきの範囲です。", " No channel has changed beyond chance.")
    most, least = (moved.loc[pick] for pick in (moved["change"].idxmax(), moved["change"].idxmin()))
    said = ""
    if most["change"] > 0:
        said += meeting.say(f"いちばん増えたのは{told(most)}", f" What grew most is {told(most)}")
    if least["change"] < 0:
        said += (meeting.say("、", "; ") if said else meeting.say("", " ")) + meeting.say(
            f"いちばん減ったのは{told(least)}",
            f"what shrank most is {told(least)}" if said else f"What shrank most is {told(least)}",
        )
    return said + meeting.say("です。", ".")


def _table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    signed = meeting.write_signed
    return pd.DataFrame(
        {
            meeting.say("チャネル", "Channel"): [channel_name(meeting, channel) for channel in table["channel"]],
            meeting.say("リード（先月）", "Leads (before)"): [
                f"{row.leads:,.0f} ({row.leads_before:,.0f})" for row in table.itertuples()
            ],
            meeting.say("有効リード（先月）", "Valid leads (before)"): [
                f"{row.valid_leads:,.0f} ({row.valid_leads_before:,.0f})" for row in table.itertuples()
            ],
            meeting.say("増減", "Change"): [signed(value, "count") for value in table["change"]],
            meeting.say("量による", "By volume"): [signed(value, "count") for value in table["volume"]],
            meeting.say("構成による", "By mix"): [signed(value, "count") for value in table["mix"]],
            meeting.say("質による", "By quality"): [signed(value, "count") for value in table["quality"]],
        }
    )


def _new_definition(meeting: Meeting) -> list[str]:
    """A definition that changes between the two stretches moves the quality of every channel."""
    since = meeting.wb.month.month.back(1).start
    changed = [v.label for v in meeting.wb.definitions.valid_lead if since < v.since <= meeting.wb.as_of]
    return (
        [
            meeting.say(
                f"有効リードの定義が{'、'.join(changed)}に変わったため、質の増減には定義の変更も含まれます。",
                f"The definition of a valid lead changed on {', '.join(changed)}: the effect of quality includes that.",
            )
        ]
        if changed
        else []
    )


def change(meeting: Meeting) -> Section:
    """The change of valid leads against last month, by channel, in volume, mix and quality."""
    if meeting.wb.month.same_day_last_month is None:
        return Section(
            meeting.say(
                "今月はまだ営業日がないため、先月との比較は出しません。",
                "No business day of the month has passed, so there is nothing to compare with last month.",
            )
        )
    if not comparable_months(meeting.wb):
        return Section(
            meeting.say(
                "先月か今月のリードがすべてはそろっていないため、先月との比較は出しません。",
                "The leads of this month or of last month are not all there, so they are not compared.",
            )
        )
    table = change_table(meeting)
    if len(table) == 1:
        return Section(
            meeting.say(
                "今月も先月の同じ営業日までも、リードがありません。",
                "There is no lead in this month nor in last month's same stretch.",
            )
        )
    rate, moved = change_claims(meeting, table)
    sentence = _sentence(meeting, table, rate, moved)
    title = meeting.say(
        "有効リードの増減：量・構成・質（先月の同じ営業日比）", "Change of valid leads: volume, mix and quality"
    )
    ax = draw_lead_change(table, lang=meeting.lang, title=title)
    return Section(
        sentence,
        ax.figure,
        alt=widest_changes(meeting, table[~table["is_total"]]),
        table=_table(meeting, table),
        table_caption=meeting.say("チャネルごとの増減", "Change by channel"),
        claims=[*([rate] if rate else []), *moved],
        notes=[
            meeting.say(
                "量＝リード総数の増減 × チャネルの割合の平均 × 有効率の平均、構成＝リード総数の平均 × チャネルの割合の増減 × 有効率の平均、"
                "質＝チャネルのリード数の平均 × 有効率の増減。足すと増減にちょうど一致します。",
                "Volume = change of all leads × mean share of the channel × its mean valid rate; mix = mean of all leads × change of "
                "the channel's share × its mean valid rate; quality = mean leads of the channel × change of its valid rate. They sum "
                "to the change exactly.",
            ),
            *_new_definition(meeting),
        ],
    )
