"""Glued digits: splitting `713000074` into the seven cells of a row, or saying it can't be.

A row printed as `n` tokens for `k` columns has many splits; leading zeros and the
form's sums exclude most. A cell is determined when every remaining split agrees on it.
Where the sums over rows contradict each other (the original itself does not add up), the
sums within each row still hold if every row has a split that satisfies them; where even
those fail, only what the layout alone determines is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod

from corpus.forms.form import Sum

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_PLAIN = str.maketrans("－−﹣–—．＋", "-----.+", ",，")

MAX_SPLITS = 60_000
MAX_JOINT = 50_000

Row = tuple[str, ...]
"""The cells of one row as digit strings."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The cells of a table; None where the source does not determine one."""

    rows: tuple[tuple[str | None, ...], ...]
    consistent: bool
    """Whether some reading satisfies all sums of the form."""


def plain(text: str) -> str:
    """Return a printed figure with one kind of sign and point and without commas.

    >>> plain("－1,541．5")
    '-1541.5'
    """
    return text.strip().translate(_PLAIN)


def is_number(text: str) -> bool:
    """Tell whether `text`, made plain, is a number."""
    return _NUMBER.fullmatch(text) is not None


def split_tokens(tokens: Sequence[str], count: int) -> list[Row] | None:
    """Return every way to read `tokens` as `count` numbers without leading zeros.

    Token boundaries are kept: a printed space is never bridged. Returns None when there
    are more than `MAX_SPLITS` ways.
    """
    if _ways(tuple(tokens), count) > MAX_SPLITS:
        return None
    return list(_splits(tuple(tokens), count))


@lru_cache(maxsize=4096)
def _ways(tokens: tuple[str, ...], count: int) -> int:
    """Return how many ways `split_tokens` has, without going through them."""
    if not tokens:
        return int(count == 0)
    head, rest = tokens[0], tokens[1:]
    return sum(
        _cuts(head, parts) * _ways(rest, count - parts) for parts in range(1, count - len(rest) + 1)
    )


@lru_cache(maxsize=65536)
def _cuts(token: str, parts: int) -> int:
    if token.startswith("-"):
        return _cuts(token[1:], parts)
    if not token.isdigit():
        return int(parts == 1)
    if parts == 1:
        return int(token == "0" or token[0] != "0")
    return sum(_cuts(token[end:], parts - 1) for end in _first_ends(token, parts))


def _first_ends(token: str, parts: int) -> range:
    return range(1, (1 if token[0] == "0" else len(token) - parts + 1) + 1)


def _splits(tokens: tuple[str, ...], count: int) -> Iterator[Row]:
    if not tokens:
        if count == 0:
            yield ()
        return
    head, rest = tokens[0], tokens[1:]
    for parts in range(1, count - len(rest) + 1):
        if not _ways(rest, count - parts):
            continue
        for pieces in _cut(head, parts):
            for tail in _splits(rest, count - parts):
                yield (*pieces, *tail)


def _cut(token: str, parts: int) -> Iterator[Row]:
    if not _cuts(token, parts):
        return
    if token.startswith("-"):
        for first, *rest in _cut(token[1:], parts):
            yield (f"-{first}", *rest)
    elif parts == 1:
        yield (token,)
    else:
        for end in _first_ends(token, parts):
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
        for column in range(len(rows[entry.right[0]]))
    )


@lru_cache(maxsize=65536)
def _number(text: str) -> Decimal:
    figure = plain(text)
    return Decimal(figure) if is_number(figure) else Decimal(0)


def solve(rows: Sequence[Sequence[Row]], sums: Sequence[Sum]) -> Solved:
    """Decide each cell from the candidate splits of every row.

    Args:
        rows: for each row its candidate splits, none where its figures are unknown.
        sums: the form's sums. One over rows says nothing where a row is unknown.

    Returns:
        Determined cells. Candidates are first narrowed by the sums over columns, then
        jointly by the sums over rows; a cell stands only where all survivors agree.
        An unknown row has no cells.
    """
    known = [i for i, splits in enumerate(rows) if splits]
    usable = [s for s in sums if s.over == "columns" or {*s.left, *s.right} <= set(known)]
    narrowed = [[split for split in splits if row_holds(split, usable)] for splits in rows]
    if all(narrowed[i] for i in known):
        joint = prod(len(narrowed[i]) for i in known)
        if joint <= MAX_JOINT:
            choices = [splits or [()] for splits in narrowed]
            survivors = [combo for combo in product(*choices) if table_holds(combo, usable)]
            if survivors:
                agreed = tuple(
                    _agreement([combo[i] for combo in survivors]) for i in range(len(rows))
                )
                return Solved(agreed, consistent=True)
            # What does not add up are the rows among each other, not the cells of a row.
            return Solved(tuple(_agreement(splits) for splits in narrowed), consistent=False)
    return Solved(tuple(_agreement(splits) for splits in rows), consistent=False)


def _agreement(splits: Sequence[Row]) -> tuple[str | None, ...]:
    return tuple(
        values.pop() if len(values) == 1 else None
        for values in (set(column) for column in zip(*splits, strict=True))
    )
