"""The few words that the controls say."""

from kpi_helpers.report.language import in_both

WORDS = in_both(
    {
        "month": ("月", "Month"),
        "week": ("週", "Week"),
        "team": ("チーム", "Team"),
        "rep": ("担当者", "Rep"),
        "channel": ("チャネル", "Channel"),
        "campaign": ("施策", "Campaign"),
        "segment": ("セグメント", "Segment"),
        "valid_rate": ("有効率 (%)", "Valid rate (%)"),
        "opportunity_rate": ("商談化率 (%)", "Opportunity rate (%)"),
        "win_rate": ("受注率 (%)", "Win rate (%)"),
        "average_deal": ("平均単価", "Average deal"),
        "all": ("すべて", "All"),
        "none": ("（未入力）", "(not given)"),
        "now": ("（今）", " (now)"),
        "whole_page": ("この選択をページ全体に反映", "Apply to the whole page"),
        "reset": ("元に戻す", "Reset"),
        "working": ("計算中…", "Working…"),
        "controls": ("表示の条件", "What is shown"),
        "drill": ("数字の内訳を見る", "See the rows behind the numbers"),
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
