"""Every control of every section in JupyterLab, held against what the functions give: a long walk.

python benchmarks/every_control.py [MEETING…] takes minutes; `make test` takes a sample of the same walk.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.workbook import Workbook
from tests.explore.in_jupyterlab import opened_in, walk
from tests.explore.lab import SAMPLE, serving
from tests.page.which_browser import launched


def main() -> None:
    """Walk, and stop at the first section that shows something else."""
    sample = Workbook.open(SAMPLE)
    with (
        tempfile.TemporaryDirectory() as home,
        serving(Path(home, "explore"), Path(home)) as server,
        launched() as browser,
    ):
        for name in sys.argv[1:] or MEETINGS:
            with opened_in(browser, server, Meeting(name, sample)) as opened:
                every = opened.sections.every_choice()
                walk(opened, every)
                print(f"{name}: {sum(map(len, every.values()))} choices in {len(every)} sections", flush=True)


if __name__ == "__main__":
    main()
