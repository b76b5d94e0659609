"""Whether conversations are long enough: how long calls last per rep, and what comes of which length."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import Rows, bare, is_thin, rate_rows, sample_size
from kpi_helpers.charts.style import ACTUAL, GOOD, GOOD_SOFT, INK, MUTED, SMALL, THIN
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "minutes": "通話時間（分）",
        "band": "{}〜{}分",
        "over": "{}分以上",
        "inside": "{}〜{}分の割合",
        "note": "緑の帯＝{}〜{}分、%＝そこに入った通話の割合。30件未満は灰色",
        "bands_note": "緑＝基準の長さ。帯は95%の幅、30件未満は灰色",
    },
    "en": {
        "minutes": "minutes of talk",
        "band": "{}–{} min",
        "over": "over {} min",
        "inside": "{}–{} min",
        "note": "Green: {} to {} minutes, %: share of calls inside it; grey under 30 calls",
        "bands_note": "Green: the reference length. Bands: 95% interval; grey under 30 cases",
    },
}


@canvas.drawing
def draw_talk_time(
    table: pd.DataFrame,
    reps: pd.DataFrame,
    *,
    band: tuple[float, float] = (300, 480),
    ax: Axes | None = None,
    lang: str = "ja",
    title: str = "",
) -> Axes:
    """Draw how long each rep's conversations last, with the band they should fall into.

    Parameters
    ----------
    table : DataFrame
        Histogram: ``rep``, ``bin_start``, ``bin_end`` (seconds) and ``share`` (of the rep's calls); bins of one
        width; bins without calls may be absent. The last bin may hold everything longer.
    reps : DataFrame
        Rows in the order of reading: ``rep``, ``share_in_range`` (share) and ``n`` (calls).
    band : (float, float)
        Seconds.

    Examples
    --------
    >>> bins = pd.DataFrame({"rep": ["Sato"] * 2, "bin_start": [0, 300], "bin_end": [300, 600], "share": [0.4, 0.6]})
    >>> reps = pd.DataFrame({"rep": ["Sato"], "share_in_range": [0.5], "n": [80]})
    >>> [text.get_text() for text in draw_talk_time(bins, reps, lang="en").texts][:2]
    ['50.0%', 'n=80']
    """
    people, hidden = canvas.first_rows(reps)
    ax = canvas.axes(ax, height=canvas.row_height(len(people), desk=0.5, phone=0.58, around=0.9), title=title)
    if table.empty or people.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    rows = Rows(ax, people["rep"].tolist(), width=16)
    ax.axvspan(*band, color=GOOD_SOFT, linewidth=0, zorder=0)
    # The tallest bar of all reps fills its row, so that the rows keep one scale.
    tallest = table["share"].max()
    scale = (0.5 if rows.narrow else 0.8) / tallest if tallest > 0 else 0
    for place, rep in enumerate(people.itertuples(index=False)):
        thin = is_thin(rep.n)
        bins = table[table["rep"] == rep.rep]
        bars = ax.bar(
            bins["bin_start"],
            -scale * bins["share"].fillna(0),
            width=0.94 * (bins["bin_end"] - bins["bin_start"]),
            bottom=place + 0.42,
            align="edge",
            color=THIN if thin else ACTUAL,
        )
        canvas.inside(*bars)
        share = format_value(rep.share_in_range, "share", lang)
        rows.value(place, share, sample_size(rep.n), colour=MUTED if thin else INK)
    minutes = tuple(f"{seconds / 60:g}" for seconds in band)
    # The band stays in sight where nobody talks that long.
    longest = max(float(table["bin_end"].max()), band[1] + 60)
    step = 120 if longest <= 1_200 else 300
    ticks = range(0, int(longest) + 1, step)
    bare(ax)
    ax.set_xticks(list(ticks), [f"{tick // 60}" for tick in ticks])
    ax.set_xlim(0, longest)
    ax.set_ylim(len(people) - 0.45, -0.55)
    ax.set_xlabel(words["minutes"])
    top = (sum(band) / 2, 1)
    look = {"va": "bottom", "fontsize": SMALL, "color": GOOD}
    write(ax, top, words["band"].format(*minutes), on="column", move=(0, 3), ha="center", **look)
    if not rows.narrow:
        write(ax, (1, 1), words["inside"].format(*minutes), on="axes", move=(6, 3), **look)
    canvas.footnote(ax, words["note"].format(*minutes))
    canvas.more_rows(ax, hidden, lang)
    return ax


@canvas.drawing
def draw_talk_bands(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the opportunity rate by length of the conversation.

    Parameters
    ----------
    table : DataFrame
        One row per band, shortest first:

        - ``start``, ``end`` : seconds; the end of the last band is missing
        - ``rate``, ``low``, ``high`` : shares; missing without calls
        - ``n`` : cases (count)
        - ``is_reference`` : the band of the benchmark

    Examples
    --------
    >>> rows = pd.DataFrame({"start": [0, 300], "end": [300, 480], "rate": [0.04, 0.12], "low": [0.02, 0.09],
    ...                      "high": [0.06, 0.16], "n": [400, 260], "is_reference": [False, True]})
    >>> [label.get_text() for label in draw_talk_bands(rows, lang="en").get_yticklabels()]
    ['0–5 min', '5–8 min']
    """
    ax = canvas.axes(ax, height=canvas.row_height(len(table)), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    names = [
        words["over"].format(f"{start / 60:g}")
        if is_missing(end)
        else words["band"].format(f"{start / 60:g}", f"{end / 60:g}")
        for start, end in zip(table["start"], table["end"], strict=True)
    ]
    rate_rows(Rows(ax, names), table, ACTUAL, lang=lang)
    for place, reference in enumerate(table["is_reference"]):
        if reference:
            ax.axhspan(place - 0.45, place + 0.45, color=GOOD_SOFT, linewidth=0, zorder=0)
    canvas.footnote(ax, words["bands_note"])
    return ax
