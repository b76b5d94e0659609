"""What-ifs with a name, beside the workbook."""

import pytest

from kpi_helpers.report.sales_sync.scenarios import WhatIf
from kpi_helpers.report.sales_sync.what_ifs import FILE, MOST, read_what_ifs, save_what_if
from kpi_helpers.workbook.errors import WorkbookError


def test_they_are_kept_in_order_and_one_of_the_same_name_is_replaced(tmp_path):
    save_what_if(tmp_path, "no", WhatIf({"win_rate": 0.3}))
    save_what_if(tmp_path, " 秋の  改善 ", WhatIf({"win_rate": 0.25, "average_deal": 1_500_000}, {"2026-12": 420}))
    save_what_if(tmp_path, "no", WhatIf(leads={"2027-01": 0}))
    assert read_what_ifs(tmp_path) == {
        "no": WhatIf(leads={"2027-01": 0.0}),
        "秋の 改善": WhatIf({"win_rate": 0.25, "average_deal": 1_500_000.0}, {"2026-12": 420.0}),
    }
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("", {"rates": {"win_rate": 0.2}}),
        ("x" * 41, {"rates": {"win_rate": 0.2}}),
        ("a\nb\x00", {"rates": {"win_rate": 0.2}}),
        ("x", {}),
        ("x", {"rates": {"win_rate": 1.2}}),
        ("x", {"rates": {"win_rate": 0}}),
        ("x", {"rates": {"win_rate": True}}),
        ("x", {"rates": {"import": 0.2}}),
        ("x", {"leads": {"2026-13": 1}}),
        ("x", {"leads": {"2026-12": -1}}),
        ("x", {"leads": {"2026-12": float("nan")}}),
    ],
)
def test_what_is_no_what_if_is_refused_and_nothing_is_written(tmp_path, name, given):
    with pytest.raises(WorkbookError, match=FILE):
        save_what_if(tmp_path, name, WhatIf(**given))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["- a", "a: 1", "a: {win_rate: 25%}", "a: &x {win_rate: 0.2}", "a: {}", "a: {leads: 5}"]
)
def test_a_file_that_holds_something_else_is_told(tmp_path, text):
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(WorkbookError, match=FILE):
        read_what_ifs(tmp_path)


def test_there_is_room_for_so_many(tmp_path):
    for number in range(MOST):
        save_what_if(tmp_path, f"w{number}", WhatIf({"win_rate": 0.2}))
    with pytest.raises(WorkbookError, match=f"there are {MOST} what-ifs already"):
        save_what_if(tmp_path, "one more", WhatIf({"win_rate": 0.2}))
