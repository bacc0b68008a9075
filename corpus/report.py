"""The document model: what every reader must produce and everything else consumes.

A *source file* is read into a `Document`: paragraphs and grids in reading order,
with the page each stands on. A document becomes a `Report`: who and when, a tree
of `Section`s cut into `Passage`s, `Table`s of `Cell`s, typed `Fact`s with a place,
and the `Problem`s, i.e. everything that could not be read. All are frozen; figures
are `Decimal` or absent, never float.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from corpus.tables.record import RecordTable

Path = tuple[str, ...]
"""A heading path, outermost first: `("三、本年度办理结果", "（七）总计")`."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points from the top left corner of the page."""


READABLE = 0.8
"""Confidence of a figure recognised from an image below which it is unreadable."""


class State(StrEnum):
    """What stands in a cell. 0, blank, “/” and “-” are four different answers."""

    NUMBER = "number"
    ZERO = "zero"
    BLANK = "blank"
    SLASH = "slash"
    DASH = "dash"
    TEXT = "text"
    UNREADABLE = "unreadable"


class Origin(StrEnum):
    """How a figure came into the library; a person enters what the print does not tell."""

    PRINTED = "printed"
    RECONSTRUCTED = "reconstructed"
    OCR = "ocr"
    MANUAL = "manual"


BY_PROSE = 0.9
"""Confidence of a reconstructed cell that the report's running text decided."""


class FactKind(StrEnum):
    """Where a fact was found: in a table cell or in running text."""

    CELL = "cell"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Source:
    """A file the report was read from."""

    name: str
    sha256: str
    size: int
    media: str
    """Format of the file: its suffix without the dot, lower case: `txt`, `pdf`, …."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of the source that could not be read, listed instead of dropped."""

    code: str
    message: str
    page: int | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. `page` is None where no page number is certain."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines rejoined into one paragraph; `page` is where it begins."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid as drawn: its print and the rows and columns it covers."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    box: Box | None = None
    confidence: float = 1.0
    """How sure the print is, below 1 where it was recognised from an image."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn, before its headings are understood.

    Every drawn cell stands once, at its top left corner, blank ones included. A table
    continued on the next page is one grid.
    """

    cells: tuple[GridCell, ...]
    page: int | None = None
    """Where it begins."""
    caption: str | None = None
    """A title the format itself attaches (a sheet's name), not one printed above."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return max((cell.column + cell.column_span for cell in self.cells), default=0)


Block = Line | Grid
"""What a document is made of."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a source file, before anything is interpreted."""

    source: Source
    blocks: tuple[Block, ...]
    """Lines and grids in reading order."""
    title: str | None = None
    source_url: str | None = None
    published: str | None = None
    """ISO date, where the source states one."""
    pages: int | None = None
    problems: tuple[Problem, ...] = ()
    recognised: tuple[tuple[int, float], ...] = ()
    """Pages recognised from an image, with how sure the text is."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The printed lines without the grids."""
        return tuple(block for block in self.blocks if isinstance(block, Line))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the paragraphs directly below it."""

    path: Path
    """Headings from the top of the tree down to this one; `()` before the first."""
    paragraphs: tuple[Paragraph, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one section, short enough to embed and to quote."""

    id: str
    report: str
    ordinal: int
    section: Path
    page: int | None
    text: str
    turns: tuple[tuple[int, int | None], ...] = ()
    """Offsets in `text` from which another page holds, and that page."""

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at `offset` is printed."""
        return next((p for start, p in reversed(self.turns) if start <= offset), self.page)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table with the heading paths that name it."""

    row: Path
    column: Path
    raw: str
    state: State
    value: Decimal | None = None
    unit: str | None = None
    origin: Origin = Origin.PRINTED
    confidence: float = 1.0
    printed: tuple[str, str] | None = None
    """Row and column label as printed, where `row`/`column` are a form's labels."""
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read whole."""

    name: str
    """Title shown to people, unique within the report."""
    kind: str | None
    """Kind of a statutory table (`申请办理`, …), None for a general table."""
    form: str | None
    """Edition of the statutory form (`2019`, `2021`), None for a general table."""
    section: Path
    page: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with everything needed to cite it.

    For a cell, `row` and `column` are heading paths. For prose, `row` is the
    subject phrase and `column` is empty. `quote` is the row or the clause as
    printed; `passage` the passage a prose figure stands in.
    """

    id: str
    report: str
    issuer: str | None
    year: int | None
    kind: FactKind
    table: str | None
    table_kind: str | None
    form: str | None
    row: Path
    column: Path
    printed: tuple[str, str] | None
    raw: str
    state: State
    value: Decimal | None
    unit: str | None
    qualifier: str | None
    origin: Origin
    confidence: float
    section: Path
    page: int | None
    box: Box | None
    quote: str
    passage: str | None = None

    @property
    def by_prose(self) -> bool:
        """Whether running text decided how a glued cell reads: it is no second witness."""
        return self.origin is Origin.RECONSTRUCTED and self.confidence <= BY_PROSE


@dataclass(frozen=True, slots=True)
class Report:
    """One report as data."""

    id: str
    title: str
    issuer: str | None
    year: int | None
    kind: str
    source_url: str | None
    published: str | None
    pages: int | None
    sources: tuple[Source, ...]
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    tables: tuple[Table, ...] = ()
    records: tuple[RecordTable, ...] = ()
    """Long tables, whose cells become facts when they are looked up."""
    facts: tuple[Fact, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    level: str | None = None
    """国家级, 省级, 市级, 县级 or 乡级."""
    region: str | None = None
    """The place a department belongs to, or that lies above a government's own."""
    period: str | None = None
    """First and last day covered, as ISO dates with a slash between."""
    basis: tuple[tuple[str, str], ...] = ()
    """For issuer, year, kind, published and source_url, what each rests on, in Chinese."""


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 12 hex digits of a hash over `parts`: the same on every ingest."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return prefix + hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
