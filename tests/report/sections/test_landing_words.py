"""A landing that the plain daily pace would not reach, or would pass, says why."""

from dataclasses import replace

import pandas as pd
import pytest

from kpi_helpers.kpis.month_claims import of_month
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.month_words import landing_words
from kpi_helpers.report.phrases import error_note


@pytest.mark.parametrize(
    ("run_rate", "usual_share", "told"),
    [
        (7, 0.5, ""),
        (5, 0.5, "At the plain daily pace it would be 5, but usually only 50.0% of a month is in by now."),
        (5, 0.9, "At the plain daily pace it would be 5."),
        (13, 0.9, "At the plain daily pace it would be 13, but usually only 90.0% of a month is in by now."),
        (5, float("nan"), "At the plain daily pace it would be 5."),
    ],
)
def test_a_landing_away_from_the_plain_pace_says_why(wb, run_rate, usual_share, told):
    """12 of 19 business days are gone, 63%; 9 is expected, 6 to 12."""
    english = Meeting("sales_sync", wb, "en")
    month = of_month(wb, "opportunities")
    month = replace(month, landing=9, low=6, high=12, run_rate=run_rate, usual_share=usual_share)
    assert landing_words(english, month).partition("6 to 12).")[2].strip() == told


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("ja", "外れは20.0%でしたが、5営業日目より前や実績0件のうちは"),
        ("en", "off by 20.0%, but proves nothing before business day 5"),
    ],
)
def test_a_run_rate_that_did_better_but_does_not_lead_yet_says_why(wb, monkeypatch, lang, told):
    row = {
        "months": 6,
        "forecasts": 18,
        "leading": "landing",
        "error": 0.3,
        "error_run_rate": 0.2,
        "held": 14,
        "months_held": 4,
    }
    monkeypatch.setattr("kpi_helpers.report.phrases.landing_of", lambda *_: pd.Series(row))
    assert told in error_note(Meeting("sales_sync", wb, lang), "won")
