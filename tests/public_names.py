"""The stub of the package, by which an editor and a type checker know `kh.*`: `python -m tests.public_names` writes it."""

from pathlib import Path

import kpi_helpers as kh
from kpi_helpers import _MODULES, _PLACES
from kpi_helpers.kpis.catalogue import CATALOGUE

STUB = Path(kh.__file__).with_suffix(".pyi")
_HEAD = '''"""Made by `python -m tests.public_names`: what `__init__.py` looks up by name, for editors and type checkers."""

from collections.abc import Sequence

from pandas import DataFrame
'''
_TYPES = """
_Of = Workbook | Meeting
_Names = str | Sequence[str]
"""


def stub() -> str:
    """Every name of `dir(kh)`, each KPI with its parameters and its definition."""
    named = [f"from {place} import {name} as {name}" for name, place in _PLACES.items()]
    modules = [f"from {place.rpartition('.')[0]} import {name} as {name}" for name, place in _MODULES.items()]
    return "\n".join([_HEAD, *sorted([*named, *modules]), _TYPES, *map(_kpi, CATALOGUE.values())])


def _kpi(metric) -> str:
    options = "".join(f", {name}: _Names = ..." for name in metric.options)
    return (
        f"def {metric.id}(of: _Of{', *' if options else ''}{options}) -> DataFrame:\n"
        f'    """{metric.en}: {metric.definition("en")}"""\n'
    )


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
