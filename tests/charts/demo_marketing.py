"""Believable tables for the figures of the meeting with marketing, one function per figure."""

from __future__ import annotations

import math

import pandas as pd

NONE = math.nan


def _channels(lang: str) -> list[str]:
    if lang == "ja":
        return ["Webサイト", "展示会", "セミナー", "紹介", "リスト架電", ""]
    return ["Website", "Trade fair", "Seminar", "Referral", "Cold list", ""]


def leads_on_plan(lang: str = "ja") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "channel": ["全体" if lang == "ja" else "All", *_channels(lang)],
            "is_total": [True, *[False] * 6],
            "leads": [611, 214, 182, 74, 23, 110, 8],
            "valid_leads": [402, 171, 68, 61, 21, 78, 3],
            "companies": [418, 158, 61, 66, 22, 106, 5],
            "target": [480, 200, NONE, 60, NONE, 90, NONE],
            "pace": [1.12, 1.16, NONE, 1.38, NONE, 1.18, NONE],
            "landing": [518, NONE, NONE, NONE, NONE, NONE, NONE],
            "low": [489, NONE, NONE, NONE, NONE, NONE, NONE],
            "high": [552, NONE, NONE, NONE, NONE, NONE, NONE],
            "verdict": ["good", "good", "", "good", "", "good", ""],
        }
    )


def lead_change(lang: str = "ja") -> pd.DataFrame:
    volume = [22.5, -14.2, 9.1, 2.0, -6.4, 1.5]
    mix = [4.5, -3.0, 1.0, -2.0, 0.0, -0.5]
    quality = [-8.5, -31.8, 3.9, 0.0, 4.4, -0.5]
    table = pd.DataFrame(
        {"channel": _channels(lang), "is_total": False, "volume": volume, "mix": mix, "quality": quality}
    )
    total = pd.DataFrame(
        {
            "channel": ["全体" if lang == "ja" else "All"],
            "is_total": [True],
            "volume": [sum(volume)],
            "mix": [sum(mix)],
            "quality": [sum(quality)],
        }
    )
    table = pd.concat([total, table], ignore_index=True)
    return table.assign(change=table["volume"] + table["mix"] + table["quality"])


def condition_rejects(lang: str = "ja") -> pd.DataFrame:
    names = {
        "ja": ["会社名がある", "メールがフリーメールでない", "従業員数 50 以上"],
        "en": ["company_name is present", "email is not freemail", "employees at least 50"],
    }
    return pd.DataFrame({"condition": names[lang], "rejects": [96, 318, 241], "rejects_alone": [21, 172, 118]})


def campaigns(lang: str = "ja") -> pd.DataFrame:
    names = {
        "ja": [
            "秋のIT展示会2026",
            "人事DXセミナー(第4回)",
            "資料請求キャンペーン",
            "製造業向けホワイトペーパー",
            "既存顧客紹介プログラム",
            "夏の体験会",
            "",
        ],
        "en": [
            "Autumn IT fair 2026",
            "HR seminar no. 4",
            "Brochure campaign",
            "White paper: manufacturing",
            "Referral programme",
            "Summer trial days",
            "",
        ],
    }
    return pd.DataFrame(
        {
            "campaign": names[lang],
            "leads": [486, 212, 174, 131, 48, 61, 902],
            "companies": [74, 168, 139, 112, 46, 52, 688],
            "new_companies": [19, 96, 71, 80, 31, 20, 402],
            "companies_with_opportunity": [4, 31, 18, 22, 17, 3, 96],
            "own_opportunities": [0, 12, 9, 14, 11, 1, 60],
            "is_focus": [True, False, False, False, False, False, False],
        }
    )


def channel_rates(lang: str = "ja") -> dict[str, object]:
    rates = [0.31, 0.22, 0.17, 0.09, 0.06]
    counts = [95, 298, 700, 234, 18]
    verdicts = ["higher", "same", "same", "lower", "thin"]
    rows = []
    for channel, rate, n, verdict in zip(_channels(lang)[:5], rates, counts, verdicts, strict=True):
        spread = 1.96 * math.sqrt(rate * (1 - rate) / n)
        rows.append((channel, rate, max(rate - spread, 0), rate + spread, n, verdict))
    table = pd.DataFrame(rows, columns=["channel", "rate", "low", "high", "at_risk", "verdict"])
    return {"table": table, "usual": 0.165}


def response_bands(lang: str = "ja") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "response": ["<=5min", "5-10min", "10-30min", "30-60min", "1-24h", "later", "none"],
            "leads": [612, 201, 288, 164, 541, 122, 74],
            "share": [0.3057, 0.1004, 0.1439, 0.0819, 0.2702, 0.0609, 0.0370],
            "contact_rate": [0.62, 0.51, 0.44, 0.39, 0.28, 0.17, NONE],
            "low": [0.58, 0.44, 0.38, 0.32, 0.24, 0.07, NONE],
            "high": [0.66, 0.58, 0.50, 0.47, 0.32, 0.36, NONE],
            "n": [571, 187, 270, 151, 503, 24, 0],
        }
    )


def answers_by_hour(lang: str = "ja") -> pd.DataFrame:
    leads = [12, 61, 118, 131, 74, 52, 110, 124, 119, 88, 40, 22]
    within = [1, 40, 71, 66, 12, 20, 58, 69, 48, 21, 2, 0]
    table = pd.DataFrame({"hour": range(8, 20), "leads": leads, "within_5min": within})
    return table.assign(share=table["within_5min"] / table["leads"])


def campaign_calendar(lang: str = "ja") -> pd.DataFrame:
    rows = {
        "ja": [
            ("秋のIT展示会2026", "情報システム部門", "2026-10-07", "2026-10-09", "past"),
            ("人事DXセミナー(第4回)", "人事・従業員500名以上", "2026-10-28", None, "past"),
            ("資料請求キャンペーン", None, "2026-11-01", "2026-11-30", "running"),
            ("製造業向けウェビナー", "製造業 工場長・生産管理", "2026-12-03", "2026-12-03", "planned"),
            ("新春ターゲット企業レター", "ターゲット企業 120社", "2027-01-12", "2027-01-29", "planned"),
        ],
        "en": [
            ("Autumn IT fair 2026", "IT departments", "2026-10-07", "2026-10-09", "past"),
            ("HR seminar no. 4", "HR, 500 staff and more", "2026-10-28", None, "past"),
            ("Brochure campaign", None, "2026-11-01", "2026-11-30", "running"),
            ("Webinar for manufacturers", "plant managers", "2026-12-03", "2026-12-03", "planned"),
            ("New Year letter", "120 target companies", "2027-01-12", "2027-01-29", "planned"),
        ],
    }
    table = pd.DataFrame(rows[lang], columns=["campaign", "audience", "starts_on", "ends_on", "state"])
    for column in ("starts_on", "ends_on"):
        table[column] = pd.to_datetime(table[column])
    last = {"ja": "夏のウェビナー：リード58件、うち商談7件・受注4件", "en": "Summer webinar: 58 leads, 7 opportunities"}
    return table.assign(cost=[3_000_000, 250_000, None, 300_000, None], last=[None, None, None, last[lang], None])


def target_reach(lang: str = "ja") -> pd.DataFrame:
    names = {
        "ja": ["大企業", "中堅企業", "製造業", "IT・ソフトウェア", "小売", ""],
        "en": ["Large", "Medium", "Manufacturing", "IT and software", "Retail", ""],
    }
    return pd.DataFrame(
        {
            "name": names[lang],
            "opens_group": [True, False, True, False, False, False],
            "recent": [41, 92, 60, 48, 20, 5],
            "earlier": [22, 31, 24, 19, 8, 2],
            "never": [9, 64, 38, 11, 21, 3],
        }
    )
