"""Every column of ids that ties a table to another finds its partner, whichever way the tools write the id."""

import pandas
import pytest

LONG, SHORT = "0035g00000AbCdEEAV", "0035g00000AbCdE"
ROWS = {
    "leads": {"lead_id": "L1", "created_at": "2026-11-01"},
    "activities": {"started_at": "2026-11-02", "rep": "佐藤"},
    "opportunities": {"opportunity_id": "O1", "created_at": "2026-11-03"},
    "campaigns": {"campaign": "CP1"},
    "accounts": {"company_id": "C1"},
    "companies": {"company_id": "C1"},
}
KEYS = {"leads": "lead_id", "activities": "activity_id", "opportunities": "opportunity_id"}
LINKS = [
    ("activities", "lead_id", "leads", "lead_id"),
    ("opportunities", "lead_id", "leads", "lead_id"),
    ("activities", "contact_id", "leads", "converted_contact_id"),
    ("opportunities", "contact_id", "leads", "converted_contact_id"),
    ("leads", "converted_opportunity_id", "opportunities", "opportunity_id"),
    ("leads", "campaign", "campaigns", "campaign"),
    ("accounts", "company_id", "companies", "company_id"),
    ("leads", "company_id", "accounts", "company_id"),
    ("opportunities", "company_id", "accounts", "company_id"),
    ("activities", "company_id", "leads", "company_id"),
]


def loaded(book, **tables):
    for table, values in tables.items():
        pandas.DataFrame([{**ROWS[table], **row} for row in values]).to_csv(book.folder / f"{table}.csv", index=False)
    return book.load({table: {"file": f"{table}.csv"} for table in tables})


@pytest.mark.parametrize(("table", "column", "home", "of"), LINKS, ids=lambda part: part)
def test_15_and_18_characters_and_lost_zeros_meet(book, table, column, home, of):
    pairs = [(SHORT, LONG), ("7", "0007"), (f"{SHORT[:-1]}X", "0042")]
    here = [{KEYS.get(table, column): f"K{place}", column: id_} for place, (id_, _) in enumerate(pairs)]
    there = [{KEYS.get(home, of): f"K{place}", of: id_} for place, (_, id_) in enumerate(pairs)]
    found = loaded(book, **{table: here, home: there})
    assert book.table(table)[column].tolist() == [LONG, "0007", f"{SHORT[:-1]}X"]
    warned = found.reports[table].warnings
    assert (warned[f"short_id:{column}"].count, warned[f"short_id:{column}"].example) == (1, f"{SHORT} = {LONG}")
    assert warned[f"leading_zeros:{column}"].count == 1


def test_an_id_of_18_characters_meets_the_15_of_the_other_table(book):
    loaded(book, activities=[{"contact_id": LONG}], leads=[{"converted_contact_id": SHORT}])
    assert book.table("activities")["contact_id"].tolist() == [SHORT]


def test_companies_are_written_in_one_way_throughout(book):
    """The list has 15 characters, the companies 18, the calls both and others besides."""
    loaded(
        book,
        companies=[{"company_id": LONG}],
        accounts=[{"company_id": SHORT}],
        activities=[{"company_id": SHORT}, {"company_id": LONG}, {"company_id": f"{SHORT}; C9"}],
    )
    assert book.table("accounts")["company_id"].tolist() == [LONG]
    assert book.table("activities")["company_id"].tolist() == [LONG, LONG, f"{LONG};C9"]


def test_names_of_campaigns_are_no_ids_of_15_and_18_characters(book):
    name = "秋のウェブセミナー2026年度"
    assert len(name) == 15
    loaded(book, leads=[{"campaign": name}], campaigns=[{"campaign": f"{name}第2回"}])
    assert book.table("leads")["campaign"].tolist() == [name]
