"""Chapter 2, the landing's numbers: what is expected, how far that was off, how often the interval held."""

import pandas as pd

from kpi_helpers.kpis.landing.outlook import landings, outlook
from kpi_helpers.kpis.tidy import numbers, rate, segment, together
from kpi_helpers.workbook.workbook import Workbook


def landing(wb: Workbook) -> pd.DataFrame:
    """What as_of's month is expected to reach by its end, with an 80 % interval.

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
        and ``high`` an 80 % interval.

    Notes
    -----
    Opportunities: actual + the mean of the business-day run rate and of what the leads,
    open and to come, are expected to bring by their hazard by age in days over the last
    30 days, its level that of the last ten business days. Won, leads, valid leads: the
    run rate, steadied by the week before the month. What is expected to come is put right
    by a factor where the six months before were all off the same way at this stage of the
    month (a rush at the month's end). Sales: the deals expected × the mean amount of 180
    days. `benchmarks/landing` tells what was tried. Missing before the first business day
    of the month. `outlook` gives the plain run rate beside it and says which did better.

    Examples
    --------
    One deal of 12 business days, none in the week before the month: 1 + 1/13 × 7 days left.

    >>> landing(wb).set_index("segment").loc["metric=won", "value"].round(4).item()
    1.5385
    """
    expected = outlook(wb)
    return together(
        numbers("landing", unit, expected[expected["unit"] == unit], "landing") for unit in ("count", "currency")
    )


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
    """Share of the last six closed months' outcomes inside the 80 % interval of their landing.

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
    Good intervals hold about 80 %. Forecasts of one month share its outcome, so the
    Wilson interval of this share is too narrow. Each interval rests on the errors of the
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
