"""Chapter 5, calls (架電): how many, how many an hour, how many get through and how long they last.

`golden_hours.py` holds when calls get through, `key_persons.py` what they find
out.
"""

import pandas as pd

from kpi_helpers.kpis.counting import By, When, weeks_and_month, with_empty_periods
from kpi_helpers.kpis.teams import team_of
from kpi_helpers.kpis.tidy import chosen, labelled, numbers, periods_of, rate
from kpi_helpers.workbook.engine import Expr, by_segments, in_periods, only
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

_GROUP = ["segment_of", "segment", "period"]
_COUNTS = ["calls", "settled", "talks", "talk_seconds", "talks_in_range"]


def calls_made(wb: Workbook) -> Expr:
    """The activities that are calls, with the called lead's ``motion``, ``industry`` and ``department``."""
    made = wb.activities.filter(wb.activities.is_call)
    return made.mutate(motion=made.lead_motion, industry=made.lead_industry, department=made.lead_department)


def call_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Calls and calling hours of all, each team, each rep and each motion, by period.

    Returns
    -------
    DataFrame
        ``segment_of``, ``segment``, ``period``, ``calls``, ``settled``,
        ``talks``, ``talk_seconds``, ``talks_in_range``, ``hours``.
    """
    periods = periods_of(period, weeks_and_month(wb))

    def work() -> pd.DataFrame:
        if not wb.has("activities"):
            return pd.DataFrame(columns=[*_GROUP, *_COUNTS, "hours"])
        segments = ["all", "team", "rep", *(["motion"] if wb.has("leads") else [])]
        found = wb.run(_counted_by_hour(wb, periods, segments)).fillna({"talk_seconds": 0.0})
        if wb.has("timesheet"):
            found = _with_timesheet(wb, found, periods)
        return labelled(with_empty_periods(found, periods))

    return wb.kept(("calls", periods), work)


def _counted_by_hour(wb: Workbook, periods: tuple[Period, ...], segments: list[str]) -> Expr:
    shortest, longest = wb.config.benchmarks["att_seconds"]
    made = calls_made(wb)
    talk = (made.outcome == "connected").ifelse(made.talk_seconds, None)
    read = ["rep", "day", "hour", "is_settled", "talk"]
    made = in_periods(only(made.mutate(talk=talk), *segments, *read), "day", periods)
    split = by_segments(made, segments, ["period", *read])
    hourly = split.group_by([*_GROUP, "rep", "day", "hour"]).agg(
        calls=split.count(),
        settled=split.count(where=split.is_settled),
        talks=split.talk.count(),
        talk_seconds=split.talk.sum(),
        talks_in_range=split.count(where=split.talk.between(shortest, longest)),
    )
    return hourly.group_by(_GROUP).agg(**{name: hourly[name].sum() for name in _COUNTS}, hours=hourly.count())


def _with_timesheet(wb: Workbook, found: pd.DataFrame, periods: tuple[Period, ...]) -> pd.DataFrame:
    """The counts with hours as the timesheet has them; by motion it cannot tell them."""
    reps = found[found["segment_of"] == "rep"]
    hours = dict(zip(zip(reps["segment"], reps["period"], strict=True), reps["hours"], strict=True))
    hours |= _written_hours(wb, periods)
    totals: dict[tuple[str, str, str], float] = {}
    for (rep, period), spent in sorted(hours.items()):
        for group in (("all", "", period), ("team", team_of(wb, rep), period), ("rep", rep, period)):
            totals[group] = totals.get(group, 0) + spent
    counts = {tuple(row[name] for name in _GROUP): row for row in found.to_dict("records")}
    blank = dict.fromkeys(_COUNTS, 0)
    rows = [
        {**counts.get(group, blank), **dict(zip(_GROUP, group, strict=True)), "hours": totals.get(group)}
        for group in dict.fromkeys([*counts, *totals])
    ]
    return pd.DataFrame(rows, columns=found.columns).astype({"hours": "float64"})


def _written_hours(wb: Workbook, periods: tuple[Period, ...]) -> dict[tuple[str, str], float]:
    """Hours of the timesheet by rep and period."""
    sheet = wb.timesheet
    day = pd.to_datetime(sheet["date"])
    written = {}
    for period in periods:
        inside = sheet[day.between(pd.Timestamp(period.start), pd.Timestamp(period.end), inclusive="left")]
        sums = inside.groupby("rep")["hours"].sum()
        written |= {(rep, period.label): spent for rep, spent in sums.items()}
    return written


def calls(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Activities of kind call in a period.

    Answers: "How much did we call?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``kind``, ``lead_id``; leads: ``motion``.
    by : str or sequence of str, optional
        "all", "team", "rep", "motion" (of the called lead).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    A call to nobody known is of motion "". A rep who made no call in a period
    has a row, with 0, only where the timesheet has hours.

    Examples
    --------
    >>> calls(wb, period="2026-11")["value"].tolist()
    [7.0]
    """
    return numbers("calls", "count", chosen(call_counts(wb, period), by), "calls")


def call_hours(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Hours spent calling: clock hours of a rep's day with at least one call, or the timesheet's.

    Answers: "How much time goes into calling?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``kind``, ``lead_id``; timesheet; leads: ``motion``.
    by : str or sequence of str, optional
        "all", "team", "rep", "motion" (of the called lead).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is hours (count).

    Notes
    -----
    Where the workbook has a timesheet its hours count; a rep who has none in a
    period is counted by clock hours there, so that a forgotten entry does not
    make the others look fast. A timesheet does not tell motions apart, so that
    with one there is no row by motion.

    Examples
    --------
    佐藤 called in two clock hours, 高橋 in two, 鈴木 in one:

    >>> call_hours(wb, period="2026-11")["value"].tolist()
    [5.0]
    """
    return numbers("call_hours", "count", chosen(call_counts(wb, period), by), "hours")


def cph(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Calls per calling hour (CPH).

    Answers: "How fast do we call?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``kind``, ``lead_id``; timesheet; leads: ``motion``.
    by : str or sequence of str, optional
        "all", "team", "rep", "motion" (of the called lead).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is calls per hour (ratio).

    Notes
    -----
    Hours as in `call_hours`. Reference value: 13.

    Examples
    --------
    >>> cph(wb, period="2026-11")["value"].tolist()
    [1.4]
    """
    return rate("cph", chosen(call_counts(wb, period), by), "calls", "hours", unit="ratio")


def contact_rate(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Share of a period's calls that were settled: the person was reached, or reception refused.

    Answers: "How many calls get through?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``kind``, ``outcome``, ``lead_id``; leads: ``motion``.
    by : str or sequence of str, optional
        "all", "team", "rep", "motion" (of the called lead).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    Absent, no answer, voicemail, wrong number and unknown outcomes are not
    settled. Reference value: 30 %, 60–70 % from 9 to 11.

    Examples
    --------
    >>> contact_rate(wb, period="2026-11")[["numerator", "denominator"]].to_numpy().tolist()
    [[3.0, 7.0]]
    """
    return rate("contact_rate", chosen(call_counts(wb, period), by), "settled", "calls")


def att_seconds(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Mean talk time (ATT) of a period's `connected` calls that have one.

    Answers: "Are our conversations long enough?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``kind``, ``outcome``,
        ``talk_seconds``, ``lead_id``; leads: ``motion``.
    by : str or sequence of str, optional
        "all", "team", "rep", "motion" (of the called lead).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is seconds, ``numerator`` their
        sum, ``denominator`` the calls.

    Notes
    -----
    A talk of more than 24 hours counts as it stands and is warned of.
    Reference value: 300 to 480 s.

    Examples
    --------
    500, 300 and 200 seconds:

    >>> att_seconds(wb, period="2026-11")["value"].round(1).tolist()
    [333.3]
    """
    return rate("att_seconds", chosen(call_counts(wb, period), by), "talk_seconds", "talks", unit="seconds")


def att_in_range(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Share of a period's `connected` calls with a talk time whose talk lasted 300 to 480 seconds.

    Answers: "How many conversations are neither brushed off nor endless?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``kind``, ``outcome``,
        ``talk_seconds``, ``lead_id``; leads: ``motion``.
    by : str or sequence of str, optional
        "all", "team", "rep", "motion" (of the called lead).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    Both ends belong to the range, which is ``att_seconds`` of ``benchmarks:``
    where the workbook has its own.

    Examples
    --------
    >>> att_in_range(wb, period="2026-11")[["numerator", "denominator"]].to_numpy().tolist()
    [[1.0, 3.0]]
    """
    return rate("att_in_range", chosen(call_counts(wb, period), by), "talks_in_range", "talks")
