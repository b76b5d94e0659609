"""The two languages of every text: both stand together, and one is taken where it is known who reads."""

import re
from collections.abc import Mapping

_NOUNS = {
    "activities": "activity", "opportunities": "opportunity", "companies": "company",
    **{f"{noun}s": noun for noun in (
        "account", "action", "call", "campaign", "case", "channel", "condition", "conversation", "day", "deal", "hour", "lead", "meeting",
        "minute", "month", "one", "person", "point", "rep", "row", "target", "visitor", "week",
    )},
}  # fmt: skip
_KINDS = "business|calendar|closed|connected|inbound|listed|lost|more|new|older|open|other|outbound|planned|settled|target|valid|won"
_VERBS = {
    "are": "is",
    "bear": "bears",
    "count": "counts",
    "do not": "does not",
    "have": "has",
    "meet": "meets",
    "miss": "misses",
    "were": "was",
    "rest": "rests",
    "find their": "finds its",
    "need": "needs",
    "lie": "lies",
}
_VERB = "|".join(_VERBS)
_QUOTED = re.compile("(“[^”]*”)")
_ONE = re.compile(
    rf"(?P<before>There (?:are|were) |\bof )?(?<![\w.,–-])1"
    rf"(?: (?P<kinds>(?:(?:{_KINDS}) ){{0,2}})(?P<nouns>{'|'.join(_NOUNS)})\b(?: (?P<verbs>{_VERB})\b)?"
    rf"|(?P<bare> (?:(?:{_KINDS}) ){{0,2}}(?:that )?)(?P<alone>{_VERB})\b)?"
)


def agreeing(en: str) -> str:
    """An English sentence whose nouns and verbs agree with a count of one; what it quotes is somebody's name and stays.

    Examples
    --------
    >>> agreeing("Of 1 activities 1 find their lead; 21 leads are old, 1 new leads are young.")
    'Of 1 activity 1 finds its lead; 21 leads are old, 1 new lead is young.'
    >>> agreeing("There are 1 leads, 1 of them valid. Of the 11 that meet it 1 are open.")
    'There is 1 lead, 1 of them valid. Of the 11 that meet it 1 is open.'
    >>> agreeing("“Phase 1 leads” brought 1 companies.")
    '“Phase 1 leads” brought 1 company.'
    """
    if "1 " not in en:
        return en
    return "".join(part if part.startswith("“") else _ONE.sub(_agreed, part) for part in _QUOTED.split(en))


def kept_apart(name: str) -> str:
    """A name of the export that no sentence around it puts into the singular: its count and noun hold together.

    >>> agreeing(f"{kept_apart('Phase 1 leads')} had 1 calls.").replace("\u00a0", "_")
    'Phase 1_leads had 1 call.'
    """
    return _ONE.sub(lambda found: found[0].replace(" ", "\u00a0"), name)


def _agreed(found: re.Match[str]) -> str:
    before, verb = found["before"] or "", found["verbs"] or found["alone"]
    # Of 3 of 1 lead more than one thing may be said.
    is_subject = before != "of "
    one = f"{before.replace('are', 'is').replace('were', 'was')}1"
    verb = _VERBS[verb] if verb and is_subject else verb
    if found["alone"]:
        return f"{one}{found['bare']}{verb}"
    return f"{one} {found['kinds']}{_NOUNS[found['nouns']]}{f' {verb}' if verb else ''}" if found["nouns"] else one


def in_both(texts: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Texts in Japanese and English by key, as a dictionary for each language.

    Examples
    --------
    >>> in_both({"yes": ("はい", "yes")})["ja"]["yes"]
    'はい'
    """
    return {lang: {key: text[place] for key, text in texts.items()} for place, lang in enumerate(("ja", "en"))}


WORDS = in_both(
    {
        "skip": ("本文へ移動", "Skip to the content"),
        "agenda": ("アジェンダ", "Agenda"),
        "table": ("表を見る", "Show the table"),
        "more_rows": ("残り{}行", "{} more rows"),
        "further": ("くわしく", "In detail"),
        "reading": ("数字の読み方", "How to read the numbers"),
        "workbook": ("ワークブック", "Workbook"),
        "as_of": ("基準日", "As of"),
        "definition": ("有効リードの定義", "Valid-lead definition"),
        "freshness": ("データの鮮度", "How recent the data is"),
        "headline": ("主な数字", "Headline numbers"),
        "tile_target": ("目標", "Target"),
        "tile_due": ("今日時点の目標", "Due by now"),
        "tile_reference": ("参考値", "Reference"),
        "tile_landing": ("着地見込み", "Landing"),
        "tile_last_month": ("前月同営業日", "Same day last month"),
        "acted": ("縦の点線＝アクション", "Dotted upright = action"),
        "and": ("、", ", "),
        "spark": ("これまでの推移", "The way so far"),
        "changed": ("前回から", "Since the last page"),
        "decision": ("決定事項", "Decision"),
        "action": ("アクション", "Action"),
        "actions": ("決定事項とアクション", "Decisions and actions"),
        "owner": ("担当", "Owner"),
        "due": ("期限", "Due"),
        "state": ("状況", "State"),
        "glossary": ("用語と定義", "Terms and definitions"),
        "notes": ("データについて", "About the data"),
        "failed": ("このセクションは作成できませんでした。", "This section could not be made."),
        "unexpected": (
            "想定外のエラー ({kind}) が起きました。詳しい内容は同じフォルダのノートブックにあります。",
            "An unexpected error ({kind}) occurred; the notebook in the same folder has the details.",
        ),
        "page_failed": ("このページは作成できませんでした", "This page could not be made"),
        "page_failed_where": ("止まった場所", "Where it stopped"),
        "page_failed_why": ("理由", "Why"),
        "page_failed_next": (
            "前回までのページはそのまま残っています。直したら、同じコマンドでもう一度作成してください。",
            "Earlier pages are untouched. Once it is put right, run the same command again.",
        ),
        "opening": ("ワークブックを開くところ", "Opening the workbook"),
        "index": ("会議ページの一覧", "Meeting pages"),
        "index_empty": ("まだページがありません。", "There is no page yet."),
        "curve": ("{kpi}の推移 ({first} から {last})", "{kpi} from {first} to {last}"),
        "day": ("{date.year}年{date.month}月{date.day}日 ({weekday})", "{weekday} {date}"),
        "weekdays": ("月 火 水 木 金 土 日", "Mon Tue Wed Thu Fri Sat Sun"),
        "footer": (
            "このページは外部と通信しません。議事録に添付して共有できます。",
            "This page makes no network requests: attach it to the minutes as it is.",
        ),
    }
)
"""The words that the page itself says."""


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
