"""Rows of figures in order, where a print tears labels and figures apart.

A table cut to pieces may print several labels and then their rows of figures. The order
of the rows is kept; the rows that still have a label, and the sums, prove it.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.forms.cells import placed_tokens
from corpus.forms.digits import stated_sums_hold
from corpus.forms.form import FormTable, letters
from corpus.forms.labels import SURE, path_likeness
from corpus.forms.stream import Group


def rows_by_order(groups: Sequence[Group], table: FormTable) -> list[Group | None] | None:
    """Give the rows their figures in order, where labels and figures are torn apart.

    There must be exactly one whole row of figures for every row of the form, those behind
    a label on the same line must be that label's, and the form's sums must hold.
    """
    count = len(table.columns)
    rows = [group for group in groups if placed_tokens(group, count) is not None]
    strays = [group for group in groups if group not in rows]
    if len(rows) != len(table.rows) or count < 3 or any(len(group.tokens) > 1 for group in strays):
        return None
    if numbers_columns(rows[0], count):
        return None
    named = 0
    for row, group in enumerate(rows):
        run = tuple(part for part in group.label.split("\t") if letters(part))
        if run:
            likes = [path_likeness(run, path) for path in table.rows]
            if likes[row] < SURE <= max(likes):
                return None
            named += likes[row] >= SURE
    texts = [
        tuple(token.text if token else "" for token in placed_tokens(group, count) or ())
        for group in rows
    ]
    proven = 2 * named >= len(rows) and stated_sums_hold(texts, table.sums)
    return list(rows) if proven else None


def numbers_columns(group: Group, count: int) -> bool:
    """Tell whether `group` may be the line 1 2 3 … below a header."""
    return [token.text for token in group.tokens] == [str(n + 1) for n in range(count)]
