"""Workbooks on disk and the real command that builds their pages."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from tests.page.hostile import HOSTILE

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
OLIST = ROOT.parent / "shared" / "data" / "olist"
MEETINGS = ("sales_sync", "marketing_sync", "team_sync")


def kpi(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    call = [sys.executable, "-c", "from kpi_helpers.cli import main; main()", *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=300)


def copied(folder: Path, source: Path) -> Path:
    """A copy of a workbook's folder, so that a build leaves the source alone."""
    return Path(shutil.copytree(source, folder))


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def hostile_workbook(folder: Path) -> Path:
    """A workbook in which every text column of every table holds the hostile strings."""
    folder.mkdir()
    last = date(2026, 11, 20)
    names = [text.replace("\n", " ") for text in HOSTILE]
    days = [last - timedelta(days=3 * place) for place in range(len(names))]
    _write(
        folder / "leads.csv",
        [
            "lead_id",
            "created_at",
            "company_name",
            "email",
            "channel",
            "campaign",
            "motion",
            "rep",
            "industry",
            "department",
        ],
        [
            [
                f"L{place}-{copy}",
                f"{day} 10:0{copy}",
                text,
                f"u@{place}.example.jp",
                text,
                text,
                "inbound",
                text,
                text,
                text,
            ]
            for place, (text, day) in enumerate(zip(names, days, strict=True))
            for copy in range(4)
        ],
    )
    _write(
        folder / "activities.csv",
        ["activity_id", "started_at", "rep", "kind", "outcome", "talk_seconds", "lead_id", "company_name"],
        [
            [
                f"A{place}-{copy}",
                f"{day} 10:{3 * copy + 2:02d}",
                text,
                "call",
                "connected",
                200 + 90 * copy,
                f"L{place}-{copy % 2}",
                text,
            ]
            for place, (text, day) in enumerate(zip(names, days, strict=True))
            for copy in range(4)
        ],
    )
    _write(
        folder / "opportunities.csv",
        [
            "opportunity_id",
            "created_at",
            "lead_id",
            "company_name",
            "rep",
            "owner",
            "is_target",
            "temperature",
            "amount",
            "stage",
            "closed_at",
            "is_won",
        ],
        [
            [
                f"O{place}",
                f"{day} 12:00",
                f"L{place}-0",
                text,
                text,
                text,
                "true",
                "hot",
                1000000 + place,
                text,
                day if place % 3 == 0 else "",
                "true" if place % 3 == 0 else "",
            ]
            for place, (text, day) in enumerate(zip(names, days, strict=True))
        ],
    )
    _write(
        folder / "accounts.csv",
        ["company_id", "company_name", "segment", "rep"],
        [[f"C{place}", text, text, text] for place, text in enumerate(names)],
    )
    _write(
        folder / "campaigns.csv",
        ["campaign", "name", "kind", "starts_on", "ends_on", "cost", "audience"],
        [[text, text, text, day, day, 1000, text] for text, day in zip(names, days, strict=True)]
        + [["次", names[0], names[1], last + timedelta(days=9), last + timedelta(days=9), 1000, names[2]]],
    )
    _write(
        folder / "visits.csv",
        ["date", "visitors", "channel"],
        [[day, 100, text] for text, day in zip(names, days, strict=True)],
    )
    _write(
        folder / "targets.csv",
        ["month", "metric", "value", "rep"],
        [
            ["2026-11", metric, value, ""]
            for metric, value in {
                "visitors": 900,
                "leads": 40,
                "inbound_leads": 40,
                "outbound_leads": 0,
                "valid_leads": 30,
                "opportunities": 9,
                "won": 4,
                "sales": 4000000,
            }.items()
        ]
        + [["2026-11", "calls", 10, text] for text in names],
    )
    tables = ("leads", "activities", "opportunities", "accounts", "campaigns", "visits", "targets")
    listed = "\n".join(f"  {table}: {{file: {table}.csv}}" for table in tables)
    (folder / "workbook.yml").write_text(
        f"name: '<script>alert(1)</script>'\ntables:\n{listed}\ndefinitions: definitions.yml\n"
        "teams: {SDR: ['<img src=x onerror=alert(1)>'], BDR: ['javascript:alert(1)']}\n",
        encoding="utf-8",
    )
    (folder / "definitions.yml").write_text(
        "valid_lead:\n  - from: 2026-01-01\n    why: '<script>alert(1)</script>'\n    agreed_by: ['<svg onload=alert(1)>']\n"
        "    conditions:\n      - {column: email, is: present}\n      - {column: industry, is_not: '<iframe src=javascript:alert(1)></iframe>'}\n"
        "valid_opportunity:\n  - from: 2026-01-01\n    why: '\" onmouseover=\"alert(1)'\n    agreed_by: [営業部]\n"
        "    conditions: [{column: owner, is_not: '<style>*{display:none}</style>'}]\n",
        encoding="utf-8",
    )
    return folder


def bare_workbook(folder: Path) -> Path:
    """Leads and won deals alone, in another country: no targets, visits, activities or company names."""
    folder.mkdir()
    first = date(2017, 6, 14)
    leads = [
        [f"m{place:04d}", first + timedelta(days=place // 3), f"page{place % 5}", ("social", "", "unknown")[place % 3]]
        for place in range(1000)
    ]
    _write(folder / "leads.csv", ["mql_id", "first_contact_date", "landing_page_id", "origin"], leads)
    _write(
        folder / "deals.csv",
        ["mql_id", "seller_id", "sdr_id", "sr_id", "won_date", "declared_monthly_revenue"],
        [
            [lead, f"s{place}", f"r{place % 3}", f"o{place % 4}", f"{day + timedelta(days=place % 40)} 19:58:54", 0.0]
            for place, (lead, day, *_) in enumerate(leads)
            if place % 9 == 0
        ],
    )
    (folder / "workbook.yml").write_text(
        """name: Seller funnel
timezone: America/Sao_Paulo
language: en
tables:
  leads:
    file: leads.csv
    columns: {lead_id: mql_id, created_at: first_contact_date, channel: origin, campaign: landing_page_id}
    constants: {motion: inbound}
  opportunities:
    file: deals.csv
    columns: {opportunity_id: seller_id, created_at: won_date, closed_at: won_date, lead_id: mql_id, rep: sdr_id, owner: sr_id, amount: declared_monthly_revenue}
    constants: {is_won: true}
calendar: {country: BR}
""",
        encoding="utf-8",
    )
    return folder
