"""A finding about joins and shapes, and its words: what it is, how often, an example, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpi_helpers.workbook.schema import TABLES


@dataclass(frozen=True)
class Finding:
    """Something odd about a table as a whole.

    Attributes
    ----------
    code : str
        A key of `WORDS`.
    table : str
    count : int
        Rows, or names, that it is about.
    example : str
    parts : mapping of str to str
        What else the sentence names; values of the form ``table:NAME`` are tables.
    """

    code: str
    table: str
    count: int
    example: str = ""
    parts: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The finding and its remedy in a language.

        Examples
        --------
        >>> Finding("closed_after", "opportunities", 3, "O1 2026-11-25", {"as_of": "2026-11-20"}).text("en")
        '3 opportunities are won or lost after 2026-11-20 (e.g. O1 2026-11-25) and are open on the page: see a later day with --as-of.'
        """
        said = {name: _named(value, lang) for name, value in {**self.parts, "table": f"table:{self.table}"}.items()}
        return WORDS[self.code][0 if lang == "ja" else 1].format(count=f"{self.count:,}", example=self.example, **said)


def _named(value: object, lang: str) -> object:
    kind, colon, name = str(value).partition(":")
    if not (colon and kind == "table" and name in TABLES):
        return value
    return TABLES[name].ja if lang == "ja" else TABLES[name].en


WORDS: dict[str, tuple[str, str]] = {
    "few_links": (
        "{table}のリード ID {of} 種類のうち、リード表に見つからないものが {count} 種類あります（例: {table}は {example}、リードは {lead}）。"
        "どちらかの書き出しの ID が別の項目か、期間が違います。columns の lead_id を確かめてください",
        "{count} of {of} lead ids in {table} are not among the leads (e.g. {example} against {lead}): one of the two exports "
        "has another kind of id or another span; look at lead_id under columns",
    ),
    "contact_ids": (
        "{table}のリード ID {of} 種類のうち {count} 種類は取引先責任者（003…）の ID です（例: {example}）。"
        "リードの書き出しに ConvertedContactId を加えると、取引を開始したリードに結びつきます",
        "{count} of {of} lead ids in {table} are ids of contacts (003…, e.g. {example}): add ConvertedContactId to the "
        "export of leads, and those that were converted find their lead",
    ),
    "no_lead_id": (
        "{table} {of} 行のうち {count} 行（{share}）にリード ID がなく、どのリードにも結びつきません（例: {example}。会社もわからない行: {nowhere}）。"
        "対応の速さや追っかけは残りの行だけで出るので、未対応は多く、商談化率は低く見えます。"
        "ツールでリードに紐づけるか、リード ID（なければ会社 ID かメールアドレス）を書き出しに加えて columns に書いてください",
        "{count} of {of} rows of {table} ({share}) have no lead id and belong to no lead (e.g. {example}; {nowhere} name no company either): "
        "response times and cohorts rest on the others, so that too many leads look unanswered and too few converted; tie them to their lead "
        "in the tool, or export the lead id (else a company id or an e-mail address) and name it under columns",
    ),
    "two_writings": (
        "{table}には、15桁と18桁、または先頭の 0 の有無だけが違う ID が {count} 組あり、別のものとして2回数えています（例: {example}）。"
        "tables.{name} のファイルを、同じ形の ID で書き出し直してください",
        "{count} pairs of ids in {table} differ by 15 against 18 characters or by leading zeros alone and count twice "
        "(e.g. {example}): export the files of tables.{name} with ids of one form",
    ),
    "no_times": (
        "{table}の日時の列「{label}」には時刻がありません（{count} 行。例: {example}）。初回対応の速さ、稼働時間、時間帯は出ません。"
        "時刻のある項目（作成日時、完了日時など）を書き出しに加えて columns に書いてください",
        "the column '{label}' of {table} has no time of day ({count} rows, e.g. {example}): response times, hours and golden hours "
        "are missing; export a field with the time and name it under columns",
    ),
    "partly_untimed": (
        "{table}の日時の列「{label}」は、{rows} 行のうち {count} 行に時刻がありません（日付だけか0時ちょうど）。この行は時刻のいる数字に入りません。"
        "2種類の書き出しが混ざっていないか確かめ、時刻のある項目を書き出してください",
        "{count} of {rows} rows of {table} have no time of day in the column '{label}' (a date or midnight) and stay out of the "
        "numbers that need one: see whether two kinds of export are mixed, and export a field with the time",
    ),
    "all_unnamed": (
        "{table}の「{column}」の値は、どれも workbook.yml の values にありません（{count} 行。多い順に {values}）。"
        "values に書くまで、この列は空として扱います",
        "no value of {column} in {table} is named under values in workbook.yml ({count} rows; most frequent first: {values}): "
        "the column counts as empty until they are",
    ),
    "unnamed": (
        "{table}の「{column}」で、workbook.yml の values にない値が {count} 行あります（多い順に {values}）。values に書いてください",
        "{count} rows of {table} have a value of {column} that is not named under values in workbook.yml "
        "(most frequent first: {values}): name them there",
    ),
    "two_writings_of_value": (
        "{table}の {column} に、全角・半角、大文字・小文字、空白だけが違う書き方が {count}組あり（{example}）、別々に数えています。"
        "tables.{name} に values: {entry} と書くと一つになります（書かなかった値は空として扱うので、すべて書いてください）",
        "{count} values of {column} in {table} are written in ways that differ by width, case and blanks alone ({example}) and count "
        "apart: write values: {entry} under tables.{name} (all values: one that is not named there counts as missing)",
    ),
    "unused_direction": (
        "{table}の列「{label}」に着信が {count}件あり（例: {example}）、架電として数えています。"
        "columns に kind: {column}、values に kind: {entry} と書くと、着信は架電に入りません",
        "{count} incoming calls stand in the column '{label}' of {table} (e.g. {example}) and count as calls made: write kind: {column} "
        "under columns and kind: {entry} under values, and they do not",
    ),
    "deleted_rows": (
        "{table}に、ツールで削除された行が {count}件以上あり（例: {example}）、ほかの行と同じに数えています。"
        "削除済みを含まない形で書き出すか（Data Loader なら Export All ではなく Export）、「{label}」で絞って書き出してください",
        "{count} or more rows of {table} were deleted in the tool (e.g. {example}) and count like all others: export without them "
        "(with Data Loader Export, not Export All), or filter the export by '{label}'",
    ),
    "unused_currency": (
        "{table}の「{amount}」には {currency} でない金額が {count}件以上あり（例: {example}）、そのまま {currency} として足しています。"
        "換算後の金額（「金額（換算値）」など）を書き出して columns に書くか、{currency} の行だけを書き出してください",
        "{count} or more amounts of {table} are not in {currency} (e.g. {example}) and are added up as if they were: export the converted "
        "amount and name it instead of '{amount}' under columns, or export the rows in {currency} alone",
    ),
    "unused_zone": (
        "{table}の日時は {home} の時刻として読んでいますが、列「{label}」に別のタイムゾーンが {count}件以上あります（例: {example}）。"
        "columns に started_at: {{column: 列名, timezone: {zone}}} と書くか、{home} の時刻で書き出してください",
        "the moments of {table} are read in {home}, yet {count} or more rows name another time zone in '{label}' (e.g. {example}): write "
        "started_at: {{column: …, timezone: {zone}}} under columns, or export the times of {home}",
    ),
    "odd_hours": (
        "{table}の時刻の {count}件（{share}）が {opens}〜{closes} の外です（例: {example}）。別のタイムゾーンで書かれているなら、"
        "columns に started_at: {{column: {label}, timezone: UTC}} のように書いてください。夜間の架電なら calendar の business_hours を直してください",
        "{count} of the times of {table} ({share}) lie outside {opens}–{closes} (e.g. {example}): where they are of another time zone write "
        "started_at: {{column: {label}, timezone: UTC}} or its name under columns; where these are your hours set business_hours under calendar",
    ),
    "only_wins": (
        "{table}は受注 {count}件に対して失注が1件もなく、受注率（完了基準）は必ず100%になります。「{label}」の失注にあたる値を values の is_won に "
        '"false": […] と書くか、失注も書き出してください（受注・失注以外でいちばん多いフェーズ: {example}）',
        "{table} have {count} wins and no loss, so that every closed deal is won: write what means lost in '{label}' as \"false\": […] under "
        "values of is_won, or export the lost ones too (the most frequent stage of the others: {example})",
    ),
    "short_talks": (
        "{table}の通話時間の中央値は {middle}秒です（担当者につながった {count}件。例: {example}）。会話としては短すぎるので、分で書かれているおそれがあります。"
        "分なら columns に talk_seconds: {{column: {label}, unit: minutes}} と書いてください",
        "half of the {count} talks of {table} with a person are at most {middle} seconds (e.g. {example}), too short for a conversation: where these "
        "are minutes write talk_seconds: {{column: {label}, unit: minutes}} under columns",
    ),
    "long_talks": (
        "{table}の通話時間の中央値は {middle}秒です（担当者につながった {count}件。例: {example}）。会話としては長すぎます。"
        "ミリ秒なら columns に talk_seconds: {{column: {label}, unit: milliseconds}} と書き、5:12:00 のように時・分・秒がずれているなら 0:05:12 の形で書き出してください",
        "half of the {count} talks of {table} with a person are {middle} seconds or longer (e.g. {example}), too long for a conversation: for "
        "milliseconds write talk_seconds: {{column: {label}, unit: milliseconds}} under columns; where 5:12:00 stands for 0:05:12 export it as such",
    ),
    "half_clock": (
        "{table}に 13 時以降の時刻が一つもなく、1〜6 時の時刻が {count}件あります（例: {example}）。午後を 12 時間制で書いているなら、"
        "「{label}」を 13:05 や「午後1:05」の形に直して書き出してください",
        "{table} have no time from 13:00 on and {count} between 1 and 6 o'clock (e.g. {example}): where these are afternoons write '{label}' "
        "as 13:05 or 1:05 PM and export again",
    ),
    "customers_as_reps": (
        "{table} {rows} 行に担当者が {count}人います（例: {example}）。「{label}」は相手先の担当者の列かもしれません。columns の rep に自社の担当者の列を書いてください",
        "{rows} rows of {table} have {count} reps (e.g. {example}): '{label}' may hold the customers' people; name the column of your own under columns.rep",
    ),
    "same_leads": (
        "{table} {rows} 件のうち {count}件は、同じ日の同じメールアドレスの別の ID です（例: {example}）。二つのツールから同じ人を書き出しているなら、"
        "tables.leads の file をどちらか一つにしてください",
        "{count} of {rows} {table} have the e-mail address of another one of the same day (e.g. {example}): where two tools export the same "
        "people, keep one of them under file of tables.leads",
    ),
    "small_amounts": (
        "{table}の金額の中央値は {middle}円です（{count}件。例: {example}）。千円や万円で書いているなら、"
        "columns に amount: {{column: {label}, unit: thousand}}（万円なら ten_thousand）と書いてください",
        "half of the {count} amounts of {table} are below ¥{middle} (e.g. {example}): where they are in thousands or ten thousands write amount: "
        "{{column: {label}, unit: thousand}} (or ten_thousand) under columns",
    ),
    "odd_target": (
        "{table}の売上（中央値 {example}円、{count}か月分）は、受注の実績（月の中央値 {won}円）と桁が違います。単位が違うなら、"
        "tables.targets の columns に value: {{column: {label}, unit: thousand}} のように書いてください",
        "the sales of {table} ({example} in the middle of {count} months) are of another magnitude than what is won in a month ({won}): where "
        "the unit is another write value: {{column: {label}, unit: thousand}} under columns of tables.targets",
    ),
    "cut_off": (
        "{table}の行数はちょうど {count} 行で（{example}）、ツールの書き出しの上限で切れているおそれがあります。期間を分けて書き出し、file に並べてください",
        "{table} have exactly {count} rows ({example}), where tools cut an export: export shorter spans and name all files under file",
    ),
    "one_moment": (
        "{table}のうち {count}件（{share}）は、作成日時がまったく同じです（{example}）。まとめて取り込んだ時刻なら、対応の速さや月ごとの件数はその時刻からのものになります。"
        "もとの流入日時の列を columns の created_at に書くか、新規開拓のリストなら motion を outbound にしてください",
        "{count} of {table} ({share}) were created at the very same moment ({example}): where that is the moment of an import, response times "
        "and months start from it; name the column of the original moment as created_at under columns, or give a list of prospects the motion outbound",
    ),
    "no_outcome": (
        "{table}の架電 {calls}件のうち {count}件は「{label}」が空です（例: {example}）。接触しなかったものとして数えるので、接触率はその分低く出ます。"
        'ツールで結果を入れて書き出し直してください。空が不通の意味なら values: {{outcome: {{no_answer: [""]}}}} と書いてください',
        "{count} of {calls} calls have nothing in '{label}' (e.g. {example}): they count as not reached, so that the contact rate is too low "
        'by as much; complete the outcomes and export again, or write values: {{outcome: {{no_answer: [""]}}}} where empty means no answer',
    ),
    "no_calls": (
        "{table}に架電（call）の行が一つもなく、「{example}」など workbook.yml だけの種別が {count} 件あります。"
        "架電なら、tables.activities の values に kind: {{call: [もとの値]}} と書いてください",
        "no row of {table} is a call, and {count} are of kinds that only workbook.yml knows, such as '{example}': "
        "where these are calls write kind: {{call: [as the export has it]}} under values of tables.activities",
    ),
    "two_spellings": (
        "同じ人と思われる表記が {count}人分あります（{example}）。workbook.yml に people: {{{entry}}} と書くと一人として数えます",
        "{count} people seem to be spelt in several ways ({example}): write people: {{{entry}}} in workbook.yml to count them as one",
    ),
    "several_people": (
        "{table}の {count} 行は、担当者に何人も書いてあり（{example}）、別の一人として数えています。"
        "主に担当した人だけにして書き出すか、workbook.yml に people: {{{entry}}} のように書いて一人に寄せてください",
        "{count} rows of {table} name several reps in one cell ({example}) and count as one more person: export the one who did it, or give "
        "them to one by people: {{{entry}}} in workbook.yml",
    ),
    "several_values": (
        "{table}の {count} 行は、「{column}」に値がいくつも入っていて（例: {example}）、組み合わせごとに別の値として数えています。"
        "値が一つの項目（最初の流入経路など）を書き出すか、workbook.yml の values で一つに寄せてください",
        "{count} rows of {table} hold several values in '{column}' (e.g. {example}), and each combination counts as one more: export a "
        "column of one value each, such as the first source, or give them to one by values in workbook.yml",
    ),
    "one_table_only": (
        "{table}にだけ出てくる担当者が {count}人います（{example}）。ほかの表では別の書き方になっていれば、workbook.yml の people に書いてください",
        "{count} reps occur in {table} alone ({example}): if other tables spell them differently, join them under people in workbook.yml",
    ),
    "two_teams": (
        "二つ以上のチームに入っている担当者が {count}人います（{example}）。workbook.yml の teams で一つにしてください",
        "{count} reps are in more than one team ({example}): keep each under one of the teams in workbook.yml",
    ),
    "no_team": (
        "どのチームにも入っていない担当者が {count}人います（{example}）。workbook.yml の teams に加えてください",
        "{count} reps are in no team ({example}): add them to teams in workbook.yml",
    ),
    "target_of_no_rep": (
        "{table}の {count} 行は、ほかのどの表にも出てこない担当者の目標で（例: {example}）、実績は0件になります。"
        "表記が違うだけなら workbook.yml の people に、これから入る人なら teams に書き、全体の目標なら担当者を空にしてください",
        "{count} rows of {table} are of reps whom no other table names (e.g. {example}), so that their actual is 0: join another spelling under "
        "people in workbook.yml, write a newcomer under teams, and leave the rep empty where the target is the whole's",
    ),
    "target_of_no_team": (
        "{table}の {count} 行は、workbook.yml の teams にないチームの目標で（例: {example}）、どこにも出ません。"
        "teams に同じ名前で加えるか、全体の目標ならチームを空にしてください",
        "{count} rows of {table} are of teams that workbook.yml does not know (e.g. {example}) and show nowhere: write them under teams by the same "
        "name, and leave the team empty where the target is the whole's",
    ),
    "ended": (
        "{table}は {example} で終わっていて、{count} 営業日ぶん足りません。新しい書き出しに替えてください",
        "{table} end on {example}, {count} business days short: export them anew",
    ),
    "short_window": (
        "{table}は {example} からしかなく、先月と比べられません（足りない営業日: {count}）。前の月も書き出してください",
        "{table} begin on {example}, so that there is no last month to compare with ({count} business days are lacking): export earlier months too",
    ),
    "long_before": (
        "{table}に、ほかの行から遠く離れた古い日付の行が {count}件あります（例: {example}、その次は {following}）。"
        "この日から書き出しがあるものとみて、間の月は0件と数えます。日付の書き間違いなら、直すか書き出しから除いてください",
        "{count} rows of {table} lie long before the others (e.g. {example}, then nothing until {following}): the export is taken to begin "
        "with them and the months between count 0; if the date is a slip, correct it or leave the row out",
    ),
    "after_today": (
        "{table}に、今日より後の日付の行が {count}件あります（例: {example}）。その日が来るまで数えません。日付の書き間違いなら直してください",
        "{count} rows of {table} are dated after today (e.g. {example}) and do not count until then: if the date is a slip, correct it",
    ),
    "wide_domain": (
        "一つのメールドメインに多くの会社名があるので、会社をまとめる手がかりに使いません（{count}件。例: {example}）。フリーメールなら workbook.yml の freemail に書いてください",
        "{count} e-mail domains have many companies each and join nothing (e.g. {example}): write those of free mail under freemail in workbook.yml",
    ),
    "wide_name": (
        "一つの会社名に多くのメールドメインがあるので、会社をまとめる手がかりに使いません（{count}件。例: {example}）。会社名の代わりの言葉なら、書き出しで空にしてください",
        "{count} company names have many e-mail domains each and join nothing (e.g. {example}): where it is no name, leave it empty in the export",
    ),
    "closed_after": (
        "{as_of} より後に受注・失注した商談が {count}件あり（例: {example}）、ページでは進行中です。--as-of で後の日を指定できます",
        "{count} {table} are won or lost after {as_of} (e.g. {example}) and are open on the page: see a later day with --as-of.",
    ),
    "unfilled_group": (
        "{table}には小計の行があり、「{label}」は {count} 行が空です。グループの先頭行にだけ値がある列なら、workbook.yml に fill_down: [{label}] と書いてください",
        "{table} has subtotals, and '{label}' is empty in {count} rows: if only the first row of each group has it, write fill_down: [{label}] in workbook.yml",
    ),
    "never_occurs": (
        "{entry} の値 {count} 個が{table}の「{label}」に一度も出てきません（例: {example}）。書き方が書き出しと同じか確かめてください",
        "{entry}: {count} of its values never occur in {label} of {table} (e.g. {example}): check that they are written as in the export",
    ),
    "no_numbers": (
        "{entry} は{table}の「{label}」を数値として比べますが（{example}）、{count} 行のどれにも数値がありません。列を確かめてください",
        "{entry} compares {label} of {table} ({example}), and none of {count} rows has a number there: check the column",
    ),
    "no_repeats": (
        "{table}には repeats がありますが、一つの ID に複数の行があるものはありません（{count} 行。ID は {example}）。"
        "ID の列を確かめるか、workbook.yml の tables.{name}.repeats を消してください",
        "{table} has `repeats`, yet no id has a second row ({count} rows, the id is {example}): look at the column of the id, or "
        "remove tables.{name}.repeats from workbook.yml",
    ),
    "older_kept": (
        "{table}の {count} 行は、同じ ID の行が先に読んだファイルにもあるため数えず、先のほう（古い内容かもしれません）で数えています（{example}）。"
        "新しいほうで数えるには、古い書き出しを file: から外すか、workbook.yml の tables.{name} に repeats: {{keep: last, by: 更新日の列}} を書いてください",
        "{count} rows of {table} do not count, since a row of the same id was read before, which may be older ({example}): take the older "
        "export out of file:, or write repeats: {{keep: last, by: the column of the last change}} under tables.{name} in workbook.yml",
    ),
    "several_rows": (
        "{table}には、一つの ID（{example}）に複数の行があります（{count} 行）。履歴なら repeats: {{keep: last, by: 日付の列}}、"
        "キャンペーンごとの行なら repeats: {{collect: [campaign]}} を workbook.yml の tables.{name} に書いてください",
        "{table} has several rows for one id ({example}; {count} rows): write repeats: {{keep: last, by: …}} for a history, "
        "repeats: {{collect: [campaign]}} for a row per campaign, under tables.{name} in workbook.yml",
    ),
}
"""What a finding says, in Japanese and in English."""
