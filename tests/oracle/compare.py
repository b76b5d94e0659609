"""Hold the project's numbers against the oracle's, both ways."""

from collections import Counter

CELLS = ("value", "numerator", "denominator", "low", "high")


def differences(expected, got, tolerance=1e-6):
    """One sentence per number that is missing, wrong or not expected; empty when all agree.

    `got` holds rows with the columns of ``numbers.csv``. A count of 0 may be left out on either side.
    """
    wanted, found = index(expected), index(got)
    families = {family(key) for key in wanted}
    told = []
    for key, row in wanted.items():
        other = found.get(key)
        if other is None:
            if not is_zero_count(row):
                told.append(f"{' '.join(key)}: expected {shown(row)}, no row")
            continue
        wrong = [cell for cell in CELLS if not agree(row[cell], other.get(cell), tolerance, cell)]
        if row["verdict"] and row["verdict"] != other.get("verdict"):
            wrong.append("verdict")
        told += [f"{' '.join(key)}: {cell} expected {row[cell]}, got {other.get(cell)}" for cell in wrong]
    for key, row in found.items():
        if key not in wanted and family(key) in families and not is_zero_count(row):
            told.append(f"{' '.join(key)}: no row expected, got {shown(row)}")
    return told


def index(rows):
    """{(kpi, segment, period): row}; a number that stands there twice is a fault of its own."""
    rows = list(rows)
    counted = Counter((row["kpi"], row["segment"], row["period"]) for row in rows)
    twice = [key for key, times in counted.items() if times > 1]
    if twice:
        raise AssertionError(f"written more than once: {twice[:3]}")
    return {(row["kpi"], row["segment"], row["period"]): row for row in rows if filled(row)}


def filled(row):
    return number(row["value"]) is not None or bool(row.get("verdict"))


def family(key):
    kpi, segment, _ = key
    return kpi, tuple(part.split("=")[0] for part in segment.split(";"))


def is_zero_count(row):
    return number(row["value"]) == 0 and number(row.get("denominator")) is None and not row.get("verdict")


def number(cell):
    return None if cell is None or cell == "" or cell != cell else float(cell)


def agree(expected, got, tolerance, cell):
    """A value must be there on both sides; what travels with it is held where the oracle has it."""
    a, b = number(expected), number(got)
    if a is None:
        return b is None if cell == "value" else True
    return b is not None and abs(a - b) <= tolerance * max(1.0, abs(a))


def shown(row):
    return row.get("verdict") or row["value"]
