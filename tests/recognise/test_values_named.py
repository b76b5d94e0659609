"""`kpi init`: what the values of coded columns mean, by words, flags and probabilities, or left to the reader."""


def test_outcomes_are_mapped_and_unknown_ones_are_named(desk):
    words = {
        "担当者接触：アポ獲得": "connected",
        "受付ブロック": "reception_refused",
        "担当者不在": "absent",
        "現在使われていない": "wrong_number",
        "CALL_SUCCESSFUL": "connected",
        "NO_RESPONSE": "no_answer",
        "Connected": "connected",
        "Left voicemail": "voicemail",
        "はて": None,
    }
    rows = "".join(f"2026/11/0{n},佐藤,{word}\n" for n, word in enumerate(words, 1))
    book = desk.begin(desk.put("架電.csv", "架電日時,担当,架電結果\n" + rows))
    theirs = {word: ours for ours, said in book["tables"]["activities"]["values"]["outcome"].items() for word in said}
    assert theirs == {word: ours for word, ours in words.items() if ours}
    assert "空として数えます: outcome: はて (1)" in desk.text
    assert desk.table("activities")["outcome"].fillna("").tolist() == [ours or "" for ours in words.values()]


def test_stages_mean_what_the_flags_of_the_tool_say(desk, exports):
    book = desk.begin(desk.put("Opportunity.csv", exports.SALESFORCE_API_OPPORTUNITIES))
    assert book["tables"]["opportunities"]["values"]["is_won"] == {
        True: ["契約締結"],
        False: ["他社採用"],
        "missing": ["最終交渉"],
    }
    assert desk.table("opportunities")["is_won"].tolist() == [None, False, True]


def test_a_stage_whose_flags_contradict_each_other_is_left_to_the_reader(desk, exports):
    export = (
        exports.SALESFORCE_API_OPPORTUNITIES
        + '"006D","001A","D","契約締結","100","2026-11-20","2026-11-01T01:00:00.000Z","005A","true","false"\n'
    )
    book = desk.begin(desk.put("Opportunity.csv", export))
    assert book["tables"]["opportunities"]["values"]["is_won"] == {
        False: ["他社採用"],
        "missing": ["最終交渉"],
    }
    assert "wins and win rates are missing: 契約締結 (2)" in desk.text


def test_stages_of_ones_own_are_told_by_the_probability_or_left_to_the_reader(desk):
    """HubSpot bears 100% where a deal is won and 0% where it is lost, and nowhere else."""
    head = "Record ID,Deal Name,Deal Stage,Close Date,Amount,Create Date,Deal owner,Pipeline"
    stages = {"契約書回収": "1", "見送り": "0%", "初回商談": "0.2", "最終提案": "80%"}
    rows = [f"{n},D{n},{stage},2026-11-10,100,2026-11-03,田中,新規" for n, stage in enumerate(stages)]
    with_odds = [
        f"{row},{odds}" for row, odds in zip([head, *rows], ["Deal probability", *stages.values()], strict=True)
    ]
    plain = desk.begin(desk.put("plain.csv", "\n".join([head, *rows]) + "\n"))
    assert plain["tables"]["opportunities"]["values"]["is_won"] == {False: ["見送り"]}
    assert "契約書回収 (1), 初回商談 (1), 最終提案 (1)" in desk.text and "wins and win rates are missing" in desk.text
    (desk.book / "workbook.yml").unlink()
    book = desk.begin(desk.put("odds.csv", "\n".join(with_odds) + "\n"))
    assert book["tables"]["opportunities"]["values"]["is_won"] == {
        True: ["契約書回収"],
        False: ["見送り"],
        "missing": ["初回商談", "最終提案"],
    }
    assert desk.table("opportunities")["is_won"].fillna("").tolist() == [True, False, "", ""]


def test_a_won_flag_without_a_stage_cannot_tell_lost_from_open(desk):
    book = desk.begin(
        desk.put(
            "deals.csv",
            "Record ID,Deal Name,Create Date,Close Date,Is Closed Won\n1,A,2026-11-01,2026-11-10,true\n2,B,2026-11-01,2026-11-10,false\n",
        )
    )
    assert book["tables"]["opportunities"]["values"]["is_won"] == {True: ["true"], "missing": ["false"]}
    assert "# CHECK: false may be lost or open: counted as open" in desk.text
    assert desk.table("opportunities")["is_won"].tolist() == [True, None]


def test_a_number_before_a_stage_is_no_part_of_its_name(desk):
    rows = "".join(f"{n},2026/11/0{n},{stage}\n" for n, stage in enumerate(("01.受注", "②失注", "3：進行中"), 1))
    book = desk.begin(desk.put("案件.csv", "案件ID,作成日,フェーズ\n" + rows))
    assert book["tables"]["opportunities"]["values"]["is_won"] == {
        True: ["01.受注"],
        False: ["②失注"],
        "missing": ["3：進行中"],
    }
