"""A part of a workbook: one team, rep, channel, campaign or segment of companies.

Prepared facts are narrowed, not prepared anew, which makes a view quick enough
to explore with.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING

from kpi_helpers.workbook.engine import Column, Expr
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.fate import OF_OPPORTUNITIES, with_opportunities
from kpi_helpers.workbook.memberships import is_of_campaign

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook

_OF_LEAD = (
    "lead_no",
    "lead_motion",
    "lead_channel",
    "lead_campaign",
    "lead_day",
    "lead_month",
    "lead_is_target",
    "lead_is_valid",
)


@dataclass(frozen=True)
class Narrowing:
    """What a view is restricted to; None restricts nothing.

    Attributes
    ----------
    team, rep : str or None
        Of leads, activities and opportunities, each by its own rep.
    channel, campaign : str or None
        Of leads; activities and opportunities follow their lead. "" is the leads without one.
    segment : str or None
        Of accounts; everything follows its company.
    """

    team: str | None = None
    rep: str | None = None
    channel: str | None = None
    campaign: str | None = None
    segment: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) is not None for field in fields(self))

    def further(self, *given: str | None) -> "Narrowing":
        """The same with the values given, in the order of the attributes."""
        own = (getattr(self, field.name) for field in fields(self))
        return Narrowing(*(mine if new is None else new for mine, new in zip(own, given, strict=True)))

    def unsplit(self, team: str | None) -> set[str]:
        """Tables that cannot be split this way, in a workbook that is restricted to a team or not."""
        by_company = self.campaign is not None or self.segment is not None
        visits = team is not None or self.rep is not None or by_company
        return {
            *(["visits"] if visits else []),
            *(["targets", "tallies"] if self.by_lead or self.segment is not None else []),
        }

    @property
    def by_lead(self) -> bool:
        """Whether rows are chosen by the lead that they belong to."""
        return self.channel is not None or self.campaign is not None

    @property
    def by_own(self) -> bool:
        """Whether rows are chosen by their own rep or company, so that a lead and its opportunity may part."""
        return self.team is not None or self.rep is not None or self.segment is not None


def narrow(wb: "Workbook", facts: Mapping[str, Expr], to: Narrowing) -> Mapping[str, Expr]:
    """The rows of prepared facts that belong to a view.

    Parameters
    ----------
    wb : Workbook
    facts : mapping of Expr
        As `prepare` gives them.
    to : Narrowing

    Returns
    -------
    mapping of Expr
        The same tables. An opportunity whose lead is not in the view counts as one
        without a lead, and a lead's first opportunity is the first one within the
        view, so that column sum + unlinked = opportunities holds in every view.
        First responses stay as they are: a lead may have been answered by anybody.
    """
    engine, accounts = wb.engine, facts["accounts"]
    chosen = {name: engine.given(value) for name, value in asdict(to).items() if value is not None}
    if to.segment is not None:
        accounts = accounts.filter(accounts.segment == chosen["segment"])
    leads = _by_company(_by_rep(facts["leads"], chosen), accounts, to)
    if to.channel is not None:
        leads = leads.filter(leads.channel.fill_null("") == chosen["channel"])
    if to.campaign is not None:
        leads = leads.filter(is_of_campaign(wb, leads, to.campaign))
    here = engine.keep("leads_here", leads.select(here_id="lead_id"))
    opportunities = _by_company(_by_rep(facts["opportunities"], chosen), accounts, to)
    activities = _by_company(_by_rep(facts["activities"], chosen), accounts, to)
    if to.by_lead:
        opportunities, activities = _of_leads(opportunities, here), _of_leads(activities, here)
    if to.by_own:
        opportunities = _linked_anew(opportunities, here.rename(own_id="here_id"))
    opportunities = engine.keep("opportunities", opportunities)
    if to.by_own:
        keys = leads.select("lead_no", "company_key")  # alone, since leads have many columns
        fates = with_opportunities(keys, opportunities).drop("company_key").rename(fate_of="lead_no")
        leads = leads.drop(*OF_OPPORTUNITIES).left_join(fates, [leads.lead_no == fates.fate_of])
        # Columns in their former order: the same question is then the same SQL for the whole and for a part.
        leads = leads.select(facts["leads"].columns)
    held = {"leads": engine.keep("leads", leads), "opportunities": opportunities, "accounts": accounts}
    # Kept even where a filter would do: what is then asked of one view is, word for word, asked of the next.
    return _Narrowed(held, activities=partial(engine.keep, "activities", activities))


class _Narrowed(dict[str, Expr]):
    """The tables of a view; those that few questions are asked of are materialised by the first one."""

    def __init__(self, held: Mapping[str, Expr], **later: Callable[[], Expr]) -> None:
        super().__init__(held)
        self._later = later

    def __missing__(self, name: str) -> Expr:
        self[name] = self._later[name]()
        return self[name]


def _by_rep(table: Expr, chosen: Mapping[str, Column]) -> Expr:
    for name in ("team", "rep"):
        if name in chosen:
            table = table.filter(table[name] == chosen[name])
    return table


def _by_company(table: Expr, accounts: Expr, to: Narrowing) -> Expr:
    if to.segment is None:
        return table
    listed = accounts.select(listed_key="company_key").distinct()
    return table.semi_join(listed, table.company_key == listed.listed_key)


def _of_leads(table: Expr, here: Expr) -> Expr:
    return table.semi_join(here, table.lead_id == here.here_id)


def _linked_anew(opportunities: Expr, here: Expr) -> Expr:
    joined = opportunities.left_join(here, opportunities.lead_id == here.own_id)
    away = joined.own_id.isnull()
    joined = joined.mutate(
        **{name: away.ifelse(fn.null(joined[name].type()), joined[name]) for name in _OF_LEAD},
        link=fn.cases((away, "no_lead"), (joined.link.isin(["first", "repeat"]), "follows"), else_=joined.link),
    ).drop("own_id")
    place = fn.row_number().over(
        group_by=[joined.lead_id, joined.link], order_by=[joined.created_at, joined.opportunity_id]
    )
    return joined.mutate(link=fn.cases((joined.link != "follows", joined.link), (place == 0, "first"), else_="repeat"))
