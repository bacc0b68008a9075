"""The answer object: what a question comes back as, in every interface.

`Answer` and its parts mirror the published JSON shape field by field; `to_json`
is that shape. Figures are `Decimal` inside and decimal strings outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from corpus.report import Box, Origin, Path, State


class Status(StrEnum):
    """How the question fared."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"


class Kind(StrEnum):
    """What sort of answer was asked for."""

    NUMBER = "number"
    TEXT = "text"
    LIST = "list"
    COMPARISON = "comparison"
    RANKING = "ranking"
    TREND = "trend"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Derived:
    """How a figure was computed: the operation and the facts it ran over."""

    op: str
    operands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of an answer; `value` is None for blank, “/” and “-”."""

    value: Decimal | None
    state: State
    unit: str | None
    qualifier: str | None
    year: int | None
    issuer: str | None
    label: str
    origin: Origin
    fact: str | None
    derived: Derived | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something shown was found. Exactly one of `fact`, `passage` is set."""

    report: str
    title: str
    source_url: str | None
    published: str | None
    page: int | None
    section: Path
    row: Path
    column: Path
    box: Box | None
    quote: str
    fact: str | None
    passage: str | None
    sha256: str
    table: str | None = None
    """Name of the table within the report, for drawing it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand an ambiguous question, and the question to ask instead."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Generated:
    """That the text was worded by a language model, and what it was before."""

    model: str
    extract: str
    """The text as put together from the reports."""
    withheld: int
    """Sentences of the model that were not proven, and are not shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer, its figures and its proof."""

    question: str
    understood: str
    status: Status
    kind: Kind
    text: str
    values: tuple[Value, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    suggestions: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    id: str | None = None
    generated: Generated | None = None
    """None: the text holds no word of a model."""


def decimal_to_text(value: Decimal) -> str:
    """Return `value` without exponent and without thousands separators.

    >>> decimal_to_text(Decimal("34830971.60"))
    '34830971.60'
    """
    return format(value, "f")


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return the published JSON shape of `answer`."""
    return {
        "id": answer.id,
        "question": answer.question,
        "understood": answer.understood,
        "status": answer.status.value,
        "kind": answer.kind.value,
        "text": answer.text,
        "values": [_value_to_json(value) for value in answer.values],
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "notes": list(answer.notes),
        "readings": [{"label": r.label, "question": r.question} for r in answer.readings],
        "suggestions": list(answer.suggestions),
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "generated": None if answer.generated is None else asdict(answer.generated),
    }


def _value_to_json(value: Value) -> Mapping[str, Any]:
    derived = value.derived
    return {
        "value": None if value.value is None else decimal_to_text(value.value),
        "state": value.state.value,
        "unit": value.unit,
        "qualifier": value.qualifier,
        "year": value.year,
        "issuer": value.issuer,
        "label": value.label,
        "origin": value.origin.value,
        "fact": value.fact,
        "derived": None
        if derived is None
        else {"op": derived.op, "operands": list(derived.operands)},
    }


def _citation_to_json(citation: Citation) -> Mapping[str, Any]:
    return {
        "report": citation.report,
        "title": citation.title,
        "source_url": citation.source_url,
        "published": citation.published,
        "page": citation.page,
        "section": list(citation.section),
        "row": list(citation.row),
        "column": list(citation.column),
        "box": None if citation.box is None else list(citation.box),
        "quote": citation.quote,
        "fact": citation.fact,
        "passage": citation.passage,
        "sha256": citation.sha256,
        "table": citation.table,
    }
