"""What a workbook works out once: named by the function and its arguments, by no word that somebody has to invent."""

import pytest

from kpi_helpers.workbook.example import example

asked = []


def doubled(wb, number):
    asked.append(number)
    return 2 * number


def test_a_question_is_worked_out_once_for_each_of_its_arguments():
    asked.clear()
    wb = example()
    assert [wb.cached(doubled, number) for number in (1, 2, 1)] == [2, 4, 2]
    assert asked == [1, 2]


def test_another_workbook_works_it_out_for_itself():
    asked.clear()
    assert example().cached(doubled, 1) == example().cached(doubled, 1) == 2
    assert asked == [1, 1]


def test_a_function_without_a_name_is_refused():
    with pytest.raises(TypeError, match="lambda"):
        example().cached(lambda wb: 1)
