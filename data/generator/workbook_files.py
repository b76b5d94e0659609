"""The hand-written side of the workbook: workbook.yml and definitions.yml."""

from __future__ import annotations

import plan
from exports import KIND_WORDS, METRIC_WORDS, MOTION_WORDS, OUTCOME_WORDS

_TEXT_TABLES = """\
  leads:
    file: リード一覧.csv
    columns:
      lead_id: リード ID
      created_at: 作成日
      company_id: 取引先 ID
      company_name: 会社名 / 取引先
      email: メール
      channel: リードソース
      campaign: キャンペーン 名
      motion: リード 区分
      rep: リード 所有者
      industry: 業種
      department: 部署
      employees: 従業員数
      key_person_at: キーマン判明日
    values:
      motion: {motion}
  activities:
    file: 応対履歴.csv
    columns:
      activity_id: 応対履歴ID
      kind: 応対種別
      started_at: ダイヤル開始時刻
      rep: ユーザー名
      outcome: 通話結果
      talk_seconds: {{column: 通話時間, unit: clock}}
      lead_id: リードID
      company_id: 取引先ID
    values:
      kind: {kind}
      outcome: {outcome}
  opportunities:
    file: 商談レポート.txt
    columns:
      opportunity_id: 商談 ID
      created_at: 作成日時
      lead_id: リード ID
      company_id: 取引先 ID
      company_name: 取引先名
      rep: アポ獲得者
      owner: 商談 所有者
      is_target: ターゲット
      temperature: 温度感
      amount: 金額
      stage: フェーズ
      closed_at: 完了予定日
      is_won: 状態
      held: 面談
      accepted: 営業判断
      lost_reason: 失注理由
    values:
      is_target: {{true: [はい], false: [いいえ]}}
      temperature: {{hot: [高], cold: [低], missing: [未設定]}}
      is_won: {{true: [受注], false: [失注], missing: [進行中]}}
      held: {{true: [実施], false: [未実施]}}
      accepted: {{true: [承認], false: [差戻し]}}
"""
_PARQUET_TABLES = """\
  leads: {file: leads.parquet}
  activities: {file: activities.parquet}
  opportunities: {file: opportunities.parquet}
"""
_HEAD = """\
# 架空のチームです。会社名・氏名・数字はすべて data/generator が作りました。
name: サンプル株式会社 インサイドセールス
timezone: Asia/Tokyo
language: ja
tables:
"""
_TAIL = """\
  accounts:
    file: ターゲット企業.csv
    columns: {{company_id: 取引先ID, company_name: 企業名, email_domain: ドメイン, segment: セグメント, rep: 担当}}
  campaigns:
    file: 施策.csv
    columns: {{campaign: 施策名, kind: 種別, starts_on: 開始日, ends_on: 終了日, cost: 費用, audience: 対象}}
  visits:
    file: サイト訪問.csv
    columns: {{date: 日付, channel: 流入元, visitors: 訪問者数}}
  targets:
    file: 予算.xlsx
    sheet: 2026
    columns: {{month: 月, metric: 指標, value: 目標, team: チーム, rep: 担当}}
    values:
      metric: {metric}
definitions: definitions.yml
calendar:
  country: JP
  days_off: [{days_off}]
  business_hours: ["09:00", "18:00"]
teams:
{teams}
benchmarks: {{cph: 13, contact_rate: 0.30, att_seconds: [300, 480], response_seconds: 300, companies_per_100: 50, activities_per_company: 1.25, list_coverage: 0.6}}
rejected_budget: 0.02
"""
DEFINITIONS = """\
valid_lead:
  - from: 2026-04-01
    why: 展示会とウェビナーで小規模な会社と個人が増え、商談にならないリードが多かったため
    agreed_by: [営業部, マーケティング部]
    conditions:
      - {column: company_name, is: present}
      - {column: email, is_not: freemail}
      - {column: employees, at_least: 50}
  - from: 2025-10-01
    why: 最初の取り決め
    agreed_by: [営業部, マーケティング部]
    conditions:
      - {column: email, is: present}
      - {column: email, is_not: freemail}
      - {column: employees, at_least: 30}
valid_opportunity:
  - from: 2026-07-01
    why: 金額の見えない商談が失注に偏っていたため
    agreed_by: [営業部, インサイドセールス]
    conditions:
      - {column: temperature, is: present}
      - {column: amount, at_least: 800000}
  - from: 2025-10-01
    why: 最初の取り決め
    agreed_by: [営業部, インサイドセールス]
    conditions:
      - {column: temperature, is: present}
"""


def workbook_yml(parquet: bool) -> str:
    """The workbook's text; Parquet tables carry canonical names and need no columns."""
    tables = (
        _PARQUET_TABLES
        if parquet
        else _TEXT_TABLES.format(motion=_words(MOTION_WORDS), kind=_words(KIND_WORDS), outcome=_words(OUTCOME_WORDS))
    )
    teams = "\n".join(f"  {team}: [{', '.join(reps)}]" for team, reps in plan.TEAMS.items())
    tail = _TAIL.format(metric=_words(METRIC_WORDS), days_off=", ".join(plan.DAYS_OFF), teams=teams)
    return _HEAD + tables + tail


def _words(words):
    """``ours: [theirs]`` for the words the workbook names; what "other" means was never agreed."""
    named = {ours: theirs for ours, theirs in words.items() if ours not in ("", "other")}
    return "{" + ", ".join(f"{ours}: [{theirs}]" for ours, theirs in named.items()) + "}"
