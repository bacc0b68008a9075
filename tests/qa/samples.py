"""The sample reports as tests need them: what is true of each cell, and how one asks for it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import corpus.samples
from corpus.checks import short_label
from qa.answer import Answer, Kind, Status

FOLDER = Path(corpus.samples.__file__).parent
REPORTS = FOLDER / "reports"
STONE = "云岭市石桥区人民政府"
GREEN = "云岭市青禾区人民政府"
CITY = "云岭市人民政府"
TRAFFIC = "云岭市交通运输局"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a report's statutory form, as the data behind the sample has it."""

    issuer: str
    year: int
    kind: str
    row: tuple[str, ...]
    column: tuple[str, ...]
    state: str
    value: Decimal | None
    unit: str | None
    undetermined: bool
    """Printed glued to its neighbours, so that no reader can tell its digits."""

    @property
    def name(self) -> str:
        """The headings one after the other, as somebody would read them out."""
        parts = [short_label(part) for part in (*self.row, *self.column)]
        return "".join(re.sub(r"（单位：.*?）", "", part) for part in parts)

    @property
    def question(self) -> str:
        """The cell asked for by name."""
        return f"{self.issuer}{self.year}年{self.name}是多少"


@cache
def read_cells() -> tuple[Cell, ...]:
    """Return every cell of every sample."""
    found = []
    for path in sorted((FOLDER / "truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        found += [
            Cell(
                issuer=truth["issuer"],
                year=truth["year"],
                kind=cell["table_kind"],
                row=tuple(cell["row"]),
                column=tuple(cell["column"]),
                state=cell["state"],
                value=None if cell["value"] is None else Decimal(cell["value"]),
                unit=cell["unit"],
                undetermined=cell.get("undetermined", False),
            )
            for cell in truth["cells"]
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the running text, by the subject the data gives it."""

    issuer: str
    year: int
    subject: str
    unit: str
    values: tuple[Decimal, ...]
    """The figure; more than one where several bear the subject."""


@cache
def read_figures() -> tuple[Figure, ...]:
    """Return every figure of the running text of every sample."""
    found = []
    for path in sorted((FOLDER / "truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        for each in truth["prose"]:
            same = [e["value"] for e in truth["prose"] if e["subject"] == each["subject"]]
            values = tuple(Decimal(value) for value in same)
            figure = Figure(truth["issuer"], truth["year"], each["subject"], each["unit"], values)
            found.append(figure)
    return tuple(found)


def truth(issuer: str, year: int, row: str, column: str = "总计") -> Decimal:
    """Return the figure of the one cell whose headings end in `row` and `column`."""
    (cell,) = [
        cell
        for cell in read_cells()
        if (cell.issuer, cell.year) == (issuer, year)
        and "".join(cell.row).endswith(row)
        and "".join(cell.column).endswith(column)
    ]
    assert cell.value is not None
    return cell.value


def assert_sound(answer: Answer) -> None:
    """Every figure is cited, every operand is, and only an answer has figures."""
    cited: Collection[str | None] = {citation.fact for citation in answer.citations}
    for value in answer.values:
        operands = [value.fact] if value.derived is None else value.derived.operands
        assert operands
        assert set(operands) <= set(cited)
    for citation in answer.citations:
        assert (citation.fact is None) != (citation.passage is None)
        assert len(citation.sha256) == 64
    assert answer.text
    if answer.status is not Status.ANSWERED:
        assert answer.values == ()
    elif answer.kind not in (Kind.TEXT, Kind.LIST, Kind.CHECK):
        assert answer.values
    assert bool(answer.readings) == (answer.status is Status.AMBIGUOUS)
