"""To which leads an activity or an opportunity belongs, tried one after the other as the contract has it."""

from collections import defaultdict

from .companies import ids


class Links:
    """Given the leads of a view, each with `day`, `at` and `timed`; `of` finds a row's."""

    def __init__(self, leads):
        ordered = sorted(leads, key=lambda lead: (lead["at"].timestamp(), lead["lead_id"]))
        self.place = {lead["lead_id"]: place for place, lead in enumerate(ordered)}
        self.by_id = {lead["lead_id"]: lead for lead in leads}
        self.by_contact, self.by_opportunity = {}, {}
        self.by_mail, self.by_company = defaultdict(list), defaultdict(list)
        self.by_domain, self.by_name = defaultdict(list), defaultdict(list)
        for lead in ordered:
            for table, column in (
                (self.by_contact, "converted_contact_id"),
                (self.by_opportunity, "converted_opportunity_id"),
            ):
                if lead.get(column):
                    table.setdefault(lead[column], lead)
            if lead.get("email"):
                self.by_mail[lead["email"].strip().lower()].append(lead)
            for table, trace in zip((self.by_company, self.by_domain, self.by_name), lead["traces"], strict=True):
                if trace:
                    table[trace].append(lead)

    def of(self, row, companies, has_id_columns):
        """(its leads, the first of them being the one it stands on; id, email, company or None)."""
        ways = (
            [self.by_id.get(one) for one in ids(row.get("lead_id"))],
            [self.by_opportunity.get(row.get("opportunity_id"))],
            [self.by_contact.get(one) for one in ids(row.get("contact_id"))],
        )
        for found in map(unique, ways):
            if found:
                return found, "id"
        if row.get("email"):
            lead = self.latest(self.by_mail[row["email"].strip().lower()], row)
            if lead:
                return [lead], "email"
        if not has_id_columns:
            # A name alone meets a lead whose company is known by its domain only under that name.
            traces = companies.traces(row)
            for table, trace in zip((self.by_company, self.by_domain, self.by_name), traces, strict=True):
                lead = self.latest(table.get(trace, []), row)
                if lead:
                    return [lead], "company"
        return [], None

    def latest(self, leads, row):
        """The last of them that was there on or before the row."""
        there = [lead for lead in leads if not after(lead, row)]
        return there[-1] if there else None

    def earliest(self, leads):
        return min(leads, key=lambda lead: self.place[lead["lead_id"]]) if leads else None


def unique(leads):
    found = []
    for lead in leads:
        if lead and not any(lead is other for other in found):
            found.append(lead)
    return found


def after(lead, row):
    """Whether the lead came after the row: by moment where both have one, else by date."""
    if lead["timed"] and row["timed"]:
        return lead["at"] > row["at"]
    return lead["day"] > row["day"]
