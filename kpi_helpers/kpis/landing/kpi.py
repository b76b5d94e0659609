"""Chapter 2, the landing's numbers: what is expected, how far that was off, how often the interval held."""

import pandas as pd

from kpi_helpers.kpis.landing.method import ACTUAL
from kpi_helpers.kpis.landing.outlook import UNITS, landings, outlook
from kpi_helpers.kpis.tidy import numbers, rate, segment, together
from kpi_helpers.workbook.workbook import Workbook


def landing(wb: Workbook) -> pd.DataFrame:
    """What as_of's month is expected to reach by its end, with an 80% interval.

    Answers: "Will we make the month?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at`` and the columns of the definition; opportunities:
        ``created_at``, ``lead_id``, ``is_won``, ``closed_at``, ``amount``.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=opportunities``, ``won``,
        ``sales``, ``leads`` or ``valid_leads``; ``value`` in the metric's own unit, ``low``
        and ``high`` an 80% interval.

    Notes
    -----
    `words.method` says how, with the windows and weights of `settings`; `landing_part`
    what it is made of; `benchmarks/landing` what was tried, and how it does on months
    that it was not set by. Missing before the first business day of the month, and of what has never come. `outlook`
    gives the plain run rate beside it and says which did better.

    Examples
    --------
    One deal in 12 business days, none in the 19 of October that the data cover: 1 + 7 days left ÷ (12 + 13.6).

    >>> landing(wb).set_index("segment").loc["metric=won", "value"].round(4).item()
    1.2733
    """
    return _by_unit("landing", outlook(wb), "landing")


def landing_run_rate(wb: Workbook) -> pd.DataFrame:
    """What as_of's month reaches at its plain daily pace, with an 80% interval: what a page leads with where that did better.

    Answers: "What if every day goes on as the days so far?"

    Parameters
    ----------
    wb : Workbook
        Reads what `landing` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, as `landing`.

    Notes
    -----
    Actual ÷ business days elapsed × business days of the month; missing before the fifth business day, from which
    on it is tested, and while nothing is there. The way that leads is the one of the smaller error,
    `landing_error` or `landing_error_run_rate`.

    Examples
    --------
    5 opportunities in 12 of 19 business days:

    >>> landing_run_rate(wb).set_index("segment").loc["metric=opportunities", "value"].round(4).item()
    7.9167
    """
    paced = [metric for metric, landed in landings(wb).items() if landed.is_pace]
    expected = outlook(wb).drop(columns=["low", "high"])
    expected = expected[expected["metric"].isin(paced)].rename(columns={"run_rate_low": "low", "run_rate_high": "high"})
    return _by_unit("landing_run_rate", expected, "run_rate")


def _by_unit(kpi: str, table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Counts before amounts."""
    return together(numbers(kpi, unit, table[table["unit"] == unit], column) for unit in ("count", "currency"))


def landing_part(wb: Workbook) -> pd.DataFrame:
    """What the landing is made of; the parts sum to it exactly.

    Answers: "What is the forecast made of?"

    Parameters
    ----------
    wb : Workbook
        Reads what `landing` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…;part=…`` with `actual`,
        `pace` and, of opportunities, `open`, `to_come` and `others`, then `month_end`;
        ``value`` in the metric's own unit.

    Notes
    -----
    `month_end` is what past months still had left at this stage beyond such a forecast;
    it may be below zero.

    Examples
    --------
    >>> parts = landing_part(wb).set_index("segment")["value"]
    >>> parts[["metric=won;part=actual", "metric=won;part=pace", "metric=won;part=month_end"]].round(4).tolist()
    [1.0, 0.2733, 0.0]
    """
    rows = [
        (segment(metric=metric, part=part), wb.month.month.label, UNITS[metric], value)
        for metric, landed in landings(wb).items()
        if landed.method.now is not None
        for part, value in {ACTUAL: landed.method.now.forecast.actual, **landed.method.now.forecast.parts}.items()
    ]
    table = pd.DataFrame(rows, columns=["segment", "period", "unit", "value"])
    return together(numbers("landing_part", unit, part, "value") for unit, part in table.groupby("unit", sort=False))


def landing_error(wb: Workbook) -> pd.DataFrame:
    """Error (WAPE) of the landing over the last six closed months.

    Answers: "How far off were such forecasts?"

    Parameters
    ----------
    wb : Workbook
        Reads what `landing` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` a share:
        the distances between landing and outcome (``numerator``) over the outcomes
        (``denominator``), forecast at business days 5, 10 and 15 of each month.

    Notes
    -----
    Each forecast knows only what was there on its day. Months that began before the
    data are left out, so that a young workbook rests on fewer; without a whole month,
    or where nothing came, there is no row. as_of's month is closed on its last day.

    Examples
    --------
    >>> landing_error(wb)["value"].tolist()
    []
    """
    return _errors(wb, "landing_error", "method")


def landing_error_run_rate(wb: Workbook) -> pd.DataFrame:
    """Error (WAPE) of the plain run rate over the last six closed months.

    Answers: "Is the method worth more than actual ÷ days gone × days of the month?"

    Parameters
    ----------
    wb : Workbook
        Reads what `landing` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, as `landing_error`.

    Notes
    -----
    Where it is below `landing_error` the page leads with the run rate.

    Examples
    --------
    >>> landing_error_run_rate(wb)["value"].tolist()
    []
    """
    return _errors(wb, "landing_error_run_rate", "run_rate")


def _errors(wb: Workbook, kpi: str, way: str) -> pd.DataFrame:
    tested = {metric: getattr(landed, way) for metric, landed in landings(wb).items()}
    table = pd.DataFrame(
        {
            "segment": [segment(metric=metric) for metric in tested],
            "period": wb.month.month.label,
            "value": [each.error for each in tested.values()],
            "numerator": [each.off for each in tested.values()],
            "denominator": [sum(each.outcomes) for each in tested.values()],
        }
    )
    return numbers(kpi, "share", table.astype({"value": "float64"}), "value")


def landing_coverage(wb: Workbook) -> pd.DataFrame:
    """Share of the last six closed months' outcomes inside the 80% interval of their landing.

    Answers: "Can we trust the interval?"

    Parameters
    ----------
    wb : Workbook
        Reads what `landing` reads.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` a share,
        ``denominator`` the forecasts.

    Notes
    -----
    Good intervals hold about 80%. Forecasts of one month share its outcome: the points
    are six months, not eighteen independent ones, and the Wilson interval of this share
    is too narrow; `outlook` has the months beside the points. Each interval rests on the errors of the
    six months before its own.

    Examples
    --------
    >>> landing_coverage(wb)["value"].tolist()
    []
    """
    tested = {metric: landed.method for metric, landed in landings(wb).items()}
    table = pd.DataFrame(
        {
            "segment": [segment(metric=metric) for metric in tested],
            "period": wb.month.month.label,
            "held": [each.held for each in tested.values()],
            "forecasts": [len(each.past) for each in tested.values()],
        }
    )
    return rate("landing_coverage", table, "held", "forecasts")
