"""Section 4: which campaigns brought new companies?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kpi_helpers.kpis import campaigns as kpis
from kpi_helpers.kpis.claims import HIGHER, Claim
from kpi_helpers.kpis.crowded import LEADS_PER_COMPANY
from kpi_helpers.kpis.lists import list_opportunity
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.figures.campaigns import campaigns as campaign_lines
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.marketing_sync.phrases import channel_name, quoted
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.marketing_sync import BY_CAMPAIGN
from kpi_helpers.report.phrases import is_thin, listed, span_of
from kpi_helpers.report.section import Section, points
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import Needs

_ROWS = 14
"""Rows that the figure draws."""

_LISTED = 40
"""Rows that the table lists; numbers.csv has every one."""

_YOUNG = pd.Timedelta(days=90)

_STAGES = ["leads", "companies", "new_companies", "companies_with_opportunity"]


@dataclass(frozen=True)
class Campaigns:
    """The window and its campaigns (or channels, where leads name no campaign), most new companies first.

    Attributes
    ----------
    window : str
    split : str
        "campaign" or "channel".
    named : DataFrame
        As figure `campaign_lines` reads them, with ``valid_leads``, ``with_company`` (leads that tell theirs),
        ``leads_per_company`` (of these), ``sales``, ``cost``,
        ``own_opportunities`` (leads with one), ``orders`` (won, of these leads), ``orders_since_start`` and
        ``sales_since_start`` (of those counted with the cost), ``cost_companies``, ``cost_per_company``,
        ``cost_per_opportunity``, ``sales_per_cost`` and ``is_young``.
    unnamed : DataFrame
        The leads without a campaign: one row, or none.
    knows_companies : bool
        Whether any lead of these campaigns has a company.
    """

    window: str
    split: str
    named: pd.DataFrame
    unnamed: pd.DataFrame
    knows_companies: bool

    @property
    def focus(self) -> pd.DataFrame:
        """The campaigns with many leads and few companies, most leads first."""
        return self.named[self.named["is_focus"]].sort_values("leads", ascending=False, kind="stable")

    @property
    def untold(self) -> pd.DataFrame:
        """Those with many leads of which too few tell their company to say whether these are few, most leads first."""
        rows = self.named[~self.named["leads"].map(is_thin) & self.named["with_company"].map(is_thin)]
        return rows.sort_values("leads", ascending=False, kind="stable")


def campaigns_of(meeting: Meeting) -> Campaigns:
    """Gather the campaigns of the six months."""
    wb = meeting.wb
    counts = kpis.CAMPAIGNS.counts(wb)
    whole = counts[counts["segment_of"] == "all"].iloc[0]
    split = "channel" if wb.lacks(BY_CAMPAIGN) else "campaign"
    table = counts[counts["segment_of"] == split].rename(columns={"with_opportunity": "companies_with_opportunity"})
    table["sales"] = table["segment"].map(kpis.campaign_sales(wb, by=split).set_index("segment")["value"])
    table["own_opportunities"] = table["segment"].map(list_opportunity(wb, by=split).set_index("segment")["value"])
    table["orders_since_start"] = table["segment"].map(kpis.orders_since_start(wb))
    for kpi in (kpis.cost_per_company, kpis.cost_per_opportunity, kpis.sales_per_cost):
        costs = kpi(wb).set_index("segment")
        table[kpi.id] = table["segment"].map(costs["value"])
        if kpi is kpis.sales_per_cost:
            table["sales_since_start"] = table["segment"].map(costs["numerator"])
        if kpi is kpis.cost_per_company:
            table["cost"], table["cost_companies"] = (
                table["segment"].map(costs[part]) for part in ("numerator", "denominator")
            )
    ids = [segment_parts(written)[split] for written in table["segment"]]
    names = _names(meeting) if split == "campaign" else {}
    young = _young(meeting) if split == "campaign" else set()
    table = table.assign(campaign=[names.get(one, one) for one in ids], is_young=[one in young for one in ids])
    table[_STAGES[1:]] = table[_STAGES[1:]].where(table["with_company"] > 0)
    table["leads_per_company"] = table["with_company"] / table["companies"]
    table["is_focus"] = (table["leads_per_company"] >= LEADS_PER_COMPANY) & ~table["with_company"].map(is_thin)
    table = table.sort_values(
        ["new_companies", "companies", "leads"], ascending=False, kind="stable", ignore_index=True
    )
    bare = table["campaign"] == ""
    named = table[~bare]
    return Campaigns(whole["period"], split, named, table[bare], bool(named["with_company"].any()))


def _names(meeting: Meeting) -> dict[str, str]:
    """The names of campaigns that leads carry by an id."""
    if not meeting.wb.has("campaigns"):
        return {}
    named = meeting.wb.campaigns.dropna(subset="name").drop_duplicates("campaign")
    return dict(zip(named["campaign"], named["name"], strict=True))


def _young(meeting: Meeting) -> set[str]:
    """The campaigns that started less than 90 days ago: their opportunities and sales are still to come."""
    if not meeting.wb.has("campaigns"):
        return set()
    age = pd.Timestamp(meeting.wb.as_of) - pd.to_datetime(meeting.wb.campaigns["starts_on"])
    return set(meeting.wb.campaigns.loc[age < _YOUNG, "campaign"])


def few_company_claims(found: Campaigns) -> list[Claim]:
    """The campaigns whose leads come from few companies: so many leads a company or more, of 30 leads at least."""
    return [
        Claim(
            "concentration",
            "campaign_companies",
            row.segment,
            "reference",
            row.leads_per_company,
            LEADS_PER_COMPANY,
            "",
            HIGHER,
        )
        for row in found.focus.itertuples(index=False)
    ]


def drawn(found: Campaigns) -> pd.DataFrame:
    """The campaigns in drawing order: one to be talked about is drawn even where it comes last."""
    listed_too = found.named.head(_LISTED)
    late = found.named.iloc[_ROWS:]
    late = late[late["is_focus"]].head(_ROWS)
    rest = listed_too.drop(late.index, errors="ignore")
    kept = _ROWS - len(late)
    return pd.concat([rest.head(kept), late, rest.iloc[kept:]], ignore_index=True)


def _kind(meeting: Meeting, found: Campaigns) -> str:
    return meeting.say("施策", "campaign") if found.split == "campaign" else meeting.say("チャネル", "channel")


def _how_many(meeting: Meeting, found: Campaigns, count: int) -> str:
    kind = _kind(meeting, found)
    counted = f"{kind}{count:,}本" if found.split == "campaign" else f"{count:,}{kind}"
    return meeting.say(counted, f"{count:,} {kind}{'s' if count > 1 else ''}")


def _sentence(meeting: Meeting, found: Campaigns) -> str:
    window, sources = span_of(meeting, found.window), _how_many(meeting, found, len(found.named))
    leads = found.named["leads"].sum()
    made = meeting.say(
        f"{window}のリードのうち{leads:,.0f}件が{sources}から生まれました。",
        f" {window}: {leads:,.0f} leads came from {sources}.",
    )
    if not found.knows_companies:
        most = found.named.loc[found.named["leads"].idxmax()]
        return points(
            meeting.say(
                f"会社（会社ID・会社名・メール）のわかるリードがないため、会社数は出せません。リードがいちばん多いのは"
                f"{quoted(meeting, most['campaign'])}の{most['leads']:,.0f}件です。",
                f"No lead tells its company (by id, name or e-mail), so companies cannot be counted; most leads "
                f"came from {quoted(meeting, most['campaign'])} ({most['leads']:,.0f}).",
            ),
            made,
        )
    return points(
        _best(meeting, found, found.named.iloc[0]),
        _to_repeat(meeting, found),
        _worst(meeting, found) + _without_sales(meeting, found),
        made,
    )


def _best(meeting: Meeting, found: Campaigns, best: pd.Series) -> str:
    if not best["new_companies"]:
        if found.named["with_company"].sum() < found.named["leads"].sum():
            return meeting.say(
                "会社のわかるリードに、新しい会社のものはありません。",
                "No lead that tells its company is of a new one.",
            )
        return meeting.say("新しい会社を連れてきたものはありません。", "None brought a new company.")
    name, write = quoted(meeting, best["campaign"]), meeting.write
    cost = (
        ""
        if pd.isna(best["cost_per_company"])
        else meeting.say(
            f"、費用は1社あたり{write(best['cost_per_company'], 'currency')}",
            f"; {write(best['cost_per_company'], 'currency')} a company",
        )
    )
    return meeting.say(
        f"新しい会社をいちばん多く連れてきたのは{name}で{write(best['new_companies'], 'companies')}"
        f"（リード{write(best['leads'], 'count')}→{write(best['companies'], 'companies')}{came_of_it(meeting, best)}{cost}）"
        f"{'ですが、開始から90日未満で、結果が出るのはこれからです' if best['is_young'] else 'です'}。",
        f"Most new companies came from {name}: {best['new_companies']:,.0f} ({best['leads']:,.0f} leads, "
        f"{best['companies']:,.0f} companies{came_of_it(meeting, best)}{cost})"
        f"{'; it started less than 90 days ago, and its results are still to come' if best['is_young'] else ''}.",
    ) + (
        meeting.say(
            f"ただし{THIN_BELOW}件に満たず、件数はまだ少なめです。",
            f" With fewer than {THIN_BELOW} leads this is thin.",
        )
        if is_thin(best["leads"])
        else ""
    )


def came_of_it(meeting: Meeting, row: pd.Series) -> str:
    """What came of a campaign's own leads, which the companies with an opportunity since need not tell."""
    if pd.isna(row["own_opportunities"]):
        return ""
    met, won = row["own_opportunities"], row["orders"]
    return meeting.say(f"、うち商談{met:,.0f}件", f"; {met:,.0f} of the leads with an opportunity") + (
        "" if pd.isna(won) else meeting.say(f"・受注{won:,.0f}件", f", {won:,.0f} won")
    )


def _worst(meeting: Meeting, found: Campaigns) -> str:
    """The campaign whose leads overstate its reach most, with its cost against the others'."""
    if found.focus.empty and len(found.untold):
        names = listed(meeting, [quoted(meeting, name) for name in found.untold["campaign"].iloc[:3]])
        return meeting.say(
            f"{names}は、会社のわかるリードが{THIN_BELOW}件に満たず、会社が少ないかどうかは言えません。",
            f" Of {names} fewer than {THIN_BELOW} leads tell their company: whether these are few cannot be said.",
        )
    if found.focus.empty:
        return meeting.say("リードが多いのに会社が少ないものはありません。", " None has many leads and few companies.")
    row = found.focus.iloc[0]
    name, write = quoted(meeting, row["campaign"]), meeting.write
    others, cost = found.named[found.named["cost"].notna() & (found.named.index != row.name)], ("", "")
    if pd.notna(row["cost_per_company"]) and len(others):
        own = write(row["cost_per_company"], "currency")
        usual = write(others["cost"].sum() / others["cost_companies"].sum(), "currency")
        cost = (
            f"で、費用は1社あたり{own}（ほかの施策は合わせて{usual}）",
            f"; it cost {own} per company, against {usual} for the others together",
        )
    said = meeting.say(
        f"見直すのは{name}です。リード{write(row['leads'], 'count')}に対して会社は{write(row['companies'], 'companies')}だけ"
        f"（1社あたり{row['leads_per_company']:,.1f}件、新しい会社{write(row['new_companies'], 'companies')}）{cost[0]}です。",
        f" The one to reconsider is {name}: {row['leads']:,.0f} leads from only {row['companies']:,.0f} companies "
        f"({row['leads_per_company']:,.1f} leads each, {row['new_companies']:,.0f} of them new){cost[1]}.",
    )
    if len(found.focus) > 1:
        names = listed(meeting, [quoted(meeting, name) for name in found.focus["campaign"].iloc[1:4]])
        said += meeting.say(f"{names}も同じ傾向です。", f" The same goes for {names}.")
    return said


def _grown(found: Campaigns) -> pd.DataFrame:
    """The campaigns that have had their time: what they earned can be held against their cost."""
    return found.named[found.named["sales_per_cost"].notna() & ~found.named["is_young"]]


_SOME = 2
"""Of fewer none is the best."""


def _to_repeat(meeting: Meeting, found: Campaigns) -> str:
    """The campaign with most sales for its cost, and on how many orders that rests; one alone, or one to reconsider, is no candidate."""
    grown, write = _grown(found), meeting.write
    if len(grown) < _SOME or not (best := grown.loc[grown["sales_per_cost"].idxmax()])["sales_per_cost"] > 0:
        return ""
    if best.name in found.focus.index:
        return ""
    orders, few = write(best["orders_since_start"], "count"), is_thin(best["orders_since_start"])
    cost, sales = (write(best[name], "currency") for name in ("cost", "sales_since_start"))
    return meeting.say(
        f"もう一度やる候補は{quoted(meeting, best['campaign'])}です。開始から90日以上たった施策で費用に対する売上がいちばん大きく、"
        f"費用{cost}に対して売上{sales}（受注{orders}{'だけなので、施策の優劣はまだ言えません' if few else ''}）です。",
        f" A candidate to repeat is {quoted(meeting, best['campaign'])}: of those that started 90 days ago or earlier it has the "
        f"largest sales for its cost, {sales} for {cost} "
        f"(orders: {best['orders_since_start']:,.0f}{', too few to rank campaigns' if few else ''}).",
    )


def _without_sales(meeting: Meeting, found: Campaigns) -> str:
    """The dearest campaign that has sold nothing; not named again where it is the one to reconsider."""
    grown = _grown(found)
    idle = grown[grown["sales_per_cost"] == 0]
    if idle.empty:
        return ""
    dearest, cost = idle.loc[idle["cost"].idxmax()], meeting.write(idle["cost"].max(), "currency")
    if len(found.focus) == 1 and found.focus.index[0] == dearest.name:
        return meeting.say(
            f"開始から90日以上たちますが、費用{cost}に対してまだ売上がありません。",
            f" It started at least 90 days ago and has brought no sales yet for its {cost}.",
        )
    return meeting.say(
        f"{quoted(meeting, dearest['campaign'])}は開始から90日以上たちますが、費用{cost}に対してまだ売上がありません。",
        f" {quoted(meeting, dearest['campaign'])} started at least 90 days ago and has brought no sales yet for its {cost}.",
    )


def _table(meeting: Meeting, found: Campaigns) -> pd.DataFrame:
    rows = pd.concat([found.named.head(_LISTED), found.unnamed], ignore_index=True)
    nothing = meeting.say("（施策なし）", "(no campaign)") if found.split == "campaign" else channel_name(meeting, "")
    young = meeting.say("（開始90日未満）", " (young)")
    write, kind = meeting.write, _kind(meeting, found)

    def column(name: str, unit: str) -> list[str | None]:
        return [None if pd.isna(value) else write(value, unit) for value in rows[name]]

    return pd.DataFrame(
        {
            meeting.say("施策", "Campaign") if found.split == "campaign" else meeting.say("チャネル", "Channel"): [
                f"{row.campaign or nothing}{young if row.is_young else ''}" for row in rows.itertuples()
            ],
            meeting.say("リード", "Leads"): column("leads", "count"),
            meeting.say("有効リード", "Valid leads"): column("valid_leads", "count"),
            meeting.say("会社", "Companies"): column("companies", "companies"),
            meeting.say("新しい会社", "New companies"): column("new_companies", "companies"),
            meeting.say(
                f"その後に商談のあった会社（{kind}を問わない）", f"With an opportunity since (whichever {kind})"
            ): column("companies_with_opportunity", "companies"),
            meeting.say("1社あたりリード", "Leads per company"): [
                None if pd.isna(value) else f"{value:,.1f}" for value in rows["leads_per_company"]
            ],
            meeting.say("1社あたり費用", "Cost per company"): column("cost_per_company", "currency"),
            meeting.say("商談化1社あたり費用", "Cost per company with an opportunity since"): column(
                "cost_per_opportunity", "currency"
            ),
            meeting.say(f"この{kind}のリードからの商談", f"This {kind}'s leads with an opportunity"): column(
                "own_opportunities", "count"
            ),
            meeting.say(f"この{kind}のリードからの受注", f"Won from this {kind}'s leads"): column("orders", "count"),
            meeting.say("その売上", "Sales of these"): column("sales", "currency"),
            meeting.say("費用あたり売上", "Sales per cost"): column("sales_per_cost", "ratio"),
        }
    )


def _notes(meeting: Meeting, found: Campaigns) -> list[str]:
    notes = [
        meeting.say(
            "新しい会社＝このワークブックのリードでは初めての会社。その後に商談のあった会社＝最初のリードの日以降に商談が作成された会社で、"
            "ほかの施策や営業が作った商談も含み、1社は商談が何件あっても1社と数えます。この施策のリードからの商談・受注・売上は、そのリードに紐づく商談だけです。費用は期間内に始まった施策だけで、"
            "開始日以降のリードに対するものです。"
            f"▼は{THIN_BELOW}件以上で1社あたり{LEADS_PER_COMPANY:.0f}件以上のものです。",
            "New: the company's first lead in this workbook. With an opportunity since: one created on or after "
            "the company's first lead here, whoever made it; a company counts once. Opportunities, orders and sales of a campaign's leads are "
            "of these leads only. Cost: campaigns that started in the window, over leads created since. "
            f"▼ marks {THIN_BELOW} leads or more with {LEADS_PER_COMPANY:.0f} or more a company.",
        ),
    ]
    if found.split == "campaign" and len(found.unnamed):
        count = meeting.write(found.unnamed["leads"].iloc[0], "count")
        notes.append(
            meeting.say(
                f"施策の入っていないリード{count}は図に含めず、表の最後に載せています。",
                f"{count} leads bear no campaign: not in the figure, last in the table.",
            )
        )
    if len(found.named) > _LISTED:
        left = _how_many(meeting, found, len(found.named) - _LISTED)
        notes.append(meeting.say(f"ほかの{left}は numbers.csv にあります。", f"Another {left}: in numbers.csv."))
    return notes


def campaigns(meeting: Meeting) -> Section:
    """Per campaign: leads, companies, new companies, companies with an opportunity, and what each cost."""
    found = campaigns_of(meeting)
    if found.named.empty and (reason := lack_for(meeting, Needs(("leads",), (f"leads.{found.split}",)))):
        shown = meeting.say("リードと会社の内訳", "leads and companies by campaign or channel")
        return Section(without_words(meeting, reason, shown, shown), is_missing=True)
    if found.named.empty:
        return Section(
            meeting.say(
                f"{span_of(meeting, found.window)}に、{_kind(meeting, found)}のわかるリードはありません。",
                f"No lead of {span_of(meeting, found.window)} bears a {_kind(meeting, found)}.",
            )
        )
    sentence = _sentence(meeting, found)
    kind = _kind(meeting, found)
    title = meeting.say(f"{kind}ごとのリードと会社", f"Leads and companies by {kind}")
    figure = campaign_lines(drawn(found), lang=meeting.lang, title=title)
    return Section(
        sentence,
        figure,
        alt=f"{title}. {sentence}",
        table=_table(meeting, found),
        notes=_notes(meeting, found),
        table_caption=meeting.say(f"{kind}ごとの数字", f"The numbers by {kind}"),
        claims=few_company_claims(found),
    )
