"""Chapter 4, what the area means: the target list covered, and a verdict for each role."""

import math
from collections.abc import Sequence

import pandas as pd

from kpi_helpers.kpis.activity import AREA
from kpi_helpers.kpis.claims import FITS, THIN, Claim, against_role
from kpi_helpers.kpis.cube import GROUP, Cube, Split
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.teams import BDR, ENTERPRISE_BDR, SDR, role_of, team_of, teams_in_view
from kpi_helpers.kpis.tidy import numbers, segment, segment_parts
from kpi_helpers.kpis.windows import days_to
from kpi_helpers.workbook.engine import in_periods, text
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

COVERAGE_DAYS = 90


def _coverage(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """Target accounts and how many of them had an activity, by all, team and rep."""
    rows = []
    if wb.has("accounts", "activities"):
        listed, touches = _listed(wb), _touches(wb, periods)
        for window in periods:
            rows += _covered(wb, listed, touches[touches["period"] == window.label], window)
    return pd.DataFrame(rows, columns=[*GROUP, "touched", "accounts"])


def _listed(wb: Workbook) -> pd.DataFrame:
    """Target companies with the rep that each names, "" for none."""
    accounts = wb.accounts
    return wb.run(accounts.select("company_key", rep=text(accounts.rep)).distinct().order_by(["rep", "company_key"]))


def _touches(wb: Workbook, windows: Sequence[Period]) -> pd.DataFrame:
    """Who was active in each window, and on which target companies; missing beside work on any other."""
    targets = wb.accounts.select(target_key="company_key").distinct()
    recent = in_periods(wb.activities, "day", windows).select("period", "rep", "team", "company_key")
    joined = recent.left_join(targets, recent.company_key == targets.target_key)
    return wb.run(joined.select("period", "rep", team=text(joined.team), company_key=joined.target_key).distinct())


def _covered(wb: Workbook, listed: pd.DataFrame, touches: pd.DataFrame, window: Period) -> list[tuple]:
    companies = set(listed["company_key"])

    def row(name: str, value: str, own: set, rows: pd.DataFrame) -> tuple:
        return name, value, window.label, len(own & set(rows["company_key"])), len(own)

    found = [row("all", "", companies, touches)]
    teams = dict.fromkeys([*teams_in_view(wb), *sorted(set(touches["team"]))])
    found += [row("team", team, companies, touches[touches["team"] == team]) for team in teams]
    for rep, own in listed.groupby("rep"):
        if rep and (wb.team is None or team_of(wb, rep) == wb.team):
            found.append(row("rep", rep, set(own["company_key"]), touches[touches["rep"] == rep]))
    return found


COVERAGE = Cube(
    name="coverage",
    table="activities",
    day="day",
    splits=(Split(("all", "team", "rep"), days_to(COVERAGE_DAYS)),),
    measures={},
    query=_coverage,
)

list_coverage = Metric(
    id="list_coverage",
    ja="リスト接触率",
    en="List coverage",
    unit="share",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="ターゲット企業のうち、基準日までの90日間に活動のあった割合。",
    definition_en="Share of the target accounts with an activity in the 90 days that end with as_of.",
    gamed_ja="つながらない電話1本でも「接触済み」になる。リストを短くしても上がる。",
    gamed_en="One unanswered call covers a company, and a shorter list raises it.",
    needs=Needs(("accounts", "activities"), companies=("activities",)),
    of=COVERAGE,
    part="touched",
    over="accounts",
    benchmark="list_coverage",
    notes="`all` counts anyone's activity, `team=` the team's on the whole list, `rep=` the rep's own on the accounts that name the rep. Every team of the workbook has a row; nobody's team has one where one of its reps was active. An account that the list holds twice counts once.",
    example="""Of サクラ工業, アオバ物流 and ヒノキ建設 the last was never called:

>>> list_coverage(wb)[["numerator", "denominator"]].to_numpy().tolist()
[[2.0, 3.0]]""",
)


def area_verdict(wb: Workbook) -> pd.DataFrame:
    """Whether a rep's activity in as_of's month has the shape that the rep's role needs.

    ``segment`` is ``rep=…``; the text stands in
    ``verdict``.

    - SDR: `healthy` from the goal of companies_per_100 (50) on by
      `companies_in_100`, else `narrow`, `too_few` where that is missing.
    - BDR: `healthy` where the coverage of the rep's accounts (the team's
      coverage, where no account names the rep) meets the goal of
      list_coverage, else `uncovered`.
    - Enterprise BDR: `too_few` below 30 activities, `shallow` below the goal
      of activities_per_company (1.25), else `healthy`.

    A team's role is told by its name. Reps of other teams have no verdict, nor has
    a BDR of a workbook without target accounts. Coverage is that of the 90 days
    up to as_of; where the activities begin within these, nobody is `uncovered`, since
    what was done before is not known. Where they have ended nobody has a verdict. An
    enterprise BDR of whose activities none has a company is `too_few`.

    Examples
    --------
    The example's activities begin in October, so that 高橋 is not held against the 90 days:

    >>> area_verdict(wb)[["segment", "verdict"]].to_numpy().tolist()
    [['rep=佐藤', 'too_few'], ['rep=鈴木', 'too_few']]
    """
    claims = area_claims(wb)
    rows = [(claim.subject, wb.month.month.label, area_word(claim)) for claim in claims]
    return numbers(
        "area_verdict", "text", pd.DataFrame(rows, columns=["segment", "period", "verdict"]), verdict="verdict"
    )


_MISFITS = {"companies_in_100": "narrow", "list_coverage": "uncovered", "activities_per_company": "shallow"}


def area_word(claim: Claim) -> str:
    """The verdict in `area_verdict`'s word."""
    return {FITS: "healthy", THIN: "too_few"}.get(claim.verdict) or _MISFITS[claim.metric]


def area_claims(wb: Workbook) -> list[Claim]:
    """What `area_verdict` rests on: of each rep who is judged the number that the role goes by, against its goal.

    Examples
    --------
    >>> [(claim.metric, claim.subject, claim.other, claim.verdict) for claim in area_claims(wb)][0]
    ('companies_in_100', 'rep=佐藤', 50, 'thin')
    """
    return wb.cached(_area_claims)


def is_short(wb: Workbook) -> bool:
    """Whether the activities cover less than the days of which the list's coverage is asked."""
    return wb.bearing.is_partial(("activities",), days_to(COVERAGE_DAYS)(wb)[0])


def _area_claims(wb: Workbook) -> list[Claim]:
    if wb.bearing.ended(("activities",)):
        return []
    counts = AREA.counts(wb)
    month = counts[
        counts["segment_of"].eq("rep") & counts["period"].eq(wb.month.month.label) & counts["activities"].gt(0)
    ]
    shares = list_coverage(wb, by=("team", "rep")).set_index("segment")["value"].to_dict()
    claims = (_claim(wb, row, shares) for row in month.to_dict("records"))
    return [claim for claim in claims if claim is not None]


def _claim(wb: Workbook, row: dict, shares: dict[str, float]) -> Claim | None:
    goals = {name: value for name, value in wb.config.benchmarks.items() if not isinstance(value, list)}
    written = row["segment"]
    team = team_of(wb, segment_parts(written)["rep"])
    role = role_of(team)
    if role == SDR:
        value, goal = row["companies_in_100"], goals["companies_per_100"]
        return against_role("companies_in_100", written, value, goal, fits=value >= goal, thin=pd.isna(value))
    if role == BDR and shares:
        value, goal = shares[written] if written in shares else shares[segment(team=team)], goals["list_coverage"]
        # More days could only raise it: what meets the goal in fewer meets it.
        return (
            None
            if value < goal and is_short(wb)
            else against_role("list_coverage", written, value, goal, fits=value >= goal)
        )
    if role == ENTERPRISE_BDR:
        value = row["activities"] / row["companies"] if row["companies"] else math.nan
        goal, thin = goals["activities_per_company"], row["activities"] < THIN_BELOW or not row["companies"]
        return against_role("activities_per_company", written, value, goal, fits=value >= goal, thin=thin)
    return None


METRICS = (
    list_coverage,
    Metric(
        id="area_verdict",
        ja="活動の面の判定",
        en="Verdict on the area",
        unit="text",
        owner=INSIDE_SALES,
        definition_ja="当月の活動の広さと深さが役割（SDR・BDR・エンタープライズBDR）に合っているかの判定。",
        gamed_ja="役割はチーム名で決まる。チーム分けが実態と違うと判定も違う。",
        gamed_en="The role is told by the team's name: a rep in the wrong team is judged wrongly.",
        needs=Needs(("activities",), companies=("activities",)),
        function=area_verdict,
    ),
)
