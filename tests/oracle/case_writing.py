"""Put a case on disk as tools do: encodings, odd headers, other words for our values, rows that cannot be used."""

import csv
import io
from datetime import UTC, date, datetime

import yaml

HEADERS = {
    "leads": {
        "lead_id": "リード ID", "created_at": "作成日", "company_id": "取引先 ID", "company_name": "会社名 / 取引先",
        "email": "メール", "channel": "リードソース", "campaign": "キャンペーン", "motion": "区分", "rep": "リード 所有者",
        "industry": "業種", "department": "部署", "employees": "従業員数", "is_target": "ターゲット",
        "key_person_at": "キーマン判明日時",
    },
    "activities": {
        "activity_id": "ID", "started_at": "開始", "rep": "担当", "kind": "種別", "outcome": "結果",
        "talk_seconds": "通話秒", "lead_id": "リード", "company_id": "取引先ID", "company_name": "相手先", "email": "宛先",
    },
    "opportunities": {
        "opportunity_id": "商談ID", "created_at": "作成日時", "lead_id": "リードID", "company_id": "取引先ID",
        "company_name": "取引先名", "email": "連絡先", "owner": "商談 所有者", "rep": "獲得者", "temperature": "温度感",
        "is_target": "ターゲット", "amount": "金額", "closed_at": "完了日", "is_won": "状態",
        "held": "実施", "accepted": "承認", "lost_reason": "失注理由",
    },
    "accounts": {"company_id": "id", "company_name": "name", "email_domain": "domain", "rep": "担当"},
}  # fmt: skip
FILES = {
    "leads": ("リード一覧.csv", "cp932", ","),
    "activities": ("calls.csv", "utf-8-sig", ","),
    "opportunities": ("opps.txt", "utf-16", "\t"),
    "accounts": ("accounts.csv", "utf-8", ","),
    "campaigns": ("campaigns.csv", "utf-8", ","),
    "visits": ("visits.csv", "utf-8", ","),
    "targets": ("targets.csv", "utf-8", ","),
}
WORDS = {
    "leads": {
        "motion": {"inbound": ["反響"], "outbound": ["リスト*"]},
        "is_target": {True: ["はい"], False: ["いいえ"]},
    },
    "activities": {
        "outcome": {
            "connected": ["担当者接触*"], "reception_refused": ["受付断り"], "absent": ["担当者不在"],
            "no_answer": ["不出"], "voicemail": ["留守電"], "wrong_number": ["番号違い"],
        },
        "kind": {"call": ["電話"], "email": ["メール"], "visit": ["訪問"]},
    },
    "opportunities": {
        "is_won": {True: ["受注"], False: ["失注"], "missing": ["進行中"]},
        "is_target": {True: ["はい"], False: ["いいえ"]},
        "held": {True: ["実施済"], False: ["キャンセル"]},
        "accepted": {True: ["承認"], False: ["差戻し"]},
    },
}  # fmt: skip
SPOKEN = {
    "motion": {"inbound": "反響", "outbound": "リスト架電", "?": "不明"},
    "outcome": {"connected": "担当者接触：アポ", "?": "謎の結果"},
    "is_target": {True: "はい", False: "いいえ"},
    "is_won": {True: "受注", False: "失注", None: "進行中"},
}
LAST = {"leads": "employees", "activities": "talk_seconds", "opportunities": "amount"}


def write_folder(world, folder):
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "name": "検証", "timezone": str(world.zone), "language": "ja", "tables": {}, "rejected_budget": 0.5,
        "calendar": {"country": world.country, "days_off": world.days_off},
    }  # fmt: skip
    for table, rows in world.tables.items():
        config["tables"][table] = write_table(world, folder, table, rows)
    if world.has["business_hours"]:
        config["calendar"]["business_hours"] = world.rng.choice([["09:00", "18:00"], ["10:00", "17:30"]])
    if world.versions:
        config["definitions"] = "definitions.yml"
        (folder / "definitions.yml").write_text(dumped({"valid_lead": world.versions}), "utf-8")
    if world.has["teams"]:
        config["teams"] = world.teams
    if world.freemail:
        config["freemail"] = world.freemail
    if world.has["benchmarks"]:
        config["benchmarks"] = {"companies_per_100": 40, "activities_per_company": 1.6, "list_coverage": 0.3}
    (folder / "workbook.yml").write_text(dumped(config), "utf-8")


class Plain(yaml.SafeDumper):
    """A condition that two versions share is written out twice, as people do."""

    def ignore_aliases(self, data):
        return True


def dumped(content):
    return yaml.dump(content, Dumper=Plain, allow_unicode=True, sort_keys=False)


def write_table(world, folder, table, rows):
    """Write one file and give its entry of workbook.yml."""
    name, encoding, separator = FILES[table]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    columns = [column for column in columns if table != "activities" or world.has.get(column, True)]
    columns.sort(key=lambda column: column == LAST.get(table))
    words = {column: dict(ours) for column, ours in WORDS.get(table, {}).items() if column in columns}
    if "kind" in words and world.often(0.5):
        del words["kind"]
    style = world.rng.choice(["%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S"])
    texts = [{column: cell(world, table, column, row.get(column), words, style) for column in columns} for row in rows]
    texts += spoiled(world, table, texts, columns)
    theirs = HEADERS.get(table, {})
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=world.rng.choice(["\n", "\r\n"]))
    # Full-width spaces in the file where workbook.yml has plain ones.
    writer.writerow([theirs.get(column, column).replace(" ", "\u3000") for column in columns])
    writer.writerows([[row[column] for column in columns] for row in texts])
    (folder / name).write_bytes(text.getvalue().encode(encoding))
    entry = {"file": name}
    named = {column: theirs[column] for column in columns if column in theirs}
    if named:
        entry["columns"] = named
    if words:
        entry["values"] = words
    return entry


def cell(world, table, column, value, words, style):
    """The value as the export has it."""
    if column in words:
        spoken = SPOKEN.get(column, {})
        return spoken[value] if value in spoken else plain(column, value, words)
    if column == "kind":
        return value
    if value is None:
        return nothing(world, column)
    if isinstance(value, datetime):
        if table == "activities":
            return value.astimezone(world.rng.choice([UTC, world.zone])).isoformat()
        return value.strftime(style.split(" ")[0] if midnight(value) else style)
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    if column in ("amount", "cost"):
        return f"¥{value:,}" if column == "amount" else str(value)
    if column in ("employees", "visitors"):
        return f"{value:,}"
    return str(value)


def midnight(value):
    return (value.hour, value.minute, value.second) == (0, 0, 0)


def plain(column, value, words):
    """The first of their words for ours; nothing stays nothing."""
    return words[column][value][0].rstrip("*") if value is not None else ""


def nothing(world, column):
    if column in ("channel", "campaign", "company_name", "name", "rep", "owner"):
        return ""
    return world.rng.choice(["", "", "", "-", "N/A", "NULL", "未設定"])


def spoiled(world, table, rows, columns):
    """Rows that must be set aside: a second copy of an id, a day that is none, nothing where something must be."""
    identity, dated = {
        "leads": ("lead_id", "created_at"),
        "activities": ("activity_id", "started_at"),
        "opportunities": ("opportunity_id", "created_at"),
        "visits": (None, "date"),
        "accounts": ("company_id", None),
        "campaigns": ("campaign", None),
    }.get(table, (None, None))
    found = []
    if identity in columns:
        found.append({**world.rng.choice(rows), "channel": "重複", "rep": "重複", "company_name": "重複"})
        if table != "activities":
            found.append({**rows[0], identity: ""})
    if dated:
        for number, bad in enumerate(("2026/13/45 10:00", "1999/12/31", "明日", "")):
            fresh = {identity: f"X{number}"} if identity else {}
            found.append({**rows[0], **fresh, dated: bad})
    if table == "activities":
        found.append({**rows[0], "activity_id": "X7", "talk_seconds": "-5"})
        found.append({**rows[0], "activity_id": "X8", "rep": ""})
    return [{column: row.get(column, "") for column in columns} for row in found]
