"""A draft: an answer before citations are attached and figures are proven."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.report import Fact, Passage
from qa.answer import Kind, Reading, Status, Value


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answering step found: sentences, figures, and what they rest on."""

    status: Status
    kind: Kind
    understood: str
    sentences: tuple[str, ...]
    values: tuple[Value, ...] = ()
    facts: tuple[Fact, ...] = ()
    """Facts to cite, the answer's own first."""
    quotes: tuple[tuple[Passage, str], ...] = ()
    """Passages to cite, each with the words quoted from it."""
    notes: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    suggestions: tuple[str, ...] = ()
    final: bool = False
    """Whether nothing else may answer instead: what was asked is known and cannot be computed."""
    years: tuple[int, ...] = ()
    """Years held that the sentences speak of, beside those of the figures and reports."""
