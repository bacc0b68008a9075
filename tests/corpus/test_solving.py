"""Glued digits: what the sums of a form decide, also where the original does not add up."""

from __future__ import annotations

from corpus.forms.digits import splits
from corpus.forms.form import Sum
from corpus.forms.solving import Ways, solve

SUMS = (
    Sum("columns", (0, 1), (2,)),
    Sum("rows", (0, 1), (2,)),
)


def _splits(text: str) -> Ways:
    return Ways(splits((text,), 3, SUMS) or (), *[lambda: splits((text,), 3)] * 2)


def test_rows_that_add_up_are_read_though_the_table_does_not() -> None:
    # 20 1 21, 4 0 4 and a total of 23 1 24 that should be 24 1 25.
    solved = solve([_splits("20121"), _splits("404"), _splits("23124")], SUMS)
    assert not solved.consistent
    assert solved.rows == (("20", "1", "21"), ("4", "0", "4"), ("23", "1", "24"))


def test_where_a_row_does_not_add_up_only_the_layout_counts() -> None:
    solved = solve([_splits("20121"), _splits("404"), _splits("999")], SUMS)
    assert not solved.consistent
    assert solved.rows[0] == (None, None, None)
    assert solved.rows[1] == ("4", "0", "4")
