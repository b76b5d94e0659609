"""Chapter 7, valid leads (有効リード): why they changed, and what the definitions did to them."""

from datetime import date
from functools import partial

import pandas as pd

from kpi_helpers.kpis.cube import Split, When
from kpi_helpers.kpis.metric import MARKETING, SHARED, Metric
from kpi_helpers.kpis.tidy import in_segments, nothing, numbers, periods_of, segment, segment_parts, together
from kpi_helpers.kpis.tree_cubes import LEADS
from kpi_helpers.kpis.windows import months_as_one
from kpi_helpers.workbook.definitions import Version, condition_column, failed_column, version_column
from kpi_helpers.workbook.engine import Column, Expr, in_periods
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

MONTHS = 3
THREE_MONTHS = months_as_one(MONTHS)
EFFECTS = ("volume", "mix", "quality")
_CHANGE = ["leads", "valid_leads", "leads_before", "valid_leads_before", *EFFECTS]
_BY_CHANNEL = Split(("channel",), THREE_MONTHS)


def change_by_channel(wb: Workbook) -> pd.DataFrame:
    """Leads and valid leads of the month to date against last month, and what explains the change.

    Returns
    -------
    DataFrame
        A row per channel with a lead in either stretch: ``channel`` (its bare name),
        ``segment``, ``leads``, ``valid_leads``, ``leads_before``, ``valid_leads_before``,
        ``volume``, ``mix``, ``quality``, in leads. Empty before the month's first business
        day, and where leads cover one of the two months not at all or in part.

    Notes
    -----
    Last month runs up to the same business day.

    Examples
    --------
    Web had one valid lead of one up to October's 12th business day, and has one of two
    now; the leads went from one in all to four, so that Web's share fell from 1 to 1/2:

    >>> change = change_by_channel(wb).set_index("channel")
    >>> change.loc["Web", ["volume", "mix", "quality"]].tolist()
    [1.6875, -0.9375, -0.75]
    """
    until = wb.month.same_day_last_month
    if until is None or not comparable_months(wb):
        return pd.DataFrame(columns=["channel", "segment", *_CHANGE])

    return wb.cached(_change, until)


def comparable_months(wb: Workbook) -> bool:
    """Whether leads cover as_of's month and the one before, neither in part."""
    months = (wb.month.month.back(1), wb.month.month)
    covered = wb.bearing.covered_periods(["leads"], months) if wb.has("leads") else ()
    return len(covered) == len(months) and not any(wb.bearing.is_partial(["leads"], month) for month in months)


def _change(wb: Workbook, until: date) -> pd.DataFrame:
    now = Period.window(wb.month.month.start, wb.as_of)
    before = Period.window(wb.month.month.back(1).start, until)
    counts = in_segments(LEADS.counts(wb, (before.label, now.label), _BY_CHANNEL), "channel")
    counts = counts.set_index("period")[["segment", "leads", "valid_leads"]]
    this, last = counts[counts.index == now.label], counts[counts.index == before.label]
    table = this.merge(last, on="segment", how="outer", suffixes=("", "_before")).fillna(0)
    table = table[table["leads"] + table["leads_before"] > 0]
    rate, rate_before = _either(
        table["valid_leads"] / table["leads"], table["valid_leads_before"] / table["leads_before"]
    )
    leads, leads_before = table["leads"].sum(), table["leads_before"].sum()
    share, share_before = _either(table["leads"] / leads, table["leads_before"] / leads_before)
    mean_rate = (rate + rate_before) / 2
    return table.assign(
        channel=[segment_parts(written)["channel"] for written in table["segment"]],
        volume=(leads - leads_before) * (share + share_before) / 2 * mean_rate,
        mix=(leads + leads_before) / 2 * (share - share_before) * mean_rate,
        quality=(table["leads"] + table["leads_before"]) / 2 * (rate - rate_before),
    )[["channel", "segment", *_CHANGE]]


def _either(here: pd.Series, there: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Two shares; where one is over nothing, what the other says."""
    return here.fillna(there), there.fillna(here)


def lead_change(wb: Workbook) -> pd.DataFrame:
    """Change of valid leads against last month up to the same business day, by channel and effect.

    ``segment`` is ``channel=…;effect=volume`` (change of all leads × mean share of
    the channel × its mean valid rate), ``effect=mix`` (mean of all leads × change of
    the channel's share × its mean valid rate) and ``effect=quality`` (mean leads of the
    channel × change of its valid rate), ``value`` in leads, may be a fraction.

    The values sum to the change exactly. A month without leads of a channel takes
    the other's valid rate, one without any leads the other's shares. No row before
    the month's first business day, nor where leads cover one of the two months in
    part. Each lead is judged by the definition in force when it was created, so
    that a new definition shows as quality.

    Examples
    --------
    Three valid leads in November, one up to October 19th:

    >>> round(lead_change(wb)["value"].sum(), 9).item()
    2.0
    """
    change = change_by_channel(wb)
    long = change.melt("segment", list(EFFECTS), "effect", "value", ignore_index=False).sort_index(kind="stable")
    long["segment"] += ";effect=" + long["effect"]
    return numbers("lead_change", "count", long.assign(period=wb.month.month.label), "value")


def definition_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Leads of each window judged by every version and by each condition of the one in force.

    Returns
    -------
    DataFrame
        A row per window: ``period``, ``leads``, ``valid_0``, ``valid_1``, … by version, and by condition of the
        version in force on as_of ``rejects_0``, … and ``alone_0``, … (leads that fail only that one); counts.
    """
    return wb.cached(_judged, wb.covered_periods(["leads"], periods_of(period, THREE_MONTHS(wb))))


def _judged(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    rows = in_periods(wb.leads, "created_day", periods)
    counts = {"leads": rows.count(), **_verdicts(wb, rows)}
    if not periods:
        return pd.DataFrame(columns=["period", *counts])
    found = wb.run(rows.group_by("period").agg(**counts))
    every = pd.DataFrame({"period": [each.label for each in periods]})
    return every.merge(found, how="left").fillna(dict.fromkeys(found.columns.drop("period"), 0))


def _verdicts(wb: Workbook, rows: Expr) -> dict[str, Column]:
    counts = {
        version_column(place): rows.count(where=rows[version_column(place)])
        for place in range(len(wb.definitions.valid_lead))
    }
    place, version = definition_in_force(wb)
    if version is None:
        return counts
    failed = [~rows[condition_column(place, number)] for number in range(len(version.conditions))]
    times = rows[failed_column(place)]
    for number, flag in enumerate(failed):
        counts[f"rejects_{number}"] = rows.count(where=flag)
        counts[f"alone_{number}"] = rows.count(where=flag & (times == 1))
    return counts


def definition_in_force(wb: Workbook) -> tuple[int, Version | None]:
    """The definition of a valid lead that holds on as_of, and its place among the versions."""
    version = wb.definitions.in_force("valid_lead", wb.as_of)
    return (wb.definitions.valid_lead.index(version) if version else -1), version


def definition_effect(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Valid leads of a window if each version of the definition had been in force.

    ``segment`` is ``version=`` with the day from which
    the version holds, oldest first, ``value`` a count.

    A version that comes into force after as_of is counted too: it is agreed, and
    what it will do is the question. One that asks for a column that says nothing has no
    row.

    Examples
    --------
    Six leads since September; L6 has no e-mail, L4 neither a name nor an address of its own:

    >>> definition_effect(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('version=2026-04-01', 5.0), ('version=2026-10-01', 5.0)]
    """
    if not wb.has("leads"):
        return nothing()
    counts = definition_counts(wb, period)
    return together(
        numbers(
            "definition_effect", "count", counts.assign(segment=segment(version=version.label)), version_column(place)
        )
        for place, version in enumerate(wb.definitions.valid_lead)
        if wb.lacks(Needs(("leads",), tuple(f"leads.{one.column}" for one in version.conditions))) is None
    )


def condition_rejects(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Leads of a window that fail a condition of the definition in force on as_of.

    ``segment`` is ``condition=2026-04-01#1``, version and
    place in the order of the file, ``value`` a count.

    All leads of the window are judged by today's definition, whenever they were
    created. A lead that fails two conditions counts in both.

    Examples
    --------
    >>> condition_rejects(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('condition=2026-10-01#1', 1.0), ('condition=2026-10-01#2', 1.0)]
    """
    return _by_condition(wb, "condition_rejects", "rejects", period)


def condition_rejects_alone(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Leads of a window that fail only this condition of the definition in force on as_of.

    ``segment`` as for `condition_rejects`, ``value`` a count.

    Examples
    --------
    L4 fails both conditions, so neither alone:

    >>> condition_rejects_alone(wb)["value"].tolist()
    [0.0, 0.0]
    """
    return _by_condition(wb, "condition_rejects_alone", "alone", period)


def _by_condition(wb: Workbook, kpi: str, count: str, period: When) -> pd.DataFrame:
    _, version = definition_in_force(wb)
    if version is None or not wb.has("leads"):
        return nothing()
    counts = definition_counts(wb, period)
    return together(
        numbers(
            kpi, "count", counts[["period", own]].assign(segment=segment(condition=f"{version.label}#{place}")), own
        )
        for place, own in enumerate((f"{count}_{number}" for number in range(len(version.conditions))), 1)
    )


_metric = partial(Metric, owner=SHARED, needs=Needs(("leads",)))

METRICS = (
    _metric(
        id="lead_change",
        ja="有効リードの増減要因",
        en="What changed the valid leads",
        better="high",
        owner=MARKETING,
        definition_ja="先月の同じ営業日までと比べた有効リードの増減を、量（全体のリード数）、構成（チャネルの割合）、質（チャネルの有効率）に分けた件数。",
        gamed_ja="定義を変えると質の増減として現れる。",
        gamed_en="A change of the definition shows as quality.",
        needs=Needs(("leads",), ("leads.channel",), valid=True),
        function=lead_change,
    ),
    _metric(
        id="definition_effect",
        ja="定義別の有効リード数",
        en="Valid leads under each definition",
        definition_ja="当月までの3か月のリードを、それぞれの版の定義で数えた有効リードの件数。",
        gamed_ja="項目の入力を省くと、その項目を見る版だけが厳しく見える。",
        gamed_en="A column that nobody fills makes the version that asks for it look strict.",
        function=definition_effect,
    ),
    _metric(
        id="condition_rejects",
        ja="条件別の除外数",
        en="Leads rejected by condition",
        definition_ja="現在の定義の条件ごとの、その条件を満たさないリードの件数（当月までの3か月）。",
        gamed_ja="入力もれも条件を満たさないものとして数える。",
        gamed_en="What nobody typed in counts as a failed condition.",
        needs=Needs(("leads",), valid=True),
        function=condition_rejects,
    ),
    _metric(
        id="condition_rejects_alone",
        ja="その条件だけによる除外数",
        en="Leads rejected by one condition alone",
        definition_ja="現在の定義のうち、その条件だけを満たさないリードの件数（当月までの3か月）。",
        gamed_ja="入力もれも条件を満たさないものとして数える。",
        gamed_en="What nobody typed in counts as a failed condition.",
        needs=Needs(("leads",), valid=True),
        function=condition_rejects_alone,
    ),
)
