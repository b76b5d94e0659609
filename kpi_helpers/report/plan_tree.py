"""The KPI tree of the month, drawn and as a table: each number beside its target, whoever it belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.charts.formats import format_percent
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import AHEAD, BEHIND, HIGHER, LOWER, MET, MISSED, ON, Claim
from kpi_helpers.kpis.gap_claims import factor_claims
from kpi_helpers.kpis.metric import FIELD_SALES, INSIDE_SALES, MARKETING
from kpi_helpers.kpis.month_claims import of_month
from kpi_helpers.kpis.targets import RATES, SUMS, actuals_of_month, plan, target_of
from kpi_helpers.kpis.usual import has_ended
from kpi_helpers.report.figures.kpi_tree import kpi_tree
from kpi_helpers.report.headline import row_then
from kpi_helpers.report.month_words import so_far
from kpi_helpers.report.phrases import counter_of, listed

if TYPE_CHECKING:
    from kpi_helpers.report.html import Element
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.workbook.workbook import Workbook

_NODES = (  # kpi, its parent, the sign before it
    ("sales", None, None),
    ("won", "sales", None),
    ("average_deal", "sales", "×"),
    ("opportunities", "won", None),
    ("win_rate_slice", "won", "×"),
    ("valid_leads", "opportunities", None),
    ("opportunity_rate_slice", "opportunities", "×"),
    ("leads", "valid_leads", None),
    ("valid_rate", "valid_leads", "×"),
    ("inbound_leads", "leads", None),
    ("outbound_leads", "leads", "+"),
    ("visitors", "inbound_leads", None),
    ("cvr", "inbound_leads", "×"),
)
_OWNERS = {
    MARKETING: ("マーケ", "Marketing"),
    INSIDE_SALES: ("IS", "Inside sales"),
    FIELD_SALES: ("営業", "Field sales"),
}
FACTORS = {
    "visitors": "visitors",
    "cvr": "cvr",
    "outbound_leads": "outbound_leads",
    "leads": "leads",
    "valid_leads": "valid_leads",
    "valid_rate": "valid_rate",
    "opportunity_rate": "opportunity_rate_slice",
    "win_rate": "win_rate_slice",
    "average_deal": "average_deal",
}
"""The KPI that a factor of the sales gap is."""


@dataclass(frozen=True)
class Held:
    """A number of the tree beside its target; NaN where there is none.

    Attributes
    ----------
    actual, target, attainment : float
        To date; of the month; the one over the other.
    due, gap : float
        What is expected by now, and how far the actual is from it.
    """

    actual: float
    target: float
    attainment: float
    due: float
    gap: float


def held(wb: Workbook, kpi: str) -> Held:
    """A count, sum or rate of the tree beside what its target takes by now.

    Examples
    --------
    Two deals and four opportunities are planned, and twelve of nineteen business days gone:

    >>> held(wb, "win_rate_slice").due, round(held(wb, "won").gap, 1)
    (0.5, -0.3)
    """
    known = plan(wb).set_index("metric")
    actual, due = (float(known[name].get(kpi, math.nan)) for name in ("actual", "expected"))
    target = target_of(known, kpi)
    if math.isnan(due) and kpi in RATES:
        due = target
    # Nothing is due before the first business day, and what has ended is not held against anything.
    is_open = wb.month.elapsed > 0 and not has_ended(wb, kpi)
    return Held(actual, target, actual / target if target > 0 else math.nan, due, actual - due if is_open else math.nan)


def tree_table(meeting: Meeting) -> pd.DataFrame:
    """The nodes of the KPI tree with actual, target and verdict, as the figure `kpi_tree` reads them."""
    known, claims = set(plan(meeting.wb)["metric"]), node_claims(meeting)
    rows = []
    for kpi, parent, sign in _NODES:
        if kpi not in known:
            continue
        at, record = held(meeting.wb, kpi), CATALOGUE[kpi]
        is_rate = kpi not in SUMS
        rows.append(
            {
                "kpi": kpi,
                "parent": parent,
                "operator": sign,
                "label": record.label(meeting.lang),
                "owner": _owner(meeting, kpi),
                "unit": counter_of(kpi, record.unit),
                "actual": at.actual,
                "target": at.target,
                "attainment": at.attainment,
                "expected": math.nan if is_rate or not at.target > 0 else at.due / at.target,
                "due": math.nan if meeting.wb.month.is_over else at.due,
                "gap": at.gap,
                "verdict": _mark(claims.get(kpi)),
            }
        )
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    # A node whose parent has no number hangs from nothing and is left to the table of the numbers.
    while True:
        orphans = table["parent"].notna() & ~table["parent"].isin(table["kpi"])
        if not orphans.any():
            return table
        table = table[~orphans]


def _owner(meeting: Meeting, kpi: str) -> str:
    return meeting.say(*_OWNERS.get(CATALOGUE[kpi].owner, ("", "")))


def node_claims(meeting: Meeting) -> dict[str, Claim]:
    """What may be claimed of each node: of a count its course, of a rate whether it differs from what is expected by now."""
    found = {FACTORS[claim.metric]: claim for claim in factor_claims(meeting.wb)}
    courses = {kpi: of_month(meeting.wb, kpi).stands for kpi, _, _ in _NODES if kpi in SUMS}
    return found | {kpi: claim for kpi, claim in courses.items() if claim is not None}


def _mark(claim: Claim | None) -> str:
    """Good from plan on, nothing just below it: a red mark at 99% would cry wolf; of a rate only what is beyond chance."""
    if claim is None:
        return ""
    return (
        "good"
        if claim.verdict in (AHEAD, ON, HIGHER, MET)
        else "attention"
        if claim.verdict in (BEHIND, LOWER, MISSED)
        else ""
    )


def tree_figure(meeting: Meeting, *, at_once: int = 0) -> list[tuple[Element, str]]:
    """The tree as it is drawn, with its alternative text; none without a number.

    `at_once` lines of it stand open on a phone, where the others unfold.
    """
    nodes = tree_table(meeting)
    if nodes.empty:
        return []
    month = meeting.month_name(meeting.month)
    title = meeting.say(f"{month}のKPIツリー", f"KPI tree of {month}") + so_far(meeting)
    is_over = meeting.wb.month.is_over
    tree = kpi_tree(nodes, lang=meeting.lang, title=title, is_over=is_over, at_once=at_once)
    return [(tree, _alt(meeting, nodes))]


def _alt(meeting: Meeting, nodes: pd.DataFrame) -> str:
    late = listed(meeting, nodes.loc[nodes["verdict"].eq("attention"), "label"].tolist())
    head = nodes.iloc[0]
    return meeting.say(
        f"KPIツリー。{head['label']}は{meeting.write(head['actual'], head['unit'])}。"
        + (f"計画を下回るのは{late}。" if late else "比べた指標に、計画をはっきり下回るものはありません。"),
        f"KPI tree. {head['label']}: {meeting.write(head['actual'], head['unit'])}. "
        + (f"Below plan: {late}." if late else "Nothing that is compared is clearly below plan."),
    )


def tree_numbers(meeting: Meeting) -> pd.DataFrame | None:
    """Every number of the tree, so that each team sees the others' too; None where there is none."""
    say, write, over = meeting.say, meeting.write, meeting.wb.month.is_over
    known, reached = plan(meeting.wb).set_index("metric"), actuals_of_month(meeting.wb)
    rows = []
    for kpi in (*SUMS, *RATES):
        if kpi not in reached:
            continue
        record, beside, owner = CATALOGUE[kpi], held(meeting.wb, kpi), _owner(meeting, kpi)
        unit, name = counter_of(kpi, record.unit), record.label(meeting.lang)
        due = {} if over else {say("今日時点の目標", "Due by now"): write(beside.due, unit)}
        rows.append(
            {
                say("指標（担当）", "Metric (owner)"): say(f"{name}（{owner}）", f"{name} ({owner})")
                if owner
                else name,
                say("実績", "Actual"): write(reached[kpi], unit),
                say("目標", "Target"): write(beside.target, unit),
                say("達成率", "Attainment"): format_percent(beside.attainment),
                **due,
                say("差", "Gap"): meeting.write_signed(beside.gap, unit),
                say("ペース", "Pace"): format_percent(known.at[kpi, "pace"]),
                say("1営業日あたり必要", "Needed a day"): write(known.at[kpi, "needed_per_day"], unit),
                say("前月同営業日", "Same day last month"): write(
                    row_then(meeting, record).get("value", math.nan), unit
                ),
            }
        )
    return pd.DataFrame(rows) if rows else None
