"""How a number is written down, and how a group of rows is named."""

from .stats import wilson

FIELDS = ["kpi", "segment", "period", "value", "numerator", "denominator", "low", "high", "verdict"]


def segment(**parts):
    """`rep=佐藤;motion=inbound`; nothing is a group of its own, `rep=`."""
    return ";".join(f"{name}={escaped(value)}" for name, value in parts.items())


def escaped(value):
    text = "" if value is None else str(value)
    return text.replace("%", "%25").replace(";", "%3B").replace("=", "%3D")


def groups(rows, **pickers):
    """(segment, its rows): `all`, then one per value of each picker that some row has."""
    yield "all", list(rows)
    for name, pick in pickers.items():
        found = {}
        for row in rows:
            found.setdefault(pick(row), []).append(row)
        for value, members in found.items():
            yield segment(**{name: value}), members


def groups_of(rows, inside, **pickers):
    """As `groups`, of the rows inside, with every value that any row has, though none inside has it."""
    yield "all", [row for row in rows if inside(row)]
    for name, pick in pickers.items():
        for value in dict.fromkeys(pick(row) for row in rows):
            yield segment(**{name: value}), [row for row in rows if pick(row) == value and inside(row)]


class Sheet:
    """The rows written so far."""

    def __init__(self):
        self.rows = []

    def put(self, kpi, where, period, value, numerator=None, denominator=None, low=None, high=None, verdict=""):
        """One number; a missing value without a verdict is no row."""
        if value is None and not verdict:
            return
        cells = (kpi, where, period, value, numerator, denominator, low, high, verdict)
        self.rows.append({field: "" if cell is None else cell for field, cell in zip(FIELDS, cells, strict=True)})

    def ratio(self, kpi, where, period, numerator, denominator, times=1):
        """A quotient without interval; none over zero."""
        if denominator:
            self.put(kpi, where, period, times * numerator / denominator, numerator, denominator)

    def rate(self, kpi, where, period, numerator, denominator):
        """A share of cases with its interval; none where it exceeds 1."""
        if not denominator:
            return
        low, high = wilson(numerator, denominator) if numerator <= denominator else (None, None)
        self.put(kpi, where, period, numerator / denominator, numerator, denominator, low, high)
