"""An independent reckoning of every number of the contract, row by row with plain loops."""

from .numbers import FIELDS, expected_numbers

__all__ = ["FIELDS", "expected_numbers"]
