"""By which words in a header a column of an unknown tool is told, and what its cells must look like."""

import re
from typing import NamedTuple

from kpi_helpers.workbook.starting.profiling import (
    CHOICE,
    DATE,
    DURATION,
    EMAIL,
    FLAG,
    ID,
    LINK,
    MOMENT,
    NUMBER,
    PHONE,
    TEXT,
    TIME,
)


class Hint(NamedTuple):
    """A column of ours: words of its header, the surest first, and the kinds of content that it may have."""

    words: tuple[str, ...]
    kinds: frozenset[str]
    against: str = ""
    """Words that speak for another meaning: such a column is the last choice."""


def _hint(words: str, *kinds: str, against: str = "") -> Hint:
    """Words in tiers apart by `;`, those of one tier by spaces; `_` is a space."""
    return Hint(tuple(_pattern(tier) for tier in words.split(";")), frozenset(kinds), _pattern(against))


def _pattern(words: str) -> str:
    return "|".join(re.escape(word).replace("_", " ?") for word in words.split())


_NAMES = (CHOICE, TEXT, EMAIL)
_WHEN = (MOMENT, DATE)
_ENTERED = "作成 登録 入力 更新 変更 created added add_time entered modified updated"
_CHANGED = "更新 変更 最終 予定 modified updated changed last_ expected"
_THEIRS = "ご担当 御担当 先方 お客様 客先 相手"
_COMPANY = _hint(
    "会社名 企業名 company_name 社名 法人名 organization organisation; 会社 企業 取引先 company account 架電先 顧客名 相手先 organi",
    TEXT,
    CHOICE,
)
_MAIL = _hint("メール mail", EMAIL)
_LEAD = _hint(
    "リード_id lead_id リード番号 コンタクト_id contact_id; 管理番号 顧客番号 問い合わせ番号 リスト番号 リスト_id",
    ID,
    NUMBER,
    CHOICE,
    TEXT,  # ids that come again, too many of them for choices
)

HINTS: dict[str, dict[str, Hint]] = {
    "leads": {
        "lead_id": _hint(
            "リード_id lead_id contact_id リード番号; 管理番号 顧客番号 問い合わせ番号 レコード番号 record_id; id 番号 no. 変更しないでください do_not_modify",
            ID,
            NUMBER,
        ),
        "created_at": _hint(
            "作成日 獲得日 流入日 created 名刺交換日 問い合わせ日 登録日 受付日; 作成 登録 交換 申込 日時 date_added added; 日付 date 日",
            *_WHEN,
            against=_CHANGED,
        ),
        "company_name": _COMPANY,
        "email": _MAIL,
        "channel": _hint(
            "流入経路 リードソース lead_source channel チャネル; 流入 source ソース 媒体 経路", CHOICE, TEXT
        ),
        "campaign": _hint("キャンペーン campaign 施策; program セミナー名 イベント名", CHOICE, TEXT),
        "rep": _hint(
            "is担当 自社担当 弊社担当 当社担当 lead_owner contact_owner owner 所有者; 担当 対応者 rep assigned",
            *_NAMES,
            against=_THEIRS,
        ),
        "industry": _hint("業種 業界 industry", CHOICE, TEXT),
        "department": _hint("部署 部門 department", CHOICE, TEXT),
        "employees": _hint("従業員 社員数 employees", NUMBER, CHOICE, TEXT, DATE),
    },
    "activities": {
        "activity_id": _hint(
            "通話_id 通話番号 コール_id 架電番号 call_id activity_id 活動_id 架電_id 応対履歴_id uniqueid call_uuid; record_id レコード番号; id 変更しないでください do_not_modify",
            ID,
            NUMBER,
        ),
        "started_at": _hint(
            "架電日 コール日 発信日 電話した かけた 電話日 start_time started call_time calldate call_date 開始日時 架電日時 対応日時 活動日時; datetime date/time start 日時 活動日 対応日 開始; date time 日付 日 タイムスタンプ timestamp",
            *_WHEN,
            against=f"{_ENTERED} 最終 last_ 初回 first_",
        ),
        "rep": _hint(
            "オペレーター オペレータ 架電者 架電担当 電話した人 かけた人 is担当 自社担当 弊社担当 当社担当 agent operator from_name user_name ユーザー名 rep; 担当者 担当 割り当て先 user owner 所有者 assigned caller 対応者 実施者 発信者 extension; name 氏名",
            *_NAMES,
            against=_THEIRS,
        ),
        "kind": _hint(
            "direction 方向 発着 着発 受発信 発信/着信 発信・着信 inbound/outbound in/out 通話種別 call_type; 種別 種類 方法 手段 type",
            CHOICE,
        ),
        "outcome": _hint(
            "通話結果 架電結果 コール結果 call_result call_outcome outcome disposition 結果 action_result 進捗; result 状況 status ステータス どうだった; 対応",
            CHOICE,
            TEXT,
            against="方法 種別 手段",
        ),
        "status": _hint("done 完了 実施; status ステータス 状況 状態", CHOICE, FLAG),
        "talk_seconds": _hint(
            "通話時間 会話時間 通話(分 通話（分 通話(秒 通話（秒 talk billsec in_call; duration 時間 秒",
            DURATION,
            NUMBER,
            TIME,
            CHOICE,
            against="時間帯 受付",
        ),
        "lead_id": _LEAD,
        "company_name": _COMPANY,
        "email": _MAIL,
    },
    "opportunities": {
        "opportunity_id": _hint(
            "商談_id deal_id opportunity_id 案件_id 商談番号 案件番号 deal_-_id; 管理番号 レコード番号 record_id; id 番号 no. 変更しないでください do_not_modify",
            ID,
            NUMBER,
        ),
        "created_at": _hint(
            "deal_created created 商談化日 商談作成日 アポ獲得日 案件化日 作成日; 登録日 作成 add_time; 日付 date",
            *_WHEN,
            against=_CHANGED,
        ),
        "lead_id": _LEAD,
        "company_name": _COMPANY,
        "email": _MAIL,
        "rep": _hint("アポ獲得者 アポ担当 獲得者 is担当 creator created_by; 作成者", *_NAMES),
        "owner": _hint(
            "営業担当 owner 商談担当 fs担当 自社担当 弊社担当 当社担当; 担当 所有者", *_NAMES, against=_THEIRS
        ),
        "temperature": _hint("温度感 確度 ランク temperature", CHOICE),
        "amount": _hint("金額 amount value 売上 受注額 契約額; 見込 単価 price", NUMBER, ID, TEXT, CHOICE),
        "stage": _hint("フェーズ stage; ステージ phase", CHOICE, TEXT),
        "closed_at": _hint(
            "受注日 完了日 closed_on close_date closed 決着日 クローズ日 契約日 実際の終了日 actual_close; won_time lost_time",
            *_WHEN,
            against="予定 見込 expected",
        ),
        "is_won": _hint(
            "受注/失注 商談結果 deal_status -_status is_won 受失注; status ステータス 結果 状態 状況; stage フェーズ",
            CHOICE,
            FLAG,
        ),
        "lost_reason": _hint("失注理由 lost_reason loss_reason 失注要因", CHOICE, TEXT),
    },
    "accounts": {
        "company_id": _hint("会社_id 企業_id 取引先_id 法人番号 account_id company_id", ID, NUMBER),
        "company_name": _COMPANY,
        "email_domain": _hint("ドメイン domain", CHOICE, TEXT, ID, LINK),
        "segment": _hint("セグメント segment; ランク 区分 rank tier", CHOICE, TEXT),
        "rep": _hint("bdr担当 is担当 自社担当 弊社担当 owner; 担当 rep", *_NAMES, against=_THEIRS),
    },
    "tallies": {
        "date": _hint("日付 date 稼働日; 日", DATE, MOMENT),
        "rep": _hint("担当者 氏名 オペレーター agent rep; 担当 name", *_NAMES),
        "calls": _hint("架電数 架電件数 コール数 発信数 calls dials; 架電 コール 発信", NUMBER, ID, CHOICE),
        "contacts": _hint(
            "接続数 接触数 通話数 会話数 contacts conversations connected; 接続 接触 通話 会話", NUMBER, ID, CHOICE
        ),
        "appointments": _hint("アポ数 アポ獲得数 アポ appointments meetings", NUMBER, ID, CHOICE),
        "hours": _hint("稼働時間 架電時間 hours; 稼働", NUMBER, ID, CHOICE, DURATION),
    },
}
"""Of the tables that a file of an unknown tool is taken for."""

ABOUT: dict[str, str] = {
    "leads": "リード 反響 受付日 名刺 lead contact person people firstname lastname lifecycle 問い合わせ 資料請求 獲得 流入 見込",
    "activities": "架電 コール call 通話 発信 dial phone 電話 direction 応対 talk 受付拒否 受付ng 受付突破",
    "opportunities": "商談 案件 deal opportunit 受注 失注 won lost pipeline アポ獲得者",
    "accounts": "ターゲット ドメイン domain target bdr セグメント",
    "tallies": "架電数 架電件数 コール数 接続数 アポ数",
}
"""Words in headers and file names by which the table itself is told."""

IDENTITIES: dict[str, tuple[tuple[str, str], ...]] = {
    "leads": (("email", "by_mail"), ("company_name", "by_company")),
    "opportunities": (("company_name", "by_company"),),
    "accounts": (("company_name", "by_company"),),
}
"""By what the rows of a table without ids are told apart where each has its own, and the words for it."""

OURS_ALONE = {PHONE, LINK}
"""Kinds of content that no column of ours has."""
