"""Records of chapter 6, speed to lead."""

from kpi_helpers.kpis import speed
from kpi_helpers.kpis.catalogue.record import INSIDE_SALES, Record

_ANSWERED = ("leads", "activities")
_EVERY = ("all", "channel", "rep")

SPEED = (
    Record(
        "response_seconds_median", "初回対応までの時間（中央値）", "Response time, median", "seconds", "low",
        "反響リードの作成から最初の活動までの秒数の中央値。未対応はどの対応よりも長いとみなす。", INSIDE_SALES,
        speed.response_seconds_median, _ANSWERED, _EVERY, benchmark="response_seconds",
        gamed_ja="自動返信メールを活動に記録すると短くなる。帯別の接触率と合わせて見る。",
        gamed_en="Logging an automatic reply as an activity shortens it; read it with the contact rate by band.",
    ),
    Record(
        "response_seconds_p90", "初回対応までの時間（90パーセンタイル）", "Response time, 90th percentile", "seconds", "low",
        "反響リードの9割が最初の活動を受けるまでの秒数。未対応が重みを持つときは値がない。", INSIDE_SALES,
        speed.response_seconds_p90, _ANSWERED, _EVERY,
        gamed_ja="月末にまとめて1件ずつ触れると値が出るが、長くなる。",
        gamed_en="Touching the forgotten ones late makes it appear, and long.",
    ),
    Record(
        "first_response_within_5min", "5分以内対応率", "Answered within 5 minutes", "share", "high",
        "作成から300秒以内に最初の活動があった反響リード ÷ 作成された反響リード。", INSIDE_SALES,
        speed.first_response_within_5min, _ANSWERED, _EVERY,
        gamed_ja="自動返信メールを活動に記録すると上がる。", gamed_en="Automatic replies logged as activities raise it.",
    ),
    Record(
        "unanswered", "未対応リード数", "Unanswered leads", "count", "low", "基準日までに活動が1件もない反響リードの件数。",
        INSIDE_SALES, speed.unanswered, _ANSWERED, _EVERY, additive=True,
        gamed_ja="つながらない時間に1回かけるだけでも減る。", gamed_en="One call at a dead hour lowers it.",
    ),
    Record(
        "leads_by_response", "初回対応までの時間帯別リード数", "Leads by response time", "count", "",
        "過去180日に作成された反響リードの、最初の対応までの時間の帯別の件数。", INSIDE_SALES,
        speed.leads_by_response, _ANSWERED,
        gamed_ja="自動返信のメールを活動として記録すると、速い帯が増える。",
        gamed_en="Automatic replies logged as activities fill the fast bands.",
    ),
    Record(
        "contact_rate_by_response", "初回対応までの時間帯別の接触率", "Contact rate by response time", "share", "high",
        "最初の対応から14日以内に接触（受付拒否を含む）できたリード ÷ 対応したリード（対応から14日たったもの）。", INSIDE_SALES,
        speed.contact_rate_by_response, _ANSWERED,
        gamed_ja="見込みの高いリードから先に対応すると、速い帯が良く見える。因果ではない。",
        gamed_en="Answering the best leads first flatters the fast bands: it is no cause.",
    ),
    Record(
        "response_business_seconds_median", "初回対応までの営業時間（中央値）", "Response time in business hours, median",
        "seconds", "low", "反響リードの作成から最初の活動までの、営業時間内だけを数えた秒数の中央値。", INSIDE_SALES,
        speed.response_business_seconds_median, _ANSWERED, _EVERY,
        gamed_ja="営業時間を短く設定すると短くなる。", gamed_en="Shorter business hours in the settings shorten it.",
    ),
)
