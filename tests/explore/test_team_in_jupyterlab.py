"""The notebook of the team's own week in JupyterLab, in a real browser."""

from tests.explore.in_jupyterlab import InJupyterLab


class TestTeamSync(InJupyterLab):
    meeting = "team_sync"
