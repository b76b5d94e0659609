"""Every key of `definitions.yml`."""

from kpi_helpers.workbook.keys import DATE, ITEMS, NUMBER, TEXT, TEXTS, VALUE, Key

_CONDITION = (
    Key("column", (TEXT,), "条件をかける項目（本ツールの項目名）", "the column of ours that is tested", required=True),
    Key(
        "is",
        (VALUE,),
        "その値であること。present は値があること、freemail はフリーメールであること",
        "is this value; `present` is any value, `freemail` a free-mail address",
        "valid_lead: [{from: 2026-04-01, conditions: [{column: company_name, is: present}]}]",
    ),
    Key(
        "is_not",
        (VALUE,),
        "その値でないこと（値がなければ満たす）",
        "is not this value; a missing value passes",
        "valid_lead: [{from: 2026-04-01, conditions: [{column: email, is_not: freemail}]}]",
    ),
    Key(
        "in",
        (TEXTS,),
        "どれかの値であること",
        "is one of these",
        "valid_lead: [{from: 2026-04-01, conditions: [{column: channel, in: [Web, 展示会]}]}]",
    ),
    Key(
        "not_in",
        (TEXTS,),
        "どの値でもないこと（値がなければ満たす）",
        "is none of these; a missing value passes",
        "valid_lead: [{from: 2026-04-01, conditions: [{column: industry, not_in: [学校]}]}]",
    ),
    Key(
        "at_least",
        (NUMBER,),
        "この数以上",
        "is this number or more",
        "valid_lead: [{from: 2026-04-01, conditions: [{column: employees, at_least: 50}]}]",
    ),
    Key(
        "at_most",
        (NUMBER,),
        "この数以下",
        "is this number or less",
        "valid_lead: [{from: 2026-04-01, conditions: [{column: employees, at_most: 5000}]}]",
    ),
    Key(
        "matches",
        (TEXT,),
        "正規表現に合うこと",
        "matches this regular expression",
        'valid_lead: [{from: 2026-04-01, conditions: [{column: department, matches: "情報|システム"}]}]',
    ),
)

VERSION = (
    Key("from", (DATE,), "この日から有効。それより前は、前の取り決めのまま", "holds from this day on", required=True),
    Key("why", (TEXT,), "なぜ変えたか", "why it was changed"),
    Key("agreed_by", (TEXTS,), "合意した部署", "who agreed to it"),
    Key(
        "reviewed",
        (DATE,),
        "最後に見直した日",
        "the day on which it was last looked through",
        "valid_lead: [{from: 2026-04-01, reviewed: 2026-11-01, conditions: [{column: email, is: present}]}]",
    ),
    Key("conditions", (ITEMS,), "すべて満たせば有効", "all of them must hold", keys=_CONDITION, required=True),
)

DEFINITIONS = (
    Key(
        "valid_lead",
        (ITEMS,),
        "有効リードの条件。取り決めを変えるたびに足し、消さない",
        "when a lead is valid; each change is added, none is deleted",
        "valid_lead:\n- from: 2026-04-01\n  why: 展示会で個人の名刺が多く混ざったため\n  agreed_by: [営業部, マーケティング部]\n"
        "  conditions: [{column: company_name, is: present}, {column: email, is_not: freemail}]",
        keys=VERSION,
    ),
    Key(
        "valid_opportunity",
        (ITEMS,),
        "商談条件。条件の議題だけで数え、ほかの数字は変わらない",
        "when an opportunity is valid; counted in the conditions section, it changes no other number",
        "valid_opportunity: [{from: 2026-04-01, conditions: [{column: amount, at_least: 100000}]}]",
        keys=VERSION,
    ),
)
