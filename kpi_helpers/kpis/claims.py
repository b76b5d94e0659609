"""What may be claimed of numbers: a claim is a value with the test behind it, which sentences put into words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kpi_helpers.kpis.clusters import ClusterSums
from kpi_helpers.kpis.comparing import ALPHA, counts_p, false_discoveries, newcombe, ranks_p, rates_p
from kpi_helpers.kpis.intervals import wilson

THIN_CASES = 30
"""Below so many cases a rate is greyed and nobody is named."""

SECTION_ALPHA = 0.8 * ALPHA
"""False discovery rate of what a section says. At 5% itself a section without any difference would claim one on 5% of its pages,
in every other sample of them on more, and most tests are approximate: a fifth less keeps "at most 5%"."""

NAMING_ALPHA = ALPHA / 3
"""False discovery rate of people alone: three sections of the team's page compare them, together at most 5% of pages name
anybody; and where hours truly differ, these make it no easier to be named among them."""

AHEAD_OF_PLAN, ON_PLAN, NEAR_PLAN = 1.05, 0.995, 0.9
"""Shares of what is expected by now: from the first a number is ahead, from the second, written as 100%, on plan,
from the third slightly behind; 99% is no alarm."""

HIGHER, LOWER, SAME, THIN = "higher", "lower", "same", "thin"
AHEAD, ON, NEAR, BEHIND = "ahead", "on", "near", "behind"
REACHES, MAY_REACH, MAY_MISS, MISSES = "reaches", "may_reach", "may_miss", "misses"
MET, MISSED = "met", "missed"
FITS, MISFITS = "fits", "misfits"


@dataclass(frozen=True)
class Rate:
    """A share of cases, with the design effect of cases that are not independent.

    Examples
    --------
    >>> Rate(3, 10).share, Rate(30, 100, effect=10).effective
    (0.3, 10.0)
    """

    hits: float
    cases: float
    effect: float = 1.0
    clusters: float = math.inf
    """So many clusters of one size tell as much of how they differ; infinite where cases are independent."""

    @classmethod
    def of(cls, sums: ClusterSums, place: int | None = None) -> "Rate":
        """A rate over clusters, of one group or of one of several."""
        parts = (np.asarray(each) for each in (sums.hits, sums.cases, sums.effect, sums.even_clusters))
        return cls(*(float(each if place is None else each[place]) for each in parts))

    @property
    def share(self) -> float:
        """Hits over cases; missing without a case."""
        return self.hits / self.cases if self.cases else math.nan

    @property
    def effective(self) -> float:
        """So many independent cases tell as much."""
        return self.cases / self.effect

    @property
    def interval(self) -> tuple[float, float]:
        """95% Wilson interval over the effective cases."""
        low, high = wilson(np.array([self.hits]), np.array([self.cases]), self.effect)
        return float(low[0]), float(high[0])

    @property
    def is_thin(self) -> bool:
        """Whether it rests on fewer than 30 cases."""
        return self.cases < THIN_CASES

    def __sub__(self, part: "Rate") -> "Rate":
        """The rest, where cases are independent; with clusters take it from `ClusterSums`."""
        return Rate(self.hits - part.hits, self.cases - part.cases)


@dataclass(frozen=True)
class Count:
    """Events of some business days."""

    events: int
    days: float


@dataclass(frozen=True)
class Claim:
    """One thing that may be said, and what it rests on.

    Attributes
    ----------
    kind : str
        "rates", "counts" and "heights" (one against another), "reference" (a rate against a
        fixed value), "plan" (an actual against what is expected by now), "landing"
        (a month's landing against its target), "chance" (of meeting a target ahead),
        "role" (a rep's work against what the role needs, by the verdict's definition).
    metric : str
        Id of the KPI.
    subject, against : str
        What is compared and with what: a written segment, a period, "rest",
        "reference", "expected" or "target".
    one, other : Rate, Count or float
        The numbers of both.
    test : str
        "newcombe", "binomial", "ranks", "wilson", "interval", "draws"; "" for a plain comparison.
    low, high : float or None
        Interval of the difference (newcombe), of the rate (wilson), of the landing.
    p : float or None
        Two-sided; what `among` holds to a false discovery rate.
    q : float or None
        The same adjusted for all that were compared; None where it stands alone.
    verdict : str
        "higher", "lower", "same", "thin" (fewer than 30 cases on a side); of a plan
        "ahead", "on", "near", "behind", of a count "same" too; of a landing "reaches", "may_reach", "may_miss",
        "misses", and "met" or "missed" once it is certain; of a role "fits" or
        "misfits"; "" where nothing can be held against nothing.
    """

    kind: str
    metric: str
    subject: str
    against: str
    one: Rate | Count | float
    other: Rate | Count | float
    test: str
    verdict: str
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it claims anything: a difference beyond chance, a month made or missed, a role that does not fit."""
        return self.verdict in (HIGHER, LOWER, AHEAD, BEHIND, REACHES, MISSES, MET, MISSED, MISFITS)


def compare_rates(metric: str, subject: str, one: Rate, other: Rate, against: str = "rest") -> Claim:
    """Whether two rates differ: the Newcombe 95% interval of their difference excludes 0.

    A group is compared with the rest, never with a whole that contains it.

    Examples
    --------
    >>> claim = compare_rates("contact_rate", "rep=A", Rate(56, 70), Rate(48, 80))
    >>> claim.verdict, round(claim.low, 3), round(claim.high, 3)
    ('higher', 0.052, 0.334)
    >>> compare_rates("contact_rate", "rep=A", Rate(9, 12), Rate(48, 80)).verdict
    'thin'
    """
    if not (one.cases and other.cases):
        return Claim("rates", metric, subject, against, one, other, "newcombe", THIN)
    low, high = newcombe(one.share, *one.interval, other.share, *other.interval)
    p = rates_p(one.share, one.effective, other.share, other.effective, one.clusters, other.clusters)
    verdict = THIN if one.is_thin or other.is_thin else HIGHER if low > 0 else LOWER if high < 0 else SAME
    return Claim("rates", metric, subject, against, one, other, "newcombe", verdict, low, high, p)


def compare_counts(metric: str, subject: str, one: Count, other: Count, against: str) -> Claim:
    """Whether two counts of events differ, in proportion to their business days: exact conditional test, p < 0.05.

    Examples
    --------
    >>> claim = compare_counts("leads", "2026-11", Count(30, 12), Count(40, 20), "2026-10")
    >>> claim.verdict, round(claim.p, 2)
    ('same', 0.39)
    """
    p = counts_p(one.events, other.events, one.days, other.days)
    more = one.events * other.days > other.events * one.days
    verdict = SAME if p >= ALPHA else HIGHER if more else LOWER
    return Claim("counts", metric, subject, against, one, other, "binomial", verdict, p=p)


def against_reference(metric: str, subject: str, rate: Rate, reference: float) -> Claim:
    """Whether a rate lies beyond a fixed value: its 95% interval excludes it. Said of teams, never of a person.

    Examples
    --------
    >>> against_reference("contact_rate", "team=SDR", Rate(200, 1000), 0.3).verdict
    'lower'
    """
    low, high = rate.interval
    verdict = THIN if rate.is_thin else LOWER if high < reference else HIGHER if low > reference else SAME
    spread = reference * (1 - reference)
    p = None
    if rate.cases and spread > 0:
        p = math.erfc(abs(rate.share - reference) * math.sqrt(rate.effective / spread / 2))
    return Claim("reference", metric, subject, "reference", rate, reference, "wilson", verdict, low, high, p)


def against_pace(metric: str, subject: str, events: float, exposure: float, reference: float) -> Claim:
    """Whether events per hour lie beyond a fixed value: further than chance takes that many events from it.

    Examples
    --------
    400 calls in 40 hours beside 13 an hour; chance takes 520 calls by less than 45 on 95 of 100 occasions:

    >>> [against_pace("cph", "team=BDR", calls, 40.0, 13.0).verdict for calls in (400, 480, 520, 566)]
    ['lower', 'same', 'same', 'higher']
    """
    due = reference * exposure
    p = math.erfc(max(abs(events - due) - 0.5, 0.0) / math.sqrt(2 * due)) if due > 0 else 1.0
    verdict = THIN if events < THIN_CASES else SAME if p >= ALPHA else HIGHER if events > due else LOWER
    pace = events / exposure if exposure else math.nan
    return Claim("reference", metric, subject, "reference", pace, reference, "poisson", verdict, p=p)


def against_plan(metric: str, subject: str, actual: float, expected: float, p: float | None = None) -> Claim:
    """Where an actual to date stands beside what is expected by now; of a count by its `p` no further than is beyond chance.

    Examples
    --------
    >>> [against_plan("sales", "all", actual, 100.0).verdict for actual in (106, 100, 96, 84)]
    ['ahead', 'on', 'near', 'behind']
    >>> [against_plan("leads", "all", 84, 100.0, p).verdict for p in (0.04, 0.12)]
    ['behind', 'same']
    """
    verdict = ""
    if not math.isnan(actual) and expected > 0:
        share = actual / expected
        bounds = ((AHEAD_OF_PLAN, AHEAD), (ON_PLAN, ON), (NEAR_PLAN, NEAR), (-math.inf, BEHIND))
        verdict = next(name for bound, name in bounds if share >= bound)
    if p is not None and p >= ALPHA and verdict in (AHEAD, NEAR, BEHIND):
        verdict = SAME
    return Claim(
        "plan", metric, subject, "expected", actual, expected, "" if p is None else "conditional", verdict, p=p
    )


def against_target(metric: str, subject: str, landing: float, low: float, high: float, target: float) -> Claim:
    """Whether a landing makes its target, by its 80% interval.

    Examples
    --------
    >>> [against_target("won", "all", 10.0, 8.0, 13.0, target).verdict for target in (8, 10, 11, 14)]
    ['reaches', 'may_reach', 'may_miss', 'misses']
    """
    if math.isnan(target):
        verdict = ""
    elif low >= target:
        verdict = REACHES
    elif high < target:
        verdict = MISSES
    else:
        verdict = MAY_REACH if landing >= target else MAY_MISS
    return Claim("landing", metric, subject, "target", landing, target, "interval", verdict, low, high)


def against_role(metric: str, subject: str, value: float, goal: float, *, fits: bool, thin: bool = False) -> Claim:
    """Whether a rep's work is of the shape that the role needs; by definition, so that chance has no say.

    Examples
    --------
    >>> against_role("companies_in_100", "rep=A", 30.0, 50.0, fits=False).verdict
    'misfits'
    """
    return Claim("role", metric, subject, "reference", value, goal, "", THIN if thin else FITS if fits else MISFITS)


def compare_heights(metric: str, subject: str, one: Sequence[float], other: Sequence[float]) -> Claim:
    """Whether some values, such as ages in days, lie higher than the others: by their ranks, p < 0.05.

    Examples
    --------
    >>> claim = compare_heights("days_open", "quadrant=target_hot", [100.0] * 30, [20.0] * 30)
    >>> claim.verdict, claim.one, claim.other
    ('higher', 100.0, 20.0)
    """
    if not (len(one) and len(other)):
        return Claim("heights", metric, subject, "rest", math.nan, math.nan, "ranks", THIN)
    here, there, p = float(np.median(one)), float(np.median(other)), ranks_p(one, other)
    verdict = (
        THIN if min(len(one), len(other)) < THIN_CASES else SAME if p >= ALPHA else HIGHER if here > there else LOWER
    )
    return Claim("heights", metric, subject, "rest", here, there, "ranks", verdict, p=p)


def against_rest(metric: str, groups: Mapping[str, Rate]) -> list[Claim]:
    """Each group of independent cases against all others together, not yet held to a false discovery rate.

    Examples
    --------
    >>> [claim.verdict for claim in against_rest("win_rate", {"band=a": Rate(30, 60), "band=b": Rate(10, 60)})]
    ['higher', 'lower']
    """
    whole = Rate(sum(rate.hits for rate in groups.values()), sum(rate.cases for rate in groups.values()))
    return [compare_rates(metric, subject, rate, whole - rate) for subject, rate in groups.items()]


def against_chance(metric: str, subject: str, chance: float, target: float) -> Claim:
    """Whether a target ahead is met, by the share of drawn outcomes that do: as for a landing, beyond nine of ten.

    Examples
    --------
    >>> [against_chance("target_chance", "all", share, 1.0).verdict for share in (0.95, 0.6, 0.3, 0.05)]
    ['reaches', 'may_reach', 'may_miss', 'misses']
    """
    sure, even = 0.9, 0.5
    if chance >= even:
        verdict = REACHES if chance >= sure else MAY_REACH
    else:
        verdict = MISSES if chance < 1 - sure else MAY_MISS
    return Claim("chance", metric, subject, "target", chance, target, "draws", verdict)


_PERSON = "person"
_KINDS = {"rep": _PERSON, "owner": _PERSON, "campaign": "list", "channel": "list", "hour": "hour"}


def among(claims: Iterable[Claim]) -> list[Claim]:
    """The comparisons of one section, held together to one false discovery rate (`SECTION_ALPHA`), a single one too.

    A difference that does not survive it becomes "same"; what was too thin to be
    compared, or rests on no p-value, stays as it is and counts for nothing. What is compared
    alike (hours, lists, conditions) has to survive that among itself, too: true differences
    between hours would else let chance ones between lists pass. People at `NAMING_ALPHA`.

    Examples
    --------
    >>> one = compare_rates("contact_rate", "hour=09", Rate(36, 100), Rate(240, 1000))
    >>> [claim.verdict for claim in among([one])], [claim.verdict for claim in among([one] + 9 * [
    ...     compare_rates("contact_rate", "hour=10", Rate(24, 100), Rate(240, 1000))])]
    (['higher'], ['same', 'same', 'same', 'same', 'same', 'same', 'same', 'same', 'same', 'same'])
    """
    claims = list(claims)
    compared = {at: claim.p for at, claim in enumerate(claims) if claim.p is not None and claim.verdict != THIN}
    for number, q in zip(compared, false_discoveries(list(compared.values())), strict=True):
        claim = claims[number]
        claims[number] = replace(claim, q=float(q), verdict=claim.verdict if q <= SECTION_ALPHA else SAME)
    alike: dict[tuple[str, str], list[int]] = {}
    for number in compared:
        kind = _KINDS.get(claims[number].subject.partition("=")[0], "")
        alike.setdefault((kind, "" if kind == _PERSON else claims[number].metric), []).append(number)
    for (kind, _), numbers in alike.items():
        for number, q in zip(numbers, false_discoveries([compared[each] for each in numbers]), strict=True):
            if q > (NAMING_ALPHA if kind == _PERSON else SECTION_ALPHA):
                claims[number] = replace(claims[number], verdict=SAME)
    return claims


def named(metric: str, groups: Mapping[str, tuple[Rate, Rate]], against: str = "rest") -> list[Claim]:
    """Who may be named for differing from the rest of the team, of all who were compared.

    Parameters
    ----------
    metric : str
    groups : mapping of (Rate, Rate)
        By written segment (``rep=…``): the group's own rate, and that of the rest.

    Returns
    -------
    list of Claim
        One a group, in order; only those that hold may be named.

    Examples
    --------
    >>> whole = Rate(300, 1000)
    >>> claims = named("contact_rate", {f"rep={rep}": (own, whole - own) for rep, own in {
    ...     "A": Rate(20, 120), "B": Rate(38, 120), "C": Rate(20, 29)}.items()})
    >>> [(claim.subject, claim.verdict) for claim in claims]
    [('rep=A', 'lower'), ('rep=B', 'same'), ('rep=C', 'thin')]
    """
    return among(compare_rates(metric, subject, own, rest, against) for subject, (own, rest) in groups.items())
