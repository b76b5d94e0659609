"""E-mail addresses and phone numbers are found in every form, and nothing else."""

import pytest

from kpi_helpers.workbook.contacts import without_contacts


@pytest.mark.parametrize(
    "address",
    [
        "taro (at) example.com",
        "taro[at]example.com",
        "taro@localhost",
        "taro@[192.0.2.1]",
        '"taro y"@example.com',
        "taro@例え。jp",
        "taro at example.com",
        "taro　ａｔ　example．com",
        "ｔａｒｏ［ａｔ］ｅｘａｍｐｌｅ．ｃｏｍ",
        "taro【at】example.com",
        "taro [at] example [dot] com",
        "taro at example dot com",
        "taro★example.com",
        "taroアットマークexample.com",
        "taro(アット)example.com",
        "taro&#64;example.com",
    ],
)
def test_addresses_in_odd_forms_are_contacts_and_a_colleague_who_is_addressed_is_none(address):
    assert without_contacts(f"連絡 {address}、担当@佐藤") == "連絡 …、担当@佐藤"


@pytest.mark.parametrize(
    "phone",
    [
        "0312345678",
        "03-1234-5678",
        "０３－１２３４－５６７８",
        "090_1234_5678",
        "090：1234：5678",
        "0120-123-456",
        "+81-90-1234-5678",
    ],
)
def test_phone_numbers_are_found_whatever_letters_stand_beside_them(phone):
    assert without_contacts(f"担当{phone}まで、TEL{phone}まで") == "担当…まで、TEL…まで"
    if any(sign in phone for sign in "-－"):  # O0312345678 is an id
        assert without_contacts(f"x{phone}y【03】1234-5678") == "x…y…"


@pytest.mark.parametrize(
    "text",
    [
        "1,012,345,678",
        "12.0312345678",
        "3 @ 2.50",
        "81 (70.1–90.2)",
        "81-2026-11-20",
        "L0312345678",
        "L-0312345678",
        "lead_0312345678",
        "0031234567890",
        "2026-0312-3456",
        "0:05:12 09:00〜18:00",
        "〒060-0001",
        "192.168.10.20",
        "090,123,456",
        "e3b0c442-98fc-1c14-0120-f4c8996fb924",
        "row 5 at leads.csv",
        "3 at 2.50",
        "meet us at the fair. We",
        "2026-11-01 09:00:00",
    ],
)
def test_numbers_prices_ids_and_days_are_no_contacts(text):
    assert without_contacts(text) == text
