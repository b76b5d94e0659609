"""Numbers, money, durations, flags, choices and what means nothing."""

import pandas
import pytest

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.numbers import number, seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234,567", 1_234_567),
        ("¥1,500,000", 1_500_000),
        ("￥1,500", 1_500),
        ("1,500円", 1_500),
        ("\\1,500", 1_500),
        ("(1,200)", -1_200),
        ("△1,200", -1_200),
        ("-1,200", -1_200),
        ("¥-1,200", -1_200),
        ("−5", -5),
        ("１，２００", 1_200),
        ("120万円", 1_200_000),
        ("1.5億", 150_000_000),
        ("30千円", 30_000),
        ("50名", 50),
        ("1e3", 1_000),
        ("0.5", 0.5),
        (".5", 0.5),
        ("JPY 1,000", 1_000),
        ("+5", 5),
        ("1億2000万円", 120_000_000),
        ("1億2,000万", 120_000_000),
        ("12万3456円", 123_456),
        ("–5", -5),
        ("1億20000万", None),
        ("3億500", None),
        ("1,2億円", None),
        ("1万2千", None),
        ("1,5", None),
        ("1.234,56", None),
        ("12,34,567", None),
        ("50〜99", None),
        ("約50", None),
        ("--5", None),
        ("(5", None),
        ("1e999", None),
        ("inf", None),
        ("nan", None),
        ("0x10", None),
        ("1_000", None),
        ("", None),
    ],
)
def test_a_number_is_read_or_refused(text, expected):
    assert number(text) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("0:05:12", None, 312),
        ("1:00:00", "clock", 3_600),
        ("5:12", None, 312),
        ("5分12秒", None, 312),
        ("1時間2分", None, 3_720),
        ("312秒", "minutes", 312),
        ("312", None, 312),
        ("5.2", "minutes", 312),
        ("312000", "milliseconds", 312),
        ("-30", None, -30),
        ("5m 12s", None, 312),
        ("0", "clock", 0),
        ("312", "clock", None),
        ("0:60:00", None, None),
        ("0:05:60", None, None),
        ("長い", None, None),
    ],
)
def test_a_duration_is_in_seconds(text, unit, expected):
    assert seconds(text, unit) == expected


def calls(book, header, rows, **source):
    book.put(
        "calls.csv",
        f"started_at,rep,{header}\n" + "".join(f"2026-11-01 09:00:{n:02d},佐藤,{row}\n" for n, row in enumerate(rows)),
    )
    return book.load({"activities": {"file": "calls.csv", **source}})


@pytest.mark.parametrize(
    ("header", "unit", "cell"),
    [
        ("通話時間 (秒)", None, "312"),
        ("通話時間（分）", None, "5.2"),
        ("Call duration (ms)", None, "312000"),
        ("通話時間", "minutes", "5.2"),
        ("hs_call_duration", "milliseconds", "312000"),
        ("通話時間", "clock", "0:05:12"),
        ("通話時間", None, "0:05:12"),
        ("通話時間", None, "312"),
    ],
)
def test_the_unit_of_talk_time_is_stated_or_shows_itself(book, header, unit, cell):
    entry = {"column": header, **({"unit": unit} if unit else {})}
    calls(book, header, [cell], columns={"talk_seconds": entry})
    assert book.table("activities")["talk_seconds"].tolist() == [312.0]


def test_files_with_semicolons_may_write_a_decimal_comma_and_nothing_is_guessed(book):
    rows = "".join(
        f"O{n};2026-11-01;{amount}\n"
        for n, amount in enumerate(["1.234,50", "99,5", "12.5", "1200", "1.200", "1,200", "1.234.567,8 €"])
    )
    book.put("o.csv", "opportunity_id;created_at;amount\n" + rows)
    report = book.load({"opportunities": {"file": "o.csv"}}, currency="EUR").reports["opportunities"]
    assert book.table("opportunities")["amount"].fillna(-1).tolist() == [
        1234.5,
        99.5,
        12.5,
        1200.0,
        -1.0,
        -1.0,
        1234567.8,
    ]
    assert report.warnings["unreadable_number:amount"].count == 2
    assert report.warnings["unreadable_number:amount"].example == "o.csv:6 1.200"


def test_ids_are_the_same_whatever_a_program_made_of_them(book):
    book.put("l.csv", "lead_id,created_at\n123,2026-11-01\n0045,2026-11-01\n1.23E+15,2026-11-01\n")
    book.put("a.csv", 'started_at,rep,lead_id\n2026-11-02,佐藤,123.0\n2026-11-02,佐藤,"=""0045"""\n')
    loaded = book.load({"leads": {"file": "l.csv"}, "activities": {"file": "a.csv"}})
    assert book.table("activities")["lead_id"].tolist() == ["123", "0045"]
    assert not loaded.reports["activities"].warnings
    assert loaded.reports["leads"].warnings["shortened_id:lead_id"].example == "l.csv:4 1.23E+15"


def test_odd_durations_are_set_aside_or_warned_of(book):
    report = calls(book, "talk_seconds", ["-5", "90000", "-", "long", "60"]).reports["activities"]
    assert report.set_aside == {"negative_duration": 1}
    assert report.warnings["long_talk"].example == "calls.csv:3 90000"
    assert report.warnings["unreadable_duration:talk_seconds"].count == 1
    assert report.missing["talk_seconds"] == 2


def test_values_are_translated_by_what_the_workbook_says(book):
    report = calls(
        book,
        "outcome",
        ["担当者接触：アポ獲得", "ﾀﾝﾄｳｼｬﾌｻﾞｲ", "Connected", "その他", "保留", "保留", ""],
        values={"outcome": {"connected": ["担当者接触*"], "absent": ["タントウシャフザイ"], "missing": ["その他"]}},
    ).reports["activities"]
    assert book.table("activities")["outcome"].fillna("").tolist() == [
        "connected",
        "absent",
        "connected",
        "",
        "",
        "",
        "",
    ]
    assert {code: (warned.count, warned.example) for code, warned in report.warnings.items()} == {
        "unknown_value:outcome": (2, "calls.csv:6 保留")
    }


def test_where_only_missing_is_named_all_other_values_stand(book):
    book.put(
        "l.csv",
        "lead_id,created_at,channel,employees\nL1,2026-11-01,展示会,1\nL2,2026-11-01,不明,多数\nL3,2026-11-01,web,-1\n",
    )
    leads = book.table(
        "leads",
        {
            "leads": {
                "file": "l.csv",
                "values": {
                    "channel": {"missing": ["不明"]},
                    "employees": {"missing": ["多数", "-1"]},
                    "created_at": {"missing": ["未定"]},
                },
            }
        },
    )
    assert leads["channel"].fillna("").tolist() == ["展示会", "", "web"]
    assert leads["employees"].fillna(0).tolist() == [1.0, 0.0, 0.0]


def test_the_longest_beginning_wins(book):
    calls(
        book,
        "outcome",
        ["担当者接触", "担当者不在：折返し"],
        values={"outcome": {"connected": ["担当者*"], "absent": ["担当者不在*"]}},
    )
    assert book.table("activities")["outcome"].tolist() == ["connected", "absent"]


def test_flags_are_understood_in_the_ways_people_write_them(book):
    words = ["true", "TRUE", "はい", "1", "○", "Yes", "false", "いいえ", "0", "×", "no", "", "なし", "多分"]
    book.put(
        "l.csv", "lead_id,created_at,is_target\n" + "".join(f"L{n},2026-11-01,{word}\n" for n, word in enumerate(words))
    )
    loaded = book.load({"leads": {"file": "l.csv"}})
    flags = book.table("leads")["is_target"].tolist()
    assert flags == [True] * 6 + [False] * 5 + [None] * 3
    assert loaded.reports["leads"].warnings["unknown_value:is_target"].count == 1


def test_words_for_nothing_are_missing_but_not_in_names(book):
    words = ["-", "N/A", "NULL", "なし", "Select", "未設定", "ｎ／ａ", " "]
    book.put(
        "l.csv",
        "lead_id,created_at,industry,channel,campaign,company_name\n"
        + "".join(f"L{n},2026-11-01,{w},{w},{w},{w}\n" for n, w in enumerate(words)),
    )
    leads = book.table("leads", {"leads": {"file": "l.csv"}})
    assert leads["industry"].isna().all()
    for column in ("channel", "campaign", "company_name"):
        assert leads[column].tolist()[:7] == words[:7]
        assert leads[column].isna().sum() == 1


def test_a_row_whose_id_means_nothing_lacks_a_required_value(book):
    book.put("l.csv", "lead_id,created_at\n-,2026-11-01\nL1,未設定\n")
    assert book.load({"leads": {"file": "l.csv"}}).reports["leads"].set_aside == {"missing_required": 2}


def test_constants_stand_for_columns_that_an_export_lacks(book):
    book.put("o.csv", "opportunity_id,created_at\nO1,2026-11-01\n")
    opportunities = book.table(
        "opportunities",
        {
            "opportunities": {
                "file": "o.csv",
                "constants": {"is_won": True, "amount": 1000, "rep": "佐藤", "closed_at": "2026-11-20"},
            }
        },
    )
    assert opportunities.loc[0, ["is_won", "amount", "rep"]].tolist() == [True, 1000.0, "佐藤"]
    assert opportunities.loc[0, "closed_at"].isoformat() == "2026-11-20T00:00:00"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            {"constants": {"motion": "sideways"}},
            "constants.motion is 'sideways'.* Known are inbound, outbound; for another word write motion: {inbound: .sideways.}",
        ),
        (
            {"columns": {"leed_id": "x"}},
            "leed_id is no column of leads and no definition names it; did you mean lead_id?",
        ),
        (
            {"values": {"motion": {"outbund": ["x"]}}},
            "values.motion.outbund is no value of motion; did you mean outbound?",
        ),
        ({"values": {"created_at": {"x": ["y"]}}}, "values.created_at.x is no value of created_at; known are missing"),
        ({"preset": "salesfarce"}, "preset 'salesfarce' is unknown"),
    ],
)
def test_a_slip_in_the_description_of_a_table_is_named(book, source, sentence):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-01\n")
    with pytest.raises(WorkbookError, match=sentence.replace("?", r"\?")):
        book.load({"leads": {"file": "l.csv", **source}})


def test_a_column_that_a_definition_names_comes_along(book):
    book.put("l.csv", "lead_id,created_at,確度,メモ\nL1,2026-11-01,80%,x\n")
    leads = book.table(
        "leads", {"leads": {"file": "l.csv"}}, extra_columns={"leads": {"確度": "number", "メモ": "text"}}
    )
    assert leads.loc[0, ["確度", "メモ"]].tolist() == [80.0, "x"]
    with pytest.raises(WorkbookError, match="definitions.yml: .* column: 予算, which is neither"):
        book.load(extra_columns={"leads": {"予算": "number"}})


@pytest.mark.parametrize(
    "cells", [["0.25", "0.005", "4"], ["25", "0.5", "4"], ["25%", "0.5%", "4"], ["25％", "0.005", "4"]]
)
def test_target_rates_become_shares(book, cells):
    metrics = ["win_rate_slice", "cvr", "won"]
    book.put(
        "t.csv", "month,metric,value\n" + "".join(f"2026-11,{m},{c}\n" for m, c in zip(metrics, cells, strict=True))
    )
    assert book.table("targets", {"targets": {"file": "t.csv"}})["value"].tolist() == [0.25, 0.005, 4.0]


@pytest.mark.parametrize(
    ("label", "cells", "expected"),
    [
        ("確度(%)", ["80%", "10%"], [80, 10]),
        ("確度(%)", ["80", "0.5"], [80, 0.5]),
        ("確度(%)", ["0.8", "1"], [80, 100]),
        ("確度（％）", ["0.8%", "1"], [0.8, 1]),
        ("確度", ["0.8", "1"], [0.8, 1]),
        ("確度(%)", ["1", "0"], [1, 0]),
    ],
)
def test_a_probability_that_a_definition_names_is_percent_where_its_header_says_so(book, label, cells, expected):
    book.put(
        "o.csv",
        f"opportunity_id,created_at,{label}\n" + "".join(f"O{n},2026-11-01,{cell}\n" for n, cell in enumerate(cells)),
    )
    loaded = book.load({"opportunities": {"file": "o.csv"}}, extra_columns={"opportunities": {label: "number"}})
    assert pandas.read_parquet(loaded.paths["opportunities"])[label].tolist() == pytest.approx(expected)
    odd = loaded.reports["opportunities"].warnings.get(f"share_for_percent:{label}")
    assert (odd.count if odd else 0) == (2 if (label, cells) == ("確度(%)", ["0.8", "1"]) else 0)


def test_an_odd_rate_does_not_move_the_others(book):
    book.put("t.csv", "month,metric,value\n2026-11,win_rate_slice,0.25\n2026-11,cvr,0.005\n2026-11,contact_rate,30\n")
    assert book.table("targets", {"targets": {"file": "t.csv"}})["value"].tolist() == [0.25, 0.005, 0.3]


@pytest.mark.parametrize("nobody", ["", "-", "未設定", "NULL"])
def test_a_target_of_no_team_is_the_wholes(book, nobody):
    book.put("t.csv", f"month,metric,value,team\n2026-11,won,4,{nobody}\n2026-11,won,1,SDR\n")
    teams = book.table("targets", {"targets": {"file": "t.csv"}})["team"]
    assert teams.isna().tolist() == [True, False]
