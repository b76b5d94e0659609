"""A kernel that is begun early: it imports what every page needs, waits to be told its notebook's place, and serves it."""

import json
import os
import sys


def main() -> None:
    """Import, wait, and be the kernel; end where whoever began this process has ended or needs none."""
    import ipykernel.kernelapp
    import seaborn  # noqa: F401

    import kpi_helpers.explore
    import kpi_helpers.report.frame
    import kpi_helpers.report.meeting  # noqa: F401

    if line := sys.stdin.buffer.readline():
        told = json.loads(line)
        os.environ.update(told["env"])
        os.chdir(told["cwd"])
        ipykernel.kernelapp.launch_new_instance(told["argv"])


if __name__ == "__main__":
    main()
