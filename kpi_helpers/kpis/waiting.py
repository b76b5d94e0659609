"""Chapter 6, by name: the inbound leads that nobody has answered yet."""

import pandas as pd

from kpi_helpers.kpis.speed import BAND_DAYS
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.workbook import Workbook

LISTED = 10


def waiting_leads(wb: Workbook) -> pd.DataFrame:
    """Inbound leads of the last 180 days without any activity on them by as_of, the oldest first.

    Answers: "Whom have we forgotten?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``lead_id``, ``created_at``, ``motion``, ``company_name``, ``rep``, ``channel``; activities.

    Returns
    -------
    DataFrame
        A row per lead: ``lead_id``, ``company_name``, ``rep``, ``channel`` (text, may be
        missing), ``days`` (whole days from its day to as_of).

    Notes
    -----
    As many as `leads_by_response` counts under ``none``. The day of a lead alone
    decides, then its id.

    Examples
    --------
    L4 came on 2 November and only the day after as_of will somebody call:

    >>> waiting_leads(wb)[["lead_id", "rep", "days"]].to_records(index=False).tolist()
    [('L4', '鈴木', 16)]
    """

    def work() -> pd.DataFrame:
        leads, today = wb.leads, epoch_day(wb.as_of)
        waiting = leads.filter(
            (leads.motion == "inbound") & leads.response_seconds.isnull() & (leads.created_day > today - BAND_DAYS)
        )
        found = wb.run(waiting.select("lead_id", "company_name", "rep", "channel", "created_day"))
        found = found.sort_values(["created_day", "lead_id"], ignore_index=True)
        return found.assign(days=today - found["created_day"]).drop(columns="created_day")

    return wb.kept("waiting leads", work)
