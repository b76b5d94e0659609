"""Numbers as the pages write them."""

from __future__ import annotations

import pandas as pd
import pytest

from kpi_helpers.charts.formats import (
    format_day,
    format_month,
    format_percent,
    format_signed,
    format_value,
    format_weekday,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "unit", "ja", "en"),
    [
        (1234, "count", "1,234件", "1,234"),
        (0, "count", "0件", "0"),
        (12.34, "count", "12.3件", "12.3"),
        (-5, "count", "−5件", "−5"),
        (86, "companies", "86社", "86"),
        (20_870, "people", "20,870人", "20,870"),
        (0.12345, "share", "12.3%", "12.3%"),
        (1.5, "share", "150.0%", "150.0%"),
        (0, "currency", "0円", "¥0"),
        (9_999, "currency", "9,999円", "¥10.0K"),
        (98_000, "currency", "9.8万円", "¥98.0K"),
        (1_314_286, "currency", "131万円", "¥1.3M"),
        (12_300_000, "currency", "1,230万円", "¥12.3M"),
        (99_999_999, "currency", "1.00億円", "¥100M"),
        (123_000_000, "currency", "1.23億円", "¥123M"),
        (2_345_000_000, "currency", "23.4億円", "¥2.3B"),
        (999_999, "currency", "100万円", "¥1.0M"),
        (-2_300_000, "currency", "−230万円", "−¥2.3M"),
        (45, "seconds", "45秒", "45s"),
        (59.6, "seconds", "1分00秒", "1m00s"),
        (312, "seconds", "5分12秒", "5m12s"),
        (3_660, "seconds", "1時間1分", "1h01m"),
        (3 * 86_400, "seconds", "3日", "3 days"),
        (12, "days", "12日", "12 days"),
        (12.5, "days", "12.5日", "12.5 days"),
        (0.917, "ratio", "0.92", "0.92"),
        (48.6, "ratio", "48.6", "48.6"),
    ],
)
def test_a_number_is_written_in_its_unit(value: float, unit: str, ja: str, en: str) -> None:
    assert (format_value(value, unit, "ja"), format_value(value, unit, "en")) == (ja, en)


@pytest.mark.parametrize("missing", [None, NAN, pd.NA, pd.NaT, float("inf")])
def test_what_is_missing_is_a_dash(missing: object) -> None:
    assert format_value(missing, "count") == format_signed(missing, "share") == "–"


def test_an_unknown_unit_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'yen' is none of count"):
        format_value(1, "yen")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0123, "share", "+1.2pt"),
        (-0.0123, "share", "−1.2pt"),
        (0.0001, "share", "±0.0pt"),
        (-0.0001, "share", "±0.0pt"),
        (0, "count", "±0件"),
        (420_000, "currency", "+42万円"),
    ],
)
def test_a_difference_bears_its_sign_and_zero_bears_none(value: float, unit: str, text: str) -> None:
    assert format_signed(value, unit) == text


def test_months_days_and_weekdays_have_names() -> None:
    assert format_month("2026-01", "ja", with_year=True) == "26年1月"
    assert format_month("2026-12", "en") == "Dec"
    assert (format_day(11, 20), format_day(3, 1, "en")) == ("11/20", "1 Mar")
    assert [format_weekday(day) for day in range(7)] == list("月火水木金土日")
    assert (format_weekday(6, "en"), format_percent(0.005), format_percent(NAN)) == ("Sun", "0%", "–")
