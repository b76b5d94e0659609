"""How often pages claim a difference where there is none, and find one that is planted.

    python benchmarks/claims/calibrate.py --to FILE [--worlds 200] [--shuffles 40] [--planted 40] [--only WORLD …]

Every section of the three meetings on `--worlds` simulated workbooks in which nothing differs and on `--shuffles` of the
sample with its labels shuffled; and `--planted` workbooks of each planted difference. What was found is added to FILE, a
line for each workbook, so that a run that was stopped goes on where it was; a FILE that is complete is only printed.
Workbooks are looked at in processes of their own, 25 each, which gives their memory back.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from shuffled import SHUFFLED, shuffled
from worlds import PLANTED, world

from kpi_helpers.kpis.claims import HIGHER, LOWER, Claim, Rate
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.workbook import Workbook

STEADY = "steady"
DIFFERENCES = ("rates", "counts", "heights", "factor")
"""Kinds of claims that say that something differs from something else."""

Found = tuple[str, str, Callable[[Claim], bool]]
FOUND: dict[str, Found] = {
    "rep": ("team_sync", "act", lambda c: c.subject == "rep=R1" and c.verdict == LOWER),
    "cohort": ("sales_sync", "conversion", lambda c: c.metric == "cohort_rate_by_age" and c.verdict == LOWER),
    "channel": ("marketing_sync", "lead_change", lambda c: c.subject == "channel=Web" and c.verdict == LOWER),
    "campaign": ("marketing_sync", "campaigns", lambda c: c.subject == "campaign=C1" and c.verdict == HIGHER),
    "factor": ("sales_sync", "sales", lambda c: c.metric == "valid_rate" and c.verdict == LOWER),
}
"""Where each planted difference is to be said, and by which claim."""


def made(kind: str, seed: int) -> Workbook:
    if kind in SHUFFLED:
        return shuffled(seed, kind)
    return world(seed) if kind == STEADY else world(10_000 + seed, kind)


def sections(wb: Workbook, name: str) -> Iterator[Section]:
    meeting = Meeting(name, wb, "en")
    for topic in MEETINGS[name].topics:
        section = topic(meeting)
        assert not section.failure, (name, section.key, section.failure)
        yield section


def looked_at(asked: tuple[str, int]) -> dict[str, Any]:
    """Everything that a workbook's pages compare, with verdict and p; or whether a planted difference is found."""
    kind, seed = asked
    wb = made(kind, seed)
    if kind in FOUND:
        page, key, is_it = FOUND[kind]
        claims = [claim for section in sections(wb, page) if section.key == key for claim in section.claims]
        return {"world": kind, "seed": seed, "found": any(map(is_it, claims))}
    claims, words = [], []
    people = [rep for members in wb.config.teams.values() for rep in members]
    for name in MEETINGS:
        for section in sections(wb, name):
            place = f"{name} {section.key}"
            claims += [
                [place, c.kind, c.metric, c.subject, c.verdict, c.p] for c in section.claims if c.kind in DIFFERENCES
            ]
            if any(rep in section.sentence for rep in people):
                words.append(place)
    return {"world": kind, "seed": seed, "claims": claims, "in_words": words}


def counted(hits: int, cases: int) -> str:
    low, high = Rate(hits, cases).interval
    return f"{hits} of {cases} | {hits / cases:.3f} | {low:.3f}–{high:.3f}"


def show(found: list[dict[str, Any]]) -> None:
    for planted in PLANTED:
        seen = [each["found"] for each in found if each["world"] == planted]
        if seen:
            print(f"planted {planted}, found | {counted(sum(seen), len(seen))}")
    for kind in (STEADY, *SHUFFLED):
        seen = [each for each in found if each["world"] == kind]
        if seen:
            show_null(kind, seen)


def show_null(kind: str, seen: list[dict[str, Any]]) -> None:
    """Shares of workbooks with a claim, over the claims of what was made to differ by chance alone."""
    subjects = SHUFFLED.get(kind, ("",))
    compared, told = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in seen:
        here, said = set(), set()
        for place, what, metric, subject, verdict, _ in each["claims"]:
            if not subject.startswith(subjects):
                continue
            page = place.partition(" ")[0]
            rows = {("section", place), ("kind", what), ("comparison", f"{place}: {what} {metric}")}
            if subject.startswith("rep="):
                rows |= {("named", place), ("named", f"{page}, anywhere")}
            here |= rows
            if verdict in (HIGHER, LOWER):
                said |= rows
        compared.update(here)
        told.update(said)
    print(f"\n{kind}: workbooks that claim a difference | of all | rate | 95% interval")
    for group, name in sorted(compared):
        print(f"{group}, {name} | {counted(told[group, name], len(seen))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, required=True, help="where what was found is kept")
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--shuffles", type=int, default=40)
    parser.add_argument("--planted", type=int, default=40)
    parser.add_argument("--only", nargs="*", default=(STEADY, *SHUFFLED, *PLANTED))
    args = parser.parse_args()
    many = dict.fromkeys(PLANTED, args.planted) | dict.fromkeys(SHUFFLED, args.shuffles) | {STEADY: args.worlds}
    found = [json.loads(line) for line in args.to.read_text(encoding="utf-8").splitlines()] if args.to.exists() else []
    known = {(each["world"], each["seed"]) for each in found}
    asked = [(kind, seed) for kind in args.only for seed in range(many[kind]) if (kind, seed) not in known]
    # Not an executor of concurrent.futures: with max_tasks_per_child it stands still after the first ones.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=25) as pool, args.to.open("a") as kept:
        for each in pool.imap(looked_at, asked):
            found.append(each)
            print(json.dumps(each), file=kept, flush=True)
    show([each for each in found if each["world"] in args.only])


if __name__ == "__main__":
    main()
