"""Each column of each table taken away in turn: every number stays, is missing, or is a fallback that the contract names."""

from collections.abc import Iterator, Mapping

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import together
from kpi_helpers.workbook.example import AS_OF, example
from kpi_helpers.workbook.schema import TABLES, TIMESTAMP
from kpi_helpers.workbook.workbook import Workbook

ABSENT, EMPTY, DATES = "absent", "empty", "dates only"
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
            if known and known.type == TIMESTAMP:
                found.append((name, column, DATES))
    return found


def without(tables: Tables, step: Step) -> dict[str, pd.DataFrame]:
    """The tables with one column taken away."""
    name, column, how = step
    table = tables[name]
    if how == ABSENT:
        changed = table.drop(columns=column)
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


def workbook(tables: Tables) -> Workbook:
    """The example's workbook of other tables."""
    there = example()
    return Workbook(there.config, tables, there.definitions, as_of=AS_OF)


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
    for kpi, rows in both[moved | other | new].groupby(level="kpi"):
        if not is_fallback(str(kpi), step):
            segment, period = rows.index[0][1:]
            now, before = rows[["value_now", "value"]].iloc[0]
            yield f"{step[0]}.{step[1]} {step[2]}: {kpi} {segment} {period} was {before:g}, now {now:g}"


def is_fallback(kpi: str, step: Step) -> bool:
    """Whether the contract names what a KPI is without the column: motion, kind, links, company keys, unknown quadrants."""
    table, column, _ = step
    if (table, column) in {("leads", "motion"), ("activities", "kind")}:
        return True
    if kpi.startswith("quadrant_"):
        return column in _QUADRANT
    if column in _CLUES:
        needs = CATALOGUE[kpi].needs
        return bool(needs.links or needs.companies) or kpi in {
            *("activities_without_company", "cohort_unlinked", "area_verdict", "companies_per_100", "owner_stalled")
        }
    # A plan or a standing without one of its parts stands on what is left.
    return kpi in {"gap_contribution", "kpis_per_rep", "role_verdict", "area_verdict"}
