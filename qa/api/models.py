"""The shapes of the REST interface, as published in the contract and in /openapi.json.

Pydantic models of what `qa.answer.answer_to_json` and `qa.api.wire` produce, so that every
response is checked against what is promised. What may be sent is in `qa.api.requests`.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

State = Literal["number", "zero", "blank", "slash", "dash", "text", "unreadable"]
Origin = Literal["printed", "reconstructed", "ocr"]
Box = tuple[float, float, float, float]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Derived(_Model):
    """How a figure was computed."""

    op: str
    operands: list[str]


class Value(_Model):
    """A figure; null where the place is blank, “/” or “-”."""

    value: str | None
    state: State
    unit: str | None
    qualifier: str | None
    year: int | None
    issuer: str | None
    label: str
    origin: Origin
    fact: str | None
    derived: Derived | None


class Citation(_Model):
    """A place in a report."""

    report: str
    title: str
    source_url: str | None
    published: str | None
    page: int | None
    section: list[str]
    row: list[str]
    column: list[str]
    box: Box | None
    quote: str
    fact: str | None
    passage: str | None
    sha256: str
    table: str | None


class Reading(_Model):
    """One way to understand an ambiguous question."""

    label: str
    question: str


class Generated(_Model):
    """That the text was worded by a language model."""

    model: str
    extract: Annotated[str, Field(description="改写之前的答案")]
    withheld: Annotated[int, Field(description="没有通过核对、不予显示的句数")]


class Answer(BaseModel):
    """A question with its answer and its proof."""

    id: str | None = Field(description="答案编号，评价时使用")
    question: str
    understood: str
    status: Literal["answered", "not_found", "ambiguous", "refused"]
    kind: Literal["number", "text", "list", "comparison", "ranking", "trend", "check"]
    text: str
    values: list[Value]
    citations: list[Citation]
    notes: list[str]
    readings: list[Reading]
    suggestions: list[str]
    elapsed_ms: float
    generated: Generated | None = Field(description="文字由大模型改写时才有")
    card: list[Any] | None = Field(None, description="答案卡片：[元素名, {属性}, 子节点…]")


class Fact(_Model):
    """A figure that was read."""

    fact: str
    report: str
    issuer: str | None
    year: int | None
    table: str | None
    row: list[str]
    column: list[str]
    printed: list[str] | None
    raw: str
    state: State
    value: str | None
    unit: str | None
    qualifier: str | None
    origin: Origin
    confidence: float
    page: int | None
    box: Box | None
    kind: Literal["cell", "prose"]


class Problem(_Model):
    """Something that could not be read."""

    code: str
    message: str
    page: int | None
    table: str | None


class Source(_Model):
    """A file a report was read from."""

    name: str
    sha256: str
    size: int
    media: str


class Report(BaseModel):
    """A report held."""

    report: str
    title: str
    issuer: str | None
    year: int | None
    kind: str
    pages: int | None
    facts: int
    problems: list[Problem]
    sources: list[Source]
    source_url: str | None
    published: str | None


class Section(_Model):
    """A heading of a report with the paragraphs directly below it."""

    path: list[str]
    page: int | None
    paragraphs: list[dict[str, str | int | None]] = Field(description="text 与 page")


class FullReport(Report):
    """A report with its text."""

    sections: list[Section]
    tables: list[str]


class Hit(_Model):
    """A passage found by a search."""

    rank: int
    passage: str
    report: str
    title: str
    year: int | None
    issuer: str | None
    page: int | None
    section: list[str]
    text: str
    score: float
    sha256: str


class Check(BaseModel):
    """A check of a report's figures."""

    report: str
    rule: str
    result: Literal["PASS", "FAIL", "UNKNOWN"]
    operands: list[Fact]
    message: str


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` goes into `cursor` for the one after it."""

    items: list[T]
    next: str | None


class Converted(_Model):
    """Texts in traditional script, in the order they were given."""

    texts: list[str]


class Health(BaseModel):
    """That the service runs, and on what."""

    status: Literal["ok"]
    reports: int
    generation: str | None


class ErrorBody(_Model):
    """What went wrong: `code` for programs, `message` for people."""

    code: str
    message: str
    detail: dict[str, Any]


class Error(_Model):
    """The one shape of every error."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "code": "question_too_long",
                        "message": "问题不能超过500字",
                        "detail": {},
                    }
                }
            ]
        },
    )

    error: ErrorBody
