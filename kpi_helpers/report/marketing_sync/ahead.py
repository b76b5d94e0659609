"""Section 7: what is next?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure, SubFigure

from kpi_helpers.charts.target_reach import draw_target_reach
from kpi_helpers.kpis.ahead import SEEN_DAYS, leads_ahead, leads_claims, target_reach
from kpi_helpers.kpis.claims import MISSES, REACHES
from kpi_helpers.kpis.coverage import COVERAGE_DAYS, is_short
from kpi_helpers.report.figures.calendar import campaign_calendar
from kpi_helpers.report.figures.findings import most
from kpi_helpers.report.html import Element
from kpi_helpers.report.lack_words import lack_in_words, without_words
from kpi_helpers.report.marketing_sync.of_its_kind import did_words, last_of_kind, nothing_words
from kpi_helpers.report.marketing_sync.phrases import quoted
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.marketing_sync import ADDRESSED, PLANNED
from kpi_helpers.report.phrases import is_thin, listed, short_day, shortened, span
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import ended_tables, known_of, window_said
from kpi_helpers.report.worklists import SHOWN, UNTOUCHED, page_table, whole_words

if TYPE_CHECKING:
    from kpi_helpers.report.section import Picture
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import Needs

_LOOK_BACK = timedelta(days=30)
"""How long a campaign that is over stays on the calendar."""

_TARGET_WORDS = ("ターゲット", "target")
"""An audience that says one of these is the target list."""

_INDUSTRIES = 12
STATES = {"past": ("実施済み", "done"), "running": ("実施中", "running"), "planned": ("予定", "planned")}


def calendar_table(meeting: Meeting) -> pd.DataFrame:
    """Campaigns planned, running and just over, by their first day, as the figure `campaign_calendar` reads them."""
    wb = meeting.wb
    known = wb.campaigns.dropna(subset="starts_on").drop_duplicates("campaign")
    starts = pd.to_datetime(known["starts_on"])
    ends = pd.to_datetime(known["ends_on"]).fillna(starts)
    today = pd.Timestamp(wb.as_of)
    state = pd.Series("running", known.index, dtype="object").mask(ends < today, "past").mask(starts > today, "planned")
    table = known.assign(
        campaign=known["name"].fillna(known["campaign"]),
        starts_on=starts,
        ends_on=ends,
        state=state,
        for_targets=known["audience"].map(lambda audience: _names_any(audience, _TARGET_WORDS)),
    )
    return table[ends >= today - _LOOK_BACK].sort_values(["starts_on", "ends_on", "campaign"], ignore_index=True)


def _names_any(audience: object, words: tuple[str, ...]) -> bool:
    return isinstance(audience, str) and any(word.casefold() in audience.casefold() for word in words)


def reach_table(meeting: Meeting) -> pd.DataFrame:
    """The target list by segment, then by industry, as `draw_target_reach` reads it."""
    reach = target_reach(meeting.wb)
    segments, industries = (reach[reach["split"] == split] for split in ("segment", "industry"))
    industries = industries.sort_values("name", key=lambda names: names == "", kind="stable")
    # A list whose leads tell no industry would only repeat its total.
    shown = [segments, industries.head(_INDUSTRIES)] if (industries["name"] != "").any() else [segments]
    return pd.concat([part.assign(opens_group=[True, *[False] * (len(part) - 1)]) for part in shown], ignore_index=True)


def _campaign_words(meeting: Meeting, calendar: pd.DataFrame) -> str:
    planned = calendar[calendar["state"] == "planned"]
    if planned.empty:
        return meeting.say("これから始まる施策は登録されていません。", "No campaign is planned.")
    first, count = planned.iloc[0], len(planned)
    name, day = quoted(meeting, first["campaign"]), short_day(first["starts_on"].date(), meeting.lang)
    audience = (
        ""
        if pd.isna(first["audience"])
        else meeting.say(f"（対象：{shortened(first['audience'])}）", f" (for {shortened(first['audience'])})")
    )
    said = meeting.say(
        f"予定の施策は{count:,}本で、次は{day}の{name}{audience}です。",
        f"{count:,} campaign{'s are' if count > 1 else ' is'} planned, the next on {day}: {name}{audience}.",
    )
    if meeting.wb.lacks(ADDRESSED):
        return said
    targets = int(planned["for_targets"].sum())
    return said + meeting.say(
        "ターゲット企業に向けたものはありません。"
        if not targets
        else f"うち{targets:,}本がターゲット企業向けです。"
        if count > 1
        else "ターゲット企業向けです。",
        f" For target companies: {targets:,}." if targets else " None is for target companies.",
    )


def _reach_words(meeting: Meeting, reach: pd.DataFrame, calendar: pd.DataFrame | None) -> str:
    whole, segments = reach[reach["split"] == "all"].iloc[0], reach[reach["split"] == "segment"]
    write = meeting.write
    late = whole["earlier"] + whole["never"]
    if is_short(meeting.wb):
        when_ja, when_en = window_said(meeting, COVERAGE_DAYS, "activities")
        return meeting.say(
            f"ターゲット企業{write(whole['accounts'], 'companies')}のうち、{when_ja}接触していないのは{write(late, 'companies')}"
            f"（{write(late / whole['accounts'], 'share')}）です。",
            f" Not reached {when_en}: {write(late, 'companies')} of {write(whole['accounts'], 'companies')} target companies "
            f"({write(late / whole['accounts'], 'share')}).",
        ) + (_where_words(meeting, segments, calendar) + _industry_words(meeting, reach) if whole["never"] else "")
    said = meeting.say(
        f"ターゲット企業{write(whole['accounts'], 'companies')}のうち、90日以内に接触していないのは{write(late, 'companies')}"
        f"（{write(late / whole['accounts'], 'share')}）、一度も接触していないのは{write(whole['never'], 'companies')}です。",
        f" Not reached in the last 90 days: {write(late, 'companies')} of {write(whole['accounts'], 'companies')} target companies "
        f"({write(late / whole['accounts'], 'share')}); never: {write(whole['never'], 'companies')}.",
    )
    if not whole["never"]:
        return said
    return said + _where_words(meeting, segments, calendar) + _industry_words(meeting, reach)


def _where_words(meeting: Meeting, segments: pd.DataFrame, calendar: pd.DataFrame | None) -> str:
    """The segment with most companies that were never reached, and whether a planned campaign names it."""
    named = segments[segments["name"] != ""]
    if named.empty or not named["never"].max():
        return ""
    row = named.loc[named["never"].idxmax()]
    name = quoted(meeting, row["name"])
    said = meeting.say(
        f"未接触がいちばん多いのは{name}の{row['never']:,.0f}社",
        f" Most of those never reached are in {name} ({row['never']:,.0f})",
    )
    if calendar is None or meeting.wb.lacks(ADDRESSED):
        return said + meeting.say("です。", ".")
    planned = calendar[calendar["state"] == "planned"]
    aimed = [quoted(meeting, one.campaign) for one in planned.itertuples() if _names_any(one.audience, (row["name"],))]
    if aimed:
        return said + meeting.say(
            f"で、予定の{listed(meeting, aimed)}が対象にしています。", f", whom {listed(meeting, aimed)} will address."
        )
    return said + meeting.say("ですが、対象に挙げた予定の施策はありません。", "; no planned campaign names them.")


def _industry_words(meeting: Meeting, reach: pd.DataFrame) -> str:
    """Which industries those never reached are in; mostly it is not known, as only a lead tells it."""
    industries = reach[(reach["split"] == "industry") & (reach["never"] > 0)]
    unknown = industries.loc[industries["name"] == "", "never"].sum()
    known = industries[industries["name"] != ""].sort_values("never", ascending=False, kind="stable")
    if unknown > known["never"].sum():
        return meeting.say(
            f"未接触のうち{unknown:,.0f}社はリードがなく、業種が分かりません。",
            f" For {unknown:,.0f} of them no lead tells the industry.",
        )
    told = [
        f"{shortened(row.name)}{meeting.say('', ' ')}{row.never:,.0f}{meeting.say('社', '')}"
        for row in known.head(3).itertuples(index=False)
    ]
    return meeting.say(
        f"業種では{listed(meeting, told)}の順に多く残っています。", f" By industry: {listed(meeting, told)}."
    )


def _seen_words(meeting: Meeting) -> tuple[str, str]:
    """The days whose leads are carried forward, in both languages."""
    known = known_of(meeting, SEEN_DAYS, "leads")
    return (
        (f"記録のある{known}", f"the days on record ({known})")
        if known
        else (f"直近{SEEN_DAYS}日", f"the last {SEEN_DAYS} days")
    )


def _goal_words(meeting: Meeting, expected: pd.DataFrame) -> str:
    """Valid leads of each month to come: expected at today's rate, against the target."""
    rows = expected[(expected["metric"] == "valid_leads") & expected["expected"].notna()]
    if rows.empty:
        return ""
    seen_ja, seen_en = _seen_words(meeting)
    if rows["target"].isna().all():
        told = [
            f"{meeting.month_name(row.month)}{meeting.say('に', ' ')}{row.expected:,.0f}{meeting.say('件', '')}"
            for row in rows.itertuples()
        ]
        return meeting.say(
            f"来月以降の有効リードの目標は登録されていません。{seen_ja}のペースのままなら、{listed(meeting, told)}の見込みです。",
            f" No target for valid leads is given; at the rate of {seen_en} they come to {listed(meeting, told)}.",
        )
    rows = rows[rows["target"].notna()]
    verdicts = {claim.subject: claim.verdict for claim in leads_claims(meeting.wb)}
    parts = []
    for row in rows.itertuples():
        month, target = meeting.month_name(row.month), meeting.write(row.target, "count")
        if row.month not in verdicts:
            parts.append(
                meeting.say(
                    f"{month}は{row.expected:,.0f}件（目標が0以下のため比べていません）",
                    f"{row.expected:,.0f} in {month} (its target is not above zero: nothing is held against it)",
                )
            )
            continue
        verdict = {
            REACHES: meeting.say("届く見込み", "enough"),
            MISSES: meeting.say("足りない見込み", "too few"),
        }.get(verdicts[row.month], meeting.say("届くかはまだ微妙", "too close to call"))
        parts.append(
            meeting.say(
                f"{month}は目標{target}に対して{row.expected:,.0f}件（80%の幅 {row.low:,.0f}件〜{row.high:,.0f}件）で{verdict}",
                f"{row.expected:,.0f} in {month} (80%: {row.low:,.0f}–{row.high:,.0f}) against a target of {target}, {verdict}",
            )
        )
    said = meeting.say(
        f"有効リードは、{seen_ja}のペースのままなら、{'、'.join(parts)}です。",
        f" At the rate of {seen_en} valid leads come to {'; '.join(parts)}.",
    )
    if is_thin(rows["seen"].iloc[0]):
        said += meeting.say(
            f"ただし{seen_ja}が{THIN_BELOW}件に満たず、目安です。",
            f" With fewer than {THIN_BELOW} in these days this is rough.",
        )
    return said


def _goal_notes(meeting: Meeting, expected: pd.DataFrame) -> list[str]:
    first = expected.iloc[0]
    if not first["seen_days"] and ended_tables(meeting, ("leads",)):
        return []
    if lack := meeting.wb.lacks(Needs(("leads",))):
        reason = lack_in_words(lack, meeting.lang)
        return [without_words(meeting, reason, "来月以降のリードの見込み", "the leads of the months ahead")]
    if not first["seen_days"]:
        return [
            meeting.say(
                f"直近{SEEN_DAYS}日に営業日がなく、来月以降の見込みは出せません。",
                f"No business day in the last {SEEN_DAYS} days: nothing can be expected from them.",
            )
        ]
    seen_ja, seen_en = _seen_words(meeting)
    names = {"leads": meeting.say("リード", "leads"), "valid_leads": meeting.say("有効リード", "valid leads")}
    told = []
    for row in expected[expected["expected"].notna()].itertuples():
        target = (
            meeting.say("目標なし", "no target")
            if pd.isna(row.target)
            else meeting.say(f"目標{row.target:,.0f}", f"target {row.target:,.0f}")
        )
        told.append(
            f"{meeting.month_name(row.month)}{meeting.say('の', ' ')}{names[row.metric]} {row.expected:,.0f}{meeting.say('（', ' (')}{target}{meeting.say('）', ')')}"
        )
    return [
        meeting.say(
            f"見込みは、{seen_ja}（{first['seen_days']}営業日）の1営業日あたりの件数 × その月の営業日数。施策や季節の増減は含みません：{'、'.join(told)}。"
            "80%の幅は、リードが1件ずつばらばらに届くとした場合のものです。実際にはまとまって届くため、狭めに出ます。",
            f"Expected = leads per business day of {seen_en} ({first['seen_days']} business days) × business days of the "
            f"month, without campaigns to come or season: {', '.join(told)}. The 80% range assumes that leads come independently; "
            "they come in bursts, so it is too narrow.",
        )
    ]


def _table(meeting: Meeting, calendar: pd.DataFrame) -> pd.DataFrame:
    aimed = {
        meeting.say("ターゲット企業向け", "Target companies"): [
            meeting.say("はい", "yes") if aimed else meeting.say("いいえ", "no") for aimed in calendar["for_targets"]
        ]
    }
    return pd.DataFrame(
        {
            meeting.say("施策", "Campaign"): calendar["campaign"],
            meeting.say("状態", "State"): [meeting.say(*STATES[state]) for state in calendar["state"]],
            meeting.say("種類", "Kind"): calendar["kind"],
            meeting.say("期間", "When"): [
                short_day(row.starts_on.date(), meeting.lang)
                if row.starts_on == row.ends_on
                else span(meeting, row.starts_on, row.ends_on)
                for row in calendar.itertuples()
            ],
            meeting.say("対象", "Audience"): calendar["audience"],
            **({} if meeting.wb.lacks(ADDRESSED) else aimed),
        }
    )


def _calendar_figure(meeting: Meeting, calendar: pd.DataFrame, last: list[pd.Series | None]) -> tuple[Element, str]:
    title = meeting.say("施策カレンダー", "Campaign calendar")
    shown = calendar.assign(last=[None if did is None else did_words(meeting, did) for did in last])
    figure = campaign_calendar(shown, lang=meeting.lang, title=title)
    told = [
        f"{short_day(row.starts_on.date(), meeting.lang)} {shortened(row.campaign)}"
        for row in calendar[calendar["state"] == "planned"].itertuples()
    ]
    listing = listed(meeting, told) or meeting.say("予定の施策はありません", "no campaign is planned")
    return figure, f"{title}. {listing}"


def _reach_figure(meeting: Meeting) -> tuple[Figure | SubFigure, str]:
    rows = reach_table(meeting)
    title = meeting.say(
        "ターゲット企業への接触（セグメント別・業種別）", "Target companies reached, by segment and industry"
    )
    ax = draw_target_reach(rows, lang=meeting.lang, title=title)
    named = rows[(rows["name"] != "") & (rows["never"] > 0)]
    never = most(meeting, named["name"], named["never"], "companies")
    if named.empty:
        never = meeting.write(rows["never"].sum(), "companies")
    return ax.figure, meeting.say(f"未接触の{never}", f"never reached, {never}")


def _untouched_words(meeting: Meeting) -> str:
    if is_short(meeting.wb):
        ja, en = window_said(meeting, COVERAGE_DAYS, "activities")
        return meeting.say(f"{ja}接触のないターゲット企業", f"Target companies not reached {en}")
    return meeting.say(
        "90日以内に接触のないターゲット企業（一度も接触していない会社から）",
        "Target companies not reached in 90 days, those never reached first",
    )


def ahead(meeting: Meeting) -> Section:
    """The campaign calendar, target companies not yet reached, and the next goals against the leads expected."""
    wb = meeting.wb
    said, lacks, notes, calendar = list[str](), list[str](), list[str](), None
    figures: list[tuple[Picture, str]] = []
    if wb.lacks(PLANNED) is None:
        calendar = calendar_table(meeting)
        said.append(_campaign_words(meeting, calendar))
        if len(calendar):
            last = last_of_kind(meeting, calendar)
            said.append(nothing_words(meeting, calendar, last))
            figures.append(_calendar_figure(meeting, calendar, last))
    elif not wb.has("campaigns"):
        lacks.append(
            meeting.say(
                "施策（campaigns）の表があれば、予定の施策をカレンダーで表示します。",
                "With the table campaigns this would show a calendar of what is planned.",
            )
        )
    if not wb.lacks(UNTOUCHED.needs) and len(reach := target_reach(wb)) > 1:
        said.append(_reach_words(meeting, reach, calendar))
        figures.append(_reach_figure(meeting))
    elif not wb.has(*UNTOUCHED.needs.tables):
        lacks.append(
            meeting.say(
                "ターゲット企業（accounts）と活動（activities）の表があれば、まだ接触していない企業を表示します。",
                "With the tables accounts and activities this would show the target companies not yet reached.",
            )
        )
    waiting = UNTOUCHED.of_workbook(wb)
    if waiting is not None and (more := whole_words(UNTOUCHED, meeting, len(waiting), shown=SHOWN)):
        notes.append(more)
    expected = leads_ahead(wb)
    goals = _goal_notes(meeting, expected)
    sentence = points(*said, _goal_words(meeting, expected))
    if not sentence:
        # Notes are folded on a phone: what is missing is the answer then.
        sentence = meeting.say("", " ").join(lacks or goals)
        goals, lacks = (goals, []) if lacks else ([], [])
    return Section(
        sentence,
        figures,
        notes=[
            *goals,
            *lacks,
            *notes,
            meeting.say(
                "SDRとは実績を、BDRとはこれからの計画を話します。この議題は、主にBDRと決めます。",
                "SDRs talk about results, BDRs about what comes next: this item is mainly for the BDRs.",
            ),
        ],
        table=_table(meeting, calendar) if calendar is not None and len(calendar) else None,
        table_caption=meeting.say("施策の一覧", "The campaigns"),
        listing=None if waiting is None else page_table(UNTOUCHED, meeting, waiting),
        listing_caption=_untouched_words(meeting),
        claims=leads_claims(wb),
    )
