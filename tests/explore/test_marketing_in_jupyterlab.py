"""The notebook of the marketing meeting in JupyterLab, in a real browser."""

from tests.explore.in_jupyterlab import InJupyterLab


class TestMarketingSync(InJupyterLab):
    meeting = "marketing_sync"
