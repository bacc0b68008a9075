"""General tables and a question's words: the cell whose row and column the question names.

A cell fits only where the question names its row and its column, or they are the
default ones (合计, 预算数), and every other word is explained by the table, the report,
or restricts nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.report import Fact, FactKind
from corpus.tables.cells import label_unit
from qa.general.fields import plain, unexplained
from qa.understanding.dates import GAP

_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]"
    r"|其中[:：]?|[加减][:：]|[①-⑳])+"
)


_TELLING = 4
"""Shortest heading that says which cell is meant wherever it stands in a question."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a general table with the names of its headings, ready to be compared."""

    fact: Fact
    row: tuple[tuple[str, ...], ...]
    """For each row heading, the ways to say it, outermost first."""
    column: tuple[tuple[str, ...], ...]
    table: str


@dataclass(frozen=True, slots=True)
class Match:
    """A cell that a question may mean; the lower the cost, the better it fits."""

    cell: Cell
    cost: int
    rest: str
    """The question without the headings."""


@dataclass(frozen=True, slots=True)
class _Words:
    default_column: frozenset[str]
    default_row: frozenset[str]
    tails: tuple[str, ...]
    function: frozenset[str]
    same: tuple[tuple[str, ...], ...]


@cache
def _words() -> _Words:
    with Path(__file__).with_name("matrix.toml").open("rb") as file:
        data = tomllib.load(file)
    return _Words(
        frozenset(map(plain, data["default_column"])),
        frozenset(map(plain, data["default_row"])),
        tuple(data["tails"]),
        frozenset(data["function"]),
        tuple(tuple(map(plain, group["words"])) for group in data["same"]),
    )


def facts_to_cells(facts: Iterable[Fact]) -> tuple[Cell, ...]:
    """Return the cells of general tables among `facts`."""
    return tuple(
        Cell(
            fact,
            tuple(_names(part) for part in fact.row),
            tuple(_names(part) for part in fact.column),
            plain(fact.table or ""),
        )
        for fact in facts
        if fact.kind is FactKind.CELL and fact.table_kind is None
    )


@cache
def _names(label: str) -> tuple[str, ...]:
    """Return the ways to say a heading, the longest first."""
    words = _words()
    bare = plain(re.sub(r"(?:19|20)\d\d年度?", "", _ORDINAL.sub("", label_unit(label)[0])))
    names = {bare} if bare else set()
    for tail in words.tails:
        if bare.endswith(tail) and len(bare) - len(tail) >= 4:
            names.add(bare[: -len(tail)])
    for group in words.same:
        for word in group:
            names |= {n.replace(word, other) for n in set(names) if word in n for other in group}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def fit(
    text: str, cells: Sequence[Cell], titles: Mapping[str, str], operations: Sequence[str]
) -> list[Match]:
    """Return the cells whose headings, with report and table, explain all of `text`.

    Args:
        text: the question, plain.
        cells: cells to choose from.
        titles: for each report, its title and kind, plain.
        operations: whose words are explained as well.
    """
    found = []
    spans = _widest(text, cells)
    for cell in cells:
        match = _match(text, cell, spans)
        if match is None:
            continue
        context = titles[cell.fact.report] + GAP + cell.table
        left = [
            word
            for word in unexplained(match.rest, operations)
            if word not in _words().function and word not in context
        ]
        # Another heading that is said and not meant by this cell: 项目支出 for 支出.
        unsaid = [text[a:b] for a, b in spans if b - a >= _TELLING and match.rest[a:b] == text[a:b]]
        left += [name for name in unsaid if name not in context and name not in _defaults()]
        # A budget is no final account: what kind of report it is must not differ.
        if not left and not _contradicts(match.rest, context):
            found.append(match)
    return found


def _defaults() -> frozenset[str]:
    return _words().default_column | _words().default_row


def _contradicts(rest: str, context: str) -> bool:
    return any(
        word in rest and word not in context and other in context
        for word, other in (("决算", "预算"), ("预算", "决算"))
    )


def _widest(text: str, cells: Sequence[Cell]) -> tuple[tuple[int, int], ...]:
    """Return where `text` says a heading of any cell, those inside a longer one left out."""
    names = {name for c in cells for part in (*c.row, *c.column) for name in part if name in text}
    spans = {
        (match.start(), match.end())
        for name in names
        for match in re.finditer(re.escape(name), text)
    }
    return tuple((a, b) for a, b in spans if not any(_inside((a, b), other) for other in spans))


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other != span and other[0] <= span[0] and span[1] <= other[1]


def _match(text: str, cell: Cell, spans: Sequence[tuple[int, int]]) -> Match | None:
    """Return how `text` names the headings of `cell`, None where it does not."""
    words = _words()
    if not cell.row and not cell.column:
        return None
    cost = 0
    named = 0
    rest = text
    for axis, default in ((cell.row, words.default_row), (cell.column, words.default_column)):
        for depth, names in enumerate(reversed(axis)):
            name = next((n for n in names if _says(rest, n, names[0], spans)), None)
            if name is not None:
                rest = rest.replace(name, GAP * len(name), 1)
                named += 1
                cost += 0 if name == names[0] else 1
            elif not names:  # a year alone, which the cell's own year stands for
                cost += 0 if depth else 2
            elif depth:
                cost += 1
            elif names[0] in default or (not axis[:-1] and _is_only(cell, axis)):
                cost += 3
            else:
                return None
    return Match(cell, cost, rest) if named else None


def _says(text: str, name: str, whole: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether `text` says `name`, a heading or its beginning, and not another heading.

    住房保障收入 does not say 住房保障(支出): what follows must be no other ending; and
    项目支出 does not say 支出, where both are headings that are held.
    """
    start = text.find(name)
    if start < 0:
        return False
    if any(_inside((start, start + len(name)), span) for span in spans):
        return False
    if name == whole or not whole.startswith(name):
        return True
    return not any(text.startswith(tail, start + len(name)) for tail in _words().tails)


def _is_only(cell: Cell, axis: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether a heading is only its table's own name or year."""
    return all(name in cell.table for name in axis[-1][:1])
