"""The chosen landing on the project's made-up sample.

    python benchmarks/landing/sample.py data/sample

Every lead counts as valid here; the project itself asks the workbook's definitions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import holidays
import numpy as np
import pandas as pd
from backtest import BUSINESS_DAYS, Amounts, Point, backtest, in_money, wape
from method import Counts, Funnel, Month

FIRST, LAST = "2025-11", "2026-10"
REPORTED = 6
DAYS_OFF = ["2025-12-29", "2025-12-30", "2025-12-31", "2026-01-02", "2026-08-13", "2026-08-14"]


def main(folder: Path) -> None:
    leads = pd.read_csv(folder / "リード一覧.csv", encoding="cp932", dtype=str)
    deals = pd.read_csv(folder / "商談レポート.txt", encoding="utf-16", sep="\t", dtype=str)
    origin = np.datetime64("2025-10-01")
    months = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
    bounds = [(np.datetime64(m, "D"), np.datetime64(m + 1, "D")) for m in months]
    length = int((bounds[-1][1] - origin).astype(int))

    def day(text: pd.Series) -> pd.Series:
        parsed = pd.to_datetime(text.str.slice(0, 10), format="%Y/%m/%d", errors="coerce")
        return (parsed - pd.Timestamp(origin)).dt.days

    def daily(days: pd.Series, weights: pd.Series | None = None) -> np.ndarray:
        inside = days.between(0, length - 1)
        values = None if weights is None else weights[inside]
        return np.bincount(days[inside].astype(int), weights=values, minlength=length).astype(float)

    off = [*holidays.Japan(years=(2025, 2026)), *DAYS_OFF]
    business = np.is_busday(
        np.arange(origin, origin + length), holidays=[np.datetime64(d) for d in off]
    )
    created = day(leads["作成日"]).groupby(leads["リード ID"]).min()
    opened = day(deals["作成日時"])
    age = opened - deals["リード ID"].map(created)
    first = pd.DataFrame({"lead": deals["リード ID"], "day": opened, "age": age})
    first = first[first.age >= 0].sort_values("day").drop_duplicates("lead")
    funnel = Funnel(
        daily(day(leads["作成日"])), first.day.to_numpy(int), first.age.to_numpy(int)
    )
    won = deals["状態"].eq("受注")
    closed = day(deals["完了予定日"]).where(won)
    amount = pd.to_numeric(deals["金額"].str.replace(r"[^\d.-]", "", regex=True)).fillna(0.0)

    tested = {
        "opportunities": Counts(daily(opened), business, funnel),
        "won": Counts(daily(closed), business),
        "leads": Counts(daily(day(leads["作成日"])), business),
    }
    past = [Month(*(int((d - origin).astype(int)) for d in pair)) for pair in bounds]
    head = "landing | plain run rate | interval held | width / outcome"
    print(f"{months[-REPORTED]} to {LAST} | {head}")
    found: dict[str, list[Point]] = {
        name: backtest(counts, past)[-REPORTED * len(BUSINESS_DAYS) :]
        for name, counts in tested.items()
    }
    amounts = Amounts(daily(closed, amount), daily(closed, amount**2))
    found["sales"] = [in_money(p, tested["won"], amounts) for p in found["won"]]
    for name, points in found.items():
        came = [p.outcome for p in points]
        errors = [
            wape([p.forecast.landing for p in points], came),
            wape([p.forecast.run_rate for p in points], came),
            np.mean([p.low <= p.outcome <= p.high for p in points]),
            sum(p.high - p.low for p in points) / sum(came),
        ]
        print(f"{name} | " + " | ".join(f"{value:.3f}" for value in errors))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
