"""The tables as the team's tools write them: headers, words, dates and money of each export."""

from __future__ import annotations

import numpy as np
import pandas as pd
from handover import handover

KIND_WORDS = {"call": "外線発信", "email": "メール送信"}
OUTCOME_WORDS = {
    "connected": "担当者接触",
    "reception_refused": "受付ブロック",
    "absent": "担当者不在",
    "no_answer": "コールのみ",
    "voicemail": "留守番電話",
    "wrong_number": "現在使われていない",
    "other": "折返し待ち",
    "": "",
}
MOTION_WORDS = {"inbound": "反響", "outbound": "新規開拓"}
METRIC_WORDS = {
    "visitors": "訪問者数",
    "leads": "リード数",
    "inbound_leads": "反響リード数",
    "outbound_leads": "新規開拓リード数",
    "valid_leads": "有効リード数",
    "opportunities": "商談数",
    "won": "受注数",
    "sales": "売上",
    "calls": "架電数",
    "cph": "時間あたり架電数",
    "contact_rate": "接触率",
    "opportunity_rate": "商談化率",
    "att_seconds": "平均通話秒数",
}


def leads_as_exported(leads: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "リード ID": leads["lead_id"],
            "作成日": _moments(leads["created_at"], "%Y/%m/%d %H:%M:%S"),
            "取引先 ID": leads["company_id"],
            "会社名 / 取引先": leads["company_name"],
            "メール": leads["email"],
            "リードソース": leads["channel"],
            "キャンペーン 名": leads["campaign"],
            "リード 区分": leads["motion"].map(MOTION_WORDS),
            "リード 所有者": leads["rep"],
            "業種": leads["industry"],
            "部署": leads["department"],
            "従業員数": _numbers(leads["employees"], "{:d}"),
            "キーマン判明日": _moments(leads["key_person_at"], "%Y/%m/%d"),
        }
    )


def activities_as_exported(activities: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "応対履歴ID": activities["activity_id"],
            "応対種別": activities["kind"].map(KIND_WORDS),
            "ダイヤル開始時刻": _moments(activities["started_at"], "%Y-%m-%d %H:%M:%S"),
            "ユーザー名": activities["rep"],
            "通話結果": activities["outcome"].map(OUTCOME_WORDS),
            "通話時間": [_clock(value) for value in activities["talk_seconds"]],
            "リードID": activities["lead_id"],
            "取引先ID": activities["company_id"],
        }
    )


def opportunities_as_exported(opportunities: pd.DataFrame) -> pd.DataFrame:
    later = handover(opportunities)
    return pd.DataFrame(
        {
            "商談 ID": opportunities["opportunity_id"],
            "作成日時": _moments(opportunities["created_at"], "%Y/%m/%d %H:%M"),
            "リード ID": opportunities["lead_id"],
            "取引先 ID": opportunities["company_id"],
            "取引先名": opportunities["company_name"],
            "アポ獲得者": opportunities["rep"],
            "商談 所有者": opportunities["owner"],
            "ターゲット": opportunities["is_target"].map({True: "はい", False: "いいえ"}).fillna(""),
            "温度感": opportunities["temperature"].map({"hot": "高", "cold": "低"}).fillna("未設定"),
            "金額": _numbers(opportunities["amount"], "¥{:,}"),
            "フェーズ": opportunities["stage"],
            "完了予定日": _moments(opportunities["closed_at"], "%Y/%m/%d"),
            "状態": opportunities["is_won"].map({True: "受注", False: "失注"}).fillna("進行中"),
            "面談": later["held"],
            "営業判断": later["accepted"],
            "失注理由": later["lost_reason"],
        }
    )


def accounts_as_exported(accounts: pd.DataFrame) -> pd.DataFrame:
    headers = ["取引先ID", "企業名", "ドメイン", "セグメント", "担当", "業種"]
    return accounts.set_axis(headers, axis=1)


def campaigns_as_exported(campaigns: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "施策名": campaigns["campaign"],
            "種別": campaigns["kind"],
            "開始日": campaigns["starts_on"],
            "終了日": campaigns["ends_on"],
            "費用": _numbers(campaigns["cost"], "{:,}円"),
            "対象": campaigns["audience"],
        }
    )


def visits_as_exported(visits: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "日付": _moments(visits["date"], "%Y-%m-%d"),
            "流入元": visits["channel"],
            "訪問者数": visits["visitors"],
        }
    )


def targets_as_exported(targets: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "月": targets["month"],
            "指標": targets["metric"].map(METRIC_WORDS),
            "目標": targets["value"],
            "チーム": targets["team"],
            "担当": targets["rep"],
        }
    )


def _moments(moments, form):
    return moments.dt.strftime(form).fillna("")


def _numbers(values, form):
    return np.array(["" if pd.isna(value) else form.format(int(value)) for value in values], dtype=object)


def _clock(value):
    if pd.isna(value):
        return ""
    return f"{value // 3_600}:{value // 60 % 60:02d}:{value % 60:02d}"
