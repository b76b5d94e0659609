"""Nobody sits at the kernels of nbval: they draw no controls."""

import os

from kpi_helpers.report.kernel_environment import HEADLESS

os.environ.setdefault(HEADLESS, "1")
