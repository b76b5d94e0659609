"""輪切り and 追っかけ in one triangle: rows follow a month's leads, columns sum up a month's opportunities."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import MISSING, format_month, format_value, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.style import COHORT, FAINT, INK, MUTED, PAPER, RULE, SLICE, SMALL, THIN, TINY, heat

WORDS = {
    "ja": {
        "valid_leads": "有効\nリード",
        "row_sum": "商談",
        "rate": "商談\n化率",
        "column_sum": "縦の合計",
        "unlinked": "紐づかない",
        "opportunities": "当月の商談",
        "rows": "横に読む＝追っかけ（その月のリードのその後）",
        "columns": "縦に読む＝輪切り（その月の商談がいつのリードか）",
        "young": "○ 集計途中の月（これから増える）",
    },
    "en": {
        "valid_leads": "valid\nleads",
        "row_sum": "opps",
        "rate": "rate",
        "column_sum": "column sum",
        "unlinked": "not linked",
        "opportunities": "all opps",
        "rows": "across: the chase (what became of a month's leads)",
        "columns": "down: the slice (whose leads a month's opps are)",
        "young": "○ young month, still growing",
    },
}


@canvas.drawing
def draw_triangle(
    table: pd.DataFrame,
    cohorts: pd.DataFrame,
    months: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "ja",
    title: str = "",
    remark: str = "",
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
    remark : str, optional
        What else to know of a month when reading across.

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

    ax = canvas.axes(ax, height=0.75 + canvas.by_width(0.27, 0.25) * (len(cohorts) + 3), title=title)
    if cohorts.empty or months.empty:
        return canvas.no_data(ax, lang)
    narrow = canvas.is_narrow(ax)
    size = TINY if narrow else SMALL
    grid = table.pivot_table(index="cohort", columns="month", values="opportunities", aggfunc="sum")
    grid = grid.reindex(index=cohorts["cohort"], columns=months["month"]).fillna(0)
    before = [[_is_month(cohort) and month < cohort for month in grid.columns] for cohort in grid.index]
    sns.heatmap(
        grid,
        mask=pd.DataFrame(before, grid.index, grid.columns),
        annot=True,
        fmt=",.0f",
        cmap=heat(),
        vmin=0,
        cbar=False,
        linewidths=1.2,
        linecolor=PAPER,
        annot_kws={"fontsize": size},
        xticklabels=False,
        yticklabels=False,
        ax=ax,
    )
    _ink_cells(ax, grid.to_numpy().max(initial=0))
    words = WORDS[lang]
    rows, columns = len(cohorts), len(months)
    ax.set(xlabel="", ylabel="", xlim=(0, columns + (6.4 if narrow else 4.8)), ylim=(rows + 3.6, 0))
    # On the phone the years stand beside the rows only.
    names = [f"{int(month[5:7])}" for month in months["month"]] if narrow else _month_names(months["month"], lang, "\n")
    ax.set_xticks([k + 0.5 for k in range(columns)], names, rotation=0, fontsize=size)
    cohort_names = _month_names(cohorts["cohort"], lang, "")
    ax.set_yticks(
        [*(row + 0.5 for row in range(rows)), rows + 0.9, rows + 1.9, rows + 2.9],
        [
            *(
                f"○ {name}" if young and narrow else name
                for name, young in zip(cohort_names, cohorts["is_young"], strict=True)
            ),
            words["column_sum"],
            words["unlinked"],
            words["opportunities"],
        ],
        rotation=0,
        fontsize=size,
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelcolor=INK)
    for side in ax.spines.values():
        side.set_visible(False)
    _row_margin(ax, cohorts, columns, words, lang)
    _column_margin(ax, months, rows)
    young = words["young"] if cohorts["is_young"].any() else ""
    guide = [line for line in (words["rows"], words["columns"], young, remark) if line]
    if narrow or rows < 8:
        canvas.footnote(ax, "、".join(guide) if lang == "ja" else "; ".join(guide))
    else:
        # In the empty corner, where a month's leads do not exist yet.
        step = 2.2 / max(len(guide) - 1, 2)
        for line, (text, colour) in enumerate(zip(guide, (COHORT, SLICE, MUTED, MUTED), strict=False)):
            ax.text(0.3, rows - 3.2 + step * line, text, fontsize=SMALL, color=colour, va="center")
    return ax


def _ink_cells(ax: Axes, top: float) -> None:
    """White numbers on dark cells, quiet zeros."""
    for text in ax.texts:
        canvas.inside(text)
        value = float(text.get_text().replace(",", ""))
        text.set_color(PAPER if value > 0.75 * top else THIN if value == 0 else INK)
        text.set_rotation(_upright(ax, value))


def _upright(ax: Axes, value: float) -> float:
    """Three digits stand upright in a phone's narrow columns."""
    return 90.0 if canvas.is_narrow(ax) and value >= 100 else 0.0


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
    narrow = canvas.is_narrow(ax)
    size = TINY if narrow else SMALL
    ends = (2.1, 4.0, 6.35) if narrow else (1.3, 2.6, 4.75)
    places = {name: columns + end for name, end in zip(("valid_leads", "row_sum", "rate"), ends, strict=True)}
    for name, place in places.items():
        colour = COHORT if name == "rate" else MUTED
        ax.text(place, -0.25, words[name], ha="right", va="bottom", fontsize=size, color=colour, linespacing=1.0)
    for row, cohort in enumerate(cohorts.itertuples(index=False)):
        values = {
            "valid_leads": MISSING if is_missing(cohort.valid_leads) else f"{cohort.valid_leads:,.0f}",
            "row_sum": f"{cohort.row_sum:,.0f}",
            "rate": format_value(cohort.rate, "share", lang),
        }
        for name, place in places.items():
            colour = (MUTED if cohort.is_young else COHORT) if name == "rate" else INK
            canvas.inside(ax.text(place, row + 0.5, values[name], ha="right", va="center", fontsize=size, color=colour))
        if cohort.is_young and not narrow:
            ax.text(places["row_sum"] + 0.15, row + 0.5, "○", va="center", fontsize=size, color=MUTED)
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
                fontsize=TINY if canvas.is_narrow(ax) else SMALL,
                rotation=0.0 if is_missing(value) else _upright(ax, value),
                color=SLICE if line == 2 else INK if line == 0 else MUTED,
            )
            canvas.inside(text)
            if line == 2:
                canvas.emphasise(text)
