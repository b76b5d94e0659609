"""The teams whose numbers must keep the laws, each worked out once."""

from datetime import date
from functools import cache

import pytest

from tests.laws.worlds import world

VIEWS = (
    (1, date(2026, 11, 18), None),
    (2, date(2027, 1, 3), None),
    (3, date(2027, 1, 29), "SDR"),
)
"""Seed, as_of and team: the middle of a month, a month without a business day yet, one team at a month's end."""


class View:
    """The numbers of one team or of all teams on one day."""

    def __init__(self, seed, as_of, team):
        self.world = world(seed, as_of)
        self.team = team
        self.before = {name: table.copy() for name, table in self.world.tables.items()}

    @property
    def as_of(self):
        """The day of the view."""
        return self.world.as_of

    def workbook(self):
        """The workbook, opened anew."""
        return self.world.workbook(team=self.team)

    @cache  # noqa: B019 - a handful of views, kept as long as the tests run
    def numbers(self, variant=""):
        """Every number; of the rows as they are, ``shuffled`` or only the ``known`` ones."""
        seen = getattr(self.world, variant)() if variant else self.world
        return seen.numbers(team=self.team)


@pytest.fixture(scope="session", params=VIEWS, ids=lambda view: f"seed{view[0]}-{view[1]}-{view[2] or 'all'}")
def view(request):
    """One view of one team."""
    return View(*request.param)


@pytest.fixture(scope="session")
def numbers(view):
    """Every number of the view."""
    return view.numbers()
