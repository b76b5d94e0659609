"""What a workbook lacks, in one sentence: which column of which file would give it."""

from kpi_helpers.workbook import lacks
from kpi_helpers.workbook.lacks import Lack
from kpi_helpers.workbook.schema import TABLES

_WORDS = {
    lacks.TABLE: ("{table}の表がない（または行がない）", "the table of {table} is not there or has no row"),
    lacks.ABSENT: (
        "{table}に「{meaning}」（{column}）の列がない{files}",
        "no column for {column} ({meaning}) in {table}{files}",
    ),
    lacks.EMPTY: (
        "{table}の「{meaning}」（{column}）がどの行も空{files}",
        "{column} ({meaning}) is empty throughout in {table}{files}",
    ),
    lacks.UNNAMED: (
        "{table}の「{meaning}」（{column}）の値がどれも workbook.yml の values にない{files}",
        "no value of {column} ({meaning}) in {table} is named under values in workbook.yml{files}",
    ),
    lacks.TIME: (
        "{table}の「{meaning}」（{column}）に時刻がない{files}",
        "{column} ({meaning}) of {table} has no time of day{files}",
    ),
    lacks.LINK: (
        "{table}のリードがほとんど見つからない{files}",
        "hardly any row of {table} finds its lead{files}",
    ),
    lacks.COMPANY: ("{table}に会社のわかる行がない{files}", "no row of {table} tells its company{files}"),
    lacks.MONTHS: (
        "{table}の期間が短い（必要な月数: {months}）{files}",
        "the history of {table} is too short ({months} months are needed){files}",
    ),
}


def lack_in_words(lack: Lack, lang: str) -> str:
    """What is lacking, with the table, the column and the files it is about.

    Parameters
    ----------
    lack : Lack
    lang : {"ja", "en"}

    Returns
    -------
    str

    Examples
    --------
    >>> lack_in_words(Lack("absent", "activities", "outcome", ("calls.csv",)), "en")
    'no column for outcome (what came of it) in activities (calls.csv)'
    >>> lack_in_words(Lack("time", "leads", "created_at", ("leads.csv",)), "ja")
    'リードの「リードの作成日時」（created_at）に時刻がない（leads.csv）'
    """
    ja, table = lang == "ja", TABLES[lack.table]
    column = table.by_name.get(lack.column)
    files = ", ".join(lack.files)
    return _WORDS[lack.kind][0 if ja else 1].format(
        table=table.ja if ja else table.en,
        column=lack.column,
        meaning=(column.ja if ja else column.en) if column else lack.column,
        months=lack.months,
        files=(f"（{files}）" if ja else f" ({files})") if files else "",
    )
