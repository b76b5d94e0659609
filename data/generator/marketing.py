"""Campaigns past and planned, and the visitors of each day and channel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plan
from clock import FIRST_DAY, WORKDAYS, seconds
from draws import apportion

VISIT_CHANNELS = {"自然検索": 0.42, "検索広告": 0.26, "比較サイト": 0.12, "メールマガジン": 0.11, "SNS広告": 0.09}

_COLUMNS = ["campaign", "channel", "kind", "starts_on", "ends_on", "cost", "audience"]
_CAMPAIGNS = [
    ("はじめての架電設計ウェビナー 第1回", "ウェビナー", "ウェビナー", "2025-10-15", "2025-10-15", 280_000, "営業企画"),
    ("導入事例集 2025秋", "自然検索", "ホワイトペーパー", "2025-10-20", "2026-02-28", 350_000, "全業種"),
    ("秋の業務改善展 2025", "展示会", "展示会", "2025-11-05", "2025-11-07", 2_400_000, "製造・物流"),
    ("はじめての架電設計ウェビナー 第2回", "ウェビナー", "ウェビナー", "2025-11-19", "2025-11-19", 280_000, "営業企画"),
    ("年末の予算消化ウェビナー", "ウェビナー", "ウェビナー", "2025-12-10", "2025-12-10", 260_000, "全業種"),
    ("リターゲティング広告 冬", "検索広告", "広告", "2025-12-01", "2026-02-28", 1_500_000, "サイト来訪者"),
    ("新年の目標設計ウェビナー", "ウェビナー", "ウェビナー", "2026-01-21", "2026-01-21", 280_000, "営業企画"),
    ("製造業リスト架電 2026冬", "リスト架電", "架電リスト", "2026-01-13", "2026-03-31", 400_000, "製造業 50名以上"),
    ("中部ものづくり展 2026", "展示会", "展示会", "2026-02-18", "2026-02-20", 2_800_000, "製造"),
    ("期末の商談化ウェビナー", "ウェビナー", "ウェビナー", "2026-02-25", "2026-02-25", 280_000, "営業企画"),
    ("比較サイト特集 春", "比較サイト", "広告", "2026-03-02", "2026-05-31", 900_000, "IT・通信"),
    ("新年度の組織づくりウェビナー", "ウェビナー", "ウェビナー", "2026-03-18", "2026-03-18", 300_000, "人事"),
    ("春の営業DX展 2026", "展示会", "展示会", "2026-04-15", "2026-04-17", 3_200_000, "全業種"),
    ("物流業リスト架電 2026春", "リスト架電", "架電リスト", "2026-04-06", "2026-08-31", 380_000, "物流・建設"),
    ("通話分析ホワイトペーパー", "自然検索", "ホワイトペーパー", "2026-05-11", "2026-09-30", 420_000, "営業企画"),
    ("五月の通話分析ウェビナー", "ウェビナー", "ウェビナー", "2026-05-20", "2026-05-20", 280_000, "営業企画"),
    ("六月のパートナー共催ウェビナー", "ウェビナー", "ウェビナー", "2026-06-17", "2026-06-17", 300_000, "情報システム"),
    (plan.GROUP_CAMPAIGN, "ウェビナー", "勉強会", "2026-07-08", "2026-07-10", 1_200_000, "大手グループ各社"),
    ("夏の反響対応ウェビナー", "ウェビナー", "ウェビナー", "2026-07-22", "2026-07-22", 280_000, "営業企画"),
    ("比較サイト特集 夏", "比較サイト", "広告", "2026-07-01", "2026-09-30", 950_000, "全業種"),
    ("八月の再架電ウェビナー", "ウェビナー", "ウェビナー", "2026-08-26", "2026-08-26", 260_000, "営業企画"),
    ("建設業への手紙 2026秋", "手紙", "手紙", "2026-09-01", "2026-11-30", 650_000, "建設 100名以上"),
    ("秋の業務改善展 2026", "展示会", "展示会", "2026-09-09", "2026-09-11", 3_000_000, "製造・物流"),
    ("秋のキーマン攻略ウェビナー", "ウェビナー", "ウェビナー", "2026-09-30", "2026-09-30", 300_000, "営業企画"),
    ("導入事例集 2026秋", "自然検索", "ホワイトペーパー", "2026-10-05", "2027-01-31", 380_000, "全業種"),
    ("十月の商談設計ウェビナー", "ウェビナー", "ウェビナー", "2026-10-28", "2026-10-28", 300_000, "営業企画"),
    ("年内の受注づくりウェビナー", "ウェビナー", "ウェビナー", "2026-12-02", "2026-12-02", 300_000, "既存商談の担当者"),
    (
        "エンタープライズ役員懇談会",
        "紹介",
        "勉強会",
        "2026-12-09",
        "2026-12-09",
        1_500_000,
        "ターゲット企業 エンタープライズ",
    ),
    (
        "製造業リスト架電 2027冬",
        "リスト架電",
        "架電リスト",
        "2027-01-12",
        "2027-03-31",
        400_000,
        "ターゲット企業 製造・中堅",
    ),
    ("新年の目標設計ウェビナー 2027", "ウェビナー", "ウェビナー", "2027-01-20", "2027-01-20", 300_000, "営業企画"),
    ("中部ものづくり展 2027", "展示会", "展示会", "2027-02-17", "2027-02-19", 2_900_000, "ターゲット企業 製造・物流"),
]


def make_campaigns() -> pd.DataFrame:
    return pd.DataFrame(_CAMPAIGNS, columns=_COLUMNS)


def campaign_of(channel: np.ndarray, when: np.ndarray) -> np.ndarray:
    """The channel's newest campaign that began within 60 days before, else none."""
    found = np.full(len(channel), "", dtype=object)
    for name, its_channel, _, starts_on, *_ in sorted(_CAMPAIGNS, key=lambda row: row[3]):
        age = when - seconds(starts_on)
        running = (channel == its_channel) & (age >= 0) & (age < 60 * 86_400)
        if name != plan.GROUP_CAMPAIGN:
            found[running] = name
    return found


def make_visits(rng, times: int) -> pd.DataFrame:
    """Visitors per day and channel; a month's sum follows its inbound leads."""
    days = np.arange(FIRST_DAY, np.datetime64(plan.AS_OF) + 1, dtype="datetime64[D]")
    month = days.astype("datetime64[M]").astype(str)
    weight = np.where(np.isin(seconds(days), WORKDAYS), 1.0, 0.35) * (0.9 + 0.2 * rng.random(len(days)))
    rows = []
    for name, inbound, *_ in plan.MONTHS:
        inbound -= plan.GROUP_CAMPAIGN_LEADS if name == plan.GROUP_CAMPAIGN_DAYS[0][:7] else 0
        total = round(inbound / plan.CVR * (0.98 + 0.04 * rng.random())) * times
        for channel, share in VISIT_CHANNELS.items():
            inside = month == name
            noise = weight[inside] * (0.85 + 0.3 * rng.random(inside.sum()))
            rows.append(
                pd.DataFrame(
                    {
                        "date": days[inside],
                        "channel": channel,
                        "visitors": apportion(round(total * share), noise),
                    }
                )
            )
    visits = pd.concat(rows, ignore_index=True)
    return visits.sort_values(["date", "channel"], kind="stable", ignore_index=True)
