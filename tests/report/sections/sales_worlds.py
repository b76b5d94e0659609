"""A team whose leads ripen and whose deals close like clockwork, with as much target ahead as is asked for."""

import pandas as pd


def clockwork(target=None, *, leads_planned=None, until="2026-11-18", amount=100.0, this_month=None):
    """Two valid leads a business day since January; each fourth ripens after 10 days, each second deal is won 20 days later.

    Targets of sales, and of leads, lie in the three months after November, each a third.
    """
    days = pd.bdate_range("2026-01-05", until).repeat(2)
    leads = pd.DataFrame({"lead_id": [f"L{n}" for n in range(len(days))], "created_at": days, "channel": "Web"})
    ripe = leads.iloc[::4]
    made = ripe["created_at"] + pd.Timedelta(days=10)
    deals = pd.DataFrame(
        {
            "opportunity_id": "O" + ripe["lead_id"],
            "lead_id": ripe["lead_id"],
            "created_at": made,
            "closed_at": made + pd.Timedelta(days=20),
            "is_won": [number % 2 == 0 for number in range(len(ripe))],
            "amount": amount,
            "rep": "佐藤",
        }
    )
    goals = {"sales": target, "leads": leads_planned}
    targets = [
        {"month": month, "metric": metric, "value": value / 3}
        for month in ("2026-12", "2027-01", "2027-02")
        for metric, value in goals.items()
        if value is not None
    ]
    if this_month is not None:
        targets.append({"month": "2026-11", "metric": "sales", "value": this_month})
    return {"leads": leads, "opportunities": deals} | ({"targets": targets} if targets else {})
