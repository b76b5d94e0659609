"""Reasons and warnings in the words of both languages."""

REASONS = {
    "missing_required": ("必須の値がない", "a required value is missing"),
    "ditto_mark": (
        "「同上」の印（〃 など）だけで値がない（上の行と同じ意味なら workbook.yml で fill_down を指定）",
        "a ditto mark instead of a value (where it means the row above, say fill_down in workbook.yml)",
    ),
    "group_cell": (
        "グループの先頭行にだけ値がある列のようで、この行にはない（上の行と同じ意味なら workbook.yml で fill_down を指定）",
        "the column seems to be filled in the first row of each group alone (where it means the row above, say fill_down in workbook.yml)",
    ),
    "unreadable_date": ("日付を読めない", "the date cannot be read"),
    "time_without_date": ("時刻だけで日付がない", "a time of day without its date"),
    "ambiguous_date": (
        "日付が二通りに読める（workbook.yml で date_order を指定）",
        "the date can be read in two ways (say date_order in workbook.yml)",
    ),
    "date_out_of_range": ("日付が2000〜2100年の外", "the date is outside 2000–2100"),
    "unreadable_number": ("必須の数値を読めない", "a required number cannot be read"),
    "duplicate_id": ("ID の重複（後の行）", "the id stood already in an earlier row"),
    "negative_duration": ("時間がマイナス", "the duration is negative"),
    "too_many_cells": ("見出しより列が多い（区切りのずれ）", "more cells than the header has (shifted by a delimiter)"),
    "broken_quotes": ('引用符（"）が閉じていない', 'a quotation mark (") is not closed'),
    "repeated_header": ("見出し行の繰り返し", "the header again"),
    "subtotal_row": ("小計・合計の行", "a subtotal or total"),
    "note_line": ("注記の行", "a note, not a row"),
    "overlap": ("ほかのファイルと重複する同じ行", "the same row of another file"),
    "planned_undated": ("日時の決まっていない予定", "planned, and without a date yet"),
    "repeat": ("同じ ID の別の行（repeats）", "another row of the same id (repeats)"),
    "corrected": (
        "rejected.csv で直した行（直したほうを読む）",
        "given again in a file of rejected rows, which is read instead",
    ),
}
"""Why a row is set aside: id, then the text in Japanese and in English."""

HARMLESS = frozenset(
    {"repeated_header", "subtotal_row", "note_line", "overlap", "planned_undated", "repeat", "corrected"}
)
"""Reasons that lose nothing: they do not count against the budget."""

WARNINGS = {
    "unknown_value": (
        "workbook.yml の values にない値（空として扱う）",
        "a value that `values` in workbook.yml does not name (taken as missing)",
    ),
    "ditto_mark": (
        "「同上」の印（〃 など。空として扱う。上の行と同じ意味なら、workbook.yml のその表に fill_down: [見出し] と書く）",
        "a ditto mark (taken as missing; where it means the row above, write fill_down: [header] under the table in workbook.yml)",
    ),
    "group_cell": (
        "グループの先頭行にだけ値がある列（結合セルなど）のようなときの空のセル（空として扱う。上の行と同じ意味なら、workbook.yml のその表に fill_down: [見出し] と書く）",
        "an empty cell of a column that seems to be filled in the first row of each group alone, as merged cells are (taken as missing; "
        "where it means the row above, write fill_down: [header] under the table in workbook.yml)",
    ),
    "sheet_error": (
        "表計算のエラー値（#N/A など。空として扱う。元の表の数式を直して書き出す）",
        "an error of a spreadsheet such as #N/A (taken as missing: mend the formula in the sheet and export again)",
    ),
    "unreadable_number": ("数値を読めない（空として扱う）", "a number that cannot be read (taken as missing)"),
    "range": ("範囲で書かれた数（下限として読む）", "a number given as a range (read as its lower end)"),
    "other_currency": (
        "workbook.yml の currency と違う通貨の金額（空として扱う）",
        "an amount in another currency than `currency` in workbook.yml (taken as missing)",
    ),
    "zone_of_header": (
        "見出しに別のタイムゾーンがある（columns に timezone を書くまで、workbook.yml のタイムゾーンで読む）",
        "the header states another time zone (read in the workbook's until `timezone` stands under columns)",
    ),
    "zone_differs": (
        "見出しのタイムゾーンが columns の timezone と違う（columns のとおりに読む）",
        "the header states another time zone than `timezone` under columns (which is obeyed)",
    ),
    "unit_of_header": (
        "見出しに金額の単位がある（workbook.yml の columns に unit を書くまで、1 の位の金額として読む。unit: one なら見出しを無視する）",
        "the header states a unit of money (read in ones until `unit` stands under columns in workbook.yml; unit: one ignores it)",
    ),
    "unit_of_note": (
        "表の上に金額の単位が書いてある（workbook.yml の columns に unit を書くまで、1 の位の金額として読む。unit: one なら無視する）",
        "a note above the table states a unit of money (read in ones until `unit` stands under columns in workbook.yml; unit: one ignores it)",
    ),
    "unit_differs": (
        "ファイルに書いてある金額の単位が workbook.yml の unit と違う（workbook.yml のとおりに読む。unit: one なら、書いてある単位を無視する）",
        "the file states another unit of money than `unit` in workbook.yml (which is obeyed; unit: one ignores what the file states)",
    ),
    "unreadable_duration": ("時間を読めない（空として扱う）", "a duration that cannot be read (taken as missing)"),
    "negative_amount": ("金額がマイナス（そのまま数える）", "a negative amount (counted as it stands)"),
    "negative_number": ("数値がマイナス（そのまま数える）", "a negative number (counted as it stands)"),
    "long_talk": (
        "通話が24時間を超える（単位の違い？ そのまま数える）",
        "a talk of more than 24 hours (another unit? counted as it stands)",
    ),
    "opportunity_before_lead": ("リードより前の商談", "an opportunity before its lead"),
    "activity_before_lead": ("リードより前の活動", "an activity before its lead"),
    "unknown_lead": (
        "リード表にないリード ID（行そのものは数える）",
        "a lead id that the leads do not have (the row itself is counted)",
    ),
    "planned_with_outcome": (
        "結果があるのに予定のままの活動（予定として扱い、活動には数えない）",
        "planned, yet with an outcome (taken as planned, no activity)",
    ),
    "won_without_amount": ("金額のない受注（0円として扱う）", "won without an amount (taken as 0)"),
    "closed_without_date": (
        "完了日のない受注・失注（進行中として扱う）",
        "won or lost without a close date (taken as open)",
    ),
    "closed_before_created": (
        "作成日より前に受注・失注した商談（完了日の月に数える）",
        "won or lost before the day it was created (counted in the month of its close date)",
    ),
    "short_id": (
        "15桁と18桁の ID（同じものとして結びつける）",
        "an id of 15 characters matched with its 18 (the same record)",
    ),
    "leading_zeros": (
        "先頭の 0 があるものとないものの ID（同じものとして結びつける）",
        "an id with and without leading zeros (the same record)",
    ),
    "share_for_percent": (
        "見出しは % なのに 0〜1 の値（100倍して % として読む）",
        "a value from 0 to 1 under a header in % (taken times 100, as percent)",
    ),
    "shortened_id": (
        "表計算ソフトが丸めた ID（1.23E+15 など。元の ID に戻せない）",
        "an id that a spreadsheet has rounded, such as 1.23E+15 (what it was is lost)",
    ),
    "copied_activity": ("ID だけが違う同じ活動", "the same activity under another id"),
    "unknown_metric": (
        "知らない指標の目標（予実には使わない）",
        "a target for an unknown metric (not used for budget against actual)",
    ),
    "repeated_target": (
        "同じ月・指標の目標が二つ（どちらも使わない）",
        "two targets for the same month and metric (neither is used)",
    ),
    "share_for_count": (
        "件数・金額の目標が1に満たない（割合を書いた？ そのまま使う）",
        "a target of a count or an amount below 1 (a share? used as it stands)",
    ),
    "long_day": (
        "一人の一日の稼働時間が24時間を超える（分を書いた？ そのまま数える）",
        "more than 24 hours of one person on one day (minutes? counted as they stand)",
    ),
    "utc_close_date": (
        "UTC 0時で書かれた完了日（1日ずれることがある）",
        "a close date written as midnight in UTC (it may be off by a day)",
    ),
    "unreadable_characters": ("文字コードで読めない文字", "a character that the encoding cannot read"),
    "western_characters": (
        "西欧の文字コード（Windows-1252）として読んだ文字（é や ’ など）。化けていれば UTF-8 の CSV で書き出し直す",
        "a character read as Western European (Windows-1252), such as é or ’; if it looks wrong export again as CSV in UTF-8",
    ),
    "nul_characters": ("NUL 文字（取り除いた）", "a NUL character (removed)"),
}
"""What is odd but kept: id, then the text in Japanese and in English."""


ADVICE = {
    "missing_required": (
        "tables.{table}.columns にその値の列を書くか、行の値を補ってください",
        "name the column that holds the value under tables.{table}.columns, or complete the rows",
    ),
    "ditto_mark": (
        "上の行と同じ意味なら tables.{table}.fill_down に [見出し] と書き、そうでなければセルに値を入れてください",
        "where it means the row above write [header] under tables.{table}.fill_down; else write the value into the cells",
    ),
    "group_cell": (
        "上の行と同じ意味なら tables.{table}.fill_down に [見出し] と書き、そうでなければ行の値を補ってください",
        "where it means the row above write [header] under tables.{table}.fill_down; else complete the rows",
    ),
    "unreadable_date": (
        "年のない日付なら tables.{table}.year を書き、そうでなければセルを直してください",
        "for dates without a year write tables.{table}.year; else correct the cells",
    ),
    "time_without_date": (
        "日付が別の列にあるなら tables.{table}.columns に {{date: 日付の列, time: 時刻の列}} と書き、そうでなければ日付を補ってください",
        "where the date stands in another column write {{date: …, time: …}} under tables.{table}.columns; else complete the dates",
    ),
    "ambiguous_date": (
        "tables.{table}.columns に date_order: を書いてください",
        "write date_order: under tables.{table}.columns",
    ),
    "date_out_of_range": (
        "tables.{table}.columns の列が正しいか確かめてください",
        "look whether tables.{table}.columns names the right column",
    ),
    "duplicate_id": (
        "まず tables.{table}.columns の ID の列が行ごとの ID か（通話ID など別の列ではないか）確かめてください。"
        "一つの ID に複数の行があるのが正しければ repeats: を書き、そうでなければ重複のない書き出しにしてください",
        "look first whether tables.{table}.columns names the id of each row (and not of what it is about); where one id has "
        "several rows by design write repeats: under tables.{table}; else export without copies",
    ),
    "duplicate_id:leads": (
        "一つのリードに何行もあるのは、多くは架電記録です。結果や通話時間の列があるファイルなら tables.activities に移してください。"
        "リードの一覧なら tables.leads.columns の lead_id を確かめ、行が履歴やキャンペーンごとなら repeats: を書いてください",
        "several rows for one lead look like a log of calls: where the file has outcomes or talk times move it to tables.activities; of a list of "
        "leads look at lead_id under tables.leads.columns, and write repeats: where it has a row for each change or campaign",
    ),
    "too_many_cells": (
        "すべてのセルを引用符で囲んで書き出し直してください",
        "export again with every cell in quotation marks",
    ),
    "broken_quotes": (
        "すべてのセルを引用符で囲んで書き出し直してください",
        "export again with every cell in quotation marks",
    ),
    "negative_duration": (
        "tables.{table}.columns の列が正しいか確かめてください",
        "look whether tables.{table}.columns names the right column",
    ),
}
"""What to do first where a table loses many rows for a reason, in Japanese and in English."""


def advice(reason: str, table: str, language: str = "en") -> str:
    """What to do first where many rows of a table are set aside for a reason.

    Examples
    --------
    >>> advice("ambiguous_date", "leads")
    'write date_order: under tables.leads.columns'
    """
    told = ADVICE.get(f"{reason}:{table}") or ADVICE.get(reason, ("セルを直してください", "correct the cells"))
    return told[0 if language == "ja" else 1].format(table=table)


def reason_text(code: str, language: str, column: str | None = None) -> str:
    """A reason in `ja` or `en`, with the column it is about.

    Examples
    --------
    >>> reason_text("unreadable_date", "en", "created_at")
    'the date cannot be read: created_at'
    """
    return _text(REASONS, code, language, column)


def warning_text(code: str, language: str) -> str:
    """A warning in `ja` or `en`; what follows a colon in the code is the column.

    Examples
    --------
    >>> warning_text("unknown_value:outcome", "ja")
    'workbook.yml の values にない値（空として扱う）：outcome'
    """
    kind, _, column = code.partition(":")
    return _text(WARNINGS, kind, language, column)


def _text(words: dict[str, tuple[str, str]], code: str, language: str, column: str | None) -> str:
    text = words[code][0 if language == "ja" else 1]
    return text + (f"{'：' if language == 'ja' else ': '}{column}" if column else "")
