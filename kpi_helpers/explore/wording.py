"""The few words that the controls say."""

from kpi_helpers.report.language import in_both
from kpi_helpers.report.part import NAMES

_OWN = in_both(
    {
        "month": ("時点", "As of"),
        "valid_rate": ("有効率 (%)", "Valid rate (%)"),
        "opportunity_rate": ("商談化率 (%)", "Opportunity rate (%)"),
        "win_rate": ("受注率 (%)", "Win rate (%)"),
        "average_deal": ("平均単価", "Average deal"),
        "all": ("すべて", "All"),
        "none": ("（未入力）", "(not given)"),
        "now": ("（今）", " (now)"),
        "week_end": ("（週の終わり）", " (end of week)"),
        "month_end": ("（月末）", " (end of month)"),
        "whole_page": ("この選択をページ全体に反映", "Apply to the whole page"),
        "what_one_can_do": (
            "ここで選ぶとページ全体が、各節の上で選ぶとその節だけが変わります。明細と保存は各節の下にあります。",
            "A choice here changes the whole page, one above a section that section; rows and keeping are below each.",
        ),
        "keep": ("この表示を残す", "Keep this view"),
        "keep_line": ("セルで使うときの一行", "The line for a cell of your own"),
        "keep_page": ("ページ（HTML）", "Page (HTML)"),
        "keep_png": ("画像（PNG）", "Picture (PNG)"),
        "keep_excel": ("Excel", "Excel"),
        "kept": ("保存しました：{files}", "Kept: {files}"),
        "no_picture": (
            "この節の図は文字と表でできているため、画像はありません。Excel かページで残してください。",
            "The figures of this section are text and tables, not pictures: keep it as an Excel file or a page.",
        ),
        "name_what_if": ("試算の名前", "Name of the what-if"),
        "save_what_if": ("試算を保存", "Keep the what-if"),
        "building": ("ページを作っています（20 秒ほどかかります）…", "Making the page, which takes some 20 seconds…"),
        "page_command": ("同じページを作るコマンド", "The command that makes the same page"),
        "no_workbook": (
            "ワークブックのフォルダ {folder} が見つかりません。もとの場所に戻すか、最初のセルの workbook を直して、"
            "すべてのセルを実行し直してください。",
            "The workbook's folder {folder} is not there any more: put it back, or correct workbook in the first cell and run "
            "all cells again.",
        ),
        "reset": ("元に戻す", "Reset"),
        "working": ("計算中…", "Working…"),
        "controls": ("表示の条件", "What is shown"),
        "drill": ("数字の内訳を見る", "See the rows behind the numbers"),
        "press": (
            "図や表の数字を押すと、その明細が下に出ます（キーボードでは、表で Enter、矢印で移動、Enter）。",
            "Press a number of a figure or a table for its rows (by keyboard: Enter on a table, arrows, Enter).",
        ),
        "not_pointed": (
            "「{text}」は、行を数えた数字ではないか、どの数字か一つに決まりません。上の一覧から選んでください。",
            "“{text}” counts no rows, or may be one of several numbers: choose from the lists above.",
        ),
        "kpi": ("数字", "Number"),
        "period": ("期間", "Period"),
        "part": ("区分", "Part"),
        "sort": ("並べ替え", "Sort by"),
        "descending": ("降順", "descending"),
        "filter": ("絞り込み", "Filter"),
        "csv": ("CSVで保存", "Save as CSV"),
        "counted": ("数に入る", "counts"),
        "rows": ("{kpi}：{number} ／ 明細 {rows:,} 行", "{kpi}: {number} / {rows:,} rows"),
        "rows_rate": (
            "{kpi}：{number} ／ 明細 {rows:,} 行（うち{counted:,}行が分子）",
            "{kpi}: {number} / {rows:,} rows ({counted:,} of them count)",
        ),
        "ascending": ("昇順", "ascending"),
        "shown": (
            "{shown:,} 行を表示（全 {rows:,} 行、{by}の{order}）",
            "{shown:,} rows shown (of {rows:,}), by {by}, {order}",
        ),
        "nothing_left": ("絞り込みに合う行がありません。語を減らしてください。", "No row has these words: use fewer."),
        "no_rows": (
            "この選択には明細がありません。別の期間か区分を選んでください。",
            "There are no rows behind this choice: choose another period or part.",
        ),
        "yes": ("はい", "yes"),
        "no": ("いいえ", "no"),
        "whole": ("全体", "All"),
        "failed": ("この選択では計算できませんでした：{why}", "This choice could not be worked out: {why}"),
    }
)

WORDS = {lang: NAMES[lang] | own for lang, own in _OWN.items()}
