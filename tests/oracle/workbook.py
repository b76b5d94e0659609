"""The workbook's folder as lists of dictionaries, rows that cannot be used set aside."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from . import reading
from .days import Calendar

REQUIRED = {
    "leads": ("lead_id", "created_at"),
    "activities": ("started_at", "rep"),
    "opportunities": ("opportunity_id", "created_at"),
    "accounts": ("company_id",),
    "companies": ("company_id",),
    "campaigns": ("campaign",),
    "visits": ("date", "visitors"),
    "targets": ("month", "metric", "value"),
}
OPTIONAL = {
    "leads": "company_id company_name email channel campaign motion rep industry department is_target "
    "employees key_person_at converted_contact_id converted_opportunity_id",
    "activities": "activity_id kind outcome talk_seconds lead_id contact_id company_id company_name email status",
    "opportunities": "lead_id contact_id company_id company_name email rep owner is_target temperature amount stage "
    "closed_at is_won held accepted lost_reason",
    "accounts": "company_name email_domain segment rep",
    "companies": "company_name email_domain industry employees",
    "campaigns": "name kind starts_on ends_on cost audience",
    "visits": "channel",
    "targets": "team rep",
}
IDENTITY = {
    "leads": "lead_id",
    "activities": "activity_id",
    "opportunities": "opportunity_id",
    "accounts": "company_id",
    "companies": "company_id",
    "campaigns": "campaign",
}
DATED_BY = {"leads": "created_at", "activities": "started_at", "opportunities": "created_at"}
MOMENTS = {"created_at", "started_at", "closed_at", "key_person_at"}
DAYS = {"date", "starts_on", "ends_on"}
NUMBERS = {"talk_seconds", "amount", "employees", "visitors", "cost", "value"}
TRUTHS = {"is_target", "is_won", "held", "accepted"}
BENCHMARKS = {
    "att_seconds": [300, 480],
    "companies_per_100": 50,
    "activities_per_company": 1.25,
    "list_coverage": 0.6,
}


class SetAside(ValueError):
    """Why a row cannot be used."""


class Workbook:
    """`tables[name]` the kept rows, `columns[name]` what the table has, `set_aside` (table, line, reason)."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.config = yaml.safe_load((self.folder / "workbook.yml").read_text("utf-8"))
        self.zone = ZoneInfo(self.config.get("timezone", "Asia/Tokyo"))
        self.calendar = Calendar(self.config.get("calendar") or {})
        self.benchmarks = BENCHMARKS | (self.config.get("benchmarks") or {})
        self.teams = self.config.get("teams") or {}
        self.team_of = {rep: team for team, reps in self.teams.items() for rep in reps}
        self.versions = self._versions()
        self.tables, self.columns, self.set_aside = {}, {}, []
        for name, entry in self.config["tables"].items():
            self._read(name, entry)

    def _versions(self):
        """The versions of the valid-lead definition, oldest first."""
        file = self.config.get("definitions")
        if not file:
            return []
        definitions = yaml.safe_load((self.folder / file).read_text("utf-8")) or {}
        return sorted(definitions.get("valid_lead") or [], key=lambda version: version["from"])

    def _wanted(self, table):
        wanted = [*REQUIRED[table], *OPTIONAL[table].split()]
        if table == "leads":
            wanted += [c["column"] for version in self.versions for c in version["conditions"]]
        return list(dict.fromkeys(wanted))

    def _read(self, table, entry):
        files = entry["file"] if isinstance(entry["file"], list) else [entry["file"]]
        theirs = entry.get("columns") or {}
        constants = entry.get("constants") or {}
        values = entry.get("values") or {}
        kept, present, seen = [], set(constants), set()
        for path in [path for file in files for path in sorted(self.folder.glob(file))]:
            header, rows = reading.read_rows(path)
            places = {reading.header_name(cell): place for place, cell in enumerate(header)}
            where = {}
            for column in self._wanted(table):
                place = places.get(reading.header_name(theirs.get(column, column)))
                if place is not None:
                    where[column] = place
            present |= set(where)
            for line, cells in enumerate(rows, start=2):
                texts = {
                    column: reading.clean(column, cells[place] if place < len(cells) else "", values.get(column))
                    for column, place in where.items()
                }
                try:
                    row = self._row(table, {**texts, **constants})
                    identity = row.get(IDENTITY.get(table))
                    if identity is not None and identity in seen:
                        raise SetAside("duplicate id")
                    seen.add(identity)
                    kept.append(row)
                except (SetAside, reading.Unreadable) as reason:
                    self.set_aside.append((table, line, str(reason)))
        self.tables[table], self.columns[table] = kept, present

    def _row(self, table, texts):
        row = {}
        for column, text in texts.items():
            row[column] = None if text is None else self._value(column, text)
        for column in REQUIRED[table]:
            if row.get(column) is None:
                raise SetAside(f"required value missing: {column}")
        if (row.get("talk_seconds") or 0) < 0:
            raise SetAside("negative duration")
        if table in DATED_BY:
            row["has_time"] = reading.has_time(texts[DATED_BY[table]])
        return row

    def _value(self, column, text):
        if column in MOMENTS:
            return reading.moment(text, self.zone)
        if column in DAYS:
            return reading.moment(text, self.zone).date()
        if column == "month":
            return reading.month(text)
        if column in NUMBERS:
            return reading.number(text)
        if column in TRUTHS:
            return reading.truth(text)
        return re.sub(r"\s+", " ", text) if column == "metric" else text
