"""What was known at the end of as_of: every row with its company, its lead and its state."""

from .companies import Companies
from .days import month_of
from .definitions import in_force, meets


class View:
    """The workbook's tables up to as_of, enriched; a table that is missing is an empty list."""

    def __init__(self, book, as_of):
        self.book, self.as_of, self.month = book, as_of, month_of(as_of)
        self.calendar = book.calendar
        self.leads = self._until("leads", "created_at")
        self.activities = self._until("activities", "started_at")
        self.opportunities = self._until("opportunities", "created_at")
        known = [row for row in book.tables.get("visits", []) if row["date"] <= as_of]
        self.visits = [{**row, "month": month_of(row["date"])} for row in known]
        self.accounts = [dict(row) for row in book.tables.get("accounts", [])]
        self.campaigns = book.tables.get("campaigns", [])
        self.targets = book.tables.get("targets", [])
        tables = [self.leads, self.activities, self.opportunities, self.accounts]
        self.companies = Companies(tables, book.config.get("freemail") or [])
        self.lead_by_id = {lead["lead_id"]: lead for lead in self.leads}
        self._enrich_leads()
        self._enrich_activities()
        self._enrich_opportunities()
        for account in self.accounts:
            account["key"] = self.companies.key(account)

    def has(self, table, column=None):
        return table in self.book.tables and (column is None or column in self.book.columns[table])

    def team(self, rep):
        return self.book.team_of.get(rep)

    def _until(self, table, column):
        rows = [row for row in self.book.tables.get(table, []) if row[column].date() <= self.as_of]
        return [{**row, "at": row[column], "day": row[column].date(), "month": month_of(row[column])} for row in rows]

    def _enrich_leads(self):
        for lead in self.leads:
            if not self.has("leads", "motion"):
                lead["motion"] = "inbound"
            lead["key"] = self.companies.key(lead)
            lead["valid"] = meets(in_force(self.book.versions, lead["day"]), lead, self.companies)
            known = lead.get("key_person_at")
            lead["key_person_day"] = known.date() if known and known.date() <= self.as_of else None
            lead["first_opportunity"] = None

    def _enrich_activities(self):
        for row in self.activities:
            lead = row["lead"] = self.lead_by_id.get(row.get("lead_id"))
            row["key"] = self.companies.key_or_leads(row, lead)
            row["is_call"] = (row.get("kind") or "call") == "call"
            row["settled"] = row.get("outcome") in ("connected", "reception_refused")

    def _enrich_opportunities(self):
        for row in self.opportunities:
            lead = row["lead"] = self.lead_by_id.get(row.get("lead_id"))
            row["key"] = self.companies.key_or_leads(row, lead)
            closed_at, is_won = row.get("closed_at"), row.get("is_won")
            row["closed"] = is_won is not None and closed_at is not None and closed_at.date() <= self.as_of
            row["won"] = row["closed"] and is_won
            row["closed_month"] = month_of(closed_at) if row["closed"] else None
            row["money"] = row.get("amount") or 0
            row["place"] = self._place(row, lead)
        for row in sorted(self.opportunities, key=lambda row: row["at"].timestamp()):
            if row["place"] is None:
                first = row["lead"]["first_opportunity"] is None
                row["place"] = "first" if first else "repeat"
                if first:
                    row["lead"]["first_opportunity"] = row

    @staticmethod
    def _place(row, lead):
        if lead is None:
            return "no_lead"
        if row["day"] < lead["day"]:
            return "before_lead"
        return None if lead["valid"] else "invalid_lead"
