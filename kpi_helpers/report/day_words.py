"""Why the page is of this day, in words."""

from kpi_helpers.workbook.last_day import LastDay
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.today import today
from kpi_helpers.workbook.workbook import Workbook

_WHY = (
    ("leads", "リードが最後に作成された日", "the last day on which a lead was created"),
    ("activities", "活動が最後に行われた日", "the last day on which an activity was done"),
    ("tallies", "日報の最後の日", "the last day of the daily tallies"),
    (
        "opportunities",
        "商談が最後に作成または完了された日",
        "the last day on which an opportunity was created or closed",
    ),
)


def as_of_lines(wb: Workbook, lang: str) -> list[str]:
    """The day of the page with its reason and, where a table ends long before another, a warning that names its file.

    Parameters
    ----------
    wb : Workbook
    lang : {"ja", "en"}

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> as_of_lines(example(), "en")
    ['見本株式会社 インサイドセールス: as of 2026-11-18']
    """
    ja, name, last = lang == "ja", wb.config.name, wb.last_day
    stand = f"{name}: {wb.as_of} 時点" if ja else f"{name}: as of {wb.as_of}"
    if last is None:
        return [stand, *_ahead(wb, ja)]
    why = next(words[1 if ja else 2] for words in _WHY if words[0] == last.table)
    line = f"{stand}（{why}。--as-of で変えられます）" if ja else f"{stand} ({why}; --as-of chooses another)"
    return [line, *([_stale(wb, last, lang)] if last.stale else [])]


def _ahead(wb: Workbook, ja: bool) -> list[str]:
    day = today(wb.config.timezone)
    if wb.as_of <= day:
        return []
    if ja:
        return [f"注意: {wb.as_of} は今日（{day}）より先です。今日より後の実績はまだありません。"]
    return [f"Note: {wb.as_of} lies ahead of today ({day}), after which nothing has happened yet."]


def _stale(wb: Workbook, last: LastDay, lang: str) -> str:
    other = "leads" if last.stale != "leads" else "tallies" if wb.is_tallied else "activities"
    files = ", ".join(wb.loaded.reports[last.stale].files) if wb.loaded else last.stale
    table, longer = (TABLES[name].ja if lang == "ja" else TABLES[name].en for name in (last.stale, other))
    if lang == "ja":
        return (
            f"注意: {files}（{table}）は {last.day} で終わっていますが、{longer}は {last.later} まであります。"
            f"古いファイルとみて、早い方の日を基準にしました。新しく書き出すか、--as-of で日を指定してください。"
        )
    return (
        f"Note: {files} ({table}) ends on {last.day}, while {longer} go on to {last.later}. The earlier day is taken, "
        "since the file looks stale; export it anew, or choose a day with --as-of."
    )
