"""Colours that carry meaning can be told apart, also in grey print, and text can be read on white."""

from __future__ import annotations

import matplotlib
import pytest
import seaborn
from matplotlib.colors import to_rgb

from kpi_helpers.charts import style as look
from kpi_helpers.charts.style import style


def _luminance(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "colour",
    [
        look.INK,
        look.MUTED,
        look.ACTUAL,
        look.COHORT,
        look.EXPECTED,
        look.SLICE,
        look.GOOD,
        look.ATTENTION,
    ],
)
def test_text_colours_reach_the_contrast_of_wcag_by_day_and_by_night(colour: str) -> None:
    assert _contrast(colour, "#FFFFFF") >= 4.5
    [night] = {night for day, night, _ in look.PALETTE.values() if day == colour}
    assert _contrast(night, look.PALETTE["paper"][1]) >= 4.5


def test_every_colour_has_a_rule_of_its_own() -> None:
    days = [day.lower() for day, _, _ in look.PALETTE.values()]
    assert len(set(days)) == len(days)
    for day in days:
        assert look.style_sheet().count(f'[fill="{day}"]') == look.style_sheet().count(f'[stroke="{day}"]') == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INBOUND", "OUTBOUND"),
        ("VOLUME", "MIX"),
        ("MIX", "QUALITY"),
        ("ACTUAL", "ACTUAL_SOFT"),
        ("ACTUAL", "BEFORE"),
        ("GOOD", "ACTUAL_SOFT"),
    ],
)
def test_pairs_differ_in_grey_print(one: str, other: str) -> None:
    assert _contrast(getattr(look, one), getattr(look, other)) >= 1.7


def test_style_is_the_same_whatever_a_notebook_has_set() -> None:
    with style():
        plain = dict(matplotlib.rcParams)
    with matplotlib.rc_context():
        seaborn.set_theme(style="darkgrid", font="serif", font_scale=2)
        with style():
            assert dict(matplotlib.rcParams) == plain
        assert matplotlib.rcParams["font.family"] == ["serif"]


def test_mathematics_is_never_read_into_a_name() -> None:
    with style():
        assert matplotlib.rcParams["text.parse_math"] is False
