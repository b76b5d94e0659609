"""``python -m tests.oracle FOLDER --as-of YYYY-MM-DD > expected.csv``."""

import argparse
import csv
import sys
from datetime import date

from .numbers import FIELDS, expected_numbers


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.oracle", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--as-of", required=True, type=date.fromisoformat)
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(expected_numbers(arguments.folder, arguments.as_of))


if __name__ == "__main__":
    main()
