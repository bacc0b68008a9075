"""Statutory tables in grids: matching drawn cells to the rows and columns of a form.

Where a format keeps the grid (PDF with rules, Word, web pages), a cell's place says
what it is: its row label and its column label are matched to the form's. A grid that is
no statutory table is left for `corpus.tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import Block, Problem, Table


@dataclass(frozen=True, slots=True)
class GridReading:
    """The statutory tables among the grids of a document, and the blocks that remain."""

    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


def read_form_grids(blocks: Sequence[Block]) -> GridReading:
    """Read the grids that are tables of the best fitting form edition."""
    return GridReading((), tuple(blocks), ())
