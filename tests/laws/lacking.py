"""Each column of each table taken away in turn: every number stays, is missing, or is a fallback that the contract names.

And no text speaks of a number that is missing, except to say so.
"""

import html
import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
from rich.console import Console

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import together
from kpi_helpers.report.checking import Judged, print_check
from kpi_helpers.report.closing import data_notes
from kpi_helpers.report.lack_words import lack_in_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.opening import headline, notices
from kpi_helpers.report.outputs.companions import companions
from kpi_helpers.report.section import Section
from kpi_helpers.workbook import lacks
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.schema import FLAG, TABLES, TIMESTAMP
from kpi_helpers.workbook.workbook import Workbook

ABSENT, EMPTY, UNNAMED, DATES = "absent", "empty", "all unnamed", "dates only"
KEYS = ["kpi", "segment", "period"]
_FORECASTS = ("landing", "outlook", "target_chance", "leads_needed")
_CLUES = {"lead_id", "contact_id", "company_id", "company_name", "email", "email_domain"}
_QUADRANT = {"is_target", "temperature"} | _CLUES

Tables = Mapping[str, pd.DataFrame]
Step = tuple[str, str, str]


def steps(tables: Tables) -> list[Step]:
    """Table, column and how it is taken away; required columns only lose their time of day."""
    found = []
    for name, table in tables.items():
        for column in table.columns:
            known = TABLES[name].by_name.get(column)
            if known and not known.required and table[column].notna().any():
                found += [(name, column, ABSENT), (name, column, EMPTY)]
            if known and table[column].notna().any() and (known.values or known.type == FLAG):
                found.append((name, column, UNNAMED))
            if known and known.type == TIMESTAMP:
                found.append((name, column, DATES))
    return found


def without(tables: Tables, step: Step) -> dict[str, pd.DataFrame]:
    """The tables with one column taken away."""
    name, column, how = step
    table = tables[name]
    if how == ABSENT:
        changed = table.drop(columns=column)
    elif how == UNNAMED:
        changed = table.assign(**{column: table[column].where(table[column].isna(), "謎の値")})
    elif how == EMPTY:
        changed = table.assign(**{column: pd.Series(None, table.index, dtype=table[column].dtype)})
    else:
        changed = table.assign(**{column: table[column].dt.normalize()})
    return {**tables, name: changed}


def rich() -> dict[str, pd.DataFrame]:
    """The example with more of the optional columns filled."""
    tables = {name: table.copy() for name, table in example()._tables.items()}
    told = {
        "held": [True, False, None, True, None, True],
        "accepted": [True, None, None, False, None, None],
        "lost_reason": [None, None, "価格", None, None, None],
    }
    tables["opportunities"] = tables["opportunities"].assign(**told)
    return tables


def of_workbook(wb: Workbook) -> dict[str, pd.DataFrame]:
    """The tables of a workbook as they were read."""
    return {name: wb.run(wb.canonical(name)).dropna(axis="columns", how="all") for name in TABLES if wb.has(name)}


def workbook(tables: Tables, like: Workbook | None = None) -> Workbook:
    """The workbook (by default the example's) of other tables, read from files as a user's are: only these can hold unnamed values."""
    there = like or example()
    with tempfile.TemporaryDirectory() as folder:
        for name, table in tables.items():
            table.to_csv(Path(folder) / f"{name}.csv", index=False)
        lines = [f"  {name}: {{file: {name}.csv}}" for name in tables]
        (Path(folder) / "workbook.yml").write_text("\n".join(["tables:", *lines]), encoding="utf-8")
        read = Workbook.open(Path(folder), as_of=there.as_of)
        config = replace(there.config, tables=read.config.tables)
        return Workbook(config, read._tables, there.definitions, as_of=there.as_of, loaded=read.loaded)


def numbers(wb: Workbook) -> pd.DataFrame:
    """Every number but the forecasts, which follow from these."""
    told = together(record.numbers(wb) for record in CATALOGUE.values() if not record.id.startswith(_FORECASTS))
    return told.set_index(KEYS)


def faults(whole: pd.DataFrame, part: pd.DataFrame, step: Step) -> Iterator[str]:
    """The KPIs that say something else than before, though no fallback of the contract tells them to."""
    both = whole.join(part.add_suffix("_now"), how="outer")
    moved = (both["value"] - both["value_now"]).abs() > 1e-9
    other = (
        both["verdict"].fillna("").ne(both["verdict_now"].fillna("")) & both["unit"].notna() & both["unit_now"].notna()
    )
    new = both["unit"].isna()
    # What a lead lends is grouped by the lead that is found.
    lent = both.index.get_level_values("segment").str.contains("channel=|motion=|campaign=|industry=|department=")
    lent &= step[0] != "leads" and step[1] in _CLUES
    for kpi, rows in both[(moved | other | new) & ~lent].groupby(level="kpi"):
        if not is_fallback(str(kpi), step):
            segment, period = rows.index[0][1:]
            now, before = rows[["value_now", "value"]].iloc[0]
            yield f"{step[0]}.{step[1]} {step[2]}: {kpi} {segment} {period} was {before:g}, now {now:g}"


def is_fallback(kpi: str, step: Step) -> bool:
    """Whether the contract names what a KPI is without the column: motion, kind, links, company keys, unknown quadrants."""
    table, column, how = step
    if kpi == "first_response_same_day" and how == DATES:
        return True  # a lead that came after business hours has the day of its date alone
    if (table, column) in {("leads", "motion"), ("activities", "kind")}:
        return True
    if table == "targets" and column in ("team", "rep"):
        return True  # a target that names nobody is the whole's
    if kpi.startswith("quadrant_"):
        return column in _QUADRANT
    if column in _CLUES:
        needs = CATALOGUE[kpi].needs
        return bool(needs.links or needs.companies) or kpi in {
            *("activities_without_company", "cohort_unlinked", "area_verdict", "companies_per_100", "owner_stalled")
        }
    # A plan or a standing without one of its parts stands on what is left.
    return kpi in {"gap_contribution", "kpis_per_rep", "role_verdict", "area_verdict"}


def pieces(wb: Workbook, lang: str = "ja") -> dict[str, str]:
    """Every sentence of the pages (sections, headline, notices, data notes, minutes, digest), and where it stands first."""
    found: dict[str, str] = {}
    for name, declared in MEETINGS.items():
        meeting = Meeting(name, wb, lang)
        sections = {topic.key: topic(meeting) for topic in declared.topics}
        records = [
            {"key": key, "question": one.question, "sentence": one.sentence, "failure": one.failure}
            for key, one in sections.items()
        ]
        texts = {f"{name}.{key}": _told(one) for key, one in sections.items()}
        texts[f"{name}.headline"] = [_plain(str(headline(meeting))), *notices(meeting)]
        texts[f"{name}.notes"] = [_plain(str(data_notes(meeting)))]
        texts[f"{name}.minutes"] = list(companions(meeting, ("digest",))(records).values())
        for place, told in texts.items():
            for piece in re.split(r"(?<=。)|\n+|\. (?=[A-Z])", "\n".join(told)):
                found.setdefault(piece.strip(), place)
    return found


def _told(one: Section) -> list[str]:
    alts = [alt for _, alt in one.figures]
    return [one.failure and f"FAILED {one.failure}", one.sentence, *one.notes, one.listing_caption, *alts]


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "\n", markup))


_SAYS_SO = re.compile(r"ため|ありません|出せない|出せません|わかりません|分かりません|ない（|まだ|があれば")


def spoken_of(whole: pd.DataFrame, part: pd.DataFrame, told: Mapping[str, str]) -> Iterator[str]:
    """The sentences that speak of a KPI which is there with all columns and missing without one, but do not say that it is."""
    gone = set(whole.index.unique("kpi")) - set(part.index.unique("kpi"))
    names = {CATALOGUE[kpi].name("ja"): kpi for kpi in gone}
    names = {
        name: kpi
        for name, kpi in names.items()
        if not any(name in CATALOGUE[k].name("ja") for k in set(CATALOGUE) - gone)
    }
    for piece, place in told.items():
        for name, kpi in names.items():
            # A label beside "–", in the tree or the minutes, says that there is none; a question claims nothing.
            if piece in (name, f"{name}、") or piece.rstrip().endswith(("か?", "か？")):
                continue
            if name in piece and not _SAYS_SO.search(piece) and f"| {name} | – |" not in piece:
                yield f"{place} speaks of {kpi}: {piece}"


_NONE = re.compile(r"ありません|いません|(?<![0-9.,])0\.0%")
_WITHOUT = re.compile(
    r"差は?ありません|分けていません|比べた指標に|それより前のことは|差があると言えるものは|元のリードがわかるのは|ため|出せ|わかりません|分かりません|があれば|の列がない|空になっている|values にない"
)


def form(piece: str) -> str:
    """A sentence whatever its numbers."""
    return re.sub(r"[0-9,.]+", "#", piece)


def nones(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """The sentences that a column's absence brings about and that claim that there is none of something: nobody knows."""
    known = set(map(form, before))
    for piece, place in now.items():
        if form(piece) not in known and _NONE.search(piece) and not _WITHOUT.search(piece):
            yield f"{place} claims that there is none: {piece}"


def unsaid(wb: Workbook, told: Mapping[str, str]) -> Iterator[str]:
    """The reasons for which the pages lack something that `kpi check` does not name."""
    assert wb.loaded
    out = io.StringIO()
    print_check(Console(file=out, width=200), Judged(wb.config, wb.loaded, wb), "ja")
    checked, pages = out.getvalue(), "\n".join(told)
    for table in wb.loaded.reports:
        for column in TABLES[table].by_name:
            for kind in (lacks.ABSENT, lacks.EMPTY, lacks.UNNAMED, lacks.TIME, lacks.LINK, lacks.COMPANY):
                reason = lack_in_words(lacks.Lack(kind, table, column, wb.loaded.reports[table].files), "ja")
                if reason in pages and reason not in checked:
                    yield f"kpi check does not say: {reason}"
