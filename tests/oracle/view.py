"""What was known at the end of as_of: every row with its company, its lead and its state."""

from .companies import Companies
from .days import first_day, last_day, month_of
from .definitions import in_force, meets
from .links import Links, after
from .spans import Span
from .workbook import DATED_BY

UNTIMED = 0.95


class View:
    """The workbook's tables up to as_of, enriched; a table that is missing is an empty list."""

    def __init__(self, book, as_of):
        self.book, self.as_of, self.month = book, as_of, month_of(as_of)
        self.calendar = book.calendar
        self.leads = self._until("leads")
        self.activities = [row for row in self._until("activities") if row.get("status") != "planned"]
        self.opportunities = self._until("opportunities")
        self.timed = {name for name in DATED_BY if self._has_times(name)}
        known = [row for row in book.tables.get("visits", []) if row["date"] <= as_of]
        self.visits = [{**row, "month": month_of(row["date"])} for row in known]
        self.accounts = [dict(row) for row in book.tables.get("accounts", [])]
        self.campaigns = book.tables.get("campaigns", [])
        self.targets = book.tables.get("targets", [])
        known_companies = book.tables.get("companies", [])
        tables = [self.leads, self.activities, self.opportunities, self.accounts, known_companies]
        self.companies = Companies(tables, book.config.get("freemail") or [])
        self._enrich_leads({self.companies.key(row): row for row in known_companies})
        self.links = Links(self.leads)
        self._enrich_activities()
        self._enrich_opportunities()
        for account in self.accounts:
            account["key"] = self.companies.key(account)
        self.spans = {name: self._span(name) for name in (*DATED_BY, "visits")}

    def has(self, table, column=None):
        return table in self.book.tables and (column is None or column in self.book.columns[table])

    def carries(self, table, *columns):
        """Whether each column says something of some row."""
        rows = getattr(self, table)
        return all(any(row.get(column) is not None for row in rows) for column in columns)

    def is_linked(self, table):
        rows = getattr(self, table)
        return bool(rows) and sum(1 for row in rows if row["lead"]) >= 0.01 * len(rows)

    def team(self, rep):
        return self.book.team_of.get(rep)

    def covers(self, tables, month):
        """Whether every table covers some of a month."""
        return all(self.spans[table].covers(first_day(month), last_day(month)) for table in tables)

    def window(self, tables, first):
        """(first, last) day of a window up to as_of that every table covers, or None."""
        spans = [self.spans[table] for table in tables]
        if any(span.first is None for span in spans):
            return None
        first = max([first, *(span.first for span in spans)])
        last = min([self.as_of, *(span.until for span in spans)])
        return (first, last) if first <= last else None

    def _until(self, table):
        column = DATED_BY[table]
        rows = [row for row in self.book.tables.get(table, []) if row[column].date() <= self.as_of]
        return [{**row, "at": row[column], "day": row[column].date(), "month": month_of(row[column])} for row in rows]

    def _has_times(self, table):
        rows = getattr(self, table)
        timed = sum(1 for row in rows if row["has_time"])
        has_times = bool(rows) and (len(rows) - timed) / len(rows) < UNTIMED
        for row in rows:
            row["timed"] = has_times and row["has_time"]
        return has_times

    def _span(self, table):
        if table == "visits":
            return Span(self.calendar, self.as_of, [row["date"] for row in self.visits])
        closings = [row["closed_at"].date() for row in self.opportunities if row["closed"]]
        days = [row["day"] for row in getattr(self, table)]
        return Span(self.calendar, self.as_of, days, closings if table == "opportunities" else ())

    def _enrich_leads(self, known_companies):
        told = self.carries("leads", "motion")
        for lead in self.leads:
            if not told:
                lead["motion"] = "inbound"
            lead["traces"] = self.companies.traces(lead)
            lead["key"] = lead["traces"][0]
            lent = known_companies.get(lead["key"], {})
            for column in ("company_name", "industry", "employees"):
                if lead.get(column) is None:
                    lead[column] = lent.get(column)
            lead["valid"] = meets(in_force(self.book.versions, lead["day"]), lead, self.companies)
            known = lead.get("key_person_at")
            lead["key_person_day"] = known.date() if known and known.date() <= self.as_of else None
            lead["first_opportunity"], lead["opportunities"], lead["touches"] = None, [], []

    def _enrich_activities(self):
        bare = not (self.has("activities", "lead_id") or self.has("activities", "contact_id"))
        for row in self.activities:
            leads, row["link"] = self.links.of(row, self.companies, not bare)
            lead = row["lead"] = leads[0] if leads else None
            row["key"] = self.companies.key_or_leads(row, lead)
            row["is_call"] = (row.get("kind") or "call") == "call"
            row["settled"] = row.get("outcome") in ("connected", "reception_refused")
            row["connected"] = row.get("outcome") == "connected"
            for one in leads:
                one["touches"].append(row)

    def _enrich_opportunities(self):
        bare = not (self.has("opportunities", "lead_id") or self.has("opportunities", "contact_id"))
        for row in self.opportunities:
            leads, row["link"] = self.links.of(row, self.companies, not bare)
            lead = row["lead"] = self.links.earliest(leads)
            row["key"] = self.companies.key_or_leads(row, lead)
            closed_at, is_won = row.get("closed_at"), row.get("is_won")
            row["closed"] = is_won is not None and closed_at is not None and closed_at.date() <= self.as_of
            row["won"] = row["closed"] and is_won
            row["closed_month"] = month_of(closed_at) if row["closed"] else None
            row["money"] = row.get("amount") or 0
            row["place"] = self._place(row, lead)
            if lead:
                lead["opportunities"].append(row)
        for row in sorted(self.opportunities, key=lambda row: (row["at"].timestamp(), row["opportunity_id"])):
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


def answers(lead, row):
    """Whether an activity on a lead is an answer to it: at or after its moment, or on or after its date."""
    return not after(lead, row)
