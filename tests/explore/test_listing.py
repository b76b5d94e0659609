"""Rows on the screen: sorted, filtered, and saved without a formula or a foreign address."""

import base64

import pandas as pd

from kpi_helpers.explore.behind import COUNTED
from kpi_helpers.explore.listing import arranged, csv_address, headers, readable
from kpi_helpers.explore.wording import WORDS

CALLS = pd.DataFrame(
    {
        "rep": ["佐藤", "鈴木", None, "佐藤"],
        "talk_seconds": [300.0, None, 20.5, 90.0],
        "started_at": pd.to_datetime(["2026-11-02 10:05", "2026-11-03 00:00", "2026-11-04 09:00", "2026-11-05 00:00"]),
        COUNTED: [True, False, False, True],
    }
)


def saved(rows: pd.DataFrame) -> str:
    return base64.b64decode(csv_address(rows).partition(",")[2]).decode("utf-8")


def test_every_word_must_occur_somewhere():
    assert arranged(CALLS, "佐藤 2026-11-05", None, descending=False).index.tolist() == [3]
    assert arranged(CALLS, "  ", None, descending=False).index.tolist() == [0, 1, 2, 3]
    assert arranged(CALLS, "[", None, descending=False).empty  # no pattern, a plain text


def test_what_is_missing_comes_last_in_both_directions():
    assert arranged(CALLS, "", "talk_seconds", descending=False)["talk_seconds"].tolist()[:3] == [20.5, 90.0, 300.0]
    assert arranged(CALLS, "", "talk_seconds", descending=True)["talk_seconds"].tolist()[:3] == [300.0, 90.0, 20.5]


def test_values_read_as_one_writes_them():
    read = readable(CALLS, WORDS["ja"])
    assert read.loc[0].tolist() == ["佐藤", "300", "2026-11-02 10:05", "はい"]
    assert read.loc[1, "started_at"] == "2026-11-03"
    assert pd.isna(read.loc[1, "talk_seconds"]) and read.loc[2, "talk_seconds"] == "20.5"


def test_the_file_opens_in_excel_and_holds_no_formula():
    text = saved(pd.DataFrame({"会社": ["=1+1", "サクラ,工業", None]}))
    assert text == '\ufeff会社\r\n\'=1+1\r\n"サクラ,工業"\r\n""\r\n'


def test_columns_are_called_as_in_the_dictionary():
    named = headers("opportunities", ["opportunity_id", "amount", "state", COUNTED], "en")
    assert named == {"opportunity_id": "id of the opportunity", "amount": "amount", "state": "state", COUNTED: "counts"}
