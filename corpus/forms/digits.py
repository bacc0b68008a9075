"""Glued digits: splitting `713000074` into the seven cells of a row, or saying it can't be.

A row printed as `n` tokens for `k` columns has many splits; leading zeros and the
form's sums exclude most. A cell is determined when every remaining split agrees on it.
Where no split satisfies the sums (the original itself does not add up), only what the
layout alone determines is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from corpus.forms.form import Sum

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

MAX_SPLITS = 60_000
MAX_JOINT = 200_000

Row = tuple[str, ...]
"""The cells of one row as digit strings."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The cells of a table; None where the source does not determine one."""

    rows: tuple[tuple[str | None, ...], ...]
    consistent: bool
    """Whether some reading satisfies all sums of the form."""


def split_tokens(tokens: Sequence[str], count: int) -> list[Row]:
    """Return every way to read `tokens` as `count` numbers without leading zeros.

    Token boundaries are kept: a printed space is never bridged. Returns an empty list
    when there is no way, or more than `MAX_SPLITS`.
    """
    found: list[Row] = []
    for row in _splits(tuple(tokens), count):
        found.append(row)
        if len(found) > MAX_SPLITS:
            return []
    return found


def _splits(tokens: tuple[str, ...], count: int) -> Iterator[Row]:
    if not tokens:
        if count == 0:
            yield ()
        return
    head, rest = tokens[0], tokens[1:]
    for parts in range(1, count - len(rest) + 1):
        for pieces in _cut(head, parts):
            for tail in _splits(rest, count - parts):
                yield (*pieces, *tail)


def _cut(token: str, parts: int) -> Iterator[Row]:
    if token.startswith("-"):
        for first, *rest in _cut(token[1:], parts):
            yield (f"-{first}", *rest)
        return
    if not token.isdigit():
        if parts == 1:
            yield (token,)
        return
    if parts == 1:
        if token == "0" or not token.startswith("0"):
            yield (token,)
        return
    longest = 1 if token[0] == "0" else len(token) - parts + 1
    for end in range(1, longest + 1):
        for tail in _cut(token[end:], parts - 1):
            yield (token[:end], *tail)


def row_holds(row: Sequence[str], sums: Sequence[Sum]) -> bool:
    """Tell whether `row` satisfies the sums over columns."""
    return all(
        sum(_number(row[i]) for i in entry.left) == sum(_number(row[i]) for i in entry.right)
        for entry in sums
        if entry.over == "columns"
    )


def table_holds(rows: Sequence[Row], sums: Sequence[Sum]) -> bool:
    """Tell whether `rows` satisfy the sums over rows in every column."""
    return all(
        sum(_number(rows[i][column]) for i in entry.left)
        == sum(_number(rows[i][column]) for i in entry.right)
        for entry in sums
        if entry.over == "rows"
        for column in range(len(rows[0]))
    )


def _number(text: str) -> Decimal:
    plain = text.replace(",", "").replace("，", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else Decimal(0)


def solve(rows: Sequence[Sequence[Row]], sums: Sequence[Sum]) -> Solved:
    """Decide each cell from the candidate splits of every row.

    Args:
        rows: for each row its candidate splits, at least one.
        sums: the form's sums.

    Returns:
        Determined cells. Candidates are first narrowed by the sums over columns, then
        jointly by the sums over rows; a cell stands only where all survivors agree.
    """
    narrowed = [[split for split in splits if row_holds(split, sums)] for splits in rows]
    if all(narrowed):
        joint = 1
        for splits in narrowed:
            joint *= len(splits)
        if joint <= MAX_JOINT:
            survivors = [combo for combo in product(*narrowed) if table_holds(combo, sums)]
            if survivors:
                agreed = tuple(
                    _agreement([combo[i] for combo in survivors]) for i in range(len(rows))
                )
                return Solved(agreed, consistent=True)
    return Solved(tuple(_agreement(splits) for splits in rows), consistent=False)


def _agreement(splits: Sequence[Row]) -> tuple[str | None, ...]:
    return tuple(
        values.pop() if len(values) == 1 else None
        for values in (set(column) for column in zip(*splits, strict=True))
    )
