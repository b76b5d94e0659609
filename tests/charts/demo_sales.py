"""Believable tables for the figures of the meeting with field sales, one function per figure."""

from __future__ import annotations

import math

import pandas as pd

NONE = math.nan
MONTHS = [f"{2025 + (10 + k) // 12}-{(10 + k) % 12 + 1:02d}" for k in range(13)]


def kpi_tree(lang: str = "ja") -> pd.DataFrame:
    marketing, inside, field = (
        ("マーケ", "IS", "営業") if lang == "ja" else ("Marketing", "Inside sales", "Field sales")
    )
    rows = [
        ("sales", None, None, "売上", "Sales", field, "currency", 18_400_000, 26_000_000, "attention"),
        ("won", "sales", None, "受注", "Won", field, "count", 14, 18, "good"),
        (
            "average_deal",
            "sales",
            "×",
            "平均単価",
            "Average deal",
            field,
            "currency",
            1_314_286,
            1_444_444,
            "attention",
        ),
        ("opportunities", "won", None, "商談", "Opportunities", inside, "count", 48, 72, "attention"),
        ("win_rate", "won", "×", "受注率", "Win rate", field, "share", 0.2917, 0.25, "good"),
        ("valid_leads", "opportunities", None, "有効リード", "Valid leads", inside, "count", 402, 480, "good"),
        (
            "opportunity_rate",
            "opportunities",
            "×",
            "商談化率",
            "Opportunity rate",
            inside,
            "share",
            0.1194,
            0.15,
            "attention",
        ),
        ("leads", "valid_leads", None, "リード", "Leads", marketing, "count", 611, 640, "good"),
        ("valid_rate", "valid_leads", "×", "有効率", "Valid rate", marketing, "share", 0.658, 0.75, "attention"),
        ("inbound_leads", "leads", None, "反響リード", "Inbound leads", marketing, "count", 501, 520, "good"),
        ("outbound_leads", "leads", "+", "新規開拓リード", "Outbound leads", inside, "count", 110, 120, "good"),
        ("visitors", "inbound_leads", None, "訪問者", "Visitors", marketing, "people", 20_870, NONE, ""),
        ("cvr", "inbound_leads", "×", "CVR", "CVR", marketing, "share", 0.024, NONE, ""),
    ]
    columns = ["kpi", "parent", "operator", "ja", "en", "owner", "unit", "actual", "target", "verdict"]
    table = pd.DataFrame(rows, columns=columns)
    table["label"] = table[lang]
    table["attainment"] = table["actual"] / table["target"]
    table["expected"] = [
        NONE if unit == "share" or kpi == "average_deal" else 14 / 19
        for kpi, unit in zip(table["kpi"], table["unit"], strict=True)
    ]
    table["due"] = table["target"].where(table["expected"].isna()) * 0.9
    table["gap"] = table["actual"] - table["due"].fillna(table["target"] * table["expected"])
    return table


def gap_factors(lang: str = "ja") -> pd.DataFrame:
    names = {
        "ja": [
            "今日時点の目標",
            "訪問者",
            "CVR",
            "新規開拓リード",
            "有効率",
            "商談化率",
            "受注率",
            "平均単価",
            "今日までの実績",
        ],
        "en": [
            "Target to date",
            "Visitors",
            "CVR",
            "Outbound leads",
            "Valid rate",
            "Opportunity rate",
            "Win rate",
            "Average deal",
            "Actual to date",
        ],
    }
    steps = [420_000, -310_000, -150_000, -640_000, -2_180_000, 1_130_000, -270_000]
    start = 20_400_000
    return pd.DataFrame(
        {
            "label": names[lang],
            "kind": ["start", *["step"] * 7, "end"],
            "value": [start, *steps, start + sum(steps)],
            "is_focus": [False, False, False, False, False, True, False, False, False],
            "is_usual": [abs(step) < 1_000_000 for step in (0, *steps, 0)],
        }
    )


def landing_parts(lang: str = "ja") -> dict[str, object]:
    names = {
        "ja": ["今日までの実績", "営業日ペース", "今あるリードから", "月末の追い込み"],
        "en": ["To date", "Run rate", "From open leads", "Month's end"],
    }
    table = pd.DataFrame({"label": names[lang], "value": [15_300_000, 6_200_000, 1_900_000, -1_400_000]})
    return {"table": table, "target": 26_000_000}


def progress(lang: str = "ja") -> pd.DataFrame:
    days = list(range(1, 20))
    actual = [2, 5, 9, 11, 14, 18, 21, 24, 28, 30, 34, 38, 41, 48]
    last_month = [3, 6, 10, 15, 18, 23, 27, 31, 34, 38, 42, 46, 50, 53, 57, 60, 63, 66, 68]
    return pd.DataFrame(
        {
            "business_day": days,
            "actual": actual + [NONE] * 5,
            "plan": [72 * day / 19 for day in days],
            "last_month": last_month,
            "landing": [NONE] * 18 + [63.4],
            "low": [NONE] * 18 + [56],
            "high": [NONE] * 18 + [71],
        }
    )


def triangle(lang: str = "ja") -> dict[str, pd.DataFrame]:
    shape = (0.055, 0.035, 0.018, 0.010, 0.006, 0.004, 0.002)
    valid = [380, 402, 365, 410, 433, 398, 421, 455, 470, 462, 448, 451, 402]
    cells = []
    for row, cohort in enumerate(MONTHS):
        for later, share in enumerate(shape):
            if row + later < 13:
                fade = 0.62 if row >= 11 else 1
                cells.append((cohort, MONTHS[row + later], round(valid[row] * share * fade)))
    table = pd.DataFrame(cells, columns=["cohort", "month", "opportunities"])
    row_sum = table.groupby("cohort")["opportunities"].sum().reindex(MONTHS)
    column_sum = table.groupby("month")["opportunities"].sum().reindex(MONTHS)
    unlinked = [1, 0, 2, 3, 1, 2, 4, 2, 3, 1, 2, 5, 3]
    cohorts = pd.DataFrame({"cohort": MONTHS, "valid_leads": valid, "row_sum": row_sum.to_list()})
    cohorts["rate"] = cohorts["row_sum"] / cohorts["valid_leads"]
    cohorts["is_young"] = [False] * 7 + [True] * 6
    months = pd.DataFrame({"month": MONTHS, "column_sum": column_sum.to_list(), "unlinked": unlinked})
    months["opportunities"] = months["column_sum"] + months["unlinked"]
    return {"table": table, "cohorts": cohorts, "months": months}


def conversion_rates(lang: str = "ja") -> dict[str, object]:
    margins = triangle()
    slices = margins["months"]["opportunities"] / margins["cohorts"]["valid_leads"]
    rows = []
    for index, month in enumerate(MONTHS):
        n = 24 if index == 0 else margins["cohorts"]["valid_leads"][index]
        rates = [("slice", slices[index])] + ([("age", 0.11 - 0.004 * (index % 5))] if index < 11 else [])
        for kind, rate in rates:
            spread = 1.96 * math.sqrt(rate * (1 - rate) / n)
            rows.append((kind, month, rate, rate - spread, rate + spread, n))
    table = pd.DataFrame(rows, columns=["kind", "month", "rate", "low", "high", "denominator"])
    return {"table": table, "age": 30, "usual": 0.102}


def quadrants(lang: str = "ja") -> pd.DataFrame:
    rows = [
        ("target_hot", 34, 21, 38_600_000, 0.44, 32, 24, False),
        ("target_cold", 52, 47, 71_200_000, 0.19, 41, 63, True),
        ("other_hot", 41, 18, 12_900_000, 0.31, 48, 19, False),
        ("other_cold", 66, 58, 24_300_000, 0.05, 22, 88, False),
        ("unknown", 7, 5, 3_200_000, NONE, 0, 41, False),
    ]
    columns = ["quadrant", "opportunities", "open", "amount", "win_rate", "closed", "days_open", "is_focus"]
    return pd.DataFrame(rows, columns=columns)


def conditions(lang: str = "ja") -> pd.DataFrame:
    names = (
        ["予算が確認できている", "決裁者が同席する", "導入時期が6か月以内"]
        if lang == "ja"
        else ["Budget is known", "The decision maker attends", "Starts within six months"]
    )
    rows = []
    for name, values in zip(
        names,
        [
            ((96, 71, 0.38, 0.28, 0.5), (61, 44, 0.16, 0.08, 0.29)),
            ((120, 90, 0.31, 0.22, 0.41), (37, 28, 0.29, 0.15, 0.47)),
            ((140, 105, 0.33, 0.25, 0.43), (17, 0, NONE, NONE, NONE)),
        ],
        strict=True,
    ):
        for meets, (opportunities, closed, rate, low, high) in zip((True, False), values, strict=True):
            rows.append((name, meets, opportunities, closed, rate, low, high))
    return pd.DataFrame(rows, columns=["condition", "meets", "opportunities", "closed", "win_rate", "low", "high"])


def scenarios(lang: str = "ja") -> pd.DataFrame:
    words = {
        "ja": [
            ("今の率のまま", "商談化率 11.9%・受注率 29.2%"),
            ("商談化率だけ目標どおり", "商談化率 15.0%"),
            ("すべて目標どおり", "商談化率 15.0%・受注率 25.0%"),
        ],
        "en": [
            ("At today's rates", "opp. rate 11.9%, win rate 29.2%"),
            ("Opp. rate on target", "opp. rate 15.0%"),
            ("All on target", "opp. rate 15.0%, win rate 25.0%"),
        ],
    }[lang]
    table = pd.DataFrame(words, columns=["scenario", "note"])
    table["needed"] = [742, 589, 640]
    table["planned"] = 640
    table["verdict"] = ["attention", "good", "good"]
    return table


def months_ahead(lang: str = "ja") -> pd.DataFrame:
    names = ["12月", "2027年1月", "2027年2月"] if lang == "ja" else ["Dec 2026", "Jan 2027", "Feb 2027"]
    sources = {
        "open_deals": [12_300_000, 3_800_000, 1_100_000],
        "past_leads": [15_300_000, 19_900_000, 18_000_000],
        "new_leads": [3_100_000, 8_900_000, 12_500_000],
        "others": [3_100_000, 4_500_000, 5_000_000],
    }
    table = pd.DataFrame({"name": names, **sources, "opportunities": [102.0, 99.0, 100.0]})
    table["sales"] = table[list(sources)].sum(axis=1)
    return table.assign(low=0.7 * table["sales"], high=1.3 * table["sales"], target=[30_400_000, 32_000_000, NONE])
