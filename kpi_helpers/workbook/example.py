"""A workbook small enough to check every number by eye."""

from datetime import date
from pathlib import Path

import pandas as pd

from kpi_helpers.workbook.config import BENCHMARKS, CalendarConfig, Config
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.workbook import Workbook

AS_OF = date(2026, 11, 18)
"""A Wednesday: 12 of November's 19 business days are gone."""

_PRESENT = Condition("email", "is", "present")
_NAMED = Condition("company_name", "is", "present")
_NOT_FREE = Condition("email", "is_not", "freemail")
_DEFINITIONS = Definitions(
    valid_lead=(
        Version(date(2026, 4, 1), "最初の取り決め", ("営業部", "マーケティング部"), (_PRESENT,)),
        Version(date(2026, 10, 1), "個人の登録が混ざったため", ("営業部", "マーケティング部"), (_NAMED, _NOT_FREE)),
    ),
    valid_opportunity=(
        Version(date(2026, 4, 1), "金額の見込みがあること", ("営業部",), (Condition("amount", "at_least", 500_000),)),
    ),
)


def _table(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def _moments(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return table.assign(**{name: pd.to_datetime(table[name]) for name in columns})


def _tables() -> dict[str, pd.DataFrame]:
    leads = _table(
        "lead_id created_at company_id company_name email channel campaign motion rep industry department",
        (
            "L1",
            "2026-10-05 10:00",
            "C1",
            "サクラ工業株式会社",
            "a@sakura.example.jp",
            "Web",
            "CP1",
            "inbound",
            "佐藤",
            "製造",
            "総務",
        ),
        (
            "L2",
            "2026-10-20 09:30",
            None,
            "株式会社サクラ工業",
            "b@sakura.example.jp",
            "展示会",
            "CP1",
            "inbound",
            "佐藤",
            "製造",
            "営業",
        ),
        (
            "L3",
            "2026-11-02 10:00",
            "C2",
            "ミドリ商事",
            "c@midori.example.jp",
            "Web",
            "CP2",
            "inbound",
            "佐藤",
            "小売",
            "総務",
        ),
        ("L4", "2026-11-02 11:00", None, None, "d@gmail.com", "Web", "CP2", "inbound", "鈴木", None, None),
        (
            "L5",
            "2026-11-04 09:00",
            "C3",
            "アオバ物流",
            "e@aoba.example.jp",
            None,
            None,
            "outbound",
            "高橋",
            "物流",
            "総務",
        ),
        ("L6", "2026-11-10 13:00", None, "アオバ物流(株)", None, None, None, "outbound", "高橋", "物流", "営業"),
        (
            "L7",
            "2026-11-19 09:00",
            "C4",
            "翌日商会",
            "f@next.example.jp",
            "Web",
            "CP2",
            "inbound",
            "佐藤",
            "小売",
            "総務",
        ),
    ).assign(key_person_at=None, is_target=None)
    leads.loc[leads["lead_id"] == "L3", "key_person_at"] = "2026-11-05 10:00"
    leads.loc[leads["lead_id"] == "L5", "is_target"] = True
    activities = _table(
        "activity_id started_at rep kind outcome talk_seconds lead_id company_name",
        ("A1", "2026-10-05 10:04", "佐藤", "call", "connected", 360, "L1", None),
        ("A2", "2026-10-20 10:30", "佐藤", "email", None, None, "L2", None),
        ("A3", "2026-10-26 09:10", "佐藤", "call", "reception_refused", 20, "L2", None),
        ("A4", "2026-11-02 10:05", "佐藤", "call", "no_answer", None, "L3", None),
        ("A5", "2026-11-02 10:40", "佐藤", "call", "connected", 500, "L3", None),
        ("A6", "2026-11-05 10:00", "佐藤", "call", "connected", 300, "L3", None),
        ("A7", "2026-11-16 09:00", "高橋", "call", "absent", None, "L5", None),
        ("A8", "2026-11-16 09:20", "高橋", "call", "connected", 200, "L6", None),
        ("A9", "2026-11-17 15:00", "高橋", "call", None, None, None, "シラカバ建設"),
        ("A10", "2026-11-18 23:59", "鈴木", "call", "voicemail", None, None, None),
        ("A11", "2026-11-19 09:00", "鈴木", "call", "connected", 600, "L4", None),
    )
    opportunities = _table(
        "opportunity_id created_at lead_id company_id rep owner is_target temperature amount closed_at is_won",
        ("O1", "2026-10-12 15:00", "L1", None, "佐藤", "山口", True, "hot", 1_200_000, "2026-11-06", True),
        ("O2", "2026-11-09 11:00", "L2", None, "佐藤", "山口", None, "cold", 800_000, "2026-12-25", None),
        ("O3", "2026-11-11 11:00", "L1", None, "佐藤", "木村", True, "hot", 400_000, "2026-11-13", False),
        ("O4", "2026-11-12 11:00", "L4", None, "鈴木", "木村", False, "hot", None, "2026-11-19", True),
        ("O5", "2026-11-16 11:00", None, "C9", "高橋", "木村", None, "cold", 2_000_000, None, None),
        ("O6", "2026-11-03 11:00", "L5", None, "高橋", "山口", None, None, 900_000, None, None),
    )
    targets = _table(
        "month metric value team rep",
        ("2026-11", "visitors", 1900, None, None),
        ("2026-11", "leads", 8, None, None),
        ("2026-11", "inbound_leads", 4, None, None),
        ("2026-11", "outbound_leads", 4, None, None),
        ("2026-11", "valid_leads", 6, None, None),
        ("2026-11", "opportunities", 4, None, None),
        ("2026-11", "won", 2, None, None),
        ("2026-11", "sales", 3_800_000, None, None),
        ("2026-11", "calls", 100, None, "佐藤"),
        ("2026-11", "opportunities", 2, None, "佐藤"),
        ("2026-11", "calls", 80, None, "高橋"),
    )
    visits = _table(
        "date visitors channel",
        (date(2026, 10, 15), 500, "Web"),
        (date(2026, 11, 2), 600, "Web"),
        (date(2026, 11, 10), 400, None),
        (date(2026, 11, 19), 999, "Web"),
    )
    campaigns = _table(
        "campaign name kind starts_on ends_on cost audience",
        ("CP1", "秋の展示会", "展示会", date(2026, 10, 1), date(2026, 10, 31), 300_000, "製造"),
        ("CP2", "導入事例ウェビナー", "ウェビナー", date(2026, 11, 1), date(2026, 11, 30), 120_000, "小売"),
        ("CP3", "冬のセミナー", "セミナー", date(2026, 12, 10), date(2026, 12, 10), 200_000, "ターゲット企業"),
    )
    accounts = _table(
        "company_id company_name email_domain segment rep",
        ("C1", "サクラ工業", "sakura.example.jp", "中堅", "高橋"),
        ("C3", "アオバ物流", None, "大手", "高橋"),
        ("C8", "ヒノキ建設", None, "大手", "高橋"),
    )
    return {
        "leads": _moments(leads, "created_at", "key_person_at"),
        "activities": _moments(activities, "started_at"),
        "opportunities": _moments(opportunities, "created_at", "closed_at"),
        "targets": targets,
        "visits": visits,
        "campaigns": campaigns,
        "accounts": accounts,
    }


def example(*, team: str | None = None, engine: Engine | None = None) -> Workbook:
    """A workbook of six leads, ten activities and six opportunities, as of 2026-11-18.

    Its rows stand in this module; what they add up to stands, worked out by
    hand, in the tests. A lead and an activity of the day after show that as_of
    keeps them out.

    Examples
    --------
    >>> example().as_of
    datetime.date(2026, 11, 18)
    """
    config = Config(
        folder=Path(),
        name="見本株式会社 インサイドセールス",
        timezone="Asia/Tokyo",
        language="ja",
        tables={},
        definitions=None,
        calendar=CalendarConfig(),
        benchmarks=BENCHMARKS,
        rejected_budget=0.02,
        connection=None,
        teams={"SDR": ("佐藤", "鈴木"), "BDR": ("高橋",)},
        freemail=(),
    )
    return Workbook(config, _tables(), _DEFINITIONS, as_of=AS_OF, team=team, engine=engine)
