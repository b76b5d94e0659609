"""A definition weighed before it is agreed tells what a run with that definition tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from kpi_helpers.kpis.definition_outcome import definition_outcome
from kpi_helpers.kpis.definition_trial import weigh
from kpi_helpers.kpis.lead_quality import definition_effect
from kpi_helpers.report.trial_words import entry_lines, trial_lines
from kpi_helpers.workbook.definitions import Condition, Definitions, Version, load_definitions
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.trial import condition_from, tried_version
from tests.report.sections.marketing_worlds import leads, meeting

AS_OF = date(2026, 11, 18)
HELD = Version(date(2026, 4, 1), "", (), (Condition("employees", "at_least", 50), Condition("email", "is", "present")))
MANY = 50


def world(definitions: Definitions, *, followed=True):
    """90 leads of May, each third with an opportunity after 20 days, and 60 of November, of every size and spelling."""
    draw = Random(7)
    may, november = (
        [
            *leads(
                count,
                f"2026-{month}-11 10:00",
                prefix,
                employees=lambda n: draw.choice([None, 10, 30, 49, 50, 80, 300]),
                email=lambda n: draw.choice([None, f"p{n}@a.example.jp", f"p{n}@gmail.com"]),
                channel=lambda n: draw.choice(["Web", "展示会", "紹介", None]),
                industry=lambda n: draw.choice(["製造", "IT・通信", None]),
                is_target=lambda n: draw.choice([True, False, None]),
            )
        ]
        for count, month, prefix in ((90, "05", "M"), (60, "11", "N"))
    )
    deals = [{"opportunity_id": f"O{n}", "created_at": "2026-05-31 10:00", "lead_id": f"M{n}"} for n in range(1, 91, 3)]
    edges = [
        {"opportunity_id": name, "created_at": day, "lead_id": None}
        for name, day in (("first", "2026-05-01 10:00"), ("last", "2026-11-16 10:00"))
    ]
    tables = {"leads": may + november} | ({"opportunities": [*deals, *edges]} if followed else {})
    return meeting(tables, definitions=definitions)


def random_conditions(draw: Random) -> list[str]:
    """One to three conditions as one types them, on as many columns."""
    offers = [
        f"employees {draw.choice(['>=', '<=', 'at_least', '=', '!='])} {draw.choice([10, 30, 49, 50, 300])}",
        f"employees {draw.choice(['in', 'not_in'])} 10, 30, 300",
        draw.choice(
            [
                "email is present",
                "email is_not freemail",
                "email is freemail",
                "email ~ example",
                "email is_not present",
            ]
        ),
        draw.choice(["channel in Web,紹介", "channel not_in Web, 展示会", "channel = 展示会", "channel matches ^W"]),
        draw.choice(["industry is present", "industry != 製造", "industry is_not present"]),
        draw.choice(["is_target = true", "is_target is present", "is_target != false"]),
    ]
    chosen = draw.sample(offers, draw.randint(1, 3))
    return list({written.split()[0]: written for written in chosen}.values())


def trials() -> Iterator[tuple[list[str], list[str]]]:
    draw = Random(2026)
    for _ in range(MANY):
        yield random_conditions(draw), draw.choice([[], [], ["email"]])


@pytest.fixture(scope="module")
def held():
    """The workbook as it is run today."""
    return world(Definitions((HELD,)))


def test_fifty_trials_count_what_runs_with_changed_definitions_count(tmp_path_factory):
    """The run: one definitions.yml that holds all fifty as versions, each written as the trial says it is to be entered."""
    held = world(Definitions((HELD,)), followed=False)
    told, file = {}, tmp_path_factory.mktemp("changed") / "definitions.yml"
    lines = ["valid_lead:"]
    for number, (conditions, without) in enumerate(trials(), 1):
        day = date.fromordinal(AS_OF.toordinal() + number)
        kept = [column for column in without if all(not one.startswith(column) for one in conditions)]
        tried = tried_version(held.wb.definitions, AS_OF, [condition_from(one) for one in conditions], kept)
        told[f"version={day}"] = weigh(held.wb, tried).valid_after
        lines += entry_lines(replace(tried, since=day))
    file.write_text("\n".join(lines), encoding="utf-8")
    run = definition_effect(world(load_definitions(file), followed=False).wb).set_index("segment")["value"]
    assert told == run.to_dict() and len(told) == MANY and len(set(told.values())) > 10


def test_what_the_leads_became_is_what_a_run_with_that_definition_says(held):
    conditions, _ = list(trials())[17]
    tried = tried_version(held.wb.definitions, AS_OF, [condition_from(one) for one in conditions])
    groups = weigh(held.wb, tried).groups[["leads", "came"]].T
    after = definition_outcome(world(Definitions((tried,))).wb).set_index("segment")[["denominator", "numerator"]]
    assert after.loc["meets=yes"].tolist() == (groups["both"] + groups["gained"]).tolist()
    assert after.loc["meets=no"].tolist() == (groups["lost"] + groups["neither"]).tolist()
    before = definition_outcome(held.wb).set_index("segment")[["denominator", "numerator"]]
    assert before.loc["meets=yes"].tolist() == (groups["both"] + groups["lost"]).tolist()


def followed(lang="ja"):
    """In May 60 leads of 80 people, 30 with an opportunity, and 60 of 40 people, 6 with one; in November 10 of each."""
    tables = {
        "leads": [
            *(
                lead
                for day, count, prefix in (("2026-05-11", 60, "M"), ("2026-11-02", 10, "N"))
                for size in (80, 40)
                for lead in leads(count, f"{day} 10:00", f"{prefix}{size}x", employees=size, email="a@b.example.jp")
            ),
        ],
        "opportunities": [
            {"opportunity_id": "first", "created_at": "2026-05-01", "lead_id": None},
            *(
                {"opportunity_id": f"O{size}{n}", "created_at": "2026-05-31", "lead_id": f"M{size}x{n}"}
                for size, count in ((80, 30), (40, 6))
                for n in range(1, count + 1)
            ),
            {"opportunity_id": "last", "created_at": "2026-11-16", "lead_id": None},
        ],
    }
    return meeting(tables, definitions=Definitions((HELD,)), lang=lang)


def test_the_answer_says_how_many_and_how_good():
    """10 of 20 are valid, 20 would be; 6 of 60 (10%) against 30 of 60 (50%)."""
    opened = followed()
    tried = tried_version(opened.wb.definitions, AS_OF, [condition_from("employees >= 30")])
    said = "\n".join(trial_lines(opened, tried))
    assert "リード20件のうち有効：10件 → 20件（+10件。新しく入る10件、外れる0件）" in said
    assert "どちらでも有効：60件、50.0%" in said and "新しく入る：60件、10.0%" in said
    assert "新しく入るリードは、どちらでも有効なリードより商談になっていません。" in said
    english = "\n".join(trial_lines(followed("en"), tried))
    assert "valid: 10 → 20 (+10: 10 gained, 0 lost)" in english
    assert "The leads gained became opportunities less often" in english


@pytest.mark.parametrize(
    ("written", "without", "message"),
    [
        ("employees 30", (), "write column, test and value"),
        ("employees >= many", (), "needs a number"),
        ("channel >= 3", (), "holds no numbers"),
        ("email ~ (?=x)", (), "cannot be read"),
        ("employees >= 30", ("channel",), "no condition on channel"),
        ("", ("employees", "email"), "No condition is left"),
    ],
)
def test_what_cannot_be_tried_is_said(written, without, message):
    with pytest.raises(WorkbookError) as raised:
        tried_version(Definitions((HELD,)), AS_OF, [condition_from(written)] if written else [], without)
    assert message in raised.value.text("en") and raised.value.text("ja") != raised.value.text("en")


def test_a_column_that_says_nothing_is_named(held):
    tried = tried_version(held.wb.definitions, AS_OF, [condition_from("department is present")])
    with pytest.raises(WorkbookError) as raised:
        trial_lines(held, tried)
    assert "department" in raised.value.text("en") and "試せません" in raised.value.text("ja")
