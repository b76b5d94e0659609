"""Records of chapter 5, calls."""

from kpi_helpers.kpis import calls, golden_hours, key_persons
from kpi_helpers.kpis.catalogue.record import INSIDE_SALES, Record

_EVERY = ("all", "team", "rep", "motion")
_ACTIVE = ("activities",)

CALLS = (
    Record(
        "calls", "架電数", "Calls", "count", "high", "その期間の架電の件数。", INSIDE_SALES,
        calls.calls, _ACTIVE, _EVERY, additive=True,
        gamed_ja="呼び出し音1回で切る架電でも増える。接触率と合わせて見る。",
        gamed_en="Hanging up after one ring raises it; read it with the contact rate.",
    ),
    Record(
        "call_hours", "架電時間", "Calling hours", "count", "",
        "1件以上架電した「担当者×日×時間帯（1時間）」の数。稼働時間の表があればその時間。", INSIDE_SALES,
        calls.call_hours, _ACTIVE, _EVERY,
        gamed_ja="架電を短い時間帯に固めると少なく見え、1時間あたりの架電数が上がる。",
        gamed_en="Bunching calls into few clock hours lowers it and flatters calls per hour.",
    ),
    Record(
        "cph", "1時間あたりの架電数（CPH）", "Calls per hour (CPH)", "ratio", "high", "架電数 ÷ 架電時間。", INSIDE_SALES,
        calls.cph, _ACTIVE, _EVERY, benchmark="cph",
        gamed_ja="下調べや会話を省くほど上がる。", gamed_en="Skipping preparation and conversation raises it.",
    ),
    Record(
        "contact_rate", "接触率", "Contact rate", "share", "high",
        "架電のうち、担当者につながったか、受付で断られて決着した割合。", INSIDE_SALES,
        calls.contact_rate, _ACTIVE, _EVERY, benchmark="contact_rate",
        gamed_ja="「受付で断られた」も接触に数える。通話結果の付け方をそろえる。",
        gamed_en="A refusal at reception counts as contact: agree on how outcomes are logged.",
    ),
    Record(
        "contact_rate_by_hour", "時間帯別の接触率", "Contact rate by hour", "share", "high",
        "直近8週間の架電の接触率（曜日×時間帯別、業種・部署×時間帯別）。", INSIDE_SALES,
        golden_hours.contact_rate_by_hour, _ACTIVE, benchmark="contact_rate",
        gamed_ja="件数の少ない時間帯は偶然で高く出る。", gamed_en="Hours with few calls look good by chance.",
    ),
    Record(
        "best_hour", "最もつながる時間帯", "Best hour", "text", "",
        "業種・部署ごとに、架電30件以上の時間帯のうち、接触率の95％信頼区間の下限が最も高い時間帯。", INSIDE_SALES,
        golden_hours.best_hour, ("activities", "leads"),
        gamed_ja="架電していない時間帯は候補にならない。", gamed_en="An hour at which nobody calls can never be the best.",
    ),
    Record(
        "key_persons", "キーマン情報数", "Key persons found", "count", "high", "その期間にキーマンが判明したリードの件数。", INSIDE_SALES,
        key_persons.key_persons, ("leads",), _EVERY, additive=True,
        gamed_ja="役職を確かめずに登録しても増える。", gamed_en="Names logged without checking their role raise it.",
    ),
    Record(
        "key_persons_per_100_calls", "架電100件あたりのキーマン情報数", "Key persons per 100 calls", "ratio", "high",
        "キーマン情報数 ÷ 架電数 × 100。", INSIDE_SALES,
        key_persons.key_persons_per_100_calls, ("leads", "activities"), _EVERY,
        gamed_ja="展示会などの架電以外で判明した分も含むため、架電を減らすと上がる。",
        gamed_en="Key persons found elsewhere count too, so fewer calls raise it.",
    ),
    Record(
        "att_seconds", "平均通話時間（ATT）", "Mean talk time (ATT)", "seconds", "",
        "担当者につながり、通話時間の記録がある架電の平均通話時間。", INSIDE_SALES,
        calls.att_seconds, _ACTIVE, _EVERY, benchmark="att_seconds",
        gamed_ja="長ければ良いわけではない。数件の長電話でも上がるため、範囲内の割合と合わせて見る。",
        gamed_en="Longer is not better, and a few endless talks lift the mean; read it with the share in range.",
    ),
    Record(
        "att_in_range", "通話時間が範囲内の割合", "Talks in range", "share", "high",
        "担当者につながり、通話時間の記録がある架電のうち、通話時間が300〜480秒の割合。", INSIDE_SALES,
        calls.att_in_range, _ACTIVE, _EVERY, benchmark="att_seconds",
        gamed_ja="通話時間を記録しない架電は分母に入らない。", gamed_en="Calls logged without a talk time are left out.",
    ),
)
