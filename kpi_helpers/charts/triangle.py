"""輪切り and 追っかけ in one triangle: rows follow a month's leads, columns sum up a month's opportunities."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import MISSING, format_month, format_value, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.style import ACTUAL, COHORT, FAINT, INK, MUTED, RULE, SLICE, SMALL, THIN, style

WORDS = {
    "ja": {
        "valid_leads": "有効\nリード",
        "row_sum": "商談",
        "rate": "商談\n化率",
        "column_sum": "縦の合計",
        "unlinked": "紐づかない",
        "opportunities": "当月の商談",
        "rows": "横に読む=追っかけ\n(その月のリードのその後)",
        "columns": "縦に読む=輪切り\n(その月の商談がいつのリードか)",
        "young": "○ まだ若い月(これから増える)",
    },
    "en": {
        "valid_leads": "valid\nleads",
        "row_sum": "opps",
        "rate": "rate",
        "column_sum": "column sum",
        "unlinked": "not linked",
        "opportunities": "all opps",
        "rows": "across: the chase\n(what became of a month's leads)",
        "columns": "down: the slice\n(whose leads a month's opps are)",
        "young": "○ young month, still growing",
    },
}

_BLUES = LinearSegmentedColormap.from_list("cells", ["#F1F6FA", "#9CC9E3", ACTUAL])


def draw_triangle(
    table: pd.DataFrame,
    cohorts: pd.DataFrame,
    months: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "ja",
    title: str = "",
) -> Axes:
    """Draw the triangle of lead month and opportunity month with both margins.

    Parameters
    ----------
    table : DataFrame
        Cells: ``cohort``, ``month`` ("2026-10") and ``opportunities`` (count); absent cells are 0.
    cohorts : DataFrame
        Rows, oldest first: ``cohort``, ``valid_leads``, ``row_sum`` (counts), ``rate`` (share, missing without
        valid leads), ``is_young``. The first row may gather all cohorts before the months, under a name in
        ``cohort`` that begins with no year.
    months : DataFrame
        Columns, oldest first: ``month``, ``column_sum``, ``unlinked``, ``opportunities`` (counts). 13 fit.

    Examples
    --------
    >>> cells = pd.DataFrame({"cohort": ["2026-09", "2026-09", "2026-10"], "month": ["2026-09", "2026-10", "2026-10"],
    ...                       "opportunities": [3, 2, 4]})
    >>> rows = pd.DataFrame({"cohort": ["2026-09", "2026-10"], "valid_leads": [50, 40], "row_sum": [5, 4],
    ...                      "rate": [0.1, 0.1], "is_young": [False, True]})
    >>> columns = pd.DataFrame({"month": ["2026-09", "2026-10"], "column_sum": [3, 6], "unlinked": [1, 0],
    ...                         "opportunities": [4, 6]})
    >>> ax = draw_triangle(cells, rows, columns, lang="en")
    >>> [text.get_text() for text in ax.texts][:3]
    ['3', '2', '4']
    """
    # seaborn takes long to import and two figures of the package use it.
    import seaborn as sns

    with style():
        ax = canvas.axes(ax, height=1.35 + 0.335 * (len(cohorts) + 3), title=title)
        if cohorts.empty or months.empty:
            return canvas.no_data(ax, lang)
        grid = table.pivot_table(index="cohort", columns="month", values="opportunities", aggfunc="sum")
        grid = grid.reindex(index=cohorts["cohort"], columns=months["month"]).fillna(0)
        before = [[_is_month(cohort) and month < cohort for month in grid.columns] for cohort in grid.index]
        sns.heatmap(
            grid,
            mask=pd.DataFrame(before, grid.index, grid.columns),
            annot=True,
            fmt=",.0f",
            cmap=_BLUES,
            vmin=0,
            cbar=False,
            linewidths=1.2,
            linecolor="white",
            annot_kws={"fontsize": SMALL},
            xticklabels=False,
            yticklabels=False,
            ax=ax,
        )
        _ink_cells(ax, grid.to_numpy().max(initial=0))
        words = WORDS[lang]
        rows, columns = len(cohorts), len(months)
        ax.set(xlabel="", ylabel="", xlim=(0, columns + 4.8), ylim=(rows + 3.6, 0))
        ax.set_xticks(
            [k + 0.5 for k in range(columns)], _month_names(months["month"], lang, "\n"), rotation=0, fontsize=SMALL
        )
        ax.set_yticks(
            [*(row + 0.5 for row in range(rows)), rows + 0.9, rows + 1.9, rows + 2.9],
            [
                *_month_names(cohorts["cohort"], lang, ""),
                words["column_sum"],
                words["unlinked"],
                words["opportunities"],
            ],
            rotation=0,
            fontsize=SMALL,
        )
        ax.xaxis.tick_top()
        ax.tick_params(length=0, labelcolor=INK)
        for side in ax.spines.values():
            side.set_visible(False)
        _row_margin(ax, cohorts, columns, words, lang)
        _column_margin(ax, months, rows)
        _reading_guide(ax, rows, words, bool(cohorts["is_young"].any()))
        return ax


def _ink_cells(ax: Axes, top: float) -> None:
    """White numbers on dark cells, quiet zeros."""
    for text in ax.texts:
        canvas.inside(text)
        value = float(text.get_text().replace(",", ""))
        text.set_color("white" if value > 0.75 * top else THIN if value == 0 else INK)


def _is_month(cohort: str) -> bool:
    """The first row may gather all cohorts before the months, under a name of its own."""
    return cohort[:4].isdigit()


def _month_names(months: pd.Series, lang: str, between: str) -> list[str]:
    """Month names, the first and each January with its year."""
    names: list[str] = []
    first = next((month for month in months if _is_month(month)), None)
    for month in months:
        name = format_month(month, lang) if _is_month(month) else safe_label(month, 12)
        if month == first or month.endswith("-01"):
            year = f"{month[2:4]}年" if lang == "ja" else f"'{month[2:4]}"
            name = f"{year}{between or ('' if lang == 'ja' else ' ')}{name}"
        names.append(name)
    return names


def _row_margin(ax: Axes, cohorts: pd.DataFrame, columns: int, words: dict[str, str], lang: str) -> None:
    places = {"valid_leads": columns + 1.3, "row_sum": columns + 2.6, "rate": columns + 4.75}
    for name, place in places.items():
        colour = COHORT if name == "rate" else MUTED
        ax.text(place, -0.25, words[name], ha="right", va="bottom", fontsize=SMALL, color=colour, linespacing=1.0)
    for row, cohort in enumerate(cohorts.itertuples(index=False)):
        values = {
            "valid_leads": MISSING if is_missing(cohort.valid_leads) else f"{cohort.valid_leads:,.0f}",
            "row_sum": f"{cohort.row_sum:,.0f}",
            "rate": format_value(cohort.rate, "share", lang),
        }
        for name, place in places.items():
            colour = (MUTED if cohort.is_young else COHORT) if name == "rate" else INK
            canvas.inside(
                ax.text(place, row + 0.5, values[name], ha="right", va="center", fontsize=SMALL, color=colour)
            )
        if cohort.is_young:
            ax.text(columns + 2.85, row + 0.5, "○", ha="left", va="center", fontsize=SMALL, color=MUTED)
    ax.axvline(columns + 0.12, 0, 1, color=RULE, linewidth=1)


def _column_margin(ax: Axes, months: pd.DataFrame, rows: int) -> None:
    ax.add_patch(Rectangle((0, rows + 2.4), len(months), 1, facecolor=FAINT, edgecolor="none", zorder=0))
    ax.plot([0, len(months)], [rows + 0.25] * 2, color=RULE, linewidth=1)
    for column, month in enumerate(months.itertuples(index=False)):
        for line, value in enumerate((month.column_sum, month.unlinked, month.opportunities)):
            text = ax.text(
                column + 0.5,
                rows + 0.9 + line,
                "0" if is_missing(value) else f"{value:,.0f}",
                ha="center",
                va="center",
                fontsize=SMALL,
                color=SLICE if line == 2 else INK if line == 0 else MUTED,
            )
            canvas.inside(text)
            if line == 2:
                canvas.emphasise(text)


def _reading_guide(ax: Axes, rows: int, words: dict[str, str], has_young: bool) -> None:
    """How to read it, in the empty corner where a month's leads do not exist yet."""
    if rows < 8:
        return
    ax.text(0.3, rows - 3.9, words["rows"], fontsize=SMALL, color=COHORT, va="center")
    ax.text(0.3, rows - 2.1, words["columns"], fontsize=SMALL, color=SLICE, va="center")
    if has_young:
        ax.text(0.3, rows - 0.7, words["young"], fontsize=SMALL, color=MUTED, va="center")
