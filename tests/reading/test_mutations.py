"""Good exports, damaged in every way that files are damaged: an account of every row, or one sentence."""

import tempfile
from pathlib import Path

import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import load

HEADER = "リード ID,作成日,会社名,従業員数,区分,メモ"
WORKBOOK = """
rejected_budget: 1
tables:
  leads:
    file: leads.csv
    columns: {lead_id: リード ID, created_at: 作成日, company_name: 会社名, employees: 従業員数, motion: 区分}
    values: {motion: {inbound: [反響*], outbound: [リスト]}}
"""


def good(rows: int) -> str:
    return (
        HEADER
        + "\n"
        + "".join(
            f'L{n:04d},2026/11/{n % 28 + 1:02d} 9:{n % 60:02d},株式会社サクラ{n},"1,{n:03d}",{"反響" if n % 2 else "リスト"},"折返し\n{n}"\n'
            for n in range(rows)
        )
    )


def swapped(text: str, seed: int) -> str:
    lines = text.split("\n")
    at = seed % len(lines)
    lines[at] = ",".join(reversed(lines[at].split(",")))
    return "\n".join(lines)


def mixed_ends(text: str, seed: int) -> str:
    ends = ["\n", "\r\n", "\r"]
    return "".join(line + ends[(seed + n) % 3] for n, line in enumerate(text.split("\n")))


MUTATIONS = {
    "cut bytes": lambda data, seed: data[: seed % (len(data) + 1)],
    "lost bytes": lambda data, seed: data[: seed % len(data)] + data[seed % len(data) + seed % 7 :],
    "a flipped byte": lambda data, seed: data[: seed % len(data)] + bytes([seed % 256]) + data[seed % len(data) + 1 :],
    "NUL": lambda data, seed: data[: seed % len(data)] + b"\0" * (1 + seed % 5) + data[seed % len(data) :],
    "a stray quote": lambda data, seed: data[: seed % len(data)] + b'"' + data[seed % len(data) :],
    "a stray comma": lambda data, seed: data[: seed % len(data)] + b"," + data[seed % len(data) :],
    "a long cell": lambda data, seed: data[: seed % len(data)] + b"x" * 10_000 + data[seed % len(data) :],
    "another encoding": lambda data, seed: (
        data + "\nL9999,2026/11/01,髙橋①,5,反響,\n".encode("cp932" if seed % 2 else "utf-8")
    ),
}
TEXT_MUTATIONS = {
    "doubled header": lambda text, seed: text + HEADER + "\n" + text,
    "swapped columns": swapped,
    "mixed line ends": mixed_ends,
    "no change": lambda text, seed: text,
}


def account(data: bytes):
    """The report of the table of leads, or the sentence that stops the build."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "book")
        folder.mkdir()
        (folder / "leads.csv").write_bytes(data)
        (folder / "workbook.yml").write_text(WORKBOOK, encoding="utf-8")
        try:
            loaded = load(load_config(folder), cache_dir=Path(name, "cache"))
        except WorkbookError as error:
            return str(error)
        report = loaded.reports["leads"]
        kept = pandas.read_parquet(loaded.paths["leads"])
        assert report.read == report.kept + sum(report.set_aside.values())
        assert (len(kept), len(loaded.rejected)) == (report.kept, sum(report.set_aside.values()))
        assert kept["lead_id"].notna().all() and kept["lead_id"].is_unique
        assert kept["created_at"].between("2000-01-01", "2101-01-01", inclusive="left").all()
        return report


damage = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@damage
@given(
    st.sampled_from(sorted(MUTATIONS)),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]),
    st.integers(0, 10**6),
)
def test_damaged_bytes_give_an_account_or_one_sentence(mutation, encoding, seed):
    found = account(MUTATIONS[mutation](good(12).encode(encoding), seed))
    assert not isinstance(found, str) or "\n" not in found and found.startswith("leads.csv")


@damage
@given(st.sampled_from(sorted(TEXT_MUTATIONS)), st.sampled_from(["utf-8", "cp932", "utf-16"]), st.integers(0, 10**6))
def test_damaged_text_gives_an_account_or_one_sentence(mutation, encoding, seed):
    found = account(TEXT_MUTATIONS[mutation](good(12), seed).encode(encoding))
    assert not isinstance(found, str) or "\n" not in found and found.startswith("leads.csv")


@damage
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_give_an_account_or_one_sentence(data):
    found = account(data)
    assert not isinstance(found, str) or "\n" not in found and found.startswith("leads.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_what_is_not_damaged_is_read_in_full(encoding):
    report = account(good(12).encode(encoding))
    assert (report.read, report.kept, dict(report.warnings)) == (12, 12, {})


def test_a_stray_quotation_mark_costs_few_rows_and_hides_none():
    text = good(40).replace("株式会社サクラ7,", '"株式会社サクラ7,')
    report = account(text.encode())
    assert report.kept >= 36
    assert report.read >= 40
