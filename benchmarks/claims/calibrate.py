"""How often pages claim a difference where there is none, and find one that is planted.

    python benchmarks/claims/calibrate.py [--worlds 200] [--planted 40]

The sections that compare, on `--worlds` simulated workbooks in which nothing differs; and `--planted` workbooks of each
planted difference. Workbooks are looked at in processes of their own, ten each, which gives their memory back.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from worlds import PLANTED, REPS, world

from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.workbook import Workbook

DIFFERENCES = ("rates", "counts", "heights", "factor")
"""Kinds of claims that say that something differs from something else."""

COMPARING = {
    "sales_sync": ("sales", "conversion", "quadrants", "conditions"),
    "marketing_sync": ("lead_change", "definition", "maturing", "answers"),
    "team_sync": ("act", "golden_hours", "talk", "answers"),
}

FOUND: dict[str, tuple[str, str, Callable[[Claim], bool]]] = {
    "rep": ("team_sync", "act", lambda c: c.subject == "rep=R1" and c.verdict == LOWER),
    "cohort": ("sales_sync", "conversion", lambda c: c.metric == "cohort_rate_by_age" and c.verdict == LOWER),
    "channel": ("marketing_sync", "lead_change", lambda c: c.subject == "channel=Web" and c.verdict == LOWER),
    "campaign": ("marketing_sync", "campaigns", lambda c: c.subject == "campaign=C1" and c.verdict == HIGHER),
    "factor": ("sales_sync", "sales", lambda c: c.metric == "valid_rate" and c.verdict == LOWER),
}
"""Where each planted difference is to be said, and by which claim."""


def sections(wb: Workbook, name: str, keys: tuple[str, ...]) -> list[Section]:
    meeting = Meeting(name, wb, "en")
    return [topic(meeting) for topic in MEETINGS[name].topics if topic.key in keys]


def claimed(seed: int) -> tuple[list[str], list[str], bool]:
    """Sections, and kinds of claims, that claim a difference; whether any sentence names anybody."""
    told, kinds, names, wb = [], set(), False, world(seed)
    for name, keys in COMPARING.items():
        for section in sections(wb, name, keys):
            assert not section.failure, (name, section.key, section.failure)
            held = [claim for claim in section.claims if claim.kind in DIFFERENCES and claim.holds]
            told += [f"{name} {section.key}"] * bool(held)
            kinds |= {claim.kind for claim in held}
            names |= any(rep in section.sentence for rep in REPS)
    return told, sorted(kinds), names


def found(seed: int, planted: str) -> bool:
    """Whether a planted difference is said where it belongs."""
    page, key, is_it = FOUND[planted]
    (section,) = sections(world(10_000 + seed, planted), page, (key,))
    return any(is_it(claim) for claim in section.claims)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--planted", type=int, default=40)
    args = parser.parse_args()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=10) as pool:
        print(f"planted, {args.planted} workbooks each | found")
        for planted in PLANTED:
            hits = sum(pool.map(partial(found, planted=planted), range(args.planted)))
            print(f"{planted} | {hits / args.planted:.2f}", flush=True)
        told: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        named = 0
        for number, (where, what, names) in enumerate(pool.map(claimed, range(args.worlds)), 1):
            told.update(where)
            kinds.update(what)
            named += names
            if number % 10 == 0 or number == args.worlds:
                print(f"\n{number} workbooks in which nothing differs | claim a difference")
                for name, keys in COMPARING.items():
                    for key in keys:
                        print(f"{name} {key} | {told[f'{name} {key}'] / number:.3f}")
                for kind in DIFFERENCES:
                    print(f"any claim of the kind {kind} | {kinds[kind] / number:.3f}")
                print(f"anybody named | {named / number:.3f}", flush=True)


if __name__ == "__main__":
    main()
