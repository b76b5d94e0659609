"""The digest: short whatever happens, whole sentences, no markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_helpers.report.outputs.digest import LONGEST, digest
from tests.page.hostile import HOSTILE

WORDS = {"actions_title": "未完了のアクション", "footer": "詳しくは添付の sales_sync.html"}


def records(count, sentence="売上は1,272万円です。目標の38%です。"):
    return [{"question": f"問い{place}?", "sentence": sentence} for place in range(count)]


def test_it_holds_the_lead_each_answer_and_the_actions():
    text = digest("営業（11/20、サンプル株式会社）", "届く見通しです。", records(2), ["見積（佐藤、12/4）"], **WORDS)
    assert text.splitlines() == [
        "■ 営業（11/20、サンプル株式会社）",
        "届く見通しです。",
        "",
        "1. 問い0?",
        "→ 売上は1,272万円です。",
        "2. 問い1?",
        "→ 売上は1,272万円です。",
        "",
        "未完了のアクション",
        "・見積（佐藤、12/4）",
        "",
        "詳しくは添付の sales_sync.html",
    ]


def test_a_section_that_failed_says_so():
    text = digest(
        "営業",
        "",
        [{"question": "予算は?", "sentence": "", "failure": "targets が読めません。"}],
        [],
        **WORDS,
    )
    assert "→ targets が読めません。" in text


def test_without_room_actions_are_given_up_before_answers_and_counted():
    # Each action takes about 60 of 1,500 characters: not all of 40 have room beside six answers.
    text = digest("営業", "届く見通しです。", records(6), [f"{'見' * 55}{n}" for n in range(40)], **WORDS)
    shown = sum(line.startswith("・") for line in text.splitlines())
    assert 3 <= shown < 40 and f"… +{40 - shown}" in text and "6. 問い5?" in text
    assert LONGEST - 70 < len(text) <= LONGEST


@given(
    st.lists(st.text(max_size=900), max_size=12), st.lists(st.text(max_size=200), max_size=50), st.text(max_size=2_000)
)
def test_it_is_never_longer(sentences, actions, lead):
    made = digest("営業", lead, [{"question": "?", "sentence": text} for text in sentences], actions, **WORDS)
    assert len(made) <= LONGEST


@pytest.mark.parametrize("text", [*HOSTILE, "*bold* _i_ ~s~ `c` <@U1> <!channel> [To:1] [info]x[/info] | a |"])
def test_no_text_is_markup_of_a_chat(text):
    made = digest(text, text, [{"question": text, "sentence": text}], [text], **WORDS)
    assert not set("*~`<>[]|") & set(made)


def test_a_key_to_be_copied_is_written_as_it_is():
    made = digest("営業", "", [{"question": "?", "sentence": "_slanted_ valid_lead in definitions.yml"}], [], **WORDS)
    assert "＿slanted＿ valid_lead in definitions.yml" in made
