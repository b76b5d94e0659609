"""Which rows speak of the same company."""

import re
import unicodedata
from collections import defaultdict

FREEMAIL = {
    "gmail.com",
    "googlemail.com",
    "yahoo.co.jp",
    "yahoo.com",
    "ymail.ne.jp",
    "outlook.jp",
    "outlook.com",
    "hotmail.com",
    "hotmail.co.jp",
    "live.jp",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "nifty.com",
    "ocn.ne.jp",
    "biglobe.ne.jp",
    "so-net.ne.jp",
    "plala.or.jp",
    "dion.ne.jp",
}
LEGAL_FORMS = [
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "特定非営利活動法人",
    "医療法人",
    "学校法人",
    "社会福祉法人",
    "(株)",
    "(有)",
    "(同)",
    "(資)",
    "(社)",
    "(財)",
    "(医)",
    "(学)",
]
LATIN_FORMS = re.compile(
    r"(?:[\s,]+(?:co\.?,?\s*ltd\.?|inc\.?|corp\.?|corporation|co\.?|ltd\.?|llc\.?|k\.k\.?|kk|gmbh|limited))+$"
)


def normalised(name):
    """The company's name without what differs between two lists of the same company."""
    text = unicodedata.normalize("NFKC", name or "").lower().strip()
    for form in LEGAL_FORMS:
        text = text.replace(form, "")
    text = LATIN_FORMS.sub("", text)
    return re.sub(r"\s+", "", text) or None


def domain(email):
    return email.rsplit("@", 1)[1].strip().lower() if email and "@" in email else None


MOST = 20
"""More names on one domain, or domains on one name, and it joins nothing."""


class Companies:
    """The key of a row, given every row of the view: (kind, text), or None without any trace."""

    def __init__(self, tables, freemail=()):
        self.freemail = FREEMAIL | {word.lower() for word in freemail}
        self.too_wide = self._wide([row for rows in tables for row in rows])
        self.ids_of_domain, self.ids_of_name = defaultdict(set), defaultdict(set)
        for rows in tables:
            for row in rows:
                if company_id(row):
                    self.ids_of_domain[self.corporate(row)].add(company_id(row))
                    self.ids_of_name[self.named(row)].add(company_id(row))

    def _wide(self, rows):
        self.too_wide = set()
        names, domains = defaultdict(set), defaultdict(set)
        for row in rows:
            own, name = self.corporate(row), normalised(row.get("company_name"))
            if own and name:
                names[own].add(name)
                domains[name].add(own)
        wide = {("domain", own) for own, found in names.items() if len(found) > MOST}
        return wide | {("name", name) for name, found in domains.items() if len(found) > MOST}

    def is_free(self, email):
        return domain(email) in self.freemail

    def corporate(self, row):
        """The row's e-mail domain where it is a company's own."""
        found = (row.get("email_domain") or "").strip().lower().lstrip("@") or domain(row.get("email"))
        return None if found in self.freemail or ("domain", found) in self.too_wide else found

    def named(self, row):
        found = normalised(row.get("company_name"))
        return None if ("name", found) in self.too_wide else found

    def key(self, row):
        if company_id(row):
            return "id", company_id(row)
        own, name = self.corporate(row), self.named(row)
        if own and len(self.ids_of_domain[own]) == 1:
            return "id", next(iter(self.ids_of_domain[own]))
        if name and len(self.ids_of_name[name]) == 1:
            return "id", next(iter(self.ids_of_name[name]))
        if own:
            return "domain", own
        if name:
            return "name", name
        return ("email", row["email"].strip().lower()) if row.get("email") else None

    def traces(self, row):
        """What may tell that two rows are of one company: key, domain, name."""
        return self.key(row), self.corporate(row), self.named(row)

    def key_or_leads(self, row, lead):
        """The key of an activity or an opportunity, which may have to borrow its lead's."""
        if any(row.get(column) for column in ("company_id", "company_name", "email")):
            return self.key(row)
        return lead["key"] if lead else None


def company_id(row):
    """The first of the ids in the cell."""
    return next(iter(ids(row.get("company_id"))), None)


def ids(cell):
    """The ids of a cell, which may hold several."""
    return [part.strip() for part in (cell or "").split(";") if part.strip()]
