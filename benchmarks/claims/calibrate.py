"""How often pages claim a difference where there is none, and find one that is planted.

    python benchmarks/claims/calibrate.py [--worlds 200] [--planted 40]

Every page of `--worlds` simulated workbooks in which nothing differs; `--planted` workbooks of each planted difference.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable

import matplotlib
from worlds import PLANTED, REPS, world

from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.workbook import Workbook

DIFFERENCES = ("rates", "counts", "heights", "factor")
"""Kinds of claims that say that something differs from something else."""

FOUND: dict[str, tuple[str, str, Callable[[Claim], bool]]] = {
    "rep": ("team_sync", "act", lambda c: c.subject == "rep=R1" and c.verdict == LOWER),
    "cohort": ("sales_sync", "conversion", lambda c: c.metric == "cohort_rate_by_age" and c.verdict == LOWER),
    "channel": ("marketing_sync", "lead_change", lambda c: c.subject == "channel=Web" and c.verdict == LOWER),
    "campaign": ("marketing_sync", "campaigns", lambda c: c.subject == "campaign=C1" and c.verdict == HIGHER),
    "factor": ("sales_sync", "sales", lambda c: c.metric == "valid_rate" and c.verdict == LOWER),
}
"""Where each planted difference is to be said, and by which claim."""


def sections(wb: Workbook, name: str, keys: tuple[str, ...] = ()) -> list[Section]:
    meeting = Meeting(name, wb, "en")
    return [topic(meeting) for topic in MEETINGS[name].topics if not keys or topic.key in keys]


def claimed(wb: Workbook) -> tuple[Counter, Counter, bool]:
    """Sections, and kinds of claims, that claim a difference; whether any sentence names anybody."""
    told: Counter = Counter()
    kinds: Counter = Counter()
    names = False
    for name in MEETINGS:
        for section in sections(wb, name):
            assert not section.failure, (name, section.key, section.failure)
            found = [claim for claim in section.claims if claim.kind in DIFFERENCES and claim.holds]
            told[f"{name} {section.key}"] += bool(found)
            for kind in {claim.kind for claim in section.claims if claim.holds}:
                kinds[kind] += 1
            names |= any(rep in section.sentence for rep in REPS)
        matplotlib.pyplot.close("all")
    return told, kinds, names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--planted", type=int, default=40)
    args = parser.parse_args()
    told: Counter = Counter()
    kinds: Counter = Counter()
    named = 0
    for seed in range(args.worlds):
        one, kind, names = claimed(world(seed))
        told, kinds, named = told + one, kinds + kind, named + names
    print(f"{args.worlds} workbooks in which nothing differs\nsection | claims a difference")
    for name, agenda in MEETINGS.items():
        for topic in agenda.topics:
            print(f"{name} {topic.key} | {told[f'{name} {topic.key}'] / args.worlds:.3f}")
    print(f"\nanybody named | {named / args.worlds:.3f}\n\nkind of claim | sections a workbook in which one holds")
    for kind, count in sorted(kinds.items()):
        print(f"{kind} | {count / args.worlds:.2f}")
    print(f"\nplanted, {args.planted} workbooks each | found")
    for planted in PLANTED:
        page, key, is_it = FOUND[planted]
        hits = 0
        for seed in range(args.planted):
            (section,) = sections(world(10_000 + seed, planted), page, (key,))
            hits += any(is_it(claim) for claim in section.claims)
        print(f"{planted} | {hits / args.planted:.2f}", flush=True)


if __name__ == "__main__":
    main()
