"""`kpi init` of columns that users add to a tool's own, and of rows that are planned."""

CALLS = "通話の種類,通話の開始時刻,通話時間,通話の担当者,通話結果,メール,会社名,担当者メール\n" + "".join(
    f"発信,2026-11-{day:02d} 09:05:00,02:00,{rep},{outcome},a{day}@b.example,株式会社{day},{rep}@us.example\n"
    for day, (rep, outcome) in enumerate([("佐藤", "担当者接触"), ("鈴木", "不在")] * 5, start=2)
)


def test_columns_that_a_known_tool_does_not_have_are_taken_where_they_say_what_they_are(desk):
    activities = desk.begin(desk.put("calls.csv", CALLS, "cp932"))["tables"]["activities"]
    assert activities["preset"] == "zoho-ja"
    own = {name: activities["columns"][name] for name in ("outcome", "email", "company_name")}
    assert own == {"outcome": "通話結果", "email": "メール", "company_name": "会社名"}
    assert activities["values"]["outcome"] == {"connected": ["担当者接触"], "absent": ["不在"]}
    assert "email: メール" in desk.text and desk.text.split("email: メール")[1].splitlines()[0].endswith("# 要確認")


def test_the_address_of_the_owner_of_a_deal_is_no_lead_s(desk):
    rows = "".join(
        f"D{day},A,2026-11-{day:02d},{owner},{owner}@us.example,100\n"
        for day, owner in zip(range(2, 12), ("sato", "mori") * 5, strict=True)
    )
    book = desk.begin(desk.put("deals.csv", "Deal ID,Company,Created,Owner,Email,Amount\n" + rows))
    columns = book["tables"]["opportunities"]["columns"]
    assert columns["owner"] == "Owner" and "email" not in columns


def test_what_is_to_be_done_and_has_no_date_yet_is_planned(desk):
    rows = "".join(f"{day},Done,Call,2026-11-{day:02d} 09:05:00,Sato,A{day}\n" for day in range(2, 12))
    log = "Activity - ID,Activity - Done,Activity - Type,Activity - Marked as done time,Activity - Assigned to user,Activity - Organization\n"
    activities = desk.begin(desk.put("activities.csv", log + rows + "12,To do,Call,,Sato,A12\n"))["tables"][
        "activities"
    ]
    assert activities["values"]["status"] == {"done": ["Done"], "planned": ["To do"]}
    assert desk.run("check", desk.book)[0] == 0  # one row in eleven would be too many to lose
    assert len(desk.table("activities")) == 10
