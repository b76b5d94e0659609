"""Which role a team plays, told by its name, and which team a rep is in."""

import re
import unicodedata

from kpi_helpers.workbook.workbook import Workbook

SDR, BDR, ENTERPRISE_BDR = "SDR", "BDR", "enterprise BDR"

_ROLES = {"sdr": SDR, "bdr": BDR, "enterprisebdr": ENTERPRISE_BDR, "エンタープライズbdr": ENTERPRISE_BDR}


def role_of(team: str | None) -> str | None:
    """The role that a team's name tells, None for a team of another kind.

    Width, case, spaces and hyphens do not matter; nothing else may stand in the name.

    Examples
    --------
    >>> role_of("ｓｄｒ"), role_of("Enterprise-BDR"), role_of("エンタープライズ BDR"), role_of("パートナー")
    ('SDR', 'enterprise BDR', 'enterprise BDR', None)
    """
    plain = unicodedata.normalize("NFKC", team or "").casefold()
    return _ROLES.get(re.sub(r"[\s_\-・]+", "", plain))


def team_of(wb: Workbook, rep: str) -> str:
    """The team a rep is in, "" for a rep in none; the first in the order of workbook.yml where there are two."""
    return next((team for team, reps in wb.config.teams.items() if rep in reps), "")


def teams_in_view(wb: Workbook) -> list[str]:
    """The teams of workbook.yml, or the one to which the view is restricted."""
    return [wb.team] if wb.team else list(wb.config.teams)
