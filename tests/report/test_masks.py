"""Masks cover everything under --out, and contacts stand on no page, with masks or without."""

import csv
import html
import json
import os
import re
import stat
import sys
import zipfile
from datetime import date

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from kpi_helpers.charts.hiding import hiding
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.cli import main
from kpi_helpers.report import pseudonyms
from kpi_helpers.report.about import About, comparable
from kpi_helpers.report.markdown import plain
from kpi_helpers.report.masking import Mask
from kpi_helpers.report.phrases import shortened
from kpi_helpers.report.publishing import masked_otherwise, publication
from kpi_helpers.workbook.engine.limits import limit_in_words
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.example import example
from tests.page.workbooks import kpi

WORKBOOK = """
name: 見本 インサイドセールス
rejected_budget: 1
tables:
  leads: {file: leads.csv, values: {motion: {inbound: [inbound], outbound: [outbound]}}}
  activities: {file: activities.csv}
  opportunities: {file: opportunities.csv}
  targets: {file: targets.csv}
  visits: {file: visits.csv}
  campaigns: {file: campaigns.csv}
  accounts: {file: accounts.csv}
definitions: definitions.yml
teams: {SDR: [佐藤, 鈴木], BDR: [高橋], 木村チーム: [木村]}
people: {佐藤: [佐藤 花子, sato.hanako@example.co.jp]}
"""
DEFINITIONS = """
valid_lead:
  - {from: 2026-04-01, why: アオバ物流の佐藤さん（090 1234 5678）と決めた, agreed_by: [営業部], conditions: [{column: company_name, is_not: ミドリ商事}]}
"""
CONTACTS = (
    "(03) 1234-5678",
    "0312345678",
    "+819012345678",
    "090 1234 5678",
    "０３（１２３４）５６７８",
    "TEL03-1234-5678",
    "81-90-1234-5678",
    "090/1234/5678",
    "03--1234--5678",
    "(415) 555-0132",
    "+1(415)555-0132",
    "1-800-555-0199",
    "x@web.example.jp",
)
# Set aside: without an id, without a readable day. Names of nobody that the workbook knows, and every form of contact.
REJECTED = [
    [
        "",
        "2026-11-04",
        "",
        "コハク印刷",
        "kohaku@example.jp",
        "電話 " + CONTACTS[0],
        "",
        "inbound",
        "須藤",
        "",
        CONTACTS[3],
    ],
    ["L98", "須藤さんに聞く", "", "コハク印刷", CONTACTS[1], CONTACTS[2], "", "inbound", "佐藤", "", CONTACTS[4]],
]
MINUTES = """# 議事録

| アクション | 担当 | 期限 | 状況 |
|--|--|--|--|
| アオバ物流に連絡 (03) 1234-5678 | 高橋 | 12/4 | 鈴木さんに確認 |
"""
NAMES = re.compile(
    "佐藤|鈴木|高橋|山口|木村|須藤|花子|サクラ工業|ミドリ商事|アオバ物流|翌日商会|ヒノキ建設|シラカバ建設|コハク印刷"
)
ADDRESSES = re.compile(r"[\w.]@\w")


def digits(text):
    """A text of digits and letters alone, in which a phone number is found however it was written."""
    return re.sub(r"[^0-9A-Za-zぁ-ん一-龥]", "", text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))


def written(folder):
    """Every text under a folder by the name of its file, what Excel packs too; the user's own minutes aside."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                found |= {f"{path.name}/{name}": packed.read(name).decode("utf-8") for name in packed.namelist()}
        elif path.is_file() and not (path.parent.name == "2026-11-11" and path.suffix == ".md"):
            found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8-sig")
    return found


def workbook(folder):
    """The example on disk, with contacts in texts that pages show, and with rows that cannot be used."""
    folder.mkdir()
    for name, table in example()._tables.items():
        table = table.astype("object")
        if name == "leads":
            table.loc[table["lead_id"].eq("L3"), "channel"] = f"Web {CONTACTS[-1]} {CONTACTS[5]}"
            table.loc[len(table)] = dict(zip(table.columns, REJECTED[0], strict=False))
            table.loc[len(table)] = dict(zip(table.columns, REJECTED[1], strict=False))
        if name == "campaigns":
            table["name"] += f" 受付 {CONTACTS[2]}"
        if name == "accounts":
            table["segment"] += f" {CONTACTS[1]}"
        table.to_csv(folder / f"{name}.csv", index=False)
    (folder / "workbook.yml").write_text(WORKBOOK, encoding="utf-8")
    (folder / "definitions.yml").write_text(DEFINITIONS, encoding="utf-8")
    return folder


def command(*arguments):
    """What a command says that needs no process of its own."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="kpi")
    assert done.exit_code == 0, done.stderr
    return done.output + done.stderr


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Two masked weeks, the later one built whole, with the minutes of the earlier one edited; and numbers unmasked."""
    place = tmp_path_factory.mktemp("masks")
    folder = workbook(place / "book")
    masked = "--set", "mask_names=true", "--out", place / "masked"
    said = [command("numbers", folder, "--as-of", "2026-11-11", *masked)]
    (place / "masked" / "2026-11-11" / "sales_sync.minutes.md").write_text(MINUTES, encoding="utf-8")
    done = kpi("build", folder, "--as-of", "2026-11-18", *masked)
    assert done.returncode == 0, done.stderr
    said += [done.stdout, done.stderr]
    refused = CliRunner().invoke(main, ["numbers", str(folder), "--team", "誰か", "--set", "mask_names=true"])
    (place / "refused.log").write_text(refused.stderr, encoding="utf-8")
    said += [command("check", folder, "--as-of", "2026-11-19", *masked, *more) for more in ([], ["--json"])]
    (place / "masked.log").write_text("\n".join(said), encoding="utf-8")
    unmasked = "--as-of", "2026-11-18", "--out", place / "open"
    (place / "open.log").write_text(command("check", folder, *unmasked), encoding="utf-8")
    command("numbers", folder, *unmasked)
    return place


def test_no_name_and_no_contact_stands_anywhere_in_a_masked_folder(out):
    texts = written(out / "masked")
    assert {"index.html", "2026-11-18/.about.json", "2026-11-19/rejected.csv"} <= set(texts) and len(texts) > 20
    assert {name: found for name, text in texts.items() if (found := set(NAMES.findall(text)))} == {}
    assert [name for name, text in texts.items() if ADDRESSES.search(text)] == []
    phones = [digits(phone).removeprefix("81").lstrip("0") for phone in CONTACTS[:5]]
    assert [(name, phone) for name, text in texts.items() for phone in phones if phone in digits(text)] == []


def test_no_name_and_no_contact_is_said_by_a_masked_command(out):
    masked, unmasked = (out.joinpath(name).read_text(encoding="utf-8") for name in ("masked.log", "open.log"))
    assert {"佐藤", "須藤"} <= set(NAMES.findall(unmasked))  # reps without a team, a row set aside
    assert NAMES.findall(masked) == [] and not ADDRESSES.search(masked)
    refused = (out / "refused.log").read_text(encoding="utf-8")
    assert "誰か" in refused and "BDR, 担当 " in refused and not NAMES.search(refused)
    assert f"{Mask.of(example(), 'ja').person('高橋')}" in masked and '"example": ' in masked


def test_rows_and_people_are_still_found_by_their_pseudonyms(out):
    mask = Mask.of(example(), "ja")
    with (out / "masked" / "2026-11-18" / "numbers.csv").open(encoding="utf-8-sig", newline="") as lines:
        segments = {row["segment"] for row in csv.DictReader(lines)}
    assert {f"rep={mask.person('佐藤')}", f"owner={mask.person('山口')}"} <= segments
    page = (out / "masked" / "2026-11-18" / "sales_sync.minutes.md").read_text(encoding="utf-8")
    assert f"| {mask.company('アオバ物流')}に連絡 … | {mask.person('高橋')} |" in page
    with (out / "masked" / "2026-11-18" / "rejected.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [(row["line"], row["row"]) for row in csv.DictReader(lines)]
    assert rows == [("9", ",2026-11-04,,…,…,…,,…,…,,…,,"), ("10", "…,…,,…,…,…,,…,…,,…,,")]


def test_without_masks_names_stand_and_a_row_stands_as_it_stood(out):
    texts = written(out / "open" / "2026-11-18")
    assert (
        "rep=佐藤" in texts["numbers.csv"]
        and "コハク印刷" in texts["rejected.csv"]
        and CONTACTS[0] in texts["rejected.csv"]
    )


@pytest.mark.parametrize("contact", CONTACTS)
def test_without_masks_contacts_stand_on_no_page_notebook_minutes_or_digest(contact, tmp_path):
    with publication(tmp_path / "day", tmp_path) as draft:
        (draft / "a.html").write_text(f'<p title="佐藤 {contact}">電話{contact}まで</p>', encoding="utf-8")
        (draft / "a.minutes.md").write_text(f"佐藤に電話 {contact}", encoding="utf-8")
        outputs = [{"data": {"text/plain": [f"<佐藤 {contact}>\n", "1 < 2"], "text/html": f"<b>{contact}</b>"}}]
        (draft / "a.ipynb").write_text(
            json.dumps({"cells": [{"source": [f"# 佐藤 {contact}"], "outputs": outputs}]}), encoding="utf-8"
        )
    for text in written(tmp_path / "day").values():
        assert "佐藤" in text and digits(contact)[-8:] not in digits(text)


def test_who_hands_on_a_folder_is_told_of_weeks_that_are_not_masked(out):
    mask = Mask.of(example(), "en")
    assert masked_otherwise(out / "masked", mask) == masked_otherwise(out / "open", None) == ""
    assert "In 1 folders" in masked_otherwise(out / "open", mask) and "2026-11-18" in masked_otherwise(
        out / "open", mask
    )
    assert "--set mask_names=true" in masked_otherwise(out / "masked", None)


def test_a_masked_week_is_compared_with_the_next_whether_that_is_masked_or_not(wb):
    now, masked = About.of(wb), About.of(wb, mask_names=True)
    assert comparable(now, wb) == (now, now)
    assert comparable(masked, wb) == comparable(now, wb, mask_names=True) == (masked, masked)
    assert "teams.SDR" in masked.mapping and not NAMES.search(str(masked))
    other = About(masked.definitions, masked.targets, masked.mapping, masked.newest, masked="another secret")
    before, after = comparable(other, wb)
    assert before.mapping == after.mapping and not any(key.startswith("teams.") for key in before.mapping)


def test_the_secret_is_its_owners_and_stays_what_it_is(tmp_path, monkeypatch):
    monkeypatch.delenv("KPI_SECRET")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    secret = pseudonyms.secret_of_user()
    pseudonyms._secret.cache_clear()
    assert pseudonyms.secret_of_user() == secret != b""
    path = pseudonyms.secret_file()
    assert path.parent.parent == tmp_path and [one.name for one in path.parent.iterdir()] == [path.name]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    monkeypatch.setenv("KPI_SECRET", str(tmp_path / "short"))
    (tmp_path / "short").write_text("abc", encoding="utf-8")
    with pytest.raises(WorkbookError, match="too short"):
        pseudonyms.secret_of_user()


def test_the_same_person_has_another_pseudonym_under_another_secret():
    one, other = (Mask(["佐藤"], [], secret=bytes([n]) * 16, lang="ja") for n in (1, 2))
    assert one.person("佐藤") != other.person("佐藤")
    assert len({one.company(f"会社{n}") for n in range(5_000)}) == 5_000


def test_a_name_that_is_a_word_of_the_page_goes_only_where_it_stands_as_a_name():
    mask = Mask(["営業", "2026"], ["Ana", "アイ"], secret=b"0" * 16, lang="ja", words="営業担当\n商談")
    assert mask.text("2026年の営業会議でアイデアを、Analystが") == "2026年の営業会議でアイデアを、Analystが"
    assert mask.segment("rep=営業;hour=09") == f"rep={mask.person('営業')};hour=09"


def test_files_of_a_run_appear_together_or_not_at_all(tmp_path):
    folder = tmp_path / date.today().isoformat()
    with pytest.raises(ZeroDivisionError), publication(folder, tmp_path) as draft:
        (draft / "numbers.csv").write_text("a", encoding="utf-8")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with publication(folder, tmp_path) as draft:
        (draft / "a.html").write_text('<p title="03-1234-5678">a@b.example</p>', encoding="utf-8")
        assert not folder.exists()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert (folder / "a.html").read_text(encoding="utf-8") == '<p title="…">…</p>'


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "memory does not suffice"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data"), "memory does not suffice"),
        (duckdb.IOException("IO Error: Could not write: No space left on device"), "disk is full"),
        (RuntimeError("can't start new thread"), "memory does not suffice"),
        (OSError(28, "No space left on device", "r/.building-pc-1/files/a.html"), r"disk is full \(r\)"),
    ],
)
def test_what_the_machine_lacks_is_said_in_words(error, sentence):
    assert re.search(sentence, limit_in_words(error).text("en"))
    assert limit_in_words(KeyError("leads")) is None


def test_a_full_disk_is_a_sentence_and_leaves_no_draft(tmp_path):
    with pytest.raises(WorkbookError, match="cannot be written.*make room"), publication(tmp_path / "d", tmp_path):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_name_is_found_however_it_is_written(tmp_path):
    people, companies = ['O\'Brien "Ken"', "<b>森田</b>", "佐藤 花子"], ["A&B商事", "*ゼータ*", "会社 ABCDEFGH"]
    mask = Mask(people, companies, secret=b"0" * 16, lang="ja")
    for name in (*people, *companies, "佐藤花子", "佐藤　花子", "＊ｾﾞｰﾀ＊", 'Ｏ\'Ｂｒｉｅｎ　"Ｋｅｎ"'):
        (tmp_path / "out").mkdir(exist_ok=True)
        with publication(tmp_path / "out" / "day", tmp_path / "out", mask) as draft:
            page = f'<p title="{html.escape(name)}">{html.escape(name, quote=False)}様</p>'
            (draft / "a.html").write_text(page, encoding="utf-8")
            (draft / "a.minutes.md").write_text(plain(name), encoding="utf-8")
            (draft / "a.digest.md").write_text(f"・{name}に電話", encoding="utf-8")
            (draft / "a.csv").write_text(pd.DataFrame({"name": [name]}).to_csv(index=False), encoding="utf-8-sig")
            outputs = [{"data": {"text/plain": [f"<{name}>"], "text/html": [page]}}]
            (draft / "a.ipynb").write_text(json.dumps({"cells": [{"outputs": outputs}]}), encoding="utf-8")
        for text in written(tmp_path / "out" / "day").values():
            assert not re.search("Brien|Ｂｒｉｅｎ|森田|花子|商事|ゼータ|ｾﾞｰﾀ|ABCDEFGH", text), (name, text)


def test_half_a_phone_number_and_half_a_name_are_hidden_too():
    mask = Mask([], ["アオバ物流"], secret=b"0" * 16, lang="ja")
    with hiding(mask.text):
        assert shortened("受付 アオバ物流 TEL03-1234-5678", 9) == f"受付 {mask.company('アオバ物流')[:5]}…"
        assert safe_label("TEL03-1234-5678の件", 14) == "TEL…の件"
    assert shortened("TEL03-1234-5678", 9) == "TEL…"
    assert mask.text("アオバ…に連絡") == "…に連絡"


def test_a_longer_name_that_begins_like_the_end_of_a_text_cuts_nothing():
    mask = Mask(["佐藤", "佐藤 花子"], [], secret=b"0" * 16, lang="ja")
    assert mask.text("担当は佐藤") == f"担当は{mask.person('佐藤')}"


def test_a_company_without_its_legal_form_and_a_person_by_part_of_the_name_are_hidden_too():
    people = ["佐藤 花子", "佐藤 一", "高橋次郎", "森（営業）", "Suzuki Ken"]
    mask = Mask(people, ["株式会社アオバ物流", "Kohaku Printing K.K."], secret=b"0" * 16, lang="ja", words="営業")
    aoba, kohaku = mask.company("株式会社アオバ物流"), mask.company("Kohaku Printing K.K.")
    assert mask.text("（株）アオバ物流、アオバ物流様、Kohaku Printing社") == f"（株）{aoba}、{aoba}様、{kohaku}社"
    takahashi, suzuki, hanako = (mask.person(name) for name in ("高橋次郎", "Suzuki Ken", "佐藤 花子"))
    said = mask.text("高橋課長、Suzukiさん、花子さん、佐藤さん、営業さん、高橋町")
    assert said == f"{takahashi}課長、{suzuki}さん、{hanako}さん、…さん、営業さん、高橋町"
