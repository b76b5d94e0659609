"""What the page says of the links, times and clues that its numbers rest on."""

import pandas as pd
import pytest

from kpi_helpers.report.bearing_notes import bearing_notes
from kpi_helpers.report.frame import data_notes
from kpi_helpers.workbook.companies import MOST_NAMES


def notes(meeting):
    return " ".join(bearing_notes(meeting))


def test_links_are_counted_by_what_they_rest_on(world, meet):
    # A1 and A5 lose their id and are found by e-mail (L1, L3); A9 and A10 have none.
    def by_mail(table):
        table = table.assign(email=table["lead_id"].map({"L1": "A@sakura.example.jp", "L3": "c@midori.example.jp"}))
        lost = table["activity_id"].isin(["A1", "A5"])
        return table.assign(lead_id=table["lead_id"].mask(lost), email=table["email"].where(lost))

    wb = world("2026-11-18", activities=by_mail)
    said = notes(meet(wb, lang="en"))
    assert "Of 10 activities 6 find their lead by an id, 2 find their lead by e-mail; 2 have no known lead." in said
    assert "活動10件のうち、元のリードがわかるのはIDで6件、メールアドレスで2件です（わからないもの2件）。" in notes(
        meet(wb)
    )


def test_without_ids_links_rest_on_companies(world, meet):
    def by_company(table):
        return table.drop(columns="lead_id").assign(company_name="ミドリ商事")

    # A1 to A3 came before L3 of ミドリ商事 did, the other seven after it.
    said = notes(meet(world("2026-11-18", activities=by_company)))
    assert "活動10件のうち、元のリードがわかるのは会社で7件です（わからないもの3件）。" in said


def test_rows_without_a_time_of_day_are_counted(world, meet):
    wb = world(
        "2026-11-18",
        leads=lambda leads: leads.assign(
            created_at=leads["created_at"].where(leads.index > 0, leads["created_at"].dt.normalize())
        ),
    )
    assert "リード1件は時刻がない" in notes(meet(wb))
    assert "時刻がない" not in notes(meet(world("2026-11-18")))


@pytest.mark.parametrize("names", [MOST_NAMES, MOST_NAMES + 1])
def test_a_domain_of_too_many_companies_is_named(world, meet, names):
    more = pd.DataFrame({"lead_id": [f"X{n}" for n in range(names)], "created_at": pd.Timestamp("2026-11-16 10:00")})
    more = more.assign(email="x@portal.example.jp", company_name=[f"会社{n}" for n in range(names)])
    wb = world("2026-11-18", leads=lambda leads: pd.concat([leads, more], ignore_index=True))
    assert ("portal.example.jp（21社）" in notes(meet(wb))) == (names > MOST_NAMES)
    assert "portal" not in str(data_notes(meet(wb, mask_names=True)))


def test_calls_without_an_outcome_are_told_with_their_share(world, meet):
    # One of the nine calls has none: 1 / 9 = 11.1%.
    assert "架電9件のうち1件（11.1%）は結果がわからず" in notes(meet(world("2026-11-18")))
    known = world("2026-11-18", activities=lambda table: table.assign(outcome=table["outcome"].fillna("no_answer")))
    assert "結果がわからず" not in notes(meet(known))
