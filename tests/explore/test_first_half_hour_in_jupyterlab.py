"""The notebook for the first half hour in JupyterLab, in a real browser."""

import re

from tests.explore.in_jupyterlab import SAID
from tests.explore.lab import notebook_in


def test_it_runs_and_its_own_section_has_controls_too(browser, server):
    notebook = notebook_in(browser, server, "first_half_hour").open(runs_itself=False)
    notebook.wait_until_run()
    assert notebook.complaints() == []
    live = notebook.section("outcomes")
    drawn, all_teams = live.drawn, live.shown().sentence
    live.choose(SAID["team"], "SDR")
    live.wait_beyond(drawn)
    calls = [
        int(re.search(r"今月の架電([\d,]+)件", said)[1].replace(",", "")) for said in (all_teams, live.shown().sentence)
    ]
    assert calls[0] > calls[1] > 0
    assert notebook.errors == [] and notebook.foreign_requests == []
    notebook.page.context.close()
