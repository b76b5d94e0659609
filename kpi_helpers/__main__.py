"""``python -m kpi_helpers``: the command kpi, wherever its script cannot be called."""

from kpi_helpers.cli import main

if __name__ == "__main__":
    main(prog_name="kpi")
