"""Invented companies: names no register holds, domains under example.*."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plan
from draws import choose, integers, lognormal, pick
from ids import salesforce_ids

_FIRST = [
    "アメンボ",
    "カワウソ",
    "ヤマネ",
    "モモンガ",
    "ハリネズミ",
    "ツチノコ",
    "ヒキガエル",
    "ミノムシ",
    "コウモリダコ",
    "アザラシ",
    "ムササビ",
    "カモノハシ",
    "フンボルト",
    "トビウオ",
    "ヤドカリ",
    "アリクイ",
    "センザンコウ",
    "ミツユビ",
    "クラゲ",
    "オオサンショウ",
    "タツノオトシゴ",
    "ナナフシ",
    "マンボウ",
    "カピバラ",
    "ウミウシ",
    "ホトトギス",
    "スナネズミ",
    "コガネグモ",
    "テントウ",
    "ハシビロコウ",
    "イソギンチャク",
    "オカピ",
    "シマフクロウ",
    "ヒトデ",
    "キリギリス",
    "アルマジロ",
    "ゾウガメ",
    "ミズスマシ",
    "ウツボ",
    "クロツグミ",
    "ヒメネズミ",
    "ツノガエル",
    "コウテイ",
    "マーモット",
    "アオバズク",
    "シオマネキ",
    "トナカイ",
    "ハクビシン",
]
_SECOND = [
    "灯台",
    "時計",
    "羅針盤",
    "望遠鏡",
    "風車",
    "砂時計",
    "水車",
    "歯車",
    "竹馬",
    "提灯",
    "渡し船",
    "積み木",
    "万華鏡",
    "風鈴",
    "気球",
    "石臼",
    "鳴子",
    "滑車",
    "織機",
    "帆柱",
    "釣鐘",
    "算盤",
    "楽譜",
    "飛石",
    "階段",
    "雨樋",
    "屏風",
    "暖簾",
    "番傘",
    "下駄",
    "絵馬",
    "振り子",
    "虫眼鏡",
    "糸車",
    "竹籠",
    "鍵盤",
    "椅子",
    "土鈴",
    "茶釜",
    "船箪笥",
    "火打石",
    "水鏡",
    "風見鶏",
    "編笠",
    "独楽",
    "玉手箱",
    "縄跳び",
    "木琴",
    "凧糸",
    "湯呑",
    "琥珀",
    "浮橋",
    "折鶴",
    "紙風船",
    "藁草履",
    "遠眼鏡",
]
_SUFFIX = {
    "製造": "製作所",
    "IT・通信": "システムズ",
    "物流": "物流",
    "建設": "建設",
    "小売・飲食": "フーズ",
    "医療・福祉": "ケア",
    "金融": "ファイナンス",
    "教育": "学習社",
}
_INDUSTRY_SHARE = [0.24, 0.2, 0.11, 0.12, 0.12, 0.09, 0.06, 0.06]
_TLD = ["example.co.jp", "example.com", "example.jp"]


def make_companies(rng, scale: int, before: int) -> pd.DataFrame:
    """One row per company, hostile names last; ``account_rep`` names who has it on the target list."""
    count = plan.COMPANIES * scale
    number = before * (plan.COMPANIES + len(plan.HOSTILE_NAMES)) + np.arange(count + len(plan.HOSTILE_NAMES))
    words = number[:count]
    first, second = words % len(_FIRST), (words // len(_FIRST) + words % len(_FIRST)) % len(_SECOND)
    industry = pick(rng, list(_SUFFIX), _INDUSTRY_SHARE, len(number))
    series = words // (len(_FIRST) * len(_SECOND))
    names = [
        _FIRST[a] + _SECOND[b] + (f"第{n + 1}" if n else "") + _SUFFIX[i]
        for a, b, n, i in zip(first, second, series, industry, strict=False)
    ]
    frame = pd.DataFrame(
        {
            "company_id": salesforce_ids("001", number),
            "name": np.array(names + plan.HOSTILE_NAMES, dtype=object),
            "domain": [f"k{n + 101:04d}.{_TLD[n % 3]}" for n in number],
            "industry": industry,
            "employees": np.clip(lognormal(rng, 100, 1.15, len(number)), 3, 20_000).astype(int),
            "popularity": lognormal(rng, 1.0, 0.8, len(number)),
            "legal_form": integers(rng, 0, 4, len(number)),
        }
    )
    frame.loc[count:, ["employees", "legal_form", "popularity"]] = (320, -1, 0.0)
    frame["account_rep"] = None
    frame["segment"] = ""
    _list_accounts(rng, frame, count, scale)
    return frame


def _list_accounts(rng, companies, count, scale):
    """The target list: large companies go to enterprise BDR, middling ones to BDR."""
    employees = companies["employees"].to_numpy()[:count]
    large = choose(rng, np.flatnonzero(employees >= 600), np.ones((employees >= 600).sum()), count)
    middle = choose(
        rng,
        np.flatnonzero((employees >= 80) & (employees < 600)),
        np.ones(((employees >= 80) & (employees < 600)).sum()),
        count,
    )
    for rep, number in plan.ACCOUNTS.items():
        enterprise = rep in plan.TEAMS["enterprise BDR"]
        source = large if enterprise else middle
        chosen, rest = source[: number * scale], source[number * scale :]
        companies.loc[chosen, "account_rep"] = rep
        size = companies.loc[chosen, "employees"]
        companies.loc[chosen, "segment"] = np.where(
            enterprise, "エンタープライズ", np.where(size >= 250, "中堅", "中小")
        )
        large, middle = (rest, middle) if enterprise else (large, rest)
    companies.loc[[count, count + 3], ["account_rep", "segment"]] = ("小林", "中堅")
