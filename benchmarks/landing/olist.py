"""Olist's two CSV files as the counts that a landing is forecast from."""

from __future__ import annotations

from pathlib import Path

import holidays
import numpy as np
import pandas as pd

from kpi_helpers.kpis.landing.funnel import Counts, Funnel, Month

ORIGIN = np.datetime64("2017-06-14")
END = np.datetime64("2018-12-01")


def days_of(dates: pd.Series) -> np.ndarray:
    return (dates.to_numpy().astype("datetime64[D]") - ORIGIN).astype(int)


def month(name: str) -> Month:
    first = np.datetime64(name)
    start, end = (m.astype("datetime64[D]") - ORIGIN for m in (first, first + 1))
    return Month(int(start.astype(int)), int(end.astype(int)))


def months(first: str, last: str) -> list[Month]:
    return [month(str(m)) for m in np.arange(np.datetime64(first), np.datetime64(last) + 1)]


def business_days(categories: tuple[str, ...] | None, subdiv: str | None = None) -> np.ndarray:
    """Mondays to Fridays; without categories no day is a holiday."""
    days = np.arange(ORIGIN, END)
    off: list[np.datetime64] = []
    if categories:
        calendar = holidays.Brazil(years=(2017, 2018), categories=categories, subdiv=subdiv)
        off = [np.datetime64(day) for day in calendar]
    return np.is_busday(days, holidays=off)


def read(folder: Path) -> Counts:
    leads = pd.read_csv(folder / "olist_marketing_qualified_leads_dataset.csv", parse_dates=["first_contact_date"])
    deals = pd.read_csv(folder / "olist_closed_deals_dataset.csv", parse_dates=["won_date"])
    linked = deals.merge(leads, on="mql_id")
    event_day = days_of(linked.won_date)
    age = event_day - days_of(linked.first_contact_date)
    length = int((END - ORIGIN).astype(int))
    funnel = Funnel(
        np.bincount(days_of(leads.first_contact_date), minlength=length).astype(float),
        event_day[age >= 0],
        age[age >= 0],
    )
    daily = np.bincount(days_of(deals.won_date), minlength=length).astype(float)
    return Counts(daily, business_days(("public",)), funnel)
