"""When calls get through: the contact rate by weekday and hour, and the best hour of each industry and department."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_weekday, is_missing
from kpi_helpers.charts.labels import display_width, safe_label
from kpi_helpers.charts.marks import Rows, rate_rows
from kpi_helpers.charts.style import ACTUAL, INK, MUTED, PAPER, SMALL, TINY, heat
from kpi_helpers.workbook.limits import THIN_BELOW

_WIDTH = 32
"""Columns of half a Japanese character that the name of a row takes with its hour."""

WORDS = {
    "ja": {
        "hour": "架電した時刻（時）",
        "note": "数字＝接触率（%）。灰色＝30件未満",
        "best": "{of}：{name} {hour}時台",
        "industry": "業種",
        "department": "部署",
        "missing": "（未入力）",
        "best_note": "固有の差が確かめられた時間帯、なければ全体で最もつながる時間帯。帯は95%の幅",
    },
    "en": {
        "hour": "hour of the call",
        "note": "Numbers: contact rate in %. Grey: under 30 calls",
        "best": "{of} {name}, {hour}:00",
        "industry": "industry",
        "department": "department",
        "missing": "(not given)",
        "best_note": "Its own hour where it has proved one, else the best hour of all calls. Bands: 95% interval",
    },
}


@canvas.drawing
def draw_contact_hours(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the contact rate by weekday and clock hour; cells of few calls are grey.

    Parameters
    ----------
    table : DataFrame
        One row per weekday and hour with calls:

        - ``weekday`` : 0 (Monday) to 6; ``hour`` : 0 to 23
        - ``calls`` : count
        - ``rate`` : settled calls / calls (share)

    Examples
    --------
    >>> cells = pd.DataFrame({"weekday": [0, 0], "hour": [9, 10], "calls": [120, 8], "rate": [0.6, 0.5]})
    >>> [text.get_text() for text in draw_contact_hours(cells, lang="en").texts]
    ['60', '50']
    """
    # seaborn takes long to import and two figures of the package use it.
    import seaborn as sns

    days = sorted(table["weekday"].unique())
    ax = canvas.axes(ax, height=0.6 + 0.36 * max(len(days), 2), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    hours = range(int(table["hour"].min()), int(table["hour"].max()) + 1)
    rates = table.pivot(index="weekday", columns="hour", values="rate").reindex(columns=hours).astype(float)
    calls = table.pivot(index="weekday", columns="hour", values="calls").reindex(columns=hours).fillna(0)
    size = TINY if canvas.is_narrow(ax) and len(hours) > 10 else SMALL
    thin = calls < THIN_BELOW
    numbers = rates.map(lambda rate: "" if is_missing(rate) else f"{100 * rate:.0f}")
    judged = rates.where(~thin)
    top = judged.max().max()
    # Thin cells lie below the scale, where everything is grey.
    shaded = judged.fillna(-1.0).where(rates.notna())
    sns.heatmap(
        shaded,
        cmap=heat(),
        vmin=0,
        vmax=top if top > 0 else 1,
        annot=numbers,
        fmt="",
        cbar=False,
        linewidths=1.5,
        linecolor=PAPER,
        annot_kws={"fontsize": size},
        xticklabels=False,
        yticklabels=False,
        ax=ax,
    )
    for text, shade in zip(ax.texts, shaded.to_numpy()[rates.notna()], strict=True):
        text.set_color(MUTED if shade < 0 else PAPER if shade > 0.72 * top else INK)
    canvas.inside(*ax.texts)
    ax.set(xlabel=WORDS[lang]["hour"], ylabel="")
    ax.set_xticks(
        [place + 0.5 for place in range(len(hours))], [str(hour) for hour in hours], rotation=0, fontsize=size
    )
    ax.set_yticks([place + 0.5 for place in range(len(days))], [format_weekday(day, lang) for day in days], rotation=0)
    ax.tick_params(length=0)
    canvas.footnote(ax, WORDS[lang]["note"])
    return ax


@canvas.drawing
def draw_best_hours(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the best hour to call, per industry and department, with its contact rate.

    Parameters
    ----------
    table : DataFrame
        One row per industry or department, in the order of reading:

        - ``dimension`` : "industry" or "department"; a gap separates them
        - ``name`` : its name; missing or empty is shown as not given
        - ``hour`` : 0 to 23
        - ``rate``, ``low``, ``high`` : shares
        - ``n`` : calls (count)

    Examples
    --------
    >>> rows = pd.DataFrame({"dimension": ["industry"], "name": ["Retail"], "hour": [10], "rate": [0.6], "low": [0.5],
    ...                      "high": [0.7], "n": [90]})
    >>> [label.get_text() for label in draw_best_hours(rows, lang="en").get_yticklabels()]
    ['industry Retail, 10:00']
    """
    hours, hidden = canvas.first_rows(table)
    ax = canvas.axes(ax, height=canvas.row_height(len(hours), desk=0.3), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    names = []
    for row in hours.itertuples(index=False):
        said = words["best"].format(of=words[row.dimension], name="{}", hour=row.hour)
        # A long name gives way to the hour, which is the answer.
        name = safe_label(row.name, int(_WIDTH - display_width(said)), empty=words["missing"])
        names.append(said.format(name))
    rows = Rows(ax, names, width=_WIDTH)
    rate_rows(rows, hours, ACTUAL, lang=lang)
    for place in hours.index[hours["dimension"] != hours["dimension"].shift()][1:]:
        rows.rule(place)
    canvas.footnote(ax, words["best_note"])
    canvas.more_rows(ax, hidden, lang)
    return ax
