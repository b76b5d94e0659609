"""The words that the page itself says, in both languages."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "ja": {
        "skip": "本文へ移動",
        "agenda": "アジェンダ",
        "table": "表を見る",
        "workbook": "ワークブック",
        "as_of": "基準日",
        "definition": "有効リードの定義",
        "freshness": "データの鮮度",
        "headline": "主な数字",
        "against_target": "目標比",
        "against_last_month": "前月同営業日比",
        "spark": "これまでの推移",
        "changed": "前回からの変化",
        "decision": "決定事項",
        "action": "アクション",
        "actions": "決定事項とアクション",
        "owner": "担当",
        "due": "期限",
        "state": "状況",
        "glossary": "用語と定義",
        "notes": "データについて",
        "failed": "このセクションは作成できませんでした。",
        "unexpected": "想定外のエラー ({kind}) が起きました。詳しい内容は同じフォルダのノートブックにあります。",
        "page_failed": "このページは作成できませんでした",
        "page_failed_where": "止まった場所",
        "page_failed_why": "理由",
        "page_failed_next": "前回までのページはそのまま残っています。直したら、同じコマンドでもう一度作成してください。",
        "opening": "ワークブックを開くところ",
        "index": "会議ページの一覧",
        "index_empty": "まだページがありません。",
        "curve": "{kpi}の推移 ({first} から {last})",
        "day": "{date.year}年{date.month}月{date.day}日 ({weekday})",
        "weekdays": "月 火 水 木 金 土 日",
        "footer": "このページは外部と通信しません。議事録に添付して共有できます。",
    },
    "en": {
        "skip": "Skip to the content",
        "agenda": "Agenda",
        "table": "Show the table",
        "workbook": "Workbook",
        "as_of": "As of",
        "definition": "Valid-lead definition",
        "freshness": "How fresh the data are",
        "headline": "Headline numbers",
        "against_target": "Against target",
        "against_last_month": "Same business day last month",
        "spark": "The way so far",
        "changed": "What changed since the last page",
        "decision": "Decision",
        "action": "Action",
        "actions": "Decisions and actions",
        "owner": "Owner",
        "due": "Due",
        "state": "State",
        "glossary": "Terms and definitions",
        "notes": "About the data",
        "failed": "This section could not be made.",
        "unexpected": "An unexpected error ({kind}) occurred; the notebook in the same folder has the details.",
        "page_failed": "This page could not be made",
        "page_failed_where": "Where it stopped",
        "page_failed_why": "Why",
        "page_failed_next": "Earlier pages are untouched. Once it is put right, run the same command again.",
        "opening": "Opening the workbook",
        "index": "Meeting pages",
        "index_empty": "There is no page yet.",
        "curve": "{kpi} from {first} to {last}",
        "day": "{weekday} {date}",
        "weekdays": "Mon Tue Wed Thu Fri Sat Sun",
        "footer": "This page talks to no host: attach it to the minutes as it is.",
    },
}


def words(lang: str) -> dict[str, str]:
    """The page's own words in one language.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    dict of str to str
        Word by key.

    Raises
    ------
    ValueError
        If `lang` is neither.

    Examples
    --------
    >>> words("en")["agenda"]
    'Agenda'
    """
    if lang not in WORDS:
        raise ValueError(f"language must be ja or en, not {lang!r}")
    return WORDS[lang]
