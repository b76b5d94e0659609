"""Chapter 9, roles (役割分担): who holds whose targets, and who works both motions."""

from functools import partial
from typing import cast

import pandas as pd

from kpi_helpers.kpis.claims import Claim, against_role
from kpi_helpers.kpis.cube import When
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, rate, segment
from kpi_helpers.kpis.windows import eight_weeks, weeks_and_month
from kpi_helpers.workbook.engine import in_periods, text
from kpi_helpers.workbook.lacks import Lack, defaults_of
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import INBOUND, OUTBOUND, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

LEAD_WORK = frozenset({"calls", "cph", "contact_rate", "leads"})
OPPORTUNITY_WORK = frozenset(
    {
        "opportunities",
        "opportunity_rate",
        "opportunity_rate_slice",
        "opportunity_rate_cohort",
        "att_seconds",
    }
)
MOTIONS = ("inbound", "outbound")
MIXED_FROM = 0.3
"""From this share of both motions on a rep works in both."""

_COLUMNS = ["rep", "period", "motion", "activities", "known"]


def metrics_held(wb: Workbook, period: When = None) -> pd.Series:
    """The metrics that each rep has targets for, as a frozenset by (rep, month)."""
    months = [month.label for month in periods_of(period, (wb.month.month,))]
    targets = wb.targets
    own = targets[targets["rep"].notna() & targets["month"].isin(months)]
    return own.groupby(["rep", "month"])["metric"].agg(frozenset)


def motion_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Each rep's activities on known leads by the lead's motion.

    Returns
    -------
    DataFrame
        ``rep``, ``period``, ``motion`` ("" where missing), ``activities``,
        ``known`` (all of the rep's in the period).
    """
    if not wb.has("activities", "leads"):
        return pd.DataFrame(columns=_COLUMNS)
    return wb.cached(_motions, periods_of(period, weeks_and_month(wb)))


def _motions(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    known = in_periods(wb.activities.filter(wb.activities.lead_known), "day", periods)
    known = known.select("rep", "period", motion=text(known.lead_motion))
    keys = ["rep", "period", "motion"]
    found = wb.run(known.group_by(keys).agg(activities=known.count()).order_by(keys))
    return found.assign(known=found.groupby(["rep", "period"])["activities"].transform("sum"))


def activities_lately(wb: Workbook) -> dict[str, int]:
    """Activities of each rep in the eight weeks up to as_of, of any kind, on whomever."""
    return wb.cached(_lately, eight_weeks(wb)).set_index("rep")["activities"].to_dict() if wb.has("activities") else {}


def _lately(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    rows = in_periods(wb.activities, "day", periods)
    return wb.run(rows.group_by("rep").agg(activities=rows.count()).order_by("rep"))


def kpis_per_rep(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Distinct metrics for which a rep has targets in as_of's month.

    ``segment`` is ``rep=…``, ``value`` a count.

    A metric given twice counts once; one that is not known, which is warned of,
    counts too. A rep without targets has no row.

    Examples
    --------
    >>> kpis_per_rep(wb)[["segment", "value"]].to_numpy().tolist()
    [['rep=佐藤', 2.0], ['rep=高橋', 1.0]]
    """
    if not wb.has("targets"):
        return nothing()
    held = metrics_held(wb, period)
    rows = [(segment(rep=rep), month, len(metrics)) for (rep, month), metrics in held.items()]
    return numbers("kpis_per_rep", "count", pd.DataFrame(rows, columns=["segment", "period", "kpis"]), "kpis")


def motions_unknown(wb: Workbook) -> Lack | None:
    """For want of what nobody knows who works in both motions: without the column every lead only counts as inbound."""
    defaults = [lack for lack in defaults_of(wb) if (lack.table, lack.column) == ("leads", "motion")]
    return defaults[0] if defaults else wb.lacks(_LINKED)


def motion_share(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Share of a rep's activities on known leads, by the lead's motion.

    ``segment`` is ``rep=…;motion=…``, ``value``
    a share, 0 to 1.

    Activities of any kind. Both motions stand for every rep with such an activity
    in the period, with 0 for the one on which there was nothing; a lead whose motion
    is missing is of motion "", and without the column every lead is inbound.

    Examples
    --------
    >>> shares = motion_share(wb, period="2026-11")
    >>> shares["segment"].tolist()[:2], shares["value"].tolist()
    (['rep=佐藤;motion=inbound', 'rep=佐藤;motion=outbound'], [1.0, 0.0, 0.0, 1.0])
    """
    counts = _with_both_motions(motion_counts(wb, period))
    who = zip(counts["rep"], counts["motion"], strict=True)
    counts = counts.assign(segment=pd.Series([segment(rep=rep, motion=motion) for rep, motion in who], dtype="object"))
    return rate("motion_share", counts, "activities", "known")


def _with_both_motions(counts: pd.DataFrame) -> pd.DataFrame:
    known = counts.drop_duplicates(["rep", "period"])
    both = known.assign(activities=0).drop(columns="motion").merge(pd.DataFrame({"motion": MOTIONS}), how="cross")
    every = pd.concat([counts, both], ignore_index=True).drop_duplicates(["rep", "period", "motion"])
    return every.sort_values(["rep", "period", "motion"], ignore_index=True)


def role_verdict(wb: Workbook) -> pd.DataFrame:
    """Whether a rep has one role in as_of's month or the work of two.

    ``segment`` is ``rep=…``, the text stands in
    ``verdict``: `overloaded` where the rep holds targets both in lead
    acquisition (calls, cph, contact_rate, leads) and in opportunity
    acquisition (opportunities, opportunity_rate, att_seconds), or works
    both motions with neither under 30%; else `focused`.

    Reps with a target or an activity on a known lead in the month, and with 30
    activities or more in the eight weeks up to as_of: of fewer nothing is said. Without
    a column for the motion of leads only targets are judged. A target for the slice or
    the cohort form of opportunity_rate is one in opportunity acquisition.

    Examples
    --------
    No rep of the example has 30 activities:

    >>> role_verdict(wb).empty
    True
    """
    overloaded: dict[str, bool] = {}
    for claim in role_claims(wb):
        # By the definition also where a page says nothing of so few activities.
        is_mixed = claim.metric == "motion_share" and float(cast("float", claim.one)) >= MIXED_FROM
        overloaded[claim.subject] = overloaded.get(claim.subject, False) or claim.holds or is_mixed
    rows = [
        (written, wb.month.month.label, "overloaded" if is_too_much else "focused")
        for written, is_too_much in overloaded.items()
    ]
    table = pd.DataFrame(rows, columns=["segment", "period", "verdict"])
    return numbers("role_verdict", "text", table, verdict="verdict")


def role_claims(wb: Workbook) -> list[Claim]:
    """What `role_verdict` rests on: for each rep the kinds of work with targets, and the smaller share of both motions.

    The share is thin on fewer than 30 activities of the month: shown, not judged.

    Examples
    --------
    >>> role_claims(wb)
    []
    """
    return wb.cached(_role_claims)


def _role_claims(wb: Workbook) -> list[Claim]:
    month = wb.month.month.label
    held = {rep: metrics for (rep, _), metrics in metrics_held(wb).items()}
    counts = motion_counts(wb)
    counts = counts[counts["period"] == month]
    shares = (counts["activities"] / counts["known"]).groupby([counts["rep"], counts["motion"]]).sum().to_dict()
    known = counts.groupby("rep")["known"].max().to_dict()
    busy = activities_lately(wb)
    tells = motions_unknown(wb) is None
    claims = []
    for rep in sorted(rep for rep in {*held, *counts["rep"]} if busy.get(rep, 0) >= THIN_BELOW):
        metrics = held.get(rep, frozenset())
        kinds = bool(metrics & LEAD_WORK) + bool(metrics & OPPORTUNITY_WORK)
        claims.append(against_role("kpis_per_rep", segment(rep=rep), kinds, 1, fits=kinds < 2))
        if tells:
            less = min(shares.get((rep, motion), 0.0) for motion in MOTIONS)
            fits, thin = less < MIXED_FROM, known.get(rep, 0) < THIN_BELOW
            claims.append(against_role("motion_share", segment(rep=rep), less, MIXED_FROM, fits=fits, thin=thin))
    return claims


_LINKED = Needs(("activities", "leads"), (INBOUND, OUTBOUND), links=("activities",))
_metric = partial(Metric, owner=INSIDE_SALES)

METRICS = (
    _metric(
        id="kpis_per_rep",
        ja="1人あたりのKPI数",
        en="KPIs per rep",
        better="low",
        definition_ja="当月の目標を持つ指標の数（担当者別、重複を除く）。",
        gamed_ja="個人目標を表に書かないと少なく見える。",
        gamed_en="Targets that are not written down are not counted.",
        needs=Needs(("targets",)),
        function=kpis_per_rep,
    ),
    _metric(
        id="motion_share",
        ja="反響・新規開拓の割合",
        en="Share of motions",
        unit="share",
        definition_ja="担当者の活動（相手のリードが分かるもの）に占める、反響・新規開拓それぞれの割合。",
        gamed_ja="リードに紐付けない活動は数えない。",
        gamed_en="Activities not linked to a lead are left out.",
        needs=_LINKED,
        function=motion_share,
    ),
    _metric(
        id="role_verdict",
        ja="役割の判定",
        en="Verdict on the role",
        unit="text",
        definition_ja="リード獲得と商談獲得の両方の目標を持つか、反響・新規開拓の両方が30％以上なら「役割が重なる」、そうでなければ「集中できている」（8週間の活動が30件以上の担当者）。",
        gamed_ja="個人目標を表に書かないと「集中できている」に見える。",
        gamed_en="Targets that are not written down make a rep look focused.",
        needs=Needs(),
        function=role_verdict,
    ),
)
