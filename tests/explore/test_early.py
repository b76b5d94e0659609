"""What a resting page makes: its likely days, then the parts of what took long, and no more than it may spend."""

from types import SimpleNamespace

import pytest

from kpi_helpers.explore import early
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.example import example

VALUES = {"team": ["SDR", "BDR"], "rep": ["佐藤", "鈴木"]}
DAYS = ["2026-11-15", "2026-10-31"]


def made(monkeypatch, costs, most):
    """What is made of sections that take so many seconds each, in its order, until the page has nothing left to make."""
    clock, found, prepared = [0.0], [], []
    monkeypatch.setattr(early.time, "process_time", lambda: clock[0])
    monkeypatch.setenv("KPI_AHEAD", f"{most}")
    monkeypatch.setattr(early.Early, "_prepare", lambda self, day: prepared.append(f"{day}"))

    def section(key, cost):
        def foresee(chosen):
            clock[0] += cost
            [(control, value)] = chosen.items()
            found.append((key, control, f"{value}"))

        return SimpleNamespace(foresee=foresee, values=lambda control: VALUES.get(control, []))

    rests = early.Early(Meeting("sales_sync", example()), {key: section(key, cost) for key, cost in costs.items()})
    for _ in range(20):  # pauses
        rests._work()
    assert prepared == [*DAYS, *(["2026-09-30", "2026-08-31"] if most > 0 else [])]
    return found


def test_days_come_first_then_teams_and_reps_of_what_took_long_the_slowest_first(monkeypatch):
    days = [(key, "month", day) for day in DAYS for key in ("quick", "slow", "slower")]
    parts = [(key, name, value) for name in VALUES for key in ("slower", "slow") for value in VALUES[name]]
    assert made(monkeypatch, {"quick": 0.1, "slow": 0.3, "slower": 0.5}, most=30.0) == days + parts


@pytest.mark.parametrize(("most", "pieces"), [(0.0, 0), (0.1, 1), (0.6, 2), (30.0, 4)])
def test_it_stops_at_what_it_may_spend(monkeypatch, most, pieces):
    # Half a second each: before the four pieces 0, 0.5, 1 and 1.5 are spent.
    found = made(monkeypatch, {"slow": 0.5}, most)
    assert [value for _, control, value in found if control == "month"] == DAYS
    assert [value for _, _, value in found[len(DAYS) :]] == ["SDR", "BDR", "佐藤", "鈴木"][:pieces]
