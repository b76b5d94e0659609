"""Section 5: do the conditions for an opportunity still hold?"""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.conditions import draw_conditions
from kpi_helpers.kpis.claims import HIGHER, THIN, Claim, Rate, among, compare_rates
from kpi_helpers.kpis.conditions import condition_win_rates, condition_window, conditions_in_force
from kpi_helpers.report.figures.findings import extremes
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import condition_on_page
from kpi_helpers.report.sales_sync.handover import handover_claims, handover_listing, handover_words
from kpi_helpers.report.section import Section, points
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import DECIDED, Needs

_OBSERVED = (
    "受注率の差は観察されたもので、条件そのものの効果とは限りません（満たす商談は、ほかの点でも違うことがあります）。",
    "Differences of win rates are observed: deals that meet a condition may differ in other ways too, so that it need not be the cause.",
)
"""What a difference between deals is not."""

_COUNTED = 3  # columns of the table that need no result: the condition, whether it is met, the opportunities


def conditions_table(meeting: Meeting) -> pd.DataFrame:
    """Win rates by condition in words, as `draw_conditions` reads them."""
    version = conditions_in_force(meeting.wb)
    rates = condition_win_rates(meeting.wb)
    words = [condition_on_page(meeting, condition) for condition in version.conditions] if version else []
    return rates.assign(condition=[words[number - 1] for number in rates["condition"]])


def condition_claims(table: pd.DataFrame) -> dict[str, Claim]:
    """Whether opportunities that meet a condition are won more, or less, often than those that miss it."""
    sides = {
        (row.condition, bool(row.meets)): Rate(float(row.won), float(row.closed))
        for row in table.itertuples(index=False)
    }
    names = list(dict.fromkeys(table["condition"]))
    claims = [compare_rates("win_rate", name, sides[name, True], sides[name, False], "missed") for name in names]
    return dict(zip(names, among(claims), strict=True))


def _sentence(meeting: Meeting, table: pd.DataFrame, claims: dict[str, Claim], lacking: str) -> str:
    missing = table[~table["meets"]]
    window = condition_window(meeting.wb)
    all_made = int(table[table["condition"] == table["condition"].iloc[0]]["opportunities"].sum())
    worst = missing.loc[missing["opportunities"].idxmax()]
    share = meeting.write(worst["opportunities"] / all_made, "share") if all_made else "–"
    since = meeting.month_name(window.label[:7])
    counts = (
        meeting.say(
            f"{since}以降の商談{all_made:,}件は、どれも条件を満たしています。",
            f" No opportunity since {since} misses a condition (n = {all_made:,}).",
        )
        if not worst["opportunities"]
        else meeting.say(
            f"{since}以降の商談{all_made:,}件のうち、満たさないものがいちばん多い条件は「{worst['condition']}」で"
            f"{worst['opportunities']:,}件（{share}）です。",
            f" Of {all_made:,} opportunities since {since}, the condition most often missed is “{worst['condition']}”: "
            f"{worst['opportunities']:,} ({share}).",
        )
    )
    if lacking:
        return points(without_words(meeting, lacking, "条件ごとの受注率", "win rates by condition"), counts)
    told = [_told(meeting, name, claim) for name, claim in claims.items() if claim.holds]
    if told:
        return points(*told, counts)
    if all(claim.verdict == THIN for claim in claims.values()):
        said = meeting.say(
            f"完了した商談がまだ少なく（{THIN_BELOW}件未満）、条件で受注率が違うかは判断できません。",
            f"Too few have been decided (below {THIN_BELOW}) to say whether a condition changes the win rate.",
        )
    else:
        said = meeting.say(
            "条件を満たす商談と満たさない商談の受注率に、差があるとは言えません。条件が受注を分けている根拠は、まだありません。",
            "Win rates with and without do not differ beyond chance: nothing shows yet that the conditions tell who will buy.",
        )
    return points(said, counts)


def _told(meeting: Meeting, name: str, claim: Claim) -> str:
    """A condition that parts those won from those lost, whichever way it points."""
    meets, misses = claim.one, claim.other
    assert isinstance(meets, Rate) and isinstance(misses, Rate)
    ours, theirs = meeting.write(meets.share, "share"), meeting.write(misses.share, "share")
    if claim.verdict == HIGHER:
        return meeting.say(
            f"「{name}」を満たす商談のほうが受注率が高く{ours}（完了{meets.cases:,.0f}件）、"
            f"満たさない商談は{theirs}（{misses.cases:,.0f}件）です。",
            f"“{name}” goes with more wins: of the opportunities that meet it {ours} are won (n = {meets.cases:,.0f} closed), "
            f"of those that miss it {theirs} (n = {misses.cases:,.0f}).",
        )
    return meeting.say(
        f"「{name}」は期待と逆です：満たさない商談のほうが受注率が高く{theirs}（完了{misses.cases:,.0f}件）、"
        f"満たす商談は{ours}（{meets.cases:,.0f}件）です。条件を見直してください。",
        f"“{name}” points the wrong way: opportunities that miss it win more, {theirs} (n = {misses.cases:,.0f} closed), "
        f"those that meet it {ours} (n = {meets.cases:,.0f}): reconsider it.",
    )


def _table(meeting: Meeting, table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            meeting.say("条件", "Condition"): table["condition"],
            meeting.say("満たすか", "Met"): [
                meeting.say("満たす", "yes") if meets else meeting.say("満たさない", "no") for meets in table["meets"]
            ],
            meeting.say("商談", "Opportunities"): [f"{count:,}" for count in table["opportunities"]],
            meeting.say("完了", "Closed"): [f"{count:,}" for count in table["closed"]],
            meeting.say("受注", "Won"): [f"{count:,}" for count in table["won"]],
            meeting.say("受注率（95%区間）", "Win rate (95%)"): [
                None
                if pd.isna(row.win_rate)
                else f"{meeting.write(row.win_rate, 'share')} ({100 * row.low:.1f}–{100 * row.high:.1f})"
                for row in table.itertuples()
            ],
        }
    )


def _log(meeting: Meeting) -> list[str]:
    lines = []
    for version in reversed(meeting.wb.definitions.valid_opportunity):
        words = [condition_on_page(meeting, condition) for condition in version.conditions]
        agreed = "・".join(version.agreed_by) if meeting.lang == "ja" else ", ".join(version.agreed_by)
        lines.append(
            meeting.say(
                f"{version.label}から：{'、'.join(words)}。理由：{version.why or '記載なし'}。合意：{agreed or '記載なし'}。",
                f"From {version.label}: {'; '.join(words)}. Why: {version.why or 'not given'}. Agreed by: {agreed or 'not given'}.",
            )
        )
    return lines


def _sides(meeting: Meeting, table: pd.DataFrame) -> list[str]:
    """Who meets and who misses each condition, in words."""
    said = {True: meeting.say("満たす", "met"), False: meeting.say("満たさない", "missed")}
    return [
        meeting.say(f"「{row.condition}」を{said[row.meets]}", f"{row.condition}, {said[row.meets]}")
        for row in table.itertuples()
    ]


def conditions(meeting: Meeting) -> Section:
    """Opportunities that miss each condition, and their win rate against those that meet it."""
    if conditions_in_force(meeting.wb) is None:
        return Section(
            meeting.say(
                "商談条件（definitions.yml の valid_opportunity）がまだ登録されていません。登録すると、条件ごとに満たさない商談とその受注率を表示します。",
                "No conditions for an opportunity are written down yet (valid_opportunity in definitions.yml); with them this "
                "would show, by condition, the opportunities that miss it and their win rate.",
            ),
            **handover_listing(meeting),
        )
    table = conditions_table(meeting)
    if not table["opportunities"].sum():
        return Section(
            meeting.say(
                "この12か月に作成された商談がありません。", "No opportunity was created in the last twelve months."
            ),
            notes=_log(meeting),
            **handover_listing(meeting),
        )
    lacking = lack_for(meeting, Needs(("opportunities",), DECIDED))
    claims = {} if lacking else condition_claims(table)
    sentence = points(_sentence(meeting, table, claims, lacking), handover_words(meeting))
    caption = meeting.say("条件を満たす商談・満たさない商談", "Opportunities that meet and miss each condition")
    if lacking:
        rows = _table(meeting, table).iloc[:, :_COUNTED]
        return Section(
            sentence,
            table=rows,
            notes=_log(meeting),
            table_caption=caption,
            claims=handover_claims(meeting),
            **handover_listing(meeting),
        )
    title = meeting.say("商談条件ごとの受注率", "Win rate by condition")
    ax = draw_conditions(table, lang=meeting.lang, title=title)
    return Section(
        sentence,
        ax.figure,
        alt=extremes(meeting, _sides(meeting, table), table["win_rate"], table["closed"]),
        table=_table(meeting, table),
        notes=[*_log(meeting), meeting.say(*_OBSERVED)],
        table_caption=caption,
        claims=[*claims.values(), *handover_claims(meeting)],
        **handover_listing(meeting),
    )
