"""Believable tables for the figures of the team's own week, one function per figure."""

from __future__ import annotations

import math

import pandas as pd

NONE = math.nan
WEEKS = [f"2026-W{week}" for week in range(40, 48)]


def _reps(lang: str) -> list[str]:
    if lang == "ja":
        return ["佐藤 美咲", "鈴木 大輔", "高橋 直人", "田中 彩", "渡辺 健", "伊藤 由美"]
    return ["Misaki Sato", "Daisuke Suzuki", "Naoto Takahashi", "Aya Tanaka", "Ken Watanabe", "Yumi Ito"]


def activity(lang: str = "ja") -> pd.DataFrame:
    team = "チーム全体" if lang == "ja" else "Whole team"
    kpis = [
        ("cph", "架電数/時", "Calls per hour", "ratio", 13.0, 12.1, 0.9),
        ("contact_rate", "接続率", "Contact rate", "share", 0.30, 0.31, 0.05),
        ("key_persons", "キーマン情報", "Key persons", "count", NONE, 9, 4),
        ("opportunity_rate", "商談化率", "Opp. rate", "share", 0.12, 0.11, 0.03),
    ]
    rows = []
    for kpi, ja, en, unit, benchmark, level, swing in kpis:
        for number, group in enumerate([team, *_reps(lang)]):
            values = [
                level + swing * (math.sin(number * 1.7 + week * 0.6) + 0.12 * (week - 4)) for week in range(len(WEEKS))
            ]
            values = [float(round(value)) if unit == "count" else value for value in values]
            shown = values[-1]
            n = NONE if unit == "count" else 26 if number == 6 else 400 - 50 * number
            verdict = "" if math.isnan(benchmark) else "good" if shown >= benchmark else "attention"
            label = ja if lang == "ja" else en
            for week, value in zip(WEEKS, values, strict=True):
                rows.append((group, number == 0, kpi, label, unit, week, value, shown, n, benchmark, verdict))
    columns = ["group", "is_team", "kpi", "label", "unit", "week", "value", "shown", "n", "benchmark", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def contact_hours(lang: str = "ja") -> pd.DataFrame:
    rows = []
    for weekday in range(5):
        for hour in range(8, 19):
            golden = 0.34 if hour in (9, 10) else 0.1 if hour in (16, 17) else 0
            rate = 0.24 + golden - 0.02 * weekday + 0.03 * math.sin(hour * 2 + weekday)
            calls = 12 if hour in (8, 18) or (weekday == 4 and hour > 15) else 90 + 7 * hour
            rows.append((weekday, hour, calls, rate))
    return pd.DataFrame(rows, columns=["weekday", "hour", "calls", "rate"])


def best_hours(lang: str = "ja") -> pd.DataFrame:
    names = {
        "ja": ["製造業", "IT・ソフトウェア", "小売", "建設", "", "人事", "情報システム", "経営企画"],
        "en": ["Manufacturing", "IT and software", "Retail", "Construction", "", "HR", "IT", "Corporate planning"],
    }
    return pd.DataFrame(
        {
            "dimension": ["industry"] * 5 + ["department"] * 3,
            "name": names[lang],
            "hour": [9, 10, 9, 8, 10, 9, 16, 10],
            "rate": [0.63, 0.58, 0.49, 0.66, 0.41, 0.61, 0.52, 0.44],
            "low": [0.55, 0.51, 0.36, 0.48, 0.35, 0.55, 0.43, 0.29],
            "high": [0.70, 0.65, 0.62, 0.80, 0.47, 0.67, 0.61, 0.60],
            "n": [162, 190, 54, 31, 240, 260, 118, 36],
        }
    )


def talk_time(lang: str = "ja") -> dict[str, object]:
    reps = _reps(lang)
    bins = []
    for number, rep in enumerate(reps):
        centre = 140 + 75 * number
        weights = [math.exp(-(((start + 30 - centre) / 130) ** 2)) for start in range(0, 900, 60)]
        bins += [(rep, 60 * place, 60 * place + 60, weight / sum(weights)) for place, weight in enumerate(weights)]
    table = pd.DataFrame(bins, columns=["rep", "bin_start", "bin_end", "share"])
    reps_table = pd.DataFrame(
        {
            "rep": reps,
            "share_in_range": [0.08, 0.21, 0.38, 0.52, 0.55, 0.41],
            "n": [212, 188, 143, 97, 160, 22],
        }
    )
    return {"table": table, "reps": reps_table}


def talk_bands(lang: str = "ja") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "start": [0, 60, 180, 300, 480, 720],
            "end": [60, 180, 300, 480, 720, NONE],
            "rate": [0.01, 0.04, 0.09, 0.17, 0.15, 0.11],
            "low": [0.004, 0.027, 0.066, 0.13, 0.10, 0.03],
            "high": [0.03, 0.06, 0.12, 0.22, 0.22, 0.32],
            "n": [420, 610, 402, 268, 131, 18],
            "is_reference": [False, False, False, True, False, False],
        }
    )


def activity_area(lang: str = "ja") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rep": _reps(lang),
            "role": ["SDR", "SDR", "BDR", "BDR", "Ent. BDR", "SDR"],
            "companies": [184, 41, 96, 132, 38, 12],
            "activities_per_company": [1.7, 6.4, 1.9, 1.3, 1.1, 1.2],
            "verdict": ["healthy", "narrow", "uncovered", "healthy", "shallow", "too_few"],
        }
    )


def answers_by_rep(lang: str = "ja") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rep": ["チーム全体" if lang == "ja" else "Whole team", *_reps(lang)[:4], ""],
            "is_total": [True, False, False, False, False, False],
            "rate": [0.44, 0.71, 0.58, 0.22, 0.35, 0.05],
            "low": [0.41, 0.64, 0.50, 0.16, 0.19, 0.01],
            "high": [0.47, 0.77, 0.66, 0.29, 0.55, 0.24],
            "n": [501, 171, 142, 144, 23, 21],
            "unanswered": [19, 0, 2, 11, 0, 6],
        }
    )


def roles(lang: str = "ja") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rep": _reps(lang),
            "inbound_share": [0.96, 0.91, 0.04, 0.11, 0.52, NONE],
            "outbound_share": [0.04, 0.09, 0.96, 0.89, 0.48, NONE],
            "kpis": [3, 3, 4, 4, 9, 2],
            "accepted": [40, 33, 19, 28, 21, NONE],
            "handed_over": [44, 36, 22, 31, 31, NONE],
            "verdict": ["focused", "focused", "focused", "focused", "overloaded", ""],
        }
    )
