"""Teams and reps against their own targets, as sections show them and minutes hold them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import in_currency, is_missing
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import AHEAD, BEHIND, ON, THIN_CASES
from kpi_helpers.kpis.metrics import meant
from kpi_helpers.kpis.standing import FIRST, plan_claims, standing
from kpi_helpers.kpis.tidy import segment
from kpi_helpers.report.figures.against_targets import against_targets
from kpi_helpers.report.html import Element
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import so_far
from kpi_helpers.report.phrases import listed

_MARKS = {AHEAD: "good", ON: "good", BEHIND: "attention"}

Figures = list[tuple[Element, str]]


def standing_table(meeting: Meeting) -> pd.DataFrame:
    """The rows of `standing` with a label and a verdict, as `against_targets` reads them."""
    rows = standing(meeting.wb)
    verdicts = {(claim.metric, claim.subject): _MARKS.get(claim.verdict, "") for claim in plan_claims(meeting.wb)}
    is_team = rows["kind"].eq("team")
    written = [segment(**{row.kind: row.name}) for row in rows.itertuples(index=False)]
    return rows.assign(
        is_team=is_team,
        label=[row.name if row.kind == "team" else meeting.person(row.name) for row in rows.itertuples(index=False)],
        verdict=[verdicts.get(key, "") for key in zip(rows["metric"], written, strict=True)],
    )


def standing_figures(meeting: Meeting, *, counts_apart: bool = False) -> Figures:
    """Opportunities of everybody, every other target folded below, with the alternative text; none where nobody is known.

    `counts_apart` leaves counts of which 30 or more are due, such as calls, open in a figure of their own.
    """
    rows, name = standing_table(meeting), meeting.month_name(meeting.month)
    if rows.empty:
        return []
    is_first = rows["metric"].eq(FIRST)
    labels = rows["label"].where(is_first, [_of_metric(meeting, row) for row in rows.itertuples(index=False)])
    rows = rows.assign(label=labels)
    is_apart = (
        rows["unit"].eq("count") & rows["expected"].ge(THIN_CASES) & ~is_first & (counts_apart and is_first.any())
    )
    first, apart, others = rows[is_first], rows[is_apart], rows[~is_first & ~is_apart]

    def drawn(shown: pd.DataFrame, folded: pd.DataFrame | None, ja: str, en: str) -> tuple[Element, str]:
        title = meeting.say(
            f"{name}のチーム・担当者の{ja}と目標", f"{en} by team and rep against their targets, {name}"
        )
        figure = against_targets(
            shown,
            folded,
            title=title + so_far(meeting),
            others_title=meeting.say(f"そのほかの目標（{len(others)}項目）", f"Other targets ({len(others)})"),
            is_over=meeting.wb.month.is_over,
            lang=meeting.lang,
        )
        return figure, title

    with in_currency(meeting.wb.config.currency):
        if first.empty:
            return [drawn(others, None, "実績", "Numbers")]
        figure, title = drawn(first, others, "商談数", "Opportunities")
        figures = [(figure, listed(meeting, [gap for _, gap in _team_gaps(meeting)]) or title)]
        if len(apart):
            metrics = [_metric(meeting, metric) for metric in apart["metric"].unique()]
            gaps = [
                f"{row.label} {meeting.write_signed(row.gap, row.unit)}"
                for row in apart.dropna(subset="gap").itertuples()
            ]
            figure, title = drawn(
                apart, None, "・".join(metrics), " and ".join([metrics[0], *(name.lower() for name in metrics[1:])])
            )
            figures.append((figure, listed(meeting, gaps) or title))
    return figures


def _of_metric(meeting: Meeting, row: Any) -> str:
    metric = _metric(meeting, row.metric)
    return meeting.say(f"{row.label}：{metric}", f"{row.label}: {metric}")


def team_words(meeting: Meeting) -> str:
    """How far each team is from what its target takes by now; empty without such targets."""
    told = listed(
        meeting,
        [
            gap
            + meeting.say(
                f"（{meeting.write(row.actual, 'count')}、目標{meeting.write(row.target, 'count')}）",
                f" ({meeting.write(row.actual, 'count')} of {meeting.write(row.target, 'count')})",
            )
            for row, gap in _team_gaps(meeting)
        ],
    )
    if not told:
        return ""
    ja, en = "目標", "the target"
    if not meeting.wb.month.is_over:
        row = _team_gaps(meeting)[0][0]
        due = meeting.write(row.expected / row.target, "share")
        ja, en = f"今日時点の目標（月の目標の{due}）", f"what is due by now ({due} of the target)"
    return meeting.say(f"チームの商談は、{ja}に対して{told}です。", f" Opportunities by team against {en}: {told}.")


def _team_gaps(meeting: Meeting) -> list[tuple[Any, str]]:
    rows = standing_table(meeting)
    rows = rows[rows["metric"].eq(FIRST) & rows["kind"].eq("team") & rows["gap"].notna()]
    return [(row, f"{row.name} {meeting.write_signed(row.gap, 'count')}") for row in rows.itertuples(index=False)]


def standing_lines(meeting: Meeting) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the minutes' table; no row where nobody is known."""
    say, write, over = meeting.say, meeting.write, meeting.wb.month.is_over
    head = [
        say("チーム・担当者", "Team or rep"),
        say("指標", "Metric"),
        say("実績", "Actual"),
        say("目標", "Target"),
        say("目標との差", "Against the target") if over else say("今日時点の目標との差", "Against what is due"),
        say("今週", "This week"),
        say("先週", "Last week"),
        say("先々週", "The week before"),
    ]
    rows = [
        [
            row.label,
            _metric(meeting, row.metric),
            write(row.actual, row.unit),
            write(row.target, row.unit),
            "–" if is_missing(row.gap) else meeting.write_signed(row.gap, row.unit),
            *(write(week, row.unit) for week in (row.this_week, row.last_week, row.week_before)),
        ]
        for row in standing_table(meeting).itertuples(index=False)
    ]
    return head, rows


def _metric(meeting: Meeting, metric: str) -> str:
    return CATALOGUE[meant(metric)].short_label(meeting.lang)
