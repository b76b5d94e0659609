"""The few words that the controls say, in both languages."""

WORDS = {
    "ja": {
        "month": "月", "week": "週", "team": "チーム", "rep": "担当者", "channel": "チャネル", "campaign": "施策",
        "segment": "セグメント", "thin": "少数とみなす件数", "valid_rate": "有効率 (%)", "opportunity_rate": "商談化率 (%)",
        "win_rate": "受注率 (%)", "average_deal": "平均単価", "all": "すべて", "none": "（未入力）", "now": "（今）",
        "whole_page": "この選択をページ全体に反映", "reset": "元に戻す", "working": "計算中…", "controls": "表示の条件",
        "drill": "数字の内訳を見る", "kpi": "数字", "period": "期間", "part": "区分", "sort": "並べ替え",
        "descending": "降順", "filter": "絞り込み", "csv": "CSVで保存", "counted": "数に入る",
        "rows": "{kpi}：{number} ／ 明細 {rows:,} 行", "rows_rate": "{kpi}：{number} ／ 明細 {rows:,} 行（うち{counted:,}行が分子）",
        "ascending": "昇順",
        "shown": "{shown:,} 行を表示（全 {rows:,} 行、{by}の{order}）",
        "nothing_left": "絞り込みに合う行がありません。語を減らしてください。",
        "no_rows": "この選択には明細がありません。別の期間か区分を選んでください。",
        "yes": "はい", "no": "いいえ", "whole": "全体",
        "failed": "この選択では計算できませんでした：{why}",
    },
    "en": {
        "month": "Month", "week": "Week", "team": "Team", "rep": "Rep", "channel": "Channel", "campaign": "Campaign",
        "segment": "Segment", "thin": "Thin below", "valid_rate": "Valid rate (%)", "opportunity_rate": "Opportunity rate (%)",
        "win_rate": "Win rate (%)", "average_deal": "Average deal", "all": "All", "none": "(not given)", "now": " (now)",
        "whole_page": "Apply to the whole page", "reset": "Reset", "working": "Working…", "controls": "What is shown",
        "drill": "See the rows behind the numbers", "kpi": "Number", "period": "Period", "part": "Part", "sort": "Sort by",
        "descending": "descending", "filter": "Filter", "csv": "Save as CSV", "counted": "counts",
        "rows": "{kpi}: {number} / {rows:,} rows", "rows_rate": "{kpi}: {number} / {rows:,} rows ({counted:,} of them count)",
        "ascending": "ascending",
        "shown": "{shown:,} rows shown (of {rows:,}), by {by}, {order}",
        "nothing_left": "No row has these words: use fewer.",
        "no_rows": "There are no rows behind this choice: choose another period or part.",
        "yes": "yes", "no": "no", "whole": "All",
        "failed": "This choice could not be worked out: {why}",
    },
}
