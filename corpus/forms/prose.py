"""What a report's running text says of the cells of a form table without sums.

“本年制发规范性文件88件” tells how the glued figures of that row are to be cut. A figure
used so is no second witness for the cell: it must not count as prose that agrees with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from corpus.facts import sentence_to_figures
from corpus.forms.form import FormTable
from corpus.sections import text_to_sentences

Spoken = Mapping[tuple[int, int], Decimal]
"""For a row and a column of a form table the figure the text has for it."""

LEAST = 10
"""A single digit stands in too many ways to cut a run of digits."""

_OTHER = re.compile(
    r"上年|上一年度|去年|往年|以来|累计|同比|比上|较上|增长|增加|减少|下降|其中|拟|计划"
)


def spoken_figures(texts: Sequence[str], table: FormTable) -> Spoken:
    """Return what `texts` say of the cells of `table`, where they say one thing only."""
    said: dict[tuple[int, int], set[Decimal]] = {}
    if not table.spoken_rows:
        return {}
    words = [word for _, words in table.spoken_rows for word in words]
    for text in texts:
        for sentence in text_to_sentences(text):
            if not any(word in sentence for word in words):
                continue
            for quantity, (start, stop) in sentence_to_figures(sentence):
                clause = "".join(sentence[start:stop].split())
                row = _only(clause, table.spoken_rows)
                column = _only(clause, table.spoken_columns)
                exact = quantity.qualifier is None and quantity.value >= LEAST
                if row is None or column is None or not exact or _OTHER.search(clause):
                    continue
                place = _place(table, row, column)
                if place is not None:
                    said.setdefault(place, set()).add(quantity.value)
    return {place: values.pop() for place, values in said.items() if len(values) == 1}


def _only(clause: str, labels: Sequence[tuple[str, tuple[str, ...]]]) -> str | None:
    """Return the one label whose words stand in `clause`, None where there is no or another."""
    found = [label for label, words in labels if any(word in clause for word in words)]
    return found[0] if len(found) == 1 else None


def _place(table: FormTable, row: str, column: str) -> tuple[int, int] | None:
    rows = [i for i, path in enumerate(table.rows) if path and path[-1] == row]
    columns = [i for i, path in enumerate(table.columns) if path[-1] == column]
    return (rows[0], columns[0]) if rows and columns else None
