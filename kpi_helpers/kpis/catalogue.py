"""Every KPI of the workbook, in the order of the definitions."""

import pandas as pd

from kpi_helpers.kpis import (
    activity,
    attempts,
    best_hours,
    budget_metrics,
    call_hours,
    calls,
    campaigns,
    cohorts,
    company_cohorts,
    coverage,
    definition_outcome,
    golden_hours,
    key_persons,
    lead_quality,
    lists,
    owners,
    quadrants,
    roles,
    speed,
    talk_time,
    tree,
)
from kpi_helpers.kpis.landing import declared
from kpi_helpers.kpis.metric import Metric
from kpi_helpers.kpis.outlook import declared as ahead
from kpi_helpers.kpis.tidy import together
from kpi_helpers.workbook.workbook import Workbook

CATALOGUE: dict[str, Metric] = {
    metric.id: metric
    for metric in (
        *tree.METRICS,
        *budget_metrics.GAP_METRICS,
        *budget_metrics.METRICS,
        *declared.METRICS,
        *cohorts.METRICS,
        *company_cohorts.METRICS,
        *activity.METRICS,
        *coverage.METRICS,
        *calls.METRICS,
        *call_hours.METRICS,
        *golden_hours.METRICS,
        *best_hours.METRICS,
        *attempts.METRICS,
        *lists.METRICS,
        *key_persons.METRICS,
        *talk_time.METRICS,
        *speed.METRICS,
        *campaigns.METRICS,
        *lead_quality.METRICS,
        *definition_outcome.METRICS,
        *quadrants.METRICS,
        *roles.METRICS,
        *owners.METRICS,
        *ahead.METRICS,
    )
}


def all_numbers(wb: Workbook) -> pd.DataFrame:
    """Every number that the workbook gives for its as_of: the rows of numbers.csv, but for the column ``meeting``."""
    return together(metric.numbers(wb) for metric in CATALOGUE.values())
