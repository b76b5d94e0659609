"""Which spellings of names in the exports are one person."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpi_helpers.workbook.config_people import person_key
from kpi_helpers.workbook.reading.values import plain_ids, trimmed
from kpi_helpers.workbook.starting.proposals import Proposal

_FEWEST = 3  # rows that speak for one person
_LATIN = re.compile(r"[A-Za-zÀ-ÿ.'\-_ ]+")


@dataclass(frozen=True)
class Person:
    """One person, the other spellings of the name, and those that the rows alone speak for."""

    name: str
    spellings: tuple[str, ...]
    unsure: tuple[str, ...] = ()


def same_people(proposals: Sequence[Proposal]) -> list[Person]:
    """People whose names are spelt in several ways, over all tables.

    Two spellings are one person where they differ by width, space, case or the order of names, where an
    e-mail address holds the name, or, to be confirmed, where all rows of a spelling that the leads do not
    have are about leads of one rep whose name is written in other letters.
    """
    counts: Counter = Counter()
    for proposal in proposals:
        counts.update({rep: count for rep, count in proposal.reps.items() if rep})
    groups: dict[str, list[str]] = {}
    for rep in sorted(counts):
        groups.setdefault(_key(rep), []).append(rep)
    told = _by_their_leads(proposals, groups)
    for key, owner in told.items():
        groups[owner] += groups[key]
    return [
        _person(spellings, counts, [rep for other, owner in told.items() if owner == key for rep in groups[other]])
        for key, spellings in groups.items()
        if key not in told and len(spellings) > 1
    ]


def _person(spellings: list[str], counts: Counter, unsure: Sequence[str]) -> Person:
    # The name that most rows bear is the person's; of e-mail addresses none, if there is another.
    name = max((one for one in spellings if one not in unsure), key=lambda one: _rank(one, counts[one]))
    others = tuple(one for one in sorted(spellings) if one != name and person_key(one) != person_key(name))
    plain = tuple(one for one in sorted(spellings) if one != name and person_key(one) == person_key(name))
    return Person(name, (*plain, *others), tuple(unsure))


def _rank(name: str, count: int) -> tuple:
    plain = unicodedata.normalize("NFKC", name) == name
    return "@" not in name, count, plain, " " in name, name


def _key(rep: str) -> str:
    """What is the same in all spellings that are surely one person."""
    local, at, _ = rep.partition("@")
    text = re.sub(r"[._\-+]", " ", local) if at else rep
    if _LATIN.fullmatch(text):
        words = re.sub(r"[^\w ]", " ", text).casefold().split()
        return " ".join(sorted(words)) if len(words) > 1 else person_key(rep)
    return person_key(rep)


def _by_their_leads(proposals: Sequence[Proposal], groups: Mapping[str, list[str]]) -> dict[str, str]:
    """Keys whose rows all are about the leads of one other person, with that person's key."""
    of_lead = {lead: _key(rep) for proposal in proposals if proposal.table == "leads" for lead, rep in _pairs(proposal)}
    owners = set(of_lead.values())
    met: dict[str, Counter] = {}
    for proposal in proposals:
        if proposal.table != "leads":
            for lead, rep in _pairs(proposal):
                if lead in of_lead:
                    met.setdefault(_key(rep), Counter())[of_lead[lead]] += 1
    return {
        key: owner
        for key, counts in met.items()
        if key not in owners
        for owner, count in counts.items()
        if len(counts) == 1 and count >= _FEWEST and _is_latin(groups[key][0]) != _is_latin(groups[owner][0])
    }


def _is_latin(name: str) -> bool:
    return name.isascii()


def _pairs(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Lead and rep of every row that has both."""
    if not {"lead_id", "rep"} <= proposal.columns.keys() or proposal.fit.wide:
        return
    for export in proposal.exports:
        header = export.header
        at = [header.index(proposal.columns[name].source.column) for name in ("lead_id", "rep")]
        for batch in export.batches():
            leads = plain_ids(trimmed(batch.cells[at[0]], name=False)).to_pylist()
            reps = trimmed(batch.cells[at[1]], name=True).to_pylist()
            yield from ((lead, rep) for lead, rep in zip(leads, reps, strict=True) if lead and rep)
