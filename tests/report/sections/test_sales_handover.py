"""After the handover: how many meetings are held and accepted, and who differs."""

from __future__ import annotations

from datetime import date

from kpi_helpers.report.meetings.sales_sync import conditions
from kpi_helpers.report.sales_sync.handover import handover_claims, handover_words
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from tests.report.sections.marketing_worlds import meeting

ASKED = Definitions(valid_opportunity=(Version(date(2026, 1, 1), "", (), (Condition("amount", "at_least", 1),)),))


def world(own, lang="ja", **columns):
    """In November 40 meetings of 佐藤, so many of them held, and 60 of 鈴木, 57 held; all that were held are accepted."""

    def told(number):
        return {name: value(number) if callable(value) else value for name, value in columns.items()}

    rows = [
        {
            "opportunity_id": f"{rep}{number}",
            "created_at": "2026-11-17 10:00",
            "lead_id": None,
            "rep": rep,
            "amount": 5,
            **({"held": number < met, "accepted": True if number < met else None} | told(number)),
        }
        for rep, made, met in (("佐藤", 40, own), ("鈴木", 60, 57))
        for number in range(made)
    ]
    return meeting({"opportunities": rows}, definitions=ASKED, lang=lang)


def test_who_differs_is_named():
    """20 of 40 against 57 of 60; 77 of 100 in all."""
    section = conditions(world(20))
    assert (
        "この3か月の商談のうち実施されたのは77.0%（100件中77件）です。ほかの担当者より低いのは佐藤さん50.0%（40件中20件）です。"
        in section.sentence
    )
    assert (
        "営業に受け入れられたのは100.0%（77件中77件）です。" in section.sentence and "鈴木さん" not in section.sentence
    )
    assert set(handover_claims(world(20))) <= set(section.claims)
    english = conditions(world(20, "en")).sentence
    assert "77.0% (77 of 100) were held. Less often than for the other reps: 佐藤 50.0% (20 of 40)." in english


def test_nobody_is_named_for_chance():
    """36 of 40 (90%) against 95%."""
    assert "さん" not in handover_words(world(36))


def test_nothing_is_said_where_the_export_says_nothing():
    silent = world(20, held=None, accepted=None)
    assert handover_words(silent) == "" and handover_claims(silent) == []


def test_what_was_not_accepted_and_is_still_open_is_counted():
    """The first 30 of each are not accepted; ten of each are lost: 60 less 20."""
    lost = {
        "accepted": lambda number: number >= 30,
        "is_won": lambda number: False if number < 10 else None,
        "closed_at": lambda number: "2026-11-17" if number < 10 else None,
    }
    assert "受け入れられなかった60件のうち40件は、まだ進行中です。" in handover_words(world(20, **lost))
    assert "Of the 60 that were not accepted 40 are still open." in handover_words(world(20, "en", **lost))
    assert "進行中" not in handover_words(world(20, **lost | {"is_won": None, "closed_at": None}))
