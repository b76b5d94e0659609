"""What `import kpi_helpers as kh` offers is known to an editor and a type checker."""

import ast
import subprocess
import sys

import kpi_helpers as kh
from tests.public_names import STUB, stub


def test_the_stub_is_current():
    assert STUB.read_text(encoding="utf-8") == stub(), "run python -m tests.public_names"


def test_every_name_is_in_the_stub_with_a_type_and_no_other():
    known = {}
    for node in ast.parse(STUB.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            known[node.name] = node.returns is not None and all(one.annotation for one in arguments)
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("kpi_helpers"):
            known |= {alias.asname: True for alias in node.names if alias.asname}
    assert sorted(known) == dir(kh) and all(known.values())


def test_every_name_can_be_looked_up():
    assert all(getattr(kh, name) is not None for name in dir(kh))


def test_looking_up_what_draws_nothing_loads_no_chart():
    program = (
        "import sys, kpi_helpers as kh\n"
        "wb = kh.example(); kh.contact_rate(wb); kh.all_numbers(wb); kh.sales_sync.sales.kpis; kh.section; kh.Section\n"
        "print(sorted({'matplotlib', 'seaborn', 'ipywidgets', 'papermill'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"
