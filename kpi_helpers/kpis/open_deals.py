"""The open opportunities one by one, with how long nobody has touched them."""

import pandas as pd

from kpi_helpers.kpis.quadrants import NAMES, UNKNOWN, with_target
from kpi_helpers.workbook.engine import epoch_day, only
from kpi_helpers.workbook.workbook import Workbook

LISTED = 10


def open_deals(wb: Workbook, quadrant: str) -> pd.DataFrame:
    """Open opportunities of a quadrant, the largest first.

    Answers: "Which opportunities deserve the time?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities, leads, accounts (see `quadrants`) and activities:
        ``started_at``, ``lead_id`` and what tells their company.
    quadrant : str

    Returns
    -------
    DataFrame
        ``opportunity_id``, ``company_name`` (the opportunity's, else its lead's,
        else the account's), ``owner``, ``stage``, ``amount`` (currency),
        ``days_open``, ``days_quiet`` (since the last activity with its lead or
        its company; missing without one). Largest amount first, then longest open.

    Examples
    --------
    >>> open_deals(wb, "other_cold")[["opportunity_id", "days_open"]].to_records(index=False).tolist()
    [('O5', 2)]
    """
    table = wb.kept("open_deals", lambda: _every_open_deal(wb))
    return table[table["quadrant"] == quadrant].drop(columns="quadrant").reset_index(drop=True)


def _every_open_deal(wb: Workbook) -> pd.DataFrame:
    rows, target = with_target(wb)
    rows = only(
        rows.mutate(target=target).filter(rows.state == "open"),
        "opportunity_id",
        "owner",
        "stage",
        "amount",
        "created_day",
        "temperature",
        "target",
        "lead_id",
        "company_key",
        "company_name",
    )
    names = wb.leads.select("lead_id", lead_name="company_name")
    rows = rows.left_join(names, "lead_id").drop("lead_id_right")
    listed = wb.accounts.select(account_key="company_key", account_name="company_name").filter(
        lambda accounts: accounts.account_key.notnull()
    )
    listed = listed.group_by("account_key").agg(account_name=listed.account_name.min())
    rows = rows.left_join(listed, rows.company_key == listed.account_key)
    touched = wb.activities
    by_lead = touched.filter(touched.lead_id.notnull()).group_by("lead_id").agg(lead_touched=touched.day.max())
    by_company = (
        touched.filter(touched.company_key.notnull())
        .group_by(touched_key=touched.company_key)
        .agg(company_touched=touched.day.max())
    )
    rows = rows.left_join(by_lead, "lead_id").drop("lead_id_right")
    rows = rows.left_join(by_company, rows.company_key == by_company.touched_key)
    found = wb.run(
        rows.select(
            "opportunity_id",
            "owner",
            "stage",
            "amount",
            "created_day",
            "target",
            "temperature",
            "lead_touched",
            "company_touched",
            company_name=rows.company_name.coalesce(rows.lead_name, rows.account_name),
        )
    )
    today = epoch_day(wb.as_of)
    found["days_open"] = today - found["created_day"]
    found["days_quiet"] = today - found[["lead_touched", "company_touched"]].max(axis=1)
    found["quadrant"] = [NAMES.get(place, UNKNOWN) for place in zip(found["target"], found["temperature"], strict=True)]
    order = found.sort_values(
        ["amount", "days_open", "opportunity_id"], ascending=[False, False, True], na_position="last"
    )
    return order[
        [
            "opportunity_id",
            "company_name",
            "owner",
            "stage",
            "amount",
            "days_open",
            "days_quiet",
            "quadrant",
        ]
    ].reset_index(drop=True)
