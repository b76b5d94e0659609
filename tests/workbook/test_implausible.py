"""What no single row shows and every number hides: other clocks, units, currencies, deleted rows, rows of others."""

import pytest

from kpi_helpers.workbook.judging.plausible import implausible
from kpi_helpers.workbook.judging.unused import unused_columns


@pytest.fixture
def book(opened):
    """``book(tables)``: what these two find, by code and table; the whole judgement would look at all else too."""

    def judged(tables, **more):
        wb = opened(tables, **more)
        return {f"{one.code} {one.table}": one for one in (*implausible(wb), *unused_columns(wb))}

    return judged


def log(times: str, header: str = "started_at,rep,outcome,talk_seconds", end: str = "", talk: str = "300") -> str:
    """Sixty calls on as many days, every other one with a talk."""
    rows = [
        f"2026-{8 + n // 20:02d}-{n % 20 + 1:02d} {times.format(n % 9)},森,{('connected', 'absent')[n % 2]},{talk if n % 2 == 0 else ''}{end}"
        for n in range(60)
    ]
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    ("rows", "code", "count"),
    [
        (log("1{}:05"), None, 0),  # 10 to 18 o'clock, talks of five minutes
        # 0 to 8 o'clock in UTC: of 60 calls 7 at each hour from 0 to 5 and 6 at 6 lie before 7 o'clock.
        (log("0{}:05"), "odd_hours activities", 6 * 7 + 6),
        (log("1{}:05", talk="5"), "short_talks activities", 30),  # minutes
        (log("1{}:05", talk="5:12:00"), "long_talks activities", 30),  # five minutes in a spreadsheet's hours
        (log("1{}:05", talk="312000"), "long_talks activities", 30),  # milliseconds
        (log("1{}:05", "started_at,rep,outcome,talk_seconds,Time Zone", ",UTC"), "unused_zone activities", 60),
        (log("1{}:05", "started_at,rep,outcome,talk_seconds,Time Zone", ",Asia/Tokyo"), None, 0),
        (log("1{}:05", "started_at,rep,outcome,talk_seconds,IsDeleted", ",false"), None, 0),
        (log("1{}:05", "started_at,rep,outcome,talk_seconds,IsDeleted", ",true"), "deleted_rows activities", 60),
    ],
)
def test_what_makes_every_number_another_is_told(book, rows, code, count):
    found = book({"activities": rows}, as_of="2026-10-20")
    assert {name: one.count for name, one in found.items()} == ({code: count} if code else {})


@pytest.mark.parametrize(("header", "told"), [("金額", 5), ("金額（換算値）", None)])
def test_amounts_whose_currency_stands_beside_them_are_told(book, header, told):
    rows = f"opportunity_id,created_at,{header},通貨,Amount in company currency\n" + "".join(
        f"O{n},2026-10-0{n % 9 + 1},1000,{('JPY - 日本円', 'USD')[n % 2]},150000\n" for n in range(10)
    )
    source = {"columns": {"amount": header}}
    found = book({"opportunities": rows}, as_of="2026-10-10", sources={"opportunities": source})
    one = found.get("unused_currency opportunities")
    assert (one and one.count) == told


def test_leads_of_one_moment_are_told_unless_they_are_a_list_of_prospects(book):
    rows = "".join(f"L{n},2026-10-{'05 03:00:00' if n < 20 else f'{n - 14:02d} 10:0{n % 9}'},{{}}\n" for n in range(40))
    codes = [
        book({"leads": "lead_id,created_at,motion\n" + rows.format(*[motion] * 40)}, as_of="2026-10-26").keys()
        for motion in ("inbound", "outbound")
    ]
    assert ["one_moment leads" in found for found in codes] == [True, False]


def test_afternoons_without_a_word_are_told(book):
    # 9 to 11 in the morning, 1 to 3 in the afternoon: each hour 10 of 60, half of them after noon.
    rows = "started_at,rep\n" + "".join(
        f"2026-{8 + n // 20:02d}-{n % 20 + 1:02d} {(9, 10, 11, 1, 2, 3)[n % 6]}:05,森\n" for n in range(60)
    )
    found = book({"activities": rows}, as_of="2026-10-20")
    assert {name: one.count for name, one in found.items()} == {"half_clock activities": 30}


def test_customers_in_the_column_of_reps_are_told(book):
    rows = "started_at,rep\n" + "".join(f"2026-10-{n + 1:02d} 9:05,客{n // 2 if n < 12 else n}\n" for n in range(24))
    found = book({"activities": rows}, as_of="2026-10-24")
    assert found["customers_as_reps activities"].count == 6 + 12


@pytest.mark.parametrize(("amount", "told"), [("80", 8), ("80万", None), ("120000", None)])
def test_amounts_that_no_deal_has_are_told(book, amount, told):
    rows = "opportunity_id,created_at,amount\n" + "".join(f"O{n},2026-10-0{n + 1},{amount}\n" for n in range(8))
    one = book({"opportunities": rows}, as_of="2026-10-10").get("small_amounts opportunities")
    assert (one and one.count) == told


@pytest.mark.parametrize(("target", "told"), [("1200", 1), ("1200000", None)])
def test_a_target_of_sales_in_another_unit_is_told(book, target, told):
    deals = "opportunity_id,created_at,closed_at,is_won,amount\nO1,2026-09-01,2026-09-08,true,500000\nO2,2026-09-01,2026-09-08,true,500000\n"
    goals = f"month,metric,value\n2026-09,sales,{target}\n2026-09,calls,100\n"
    one = book({"opportunities": deals, "targets": goals}, as_of="2026-09-20").get("odd_target targets")
    assert (one and one.count) == told


@pytest.mark.parametrize(("second", "told"), [("2026-10-0{}", 20), ("2026-11-0{}", None)])
def test_leads_of_two_tools_are_told_and_those_who_come_again_are_not(book, second, told):
    rows = "".join(
        f"{one}{n},{day.format(n % 9 + 1)},a{n}@c{n}.example.jp\n"
        for one, day in (("H", "2026-10-0{}"), ("S", second))
        for n in range(20)
    )
    found = book({"leads": "lead_id,created_at,email\n" + rows}, as_of="2026-11-20").get("same_leads leads")
    assert (found and found.count) == told


def test_an_export_that_ends_where_its_tool_cuts_is_told(book):
    rows = [f"L{n},2026-{10 + n % 2}-{n % 20 + 1:02d}" for n in range(2_000)]
    for held, told in ((rows, True), (rows[1:], False)):
        found = book({"leads": "\n".join(["lead_id,created_at", *held])}, as_of="2026-11-20")
        assert ("cut_off leads" in found) == told


@pytest.mark.parametrize(("lost", "told"), [("", {"only_wins opportunities": 20}), ("false", {})])
def test_wins_without_a_loss_are_told(book, lost, told):
    """20 wins and 10 deals whose stage says that they are over, but not that they are lost."""
    rows = "opportunity_id,created_at,stage,is_won,closed_at\n" + "".join(
        f"O{n},2026-10-{n % 20 + 1:02d},{'Won' if n < 20 else 'Dropped'},{'true' if n < 20 else lost},2026-10-20\n"
        for n in range(30)
    )
    found = book({"opportunities": rows}, as_of="2026-10-20")
    assert {name: one.count for name, one in found.items()} == told
    assert not told or "Dropped" in found["only_wins opportunities"].text("en")
