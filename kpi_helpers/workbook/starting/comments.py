"""What a draft of `workbook.yml` says beside its lines, in both languages."""

TEXTS = {
    "head": (
        "`kpi init` が書き出しファイルの見出しから作った下書きです。「要確認」の行を見て、違っていれば直してください。",
        "A draft that `kpi init` made from the headers of the exports. Look at the lines marked CHECK and correct what is wrong.",
    ),
    "check": ("要確認", "CHECK"),
    "own": ("見出しは本ツールの列名のまま", "the header bears our own names"),
    "guessed": (
        "どのツールの書き出しかわからない一般的な見出しです。対応をひととおり確認してください",
        "common names, of no known tool: look through all of them",
    ),
    "unit": (
        "単位が見出しにない（例: {}）。秒として読みます。分なら unit: minutes",
        "no unit in the header (e.g. {}): read as seconds; for minutes write unit: minutes",
    ),
    "by_size": (
        "このツールではミリ秒ですが、値が小さい（例: {}）ので秒とみなしました。違えば unit: milliseconds",
        "milliseconds in this tool, but so small (e.g. {}) that they are taken for seconds; else write unit: milliseconds",
    ),
    "noted_unit": (
        "表の上に「{}」とあります。この列が違う単位なら直してください",
        "the note above the table says '{}': correct it where this column is in another unit",
    ),
    "order": (
        "日と月のどちらが先か決まらない（例: {}）。date_order: dmy か mdy を書くまで集計は止まります",
        "day or month first cannot be told (e.g. {}): nothing is built until date_order: dmy or mdy stands here",
    ),
    "year": (
        "年・月・日の順が決まらない（例: {}）。date_order: ymd・mdy・dmy のどれかを書くまで、この行は除かれます",
        "which part is the year cannot be told (e.g. {}): these rows are set aside until date_order: ymd, mdy or dmy stands here",
    ),
    "twice": ("同じ見出しが複数ある", "the header has this name more than once"),
    "copies": (
        "{} とあわせて一つの表にします。同じ活動・同じ行が両方にないか確認してください",
        "read together with {} as one table: make sure that the same rows do not stand in both",
    ),
    "by_mail": (
        "ID の列がないので、メールアドレスで区別します。ID の列があれば書き換えてください",
        "there is no id: told apart by their e-mail address; where a column holds an id, name it",
    ),
    "by_company": (
        "ID もメールもないので、会社名で区別します。ID の列があれば書き換えてください",
        "there is no id and no e-mail: told apart by company; where a column holds an id, name it",
    ),
    "by_sheet": (
        "シート名を担当者とみなしました。違えば直してください",
        "the names of the sheets are taken for those of the reps: correct what is wrong",
    ),
    "won_flag": (
        "false は失注と進行中を区別できないので、進行中として数えます",
        "false may be lost or open: counted as open",
    ),
    "across": (
        "見出しに横に並んだ月と、その下の値を読みます（この名前の列は要りません）",
        "read from the months across the header and the cells below (no column of this name is needed)",
    ),
    "unused": ("使わない列: {}", "columns not used: {}"),
    "absent": ("見つからない項目: {}", "not found: {}"),
    "motion": (
        "反響・新規開拓の区分がないので、全件を反響（inbound）として数えます",
        "no motion: all leads count as inbound",
    ),
    "open_value": (
        "次の値は意味がわからないので空として数えます: {}",
        "the meaning of these is not known, they count as missing: {}",
    ),
    "open_stage": (
        "ここは進行中とみなした値です。受注・失注があれば移してください: {}",
        "taken as open; move what is won or lost: {}",
    ),
    "answered": (
        "空なら不通。つながった通話の相手が担当者かはこの列ではわかりません",
        "empty: not answered; who answered the others cannot be told",
    ),
    "teams": ("チーム別に見るときは、担当者を分けて書きます。", "To see teams, share the reps out among them."),
    "sketch": (
        "知らないツールの書き出しです。見出しと値から推測した対応なので、ひととおり確認してください",
        "of a tool that is not known: guessed by headers and values, look through all of it",
    ),
    "blind": (
        'どの表か決められませんでした。違う表なら、この上の表名を直すか --table "表名={}" で作り直してください',
        'which table this is cannot be told: correct its name above, or begin again with --table "NAME={}"',
    ),
    "lacking": (
        "必須です。{}にあたる列の名前を書いてください",
        "required: write the name of the column that holds the {}",
    ),
    "lacking_rep": (
        "必須です。{}にあたる列の名前を書くか、どの行も同じ人なら constants: {{rep: 名前}} を足してください",
        "required: write the name of the column that holds the {}, or constants: {{rep: NAME}} where all rows are one person's",
    ),
    "header": ("見出しと値の例（上で使っていないもの）", "headers with some of their values, of those not used above"),
    "dates_without_year": (
        "年のない日付です。違えば直してください",
        "of dates that bear no year: correct it where it is another",
    ),
    "ditto": (
        "〃・同上などの印があるので、上の行の値で埋めます（空のセルは空のまま）。違う意味なら外してください",
        "they hold ditto marks, which are filled from the row above (blank cells stay blank): take out what means something else",
    ),
    "groups": (
        "グループの先頭行にだけ値があるので、下へ埋めます",
        "they say something in the first row of each group alone, and are filled down",
    ),
    "grouped": (
        "グループの先頭行にだけ値がある列（結合セルなど）のようなので、下へ埋めます。空のままが正しければ外してください",
        "they seem to be filled in the first row of each group alone, as merged cells are, and are filled down: take out what is blank by right",
    ),
    "ask_groups": (
        "{} はグループの先頭行にだけ値がある列（結合セルなど）のようです。空のセルが上の行と同じ意味なら fill_down に書いてください",
        "{} seems to be filled in the first row of each group alone, as merged cells are: name it under fill_down where a blank means the row above",
    ),
    "unknown_results": (
        "どれが受注か、どれが失注かが見出しからも値からも決まらないため、values に入れていません。true（受注）・false（失注）・missing（進行中）に"
        "分けて書くまで、受注数や受注率は出ません: {}",
        "which of these are won and which lost cannot be told, so that none stands under values: until they are written there as true (won), "
        "false (lost) or missing (open) wins and win rates are missing: {}",
    ),
    "by_odds": (
        "成約確率が 100% なら受注、0% なら失注としました",
        "won where the probability of the deal is 100%, lost where it is 0%",
    ),
    "repeats": (
        "同じ ID の行が複数あります。この扱いでよいか確認してください",
        "one id has several rows: make sure that they are to be taken so",
    ),
    "people": (
        "同じ人の表記ゆれと思われます。違う人がいれば外してください",
        "these look like spellings of one person each: take out whoever is another",
    ),
    "by_leads": (
        "担当リードが一致した表記: {}",
        "told by their leads alone: {}",
    ),
    "currency": (
        "金額の通貨記号、または通貨の列から",
        "by the signs of the amounts, or by the column of their currency",
    ),
    "left": ("使っていないファイル: {}", "not used: {}"),
    "more": ("ほか{}件", "{} more"),
}


def told(language: str, key: str, *parts: object) -> str:
    """One of the texts of the draft."""
    return TEXTS[key][0 if language == "ja" else 1].format(*(one_line(str(part)) for part in parts))


def one_line(text: str) -> str:
    """Text that stays in its comment."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
