"""Fields: which columns of the record tables, or which named ratio, a question asks for.

A column is named by its label or by an everyday name of it (`records.toml`); the longest
name at any place counts. What is found is taken out of the text, so that the words left
over can be held against the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.tables.cells import label_unit
from corpus.terms import segment, simplify
from index.records import HeldTable
from qa.general.record_lexicon import Ratio, load_record_lexicon
from qa.understanding.dates import GAP

_PASSED = re.compile(r"[的所、“”\"'‘’\s《》·]")
_PUNCTUATION = re.compile(r"[^\w%.\-]|(?<!\d)\.|\.(?!\d)|-(?!\d)")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is recorded, whatever tables it stands in."""

    label: str
    """As printed."""
    columns: tuple[tuple[HeldTable, int], ...]
    """Tables with the number of the column among their fields, from 0."""

    @property
    def is_text(self) -> bool:
        """Whether its columns hold names or codes."""
        return all(table.table.fields[i].text for table, i in self.columns)


@dataclass(frozen=True, slots=True)
class Named:
    """A field or a ratio named in a question, with its place."""

    start: int
    what: Field | Ratio


class FieldIndex:
    """All columns of the record tables by their names."""

    def __init__(self, tables: Sequence[HeldTable]) -> None:
        lexicon = load_record_lexicon()
        labels: dict[str, list[tuple[str, HeldTable, int]]] = {}
        for table in tables:
            for i, field in enumerate(table.table.fields):
                bare = label_unit(field.path[-1])[0]
                for label in {bare, "".join(field.path)}:
                    labels.setdefault(plain(label), []).append((bare, table, i))
        self._fields = {
            key: Field(found[0][0], tuple((table, i) for _, table, i in found))
            for key, found in labels.items()
        }
        self._names: dict[str, Field | Ratio] = {}
        for ratio in lexicon.ratios:
            self._names.update({plain(name): ratio for name in ratio.names})
        for label, names in lexicon.fields:
            if (held := self._fields.get(plain(label))) is not None:
                self._names.update({plain(name): held for name in names})
        self._names.update(self._fields)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def labels_like(self, text: str) -> list[str]:
        """Return the labels of the columns of figures, those that share most with `text` first."""
        labels = [field.label for field in self._fields.values() if not field.is_text]
        return sorted(labels, key=lambda label: -len(set(label) & set(text)))

    def field(self, label: str) -> Field | None:
        """Return the field with this label, None where no table has it."""
        return self._fields.get(plain(label))

    def take(self, text: str) -> tuple[list[Named], str]:
        """Return what `text` (of `plain`) names, from left to right, and the text left over."""
        found: list[Named] = []
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                what = self._names.get(text[start : start + length])
                if what is not None:
                    found.append(Named(start, what))
                    text = text[:start] + GAP * length + text[start + length :]
        return sorted(found, key=lambda named: named.start), text


def plain(text: str) -> str:
    """Return `text` simplified, without the marks and particles that name nothing.

    >>> plain("销售商品、提供劳务收到的现金")
    '销售商品提供劳务收到现金'
    """
    parts = (_PASSED.sub("", simplify(part)) for part in text.split(GAP))
    return GAP.join(_PUNCTUATION.sub(GAP, part) for part in parts)


def unexplained(text: str, operations: Iterable[str]) -> list[str]:
    """Return the words of `text` that neither restrict nothing nor tell an operation."""
    lexicon = load_record_lexicon()
    words = lexicon.function.union(*(lexicon.operation.get(o, ()) for o in operations))
    allowed = frozenset(plain(word) for word in words)
    left = []
    for run in re.split(rf"[{GAP}\s]+", text):
        if not run or _covered(run, allowed):
            continue
        left += [word for word in segment(run) if word not in allowed]
    return left


def _covered(run: str, allowed: frozenset[str]) -> bool:
    """Tell whether `run` is made of allowed words alone, however it is cut."""
    reached = {0}
    for end in range(1, len(run) + 1):
        if any(start in reached and run[start:end] in allowed for start in range(end)):
            reached.add(end)
    return len(run) in reached
