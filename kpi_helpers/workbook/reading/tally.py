"""Counts what was odd, each with the first example."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Warned:
    """How often something odd was met, and where first."""

    count: int
    example: str


class Tally:
    """A running count of oddities by code."""

    def __init__(self) -> None:
        self._counts: dict[str, Warned] = {}

    def add(self, code: str, count: int, example: str) -> None:
        """Count more cases of a code; the first example stays."""
        if count:
            known = self._counts.get(code)
            self._counts[code] = Warned(known.count + count, known.example) if known else Warned(int(count), example)

    def update(self, other: "Tally") -> None:
        """Add all cases of another tally."""
        for code, warned in other.items():
            self.add(code, warned.count, warned.example)

    def items(self) -> list[tuple[str, Warned]]:
        """Codes with their counts, by code."""
        return sorted(self._counts.items())

    def clear(self) -> None:
        """Start again."""
        self._counts.clear()
