"""What was tried for the month's landing, on Olist's public funnel.

    python benchmarks/landing/trials.py PATH_TO_OLIST_FOLDER [--quick]

Prints the tables of README.md. ``--quick`` leaves out the calendars and the simulation.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from olist import business_days, month, months, read

from kpi_helpers.kpis.landing.backtest import BUSINESS_DAYS, Point, backtest, wape
from kpi_helpers.kpis.landing.method import (
    Counts,
    Forecast,
    Funnel,
    Month,
    forecast,
    funnel_remaining,
    last_business_days,
    steadied_rate,
)

NO_LEVEL = 1e12
Method = Callable[[Counts, Month, int], Forecast]

SETS: dict[str, tuple[str, str, Iterable[int]]] = {
    "the 18": ("2018-03", "2018-08", BUSINESS_DAYS),
    "other days": ("2018-03", "2018-08", (3, 7, 12, 17)),
    "Feb": ("2018-02", "2018-02", (3, 5, 7, 10, 12, 15, 17)),
    "Sep-Oct": ("2018-09", "2018-10", (3, 5, 7, 10, 12, 15, 17)),
    "days 2-18, Feb-Oct": ("2018-02", "2018-10", range(2, 19)),
}


def expecting(remaining: Callable[[Counts, Month, int], float]) -> Method:
    def method(counts: Counts, month: Month, as_of: int) -> Forecast:
        actual = float(counts.daily[month.start : as_of + 1].sum())
        return Forecast(actual, remaining(counts, month, as_of), plain(counts, month, as_of))

    return method


def left(counts: Counts, month: Month, as_of: int) -> int:
    return int(counts.business[as_of + 1 : month.end].sum())


def plain(counts: Counts, month: Month, as_of: int) -> float:
    so_far = slice(month.start, as_of + 1)
    rate = counts.daily[so_far].sum() / counts.business[so_far].sum()
    return float(rate) * left(counts, month, as_of)


def calendar_days(counts: Counts, month: Month, as_of: int) -> float:
    gone = as_of + 1 - month.start
    return float(counts.daily[month.start : as_of + 1].sum()) / gone * (month.end - 1 - as_of)


def last_days(counts: Counts, month: Month, as_of: int, *, days: int) -> float:
    since = last_business_days(counts.business, as_of, days)
    rate = counts.daily[since : as_of + 1].sum() / counts.business[since : as_of + 1].sum()
    return float(rate) * left(counts, month, as_of)


def fading(counts: Counts, month: Month, as_of: int, *, half_life: float) -> float:
    seen = np.cumsum(counts.business[: as_of + 1])
    weight = 0.5 ** ((seen[-1] - seen) / half_life)
    rate = weight @ counts.daily[: as_of + 1] / (weight @ counts.business[: as_of + 1])
    return float(rate) * left(counts, month, as_of)


def steadied(counts: Counts, month: Month, as_of: int, *, days: int, weight: float) -> float:
    rate = steadied_rate(counts.daily, counts.business, month.start, as_of, days=days, weight=weight)
    return rate * left(counts, month, as_of)


def month_end(counts: Counts, month: Month, as_of: int, *, prior: float) -> float:
    """A steadied rate whose days left count as their share of the six months before.

    The share is held to the even one by ``prior`` opportunities.
    """
    after, n = left(counts, month, as_of), int(counts.business[month.start : month.end].sum())
    late = total = 0.0
    for past in [m for m in months("2017-12", "2018-10") if m.end <= month.start][-6:]:
        days = past.start + np.flatnonzero(counts.business[past.start : past.end])
        since = days[max(len(days) - after, 0)] if after else past.end
        late += counts.daily[since : past.end].sum()
        total += counts.daily[past.start : past.end].sum()
    to_come = n * (late + prior * after / n) / (total + prior)
    week = slice(last_business_days(counts.business, month.start - 1, 5), month.start)
    before = counts.daily[week].sum() / counts.business[week].sum()
    actual = counts.daily[month.start : as_of + 1].sum()
    return float((actual + before) / (n - to_come + 1) * to_come)


def hazard(counts: Counts, month: Month, as_of: int, *, level_prior: float = NO_LEVEL, **settings: int) -> float:
    assert counts.funnel is not None
    found = funnel_remaining(counts, counts.funnel, month.end, as_of, level_prior=level_prior, **settings)
    return plain(counts, month, as_of) if found is None else found


def business_hazard(
    counts: Counts, month: Month, as_of: int, *, hazard_days: int, level_prior: float = NO_LEVEL
) -> float:
    """The hazard by age per business day: no exposure and no event on other days."""
    funnel = counts.funnel
    assert funnel is not None
    known = funnel.event_day <= as_of
    day, age = funnel.event_day[known], funnel.event_age[known]
    cohort, ages = day - age, np.arange(as_of + 1)
    since = as_of - hazard_days + 1
    recent = last_business_days(counts.business, as_of, 10)
    exposure = np.zeros((2, as_of + 1))
    for today in np.flatnonzero(counts.business[: as_of + 1]):
        if today < min(since, recent):
            continue
        gone = np.bincount(cohort[day < today], minlength=as_of + 1)
        at_risk = (funnel.leads[: as_of + 1] - gone)[: today + 1][::-1]
        exposure[0, : today + 1] += at_risk * (today >= since)
        exposure[1, : today + 1] += at_risk * (today >= recent)
    events = np.bincount(age[day >= since], minlength=as_of + 1)
    rate = np.divide(events, exposure[0], out=np.zeros(len(ages)), where=exposure[0] > 0)
    level = ((day >= recent).sum() + level_prior) / (exposure[1] @ rate + level_prior)
    inflow = funnel.leads[as_of - 27 : as_of + 1].sum() / 28
    at_risk = (funnel.leads[: as_of + 1] - np.bincount(cohort, minlength=as_of + 1))[::-1]
    total = 0.0
    for today in range(as_of + 1, month.end):
        at_risk = np.concatenate([[inflow], at_risk[:-1]])
        won = at_risk * np.minimum(rate * level, 1.0) * counts.business[today]
        total, at_risk = total + float(won.sum()), at_risk - won
    return total


Remaining = Callable[[Counts, Month, int], float]


def mixed(a: Remaining, b: Remaining, share: Callable[[float], float]) -> Remaining:
    """``share`` of a, the rest of b; share is given the elapsed part of the month."""

    def remaining(counts: Counts, month: Month, as_of: int) -> float:
        days = counts.business[month.start : month.end]
        w = share(float(days[: as_of + 1 - month.start].sum() / days.sum()))
        return w * a(counts, month, as_of) + (1 - w) * b(counts, month, as_of)

    return remaining


def mean(a: Remaining, b: Remaining) -> Remaining:
    return mixed(a, b, lambda elapsed: 0.5)


def levelled(days: int = 10, prior: float = 20.0, window: int = 30, inflow: int = 28) -> Remaining:
    return partial(hazard, level_days=days, level_prior=prior, hazard_days=window, inflow_days=inflow)


def trials() -> dict[str, Remaining]:
    h30 = partial(hazard, hazard_days=30)
    return {
        "plain run rate": plain,
        "hazard, 30 days": h30,
        "hazard, 31 days": partial(hazard, hazard_days=31),
        "mean of plain and hazard 30 (kpis.md)": mean(plain, h30),
        "calendar-day run rate": calendar_days,
        **{f"last {n} business days": partial(last_days, days=n) for n in (5, 10, 15, 20)},
        **{f"fading rate, half-life {h}": partial(fading, half_life=h) for h in (3, 5, 10)},
        **{
            f"steadied: {w} day(s) at the last {n}'s rate": partial(steadied, days=n, weight=w)
            for w, n in ((1, 5), (1, 10), (2, 5), (3, 10), (5, 20))
        },
        **{f"month-end profile, prior {c}": partial(month_end, prior=float(c)) for c in (50, 200)},
        **{f"hazard, {w} days": partial(hazard, hazard_days=w) for w in (21, 28, 42, 60, 90)},
        "hazard per business day, 28": partial(business_hazard, hazard_days=28),
        "mean plain, hazard per business day 28": mean(plain, partial(business_hazard, hazard_days=28)),
        "mean plain, hazard 30, inflow 14": mean(plain, partial(h30, inflow_days=14)),
        "hazard weighted by elapsed share": mixed(h30, plain, lambda elapsed: elapsed),
        "plain weighted by elapsed share": mixed(plain, h30, lambda elapsed: elapsed),
        "mean last 10, hazard 30": mean(partial(last_days, days=10), h30),
        "levelled hazard alone": levelled(),
        "CHOSEN: mean plain, levelled hazard": mean(plain, levelled()),
        **{f"  level from {n} days, prior 20": mean(plain, levelled(n)) for n in (5, 7, 8, 12, 15, 20)},
        **{f"  level from 10 days, prior {p}": mean(plain, levelled(10, p)) for p in (5, 10, 40, 80)},
        **{f"  hazard window {w}": mean(plain, levelled(window=w)) for w in (21, 28, 42, 60)},
        **{f"  inflow window {w}": mean(plain, levelled(inflow=w)) for w in (14, 56)},
        **{f"  weight of plain {w}": mixed(plain, levelled(), lambda elapsed, w=w: w) for w in (0.3, 0.4, 0.6, 0.7)},
        "  steadied instead of plain": mean(partial(steadied, days=5, weight=1), levelled()),
        "  hazard per business day": mean(plain, partial(business_hazard, hazard_days=28, level_prior=20.0)),
    }


def points(
    counts: Counts,
    method: Method,
    chosen: tuple[str, str, Iterable[int]],
    *,
    corrected: bool = False,
) -> list[Point]:
    first, last, days = chosen
    before = str(max(np.datetime64(first) - 12, np.datetime64("2017-12")))
    tested = backtest(counts, months(before, last), days, method=method, corrected=corrected)
    return [p for p in tested if p.month.start >= month(first).start]


def error(found: list[Point]) -> float:
    value = wape([p.forecast.landing for p in found], [p.outcome for p in found])
    assert value is not None
    return value


def held(found: list[Point]) -> float:
    return float(np.mean([p.low <= p.outcome <= p.high for p in found]))


def print_errors(counts: Counts) -> None:
    print("WAPE | " + " | ".join(SETS) + " | bias on the 18")
    rows = [(name, expecting(remaining), False) for name, remaining in trials().items()]
    for name, method, corrected in [*rows, ("CHOSEN, corrected", forecast, True)]:
        by_set = [points(counts, method, chosen, corrected=corrected) for chosen in SETS.values()]
        came = sum(p.outcome for p in by_set[0])
        bias = sum(p.forecast.landing - p.outcome for p in by_set[0]) / came
        print(f"{name} | " + " | ".join(f"{error(p):.3f}" for p in by_set) + f" | {bias:+.3f}")


def print_intervals(counts: Counts) -> None:
    print("\n80 % interval | held | mean width / outcome | points")
    for name, chosen in SETS.items():
        found = points(counts, forecast, chosen, corrected=True)
        width = sum(p.high - p.low for p in found) / sum(p.outcome for p in found)
        print(f"{name} | {held(found):.2f} | {width:.2f} | {len(found)}")


def print_leads(counts: Counts) -> None:
    assert counts.funnel is not None
    leads = Counts(counts.funnel.leads, counts.business)
    print("\nleads, Sep 2017-May 2018 | days 5, 10, 15 | days 2-18 | interval held")
    past = months("2017-07", "2018-05")
    rules = {"plain run rate": plain, "CHOSEN: steadied, corrected": partial(steadied, days=5, weight=1)}
    for name, rule in rules.items():
        corrected = name.startswith("CHOSEN")
        found = [
            [
                point
                for point in backtest(leads, past, days, method=expecting(rule), corrected=corrected)
                if point.month.start >= month("2017-09").start
            ]
            for days in (BUSINESS_DAYS, range(2, 19))
        ]
        print(f"{name} | {error(found[0]):.3f} | {error(found[1]):.3f} | {held(found[0]):.2f}")


def print_calendars(counts: Counts) -> None:
    print("\nWAPE of the 18 by calendar | plain | kpis.md | chosen")
    rules = [plain, mean(plain, hazard), mean(plain, levelled())]
    for name, business in {
        "public holidays (holidays.Brazil)": business_days(("public",)),
        "with the optional ones": business_days(("public", "optional")),
        "those of São Paulo": business_days(("public",), "SP"),
        "no holidays": business_days(None),
    }.items():
        other = replace(counts, business=business)
        row = [error(points(other, expecting(rule), SETS["the 18"])) for rule in rules]
        print(f"{name} | " + " | ".join(f"{value:.3f}" for value in row))


def print_simulation(business: np.ndarray, repeats: int = 60) -> None:
    """Poisson days whose monthly rate is steady, or moves by about a fifth."""
    print("\nsimulated, per business day | month-to-month sd | plain | steadied, corrected | held")
    rng = np.random.default_rng(20180831)
    past = months("2017-07", "2018-08")
    for rate in (0.5, 2, 5, 20, 100):
        for moves in (0.0, 0.2):
            plain_errors, errors, inside = [], [], []
            for _ in range(repeats):
                level = np.zeros(len(business))
                for m in past:
                    level[m.start : m.end] = rate * np.exp(moves * rng.normal())
                drawn = rng.poisson(level * business).astype(float)
                found = backtest(Counts(drawn, business), past)[-18:]
                came = [p.outcome for p in found]
                plain_errors.append(wape([p.forecast.run_rate for p in found], came))
                errors.append(error(found))
                inside.append(held(found))
            row = [float(np.mean(x)) for x in (plain_errors, errors)]
            print(f"{rate} | {moves} | {row[0]:.3f} | {row[1]:.3f} | {np.mean(inside):.2f}")


def print_honesty(counts: Counts) -> None:
    """Every landing again with everything after its day removed, and the time it takes."""
    assert counts.funnel is not None
    found = points(counts, forecast, SETS["the 18"])
    changed = 0
    for p in found:
        funnel = counts.funnel
        early = funnel.event_day <= p.as_of
        known = replace(
            counts,
            daily=np.where(np.arange(len(counts.daily)) <= p.as_of, counts.daily, 0.0),
            funnel=Funnel(
                np.where(np.arange(len(funnel.leads)) <= p.as_of, funnel.leads, 0.0),
                funnel.event_day[early],
                funnel.event_age[early],
            ),
        )
        again = forecast(known, p.month, p.as_of)
        changed += again != p.forecast
    start = time.perf_counter()
    backtest(counts, months("2017-09", "2018-08"))
    took = time.perf_counter() - start
    print(f"\nlandings changed by rows after their day: {changed} of {len(found)}")
    print(f"backtest of 12 months at 3 days each: {1000 * took:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with Olist's two CSV files")
    parser.add_argument("--quick", action="store_true", help="no calendars, no simulation")
    args = parser.parse_args()
    counts = read(args.folder)
    print_errors(counts)
    print_intervals(counts)
    print_leads(counts)
    if not args.quick:
        print_calendars(counts)
        print_simulation(counts.business)
    print_honesty(counts)


if __name__ == "__main__":
    main()
