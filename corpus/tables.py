"""Grids to tables: header paths × row paths, for tables that follow no statutory form.

A *matrix* table names its cells by row labels and column labels. A grid whose headings
cannot be told from its figures is a Problem, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.report import Block, Grid, Problem, Table


def read_general_tables(blocks: Sequence[Block]) -> tuple[list[Table], list[Problem]]:
    """Read every grid among `blocks` that no statutory form claimed.

    Args:
        blocks: lines and grids in reading order; the lines above a grid hold its title
            and its unit.

    Returns:
        The tables, and a Problem for each grid that could not be read.
    """
    problems = [
        Problem("table_unread", "这个表格还没有读成数据，只能按文字检索。", block.page)
        for block in blocks
        if isinstance(block, Grid) and any(re.search(r"\d", cell.text) for cell in block.cells)
    ]
    return [], problems
