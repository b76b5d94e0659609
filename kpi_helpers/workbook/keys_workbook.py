"""Every key of `workbook.yml`."""

from kpi_helpers.workbook.keys import (
    ANY,
    DATE,
    DATES,
    FLAG,
    ITEMS,
    MAPPING,
    NUMBER,
    NUMBERS,
    SHARE,
    TEXT,
    TEXTS,
    VALUE,
    Key,
)

OUTPUTS = ("excel", "digest", "lists", "pdf", "png")
DEFAULT_OUTPUTS = ("excel", "digest", "lists")
MONEY_UNITS = ("one", "thousand", "ten_thousand", "million", "hundred_million")
UNITS = ("seconds", "minutes", "milliseconds", "clock", "percent", *MONEY_UNITS)
DATE_ORDERS = ("ymd", "mdy", "dmy")
CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CNY", "KRW", "TWD", "HKD", "SGD", "AUD", "CAD", "THB", "VND", "INR", "BRL")

_COLUMN = (
    Key("column", (TEXT,), "書き出しでの列名", "the column's name in the export"),
    Key(
        "unit",
        (TEXT,),
        "時間・割合の単位（見出しにも値にも書かれていないとき）、金額の単位（千円なら `thousand`、万円なら `ten_thousand`、"
        "百万円なら `million`、億円なら `hundred_million`、円のままなら `one`。120万 のように値に単位があればそちらが優先）",
        "unit of a duration or a rate, where neither header nor values show it; of money: by what its numbers are to be "
        "multiplied (`one`: by nothing, whatever the header says; a scale that a value bears itself, as in 1.2M, wins)",
        "tables: {activities: {file: calls.csv, columns: {talk_seconds: {column: 通話時間, unit: minutes}}}}",
        UNITS,
    ),
    Key(
        "date_order",
        (TEXT,),
        "03/04/2026 や 26/11/20 の読み方",
        "how 03/04/2026 and 26/11/20 are read",
        "tables: {leads: {file: leads.csv, columns: {created_at: {column: Created, date_order: dmy}}}}",
        DATE_ORDERS,
    ),
    Key(
        "timezone",
        (TEXT,),
        "その列の時刻のタイムゾーン（値に書かれていればそちらが優先）",
        "time zone of the column's times of day; one that a value bears itself wins",
        'tables: {activities: {file: calls.csv, columns: {started_at: {column: "datetime (utc)", timezone: UTC}}}}',
    ),
    Key(
        "date",
        (TEXT,),
        "日付と時刻が別の列のとき、日付の列",
        "the column of the date, where date and time stand apart",
        "tables: {activities: {file: calls.csv, columns: {started_at: {date: 架電日, time: 開始時刻}}}}",
    ),
    Key("time", (TEXT,), "同じく、時刻の列", "and that of the time of day"),
    Key(
        "from",
        (TEXT,),
        "通話時間の列がないとき、開始時刻の列",
        "the column of the start, where no column holds the duration",
        "tables: {activities: {file: calls.csv, columns: {talk_seconds: {from: 開始時刻, to: 終了時刻}}}}",
    ),
    Key("to", (TEXT,), "同じく、終了時刻の列", "and that of the end"),
)

_REPEATS = (
    Key(
        "keep",
        (TEXT,),
        "残す行（last 最後、first 最初）",
        "the row that stays: the last or the first",
        "tables: {opportunities: {file: deals.csv, repeats: {keep: last, by: 更新日}}}",
        ("last", "first"),
    ),
    Key(
        "by",
        (TEXT,),
        "順番を決める書き出しの列（なければ行の順）",
        "the export's column that orders them; the order of rows where none is named",
    ),
    Key(
        "collect",
        (TEXTS,),
        "集める項目（そのほかは最も早い行の値）",
        "columns of ours whose values are collected; all others are those of the earliest row",
        "tables: {leads: {file: members.csv, repeats: {collect: [campaign]}}}",
    ),
)

_TABLE = (
    Key(
        "file",
        (TEXTS,),
        "書き出しのファイル名。リストやパターンなら一つの表として読む。目標の表は、月が見出しに横に並んでいてもよい。日を横に並べた表は、先に1行1組に直す",
        "the export; a list or a pattern reads several as one table. Targets may have their months across the "
        "header; where days stand across, write rows first",
        "tables: {leads: {file: リード*.csv}}",
    ),
    Key(
        "table",
        (TEXT,),
        "ファイルの代わりに、データベースの表",
        "instead of a file, a table of the database",
        "connection: postgres://kpi:${KPI_DB_PASSWORD}@db/crm\ntables: {leads: {table: sfdc_lead}}",
    ),
    Key(
        "sheet",
        (TEXT, NUMBER),
        "Excel のシートの名前か番号",
        "name or number of the Excel sheet",
        "tables: {targets: {file: 予算.xlsx, sheet: 2026}}",
    ),
    Key(
        "preset",
        (TEXT,),
        "書き出したツール（列名と値の意味をまとめたもの）。自作のファイル名も書ける",
        "the tool it comes from, which settles names of columns and meaning of values; or a file of your own",
        "tables: {leads: {file: leads.csv, preset: salesforce-ja}}",
    ),
    Key(
        "columns",
        (MAPPING,),
        "本ツールの項目: 書き出しでの列名",
        "our column: its name in the export",
        "tables: {leads: {file: leads.csv, columns: {lead_id: リード ID, created_at: 作成日}}}",
        keys=(Key(ANY, (TEXT, MAPPING), "列名、または下の書き方", "a name, or the forms below", keys=_COLUMN),),
    ),
    Key(
        "constants",
        (MAPPING,),
        "書き出しにない項目の値",
        "values of columns that the export does not have",
        "tables: {leads: {file: leads.csv, constants: {motion: inbound}}}",
        keys=(Key(ANY, (VALUE,), "全行に入る値", "what every row has"),),
    ),
    Key(
        "values",
        (MAPPING,),
        "本ツールの値: 書き出しでの値。missing には意味のない値を書く",
        "our value: theirs; `missing` lists those that mean nothing",
        "tables: {activities: {file: calls.csv, values: {outcome: {connected: [担当者接触*], absent: [不在], missing: [その他]}}}}",
        keys=(
            Key(
                ANY,
                (MAPPING,),
                "項目",
                "a column of ours",
                keys=(
                    Key(
                        ANY,
                        (TEXTS,),
                        "書き出しでの値。* はそこから始まるもの",
                        "values of theirs; * stands for whatever follows",
                    ),
                ),
            ),
        ),
    ),
    Key(
        "fill_down",
        (TEXTS,),
        "グループの先頭行にだけ値がある列（グループ化したレポート）。小計をまたいでは埋めない。"
        "〃・同上などの印がある列では、印のあるセルだけを埋め、空のセルは空のまま",
        "columns that are filled in the first row of each group alone; never filled over a subtotal; in a column that "
        "has ditto marks these alone are filled and blank cells stay blank",
        "tables: {leads: {file: report.xlsx, fill_down: [リード 所有者, リードソース]}}",
    ),
    Key(
        "repeats",
        (MAPPING,),
        "一つの ID に複数の行があるときの扱い（フェーズ履歴、キャンペーンメンバー、kintone のテーブルなど）",
        "what to do where one id has several rows (stage history, campaign members, kintone sub-tables)",
        keys=_REPEATS,
    ),
    Key(
        "year",
        (NUMBER,),
        "年のない日付（11/2 9:05）の年。見出しに月（10月・11月…）が横に並ぶ目標の表では、最初の月の年",
        "year of dates that bear none (11/2 9:05); of targets with months such as Oct and Nov across the header that of the first",
        "tables: {activities: {file: calls.csv, year: 2026}}",
    ),
)

BENCHMARK_KEYS = (
    Key("cph", (NUMBER,), "1時間あたりの架電数", "calls per hour"),
    Key("contact_rate", (SHARE,), "接触率", "share of calls that reach the person"),
    Key(
        "att_seconds",
        (NUMBERS,),
        "会話の長さの目安（下限と上限、秒）",
        "usual length of a talk, from and to, in seconds",
    ),
    Key("response_seconds", (NUMBER,), "初回対応までの秒数", "seconds to the first response"),
    Key("companies_per_100", (NUMBER,), "活動100件あたりの社数", "companies per 100 activities"),
    Key("activities_per_company", (NUMBER,), "1社あたりの活動数", "activities per company"),
    Key("list_coverage", (SHARE,), "ターゲットリストへの接触の広がり", "share of the target list that was touched"),
)

_CALENDAR = (
    Key(
        "country",
        (TEXT,),
        "祝日の国（ISO コード）",
        "country of the public holidays, ISO code",
        "calendar: {country: JP}",
    ),
    Key(
        "days_off",
        (DATES,),
        "会社の休業日",
        "the company's own days off",
        "calendar: {days_off: [2026-12-29, 2026-12-30]}",
    ),
    Key(
        "business_hours",
        (TEXTS,),
        "営業時間",
        "business hours",
        'calendar: {business_hours: ["09:00", "18:00"]}',
    ),
    Key(
        "obon",
        (FLAG, TEXTS),
        "夏季休業。true は8月13〜16日、または毎年の初日と最終日",
        "summer break: true for 13 to 16 August, or its first and last day of every year",
        "calendar: {obon: [08-12, 08-16]}",
    ),
    Key(
        "year_end",
        (FLAG, TEXTS),
        "年末年始休業。true は12月29日〜1月3日、または毎年の初日と最終日",
        "year-end break: true for 29 December to 3 January, or its first and last day of every year",
        "calendar: {year_end: true}",
    ),
)

WORKBOOK = (
    Key("name", (TEXT,), "ページに出る名前", "the name on the pages", "name: サンプル株式会社 インサイドセールス"),
    Key(
        "timezone",
        (TEXT,),
        "時差の書かれていない時刻のタイムゾーン（既定は Asia/Tokyo）",
        "time zone of times without an offset; Asia/Tokyo by default",
        "timezone: Asia/Tokyo",
    ),
    Key("language", (TEXT,), "ページの言語", "language of the pages", "language: ja", ("ja", "en")),
    Key(
        "currency",
        (TEXT,),
        "金額の通貨（既定は JPY）。ほかの通貨の記号がついた金額は数えずに知らせる",
        "currency of the amounts, JPY by default; an amount with the sign of another is told, not counted",
        "currency: USD",
        CURRENCIES,
    ),
    Key(
        "tables",
        (MAPPING,),
        "表ごとの書き出し。列の違うファイルは、同じ表の下にリストで並べる",
        "the exports by table; files with other columns stand as a list under the same table",
        keys=(Key(ANY, (ITEMS,), "表の名前", "name of a table", keys=_TABLE),),
        required=True,
    ),
    Key(
        "people",
        (MAPPING,),
        "担当者の表記ゆれ: 正しい名前と、同じ人のほかの書き方。すべての表で一人として数える",
        "the spellings of one person, joined over all tables: the name and its other spellings",
        "people: {佐藤: [佐藤 花子, 佐藤（花子）, sato@example.co.jp]}",
        keys=(Key(ANY, (TEXTS,), "ほかの書き方", "other spellings"),),
    ),
    Key(
        "teams",
        (MAPPING,),
        "チームと担当者",
        "teams and their reps",
        "teams: {SDR: [佐藤, 鈴木], BDR: [高橋]}",
        keys=(Key(ANY, (TEXTS,), "担当者", "its reps"),),
    ),
    Key(
        "definitions",
        (TEXT,),
        "有効リード・商談条件のファイル",
        "the file of the definitions",
        "definitions: definitions.yml",
    ),
    Key("calendar", (MAPPING,), "営業日と営業時間", "business days and hours", keys=_CALENDAR),
    Key(
        "benchmarks",
        (ITEMS,),
        "参考値。from・team をつけたリストにすると、その日から、そのチームだけの値になる",
        "reference values; in a list each may hold from a day on and for one team",
        "benchmarks:\n- {cph: 13}\n- {from: 2026-10-01, team: SDR, contact_rate: 0.32}\nteams: {SDR: [佐藤]}",
        keys=(
            *BENCHMARK_KEYS,
            Key("from", (DATE,), "この日から", "from this day on"),
            Key("team", (TEXT,), "このチームだけ", "for this team alone"),
        ),
    ),
    Key(
        "rejected_budget",
        (SHARE,),
        "除いた行がこの割合を超えた表があれば集計を止める（既定は 0.02）",
        "share of a table's rows that may be set aside before the build stops; 0.02 by default",
        "rejected_budget: 0.02",
    ),
    Key(
        "connection",
        (TEXT,),
        "データベースの接続先。パスワードは環境変数で渡す",
        "the database; secrets come from the environment",
        "connection: postgres://kpi:${KPI_DB_PASSWORD}@db/crm",
    ),
    Key(
        "freemail",
        (TEXTS,),
        "フリーメールとして扱うドメイン（既定の一覧に足す）",
        "domains to be taken as free mail, beside those known",
        "freemail: [example.ne.jp]",
    ),
    Key(
        "outputs",
        (TEXTS,),
        "ページと numbers.csv と議事録のほかに書き出すもの（既定は excel, digest, lists）。excel は numbers.xlsx、"
        "digest は貼り付け用の要約、lists は対応リストの CSV、pdf は印刷用、png は図の画像。[] なら何も足さない",
        "what is written beside pages, numbers.csv and minutes; excel, digest and lists by default. excel: numbers.xlsx, "
        "digest: the message to paste, lists: the lists to act on as CSV, pdf: the print, png: the figures; [] for none",
        "outputs: [excel, digest, lists, pdf]",
        OUTPUTS,
    ),
    Key(
        "links",
        (MAPPING,),
        "CRM の画面へのリンク（ID を { } で囲む。http か https）。Excel と CSV の一覧だけに入る",
        "addresses in the CRM, the id in braces, http or https, for the lists in Excel and CSV alone",
        'links: {lead: "https://crm.example.com/{lead_id}"}',
        keys=(
            Key("lead", (TEXT,), "リード", "of a lead"),
            Key("opportunity", (TEXT,), "商談", "of an opportunity"),
            Key("company", (TEXT,), "会社", "of a company"),
        ),
    ),
)
